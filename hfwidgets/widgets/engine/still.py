"""What a notebook keeps of a widget: its result as a value that is read without kernel and page.

`Still` is what a kind of output says of itself; `Sheet` is that with what was asked and how it
went, as plain text, HTML, Markdown or a picture. What comes from people, models and servers is text
here: escaped, and cut where it is too much for a notebook.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.captioned import Entry, captioned, compressed
from hfwidgets.pictures.scores import are_shares, score_text
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.problems import redacted_text
from hfwidgets.widgets.engine.still_marks import legend_html, marked_html
from hfwidgets.widgets.engine.surrogates import displayable

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 18_000  # bytes of a result's text in a notebook, which has it as text and as HTML
MOST_INPUT = 2_000  # bytes of each input
MOST_ROWS = 40
MOST_COLUMNS = 12
MOST_CELL = 200  # bytes
MOST_TABLE = 12_000  # bytes
BAR = 20  # letters of a bar that stands for all
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WRAPPED = "white-space:pre-wrap;overflow-wrap:anywhere;word-break:normal"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts.

    Attributes:
        columns: Their names, or nothing.
        rows: As many texts in each as there are columns.
        left: Rows that are not shown.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Still:
    """What a kind of output says of itself.

    Attributes:
        text: The result, or a word on it.
        table: Rows of it.
        picture: It as a picture, which then stands for everything else; at its own size.
        legend: What is in the picture.
        follows: Whether the text goes on from the first input.
        marked: The text in pieces with levels, as `TokenRecord.level`, where it has marks.
    """

    text: str = ""
    table: Table | None = None
    picture: Image | None = None
    legend: Sequence[Entry] = ()
    follows: bool = False
    marked: Sequence[tuple[str, int]] = ()


def still_of(answer: Any, text: str) -> Still:
    """Return any answer as a still.

    Args:
        answer: What a client's method returned, or None.
        text: The same in words, where it has a short form.
    """
    if answer is None or isinstance(answer, (bytes, bytearray, memoryview)):
        return Still(text.strip('"') or ("" if answer is None else str(plain(answer))))
    if isinstance(answer, str):
        return Still(answer)
    if hasattr(answer, "convert") and hasattr(answer, "size"):  # a PIL image
        return Still(text, picture=answer)
    value = plain(answer)
    if isinstance(value, str):
        return Still(text or value)
    table = _table_of(value)
    if table is not None:
        return Still("", table)
    return Still(json.dumps(value, indent=1, ensure_ascii=False))


def scored(items: Sequence[Mapping[str, Any]], name: str = "label") -> Table:
    """Return labels with scores as a table with bars."""
    shares = are_shares(one["score"] for one in items)
    rows = [
        (str(one[name]), score_text(one["score"], shares=shares), bar(one["score"], shares=shares))
        for one in items[:MOST_ROWS]
    ]
    return Table((name.replace("_", " "), "score", ""), rows, len(items) - len(rows))


def bar(score: float | None, *, shares: bool = True) -> str:
    """Return a share as a bar of letters."""
    return "█" * round(BAR * min(max(score, 0), 1)) if shares and score is not None else ""


def _table_of(value: Any) -> Table | None:
    """Return an object, or a list of alike things, as a table; None where it is none."""
    if isinstance(value, dict) and value:
        return Table(("", ""), [(str(name), _cell(one)) for name, one in value.items()][:MOST_ROWS])
    if isinstance(value, list) and value and all(isinstance(one, (str, float)) for one in value):
        lines = [(str(number), _cell(one)) for number, one in enumerate(value[:MOST_ROWS], 1)]
        return Table(("", ""), lines, len(value) - len(lines))
    rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    columns = list(dict.fromkeys(name for row in rows for name in row))
    flat = bool(columns) and all(
        isinstance(one, (dict, str))
        for one in value  # a text tells how many more there are
    )
    if not flat or len(columns) > MOST_COLUMNS:
        return None
    if set(columns) >= {"label", "score"} and all(_is_scored(row) for row in rows):
        rest = [name for name in columns if name not in ("label", "score")]
        columns = ["label", "score", *rest]
    texts = [[_cell(row.get(name)) for name in columns] for row in rows[:MOST_ROWS]]
    return Table(columns, texts, len(value) - len(texts))


def _is_scored(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("score"), (int, float, type(None)))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A still with what was asked and how it went.

    Attributes:
        title: Of the task.
        inputs: What was asked, by name.
        still: What came.
        line: The model, counters and the state, in one line.
        fault: What went wrong, or nothing.
    """

    title: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    still: Still = field(default_factory=Still)
    line: str = ""
    fault: str = ""

    def bundle(self) -> dict[str, str]:
        """Return it by MIME type, as a notebook keeps it: a picture, or HTML, and plain text."""
        words = self.plain()
        drawn = self.drawn()
        if drawn is None:
            return {"text/html": self.html(), "text/plain": words}
        data, kind = compressed(drawn)
        return {kind: base64.b64encode(data).decode(), "text/plain": words}

    def drawn(self) -> Image | None:
        """Return the picture with legend and words below it, at most 640 px; or None."""
        if self.still.picture is None:
            return None
        asked = [f"{name}: {cut(one, 300)}" for name, one in self._asked().items()]
        foot = [clean(one) for one in (*asked, self.still.text, self._ending()) if one]
        return captioned(self.still.picture, self.still.legend, foot)

    def plain(self, most: int | None = MOST) -> str:
        """Return it as plain text.

        Args:
            most: Bytes of the result that are kept; None for all.
        """
        if self._is_line():
            return clean(f"{self.title} · {self.line}")
        head, body = self._words(most)
        asked = [f"{name}: {one}" for name, one in head.items()]
        return "\n\n".join(
            part for part in (clean(self.title), "\n".join(asked), *body, self._ending()) if part
        )

    def html(self, most: int | None = MOST, picture: str = "") -> str:
        """Return it as HTML in which every text is escaped.

        Args:
            most: Bytes of the result that are kept; None for all.
            picture: Address of the picture.
        """
        if self._is_line():
            return (
                f'<p class="hfw-still"><b>{_safe(self.title)}</b> · {_safe(clean(self.line))}</p>'
            )
        still, limit = self.still, most
        prompt = next(iter(self._shown(limit).values()), "") if still.follows else ""
        parts = [f"<p><b>{_safe(self.title)}</b></p>"]
        parts += [
            f'<p dir="auto" style="{_WRAPPED}">{_safe(name)}: {_safe(one)}</p>'
            for name, one in self._asked_of(limit).items()
        ]
        if picture:
            words = _safe(self._described())
            parts.append(f'<p><img src="{picture}" alt="{words}" style="max-width:100%"></p>')
        text = _safe(cut(clean(still.text), limit))
        if still.marked:
            text = marked_html(still.marked, limit, _safe)
        if text or prompt:
            bold = f"<b>{_safe(prompt)}</b>" if prompt else ""
            parts.append(f'<pre dir="auto" style="{_WRAPPED}">{bold}{text}</pre>')
        if still.marked:
            parts.append(f"<p>{legend_html()}</p>")
        if still.table is not None:
            parts.append(_html_table(still.table))
        parts += [f"<p>{_safe(one)}</p>" for one in self._ends()]
        return f'<div class="hfw-still">{"".join(parts)}</div>'

    def markdown(self, picture: str = "") -> str:
        """Return it as Markdown in which no text is markup.

        Args:
            picture: Address of the picture.
        """
        still = self.still
        parts = [f"**{_literal(self.title)}**"]
        parts += [
            f"{_literal(name)}:\n\n{_fenced(one)}" for name, one in self._asked_of(None).items()
        ]
        if picture:
            parts.append(f"![{_literal(self._described())}]({picture})")
        prompt = next(iter(self._shown(None).values()), "") if still.follows else ""
        text = prompt + clean(still.text)
        if text.strip():
            parts.append(_fenced(text))
        table = still.table if still.table is not None else self._legend()
        if table is not None:
            parts.append(_markdown_table(table))
        parts += [_literal(one) for one in self._ends()]
        return "\n\n".join(parts) + "\n"

    def _is_line(self) -> bool:
        return bool(self.line) and not self.inputs and not self.fault and self.still == Still()

    def _words(self, most: int | None) -> tuple[dict[str, str], list[str]]:
        """Return the inputs, and the parts of the result as plain text."""
        still = self.still
        prompt = next(iter(self._shown(most).values()), "") if still.follows else ""
        text = prompt + cut(clean(still.text), most)
        table = still.table if still.table is not None else self._legend()
        return self._asked_of(most), [text, "" if table is None else _plain_table(table)]

    def _legend(self) -> Table | None:
        """Return what is in the picture as a table."""
        entries = self.still.legend
        if not entries:
            return None
        rows = [(one.text, one.value, bar(one.share)) for one in entries[:MOST_ROWS]]
        return Table(("", "", ""), rows, len(entries) - len(rows))

    def _described(self) -> str:
        """Return the picture in a few words."""
        names = ", ".join(f"{one.text} {one.value}".strip() for one in self.still.legend[:10])
        return cut(": ".join(filter(None, (clean(self.still.text) or self.title, names))), 500)

    def _shown(self, most: int | None) -> dict[str, str]:
        limit = None if most is None else MOST_INPUT
        return {clean(name): cut(clean(one), limit) for name, one in self.inputs.items()}

    def _asked_of(self, most: int | None) -> dict[str, str]:
        """Return the inputs that stand by themselves."""
        shown = list(self._shown(most).items())
        return dict(shown[1:] if self.still.follows else shown)

    def _asked(self) -> dict[str, str]:
        return self._asked_of(MOST)

    def _ends(self) -> list[str]:
        """Return what went wrong, and the last line."""
        return [cut(clean(one), MOST_INPUT) for one in (self.fault, self.line) if one]

    def _ending(self) -> str:
        return "\n".join(self._ends())


