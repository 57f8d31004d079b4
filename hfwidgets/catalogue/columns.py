"""A list of models as columns: names by number, not an object a model."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfwidgets.catalogue.served import Offer

UNKNOWN = "unknown"
OTHERS = "(others)"


class Codes(dict[str, int]):
    """Numbers for names, in the order in which names come; beyond the last number all are one.

    Args:
        names: Names that have the first numbers.
        most: How many numbers there are.

    Attributes:
        names: The names by their numbers.
    """

    def __init__(self, names: Iterable[str] = (), most: int = 1 << 16) -> None:
        self.names: list[str] = []
        self._most = most
        for name in names:
            self[name]

    def __missing__(self, name: str) -> int:
        if len(self) >= self._most - 1:
            name = OTHERS
        if name not in self:
            self.names.append(name)
        return self.setdefault(name, len(self))


@dataclass(slots=True)
class Rows:
    """The models of one answer: ids, and the number of a name each in the other columns.

    Attributes:
        ids: Model ids as they came.
        tasks: Numbers of their tasks in `task_codes`; likewise `frameworks` and `states`, which are
            empty where the answer tells no states.
        left_out: What could not be taken as a model: what was wrong, and how often.
        broken: What is wrong with the answer as a whole, though these models came; or None.
        offers: Who serves each model, where providers do; else empty.
        terms: What an answer tells that is no list of models of its own: on which terms models are
            served that others list, by id.
    """

    ids: list[str] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    frameworks: list[int] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    task_codes: Codes = field(default_factory=Codes)
    framework_codes: Codes = field(default_factory=Codes)
    state_codes: Codes = field(default_factory=Codes)
    left_out: dict[str, int] = field(default_factory=dict)
    broken: str | None = None
    offers: list[tuple[Offer, ...]] = field(default_factory=list)
    terms: dict[str, tuple[Offer, ...]] | None = None

    def __len__(self) -> int:
        return len(self.ids)


class Columns:
    """Models in the order in which they came, each with its task and framework once.

    Attributes:
        ids: Model ids.
        tasks: Numbers of their tasks in `task_codes`; likewise `frameworks` and `states`.
        offers: Who serves each, where providers do; else empty.
    """

    def __init__(self) -> None:
        """Nothing came yet."""
        self.ids: list[str] = []
        self.offers: list[tuple[Offer, ...]] = []
        self.tasks = array("H")
        self.frameworks = bytearray()
        self.states = bytearray()
        self.task_codes = Codes()
        self.framework_codes = Codes(most=256)
        self.state_codes = Codes([UNKNOWN], most=256)
        # How many models each provider and each state of an offer has, up to this row.
        self.counted: tuple[int, dict[str, dict[str, int]]] = (0, {})
        self._known: set[str] = set()
        self._triples: set[tuple[str, int, int]] = set()
        self._compared = 0
        self._starts: list[int] = []
        self._sources: list[str] = []
        self._places: dict[str, list[int]] = {}
        self._indexed = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.ids)

    def extend(self, rows: Rows, source: str) -> int:
        """Append what is new, and return how many models were there before already."""
        tasks = _translated(rows.tasks, rows.task_codes, self.task_codes)
        frameworks = _translated(rows.frameworks, rows.framework_codes, self.framework_codes)
        states = _translated(rows.states, rows.state_codes, self.state_codes) or [0] * len(rows)
        fresh = set(rows.ids)
        if len(fresh) == len(rows) and self._known.isdisjoint(fresh):
            ids: list[str] = rows.ids
            offers = rows.offers
        else:
            kept = self._new_ones(rows.ids, tasks, frameworks)
            ids = [rows.ids[n] for n in kept]
            offers = [rows.offers[n] for n in kept] if rows.offers else []
            tasks = [tasks[n] for n in kept]
            frameworks = [frameworks[n] for n in kept]
            states = [states[n] for n in kept]
        if not self._sources or self._sources[-1] != source:
            self._starts.append(len(self.ids))
            self._sources.append(source)
        self.tasks.extend(tasks)
        self.frameworks.extend(frameworks)
        self.states.extend(states)
        self.offers.extend(offers)
        self.ids.extend(ids)  # last: what has an id has everything
        if self._known:
            self._known |= fresh
        else:
            self._known = fresh
        return len(rows) - len(ids)

    def _new_ones(self, ids: list[str], tasks: list[int], frameworks: list[int]) -> list[int]:
        seen, kept, known = self._triples, [], slice(self._compared, None)
        seen.update(zip(self.ids[known], self.tasks[known], self.frameworks[known], strict=True))
        self._compared = len(self.ids)
        for place, triple in enumerate(zip(ids, tasks, frameworks, strict=True)):
            if triple not in seen:
                seen.add(triple)
                kept.append(place)
        return kept

    def places(self, model: str) -> list[int]:
        """Return the rows of a model: one a task and framework that it is listed under."""
        with self._lock:
            known = len(self.ids)
            for row in range(self._indexed, known):
                self._places.setdefault(self.ids[row], []).append(row)
            self._indexed = known
            return self._places.get(model, [])

    def source(self, row: int) -> str:
        """Return the name of the source that a row came from."""
        return self._sources[bisect_right(self._starts, row) - 1]


def _translated(numbers: list[int], codes: Codes, others: Codes) -> list[int]:
    """Return the numbers that the same names have elsewhere."""
    found = [others[name] for name in codes.names]
    if found == list(range(len(found))):
        return numbers
    return [found[number] for number in numbers]