def clean(text: str) -> str:
    """Return a text that every file and page takes: without a token, halves and control codes."""
    shown = redacted_text(displayable(text)).replace("\r\n", "\n")
    return _CONTROLS.sub("\ufffd", shown)


def cut(text: str, most: int | None) -> str:
    """Return a text of at most about so many bytes, with a word on what is left out."""
    if most is None or len(html.escape(text).encode()) <= most:
        return text
    kept = _within(text, most)
    return f"{kept}… ({len(text) - len(kept):,} more characters)"


def _within(text: str, most: int) -> str:
    """Return as much of a text as takes so many bytes in HTML."""
    kept = text[:most]
    while (size := len(html.escape(kept).encode())) > most:
        kept = kept[: min(len(kept) * most // size, len(kept) - 1)]
    return kept


def _bounded(table: Table) -> Table:
    """Return a table of texts on one line each that takes about 12 kB at most."""
    cells = max(len(table.rows) * len(table.columns), 1)
    most = min(MOST_CELL, MOST_TABLE // cells)

    def cell(text: str) -> str:
        line = " ".join(clean(text[: 4 * MOST_CELL]).split())
        kept = _within(line, most)
        return kept if kept == line else f"{kept}…"

    rows = [[cell(one) for one in row] for row in table.rows]
    return Table([cell(one) for one in table.columns], rows, table.left)


def _safe(text: str) -> str:
    return html.escape(clean(text))


def _html_table(table: Table) -> str:
    table = _bounded(table)
    head = _html_row("th", table.columns) if any(table.columns) else ""
    rows = "".join(_html_row("td", row) for row in table.rows)
    return f"<table>{head}{rows}</table>{_more(table, '<p>{}</p>')}"


def _html_row(tag: str, texts: Sequence[str]) -> str:
    start = f'<{tag} dir="auto" style="text-align:start">'
    return f"<tr>{''.join(f'{start}{_safe(one)}</{tag}>' for one in texts)}</tr>"


def _plain_table(table: Table) -> str:
    table = _bounded(table)
    lines = [list(table.columns)] if any(table.columns) else []
    lines += [list(row) for row in table.rows]
    widths = [min(max(map(len, column)), 60) for column in zip(*lines, strict=True)]
    written = [
        "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join(written) + _more(table, "\n{}")


def _markdown_table(table: Table) -> str:
    def row(texts: Sequence[str]) -> str:
        return "| " + " | ".join(map(_literal, texts)) + " |"

    table = _bounded(table)
    rule = "|" + " --- |" * len(table.columns)
    lines = [row(table.columns), rule, *map(row, table.rows)]
    return "\n".join(lines) + _more(table, "\n\n{}")


def _more(table: Table, form: str) -> str:
    return form.format(f"… {table.left:,} more") if table.left > 0 else ""


def _literal(text: str) -> str:
    """Return a text that Markdown shows as it is: all its punctuation may be escaped."""
    line = " ".join(clean(text).split())
    marked = "".join(f"\\{one}" if one in "\\`*_{}[]()#+-.!|~$" else one for one in line)
    return html.escape(marked, quote=False)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"
