"""The Hub's list of models: filters, order and pages, over the sandbox's own and made-up ones."""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.rows import FIRST_DAY, Asked, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hfwidgets.sandbox.synthetic import Synthetic

SORTS = ("createdAt", "downloads", "likes", "lastModified", "trendingScore")
_MOST = 1000
_KEPT = 8
_SIZE = re.compile(r"(min|max):(\d+(?:\.\d+)?)([KMBT]?)", re.IGNORECASE)
_SIZES = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


class Query(Protocol):
    """The parameters of a URL; a name may occur several times."""

    def get(self, name: str, /) -> str | None:
        """Return the first value of a name."""

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """Return all values of a name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page, the query of the next one, or None, and which page it is, from 0."""

    rows: list[Row]
    following: str | None
    number: int


def read(query: Query) -> tuple[Asked, int, int]:
    """Return what is asked for, the page's size and where it begins.

    Raises:
        Refusal: 400: an unknown order, or a wrong number.
    """
    sort = query.get("sort") or "trendingScore"
    sort = {"created_at": "createdAt", "last_modified": "lastModified"}.get(sort, sort)
    if sort not in SORTS:
        raise refuse(400, f"Invalid sort parameter {sort!r}; it has {', '.join(SORTS)}")
    limit = query.get("limit") or str(_MOST)
    if not limit.isdecimal() or int(limit) < 1:
        raise refuse(400, f"Invalid limit {limit!r}: a positive integer is expected")
    least, most = _sizes(query.get("num_parameters"))
    providers = {
        one for text in query.getall("inference_provider", []) for one in text.split(",") if one
    }
    tags = [
        one
        for name in ("filter", "library", "language")
        for text in query.getall(name, [])
        for one in text.split(",")
        if one
    ]
    gated = query.get("gated")
    asked = Asked(
        query.get("pipeline_tag"),
        (query.get("search") or "").lower() or None,
        query.get("author"),
        tuple(tags),
        frozenset(providers),
        query.get("inference") == "warm",
        None if gated is None else gated.lower() not in ("false", "0"),
        least,
        most,
        sort,
        query.get("direction") != "1",
    )
    return asked, min(int(limit), _MOST), _place(query.get("cursor"))


def _sizes(text: str | None) -> tuple[float, float]:
    if not text:
        return 0.0, float("inf")
    parts = {one[0].lower(): float(one[1]) * _SIZES[one[2].upper()] for one in _SIZE.findall(text)}
    if not parts:
        raise refuse(400, f"Invalid num_parameters {text!r}; needed: as in min:6B,max:128B")
    return parts.get("min", 0.0), parts.get("max", float("inf"))


def _place(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor.encode()).decode().removeprefix("at:"))
    except ValueError:
        raise refuse(400, f"Invalid cursor {cursor[:100]!r}") from None


class Catalogue:
    """All models that a list may tell of.

    Args:
        synthetic: How many made-up ones there are besides the sandbox's own.
    """

    def __init__(self, synthetic: int) -> None:
        self._count = synthetic
        self._synthetic: Synthetic | None = None
        self._recent: OrderedDict[Asked, NDArray[np.int64]] = OrderedDict()

    def page(
        self,
        own: Sequence[Row],
        query: Query,
        items: Sequence[tuple[str, str]],
        most: int | None = None,
    ) -> Page:
        """Return a page of the models that fit a query.

        Args:
            own: The sandbox's own models.
            query: The query's parameters.
            items: The same as pairs, for the address of the next page.
            most: Rows of a page at most, whatever the query asks for.

        Raises:
            Refusal: 400: a parameter's value is wrong.
        """
        asked, limit, start = read(query)
        limit = min(limit, most or limit)
        found = self._merged([row for row in own if fits(row, asked)], asked)
        rows = [self._row(one) for one in found[start : start + limit]]
        following = None
        if start + limit < len(found):
            cursor = base64.urlsafe_b64encode(f"at:{start + limit}".encode()).decode()
            following = urlencode(
                [*((k, v) for k, v in items if k != "cursor"), ("cursor", cursor)]
            )
        return Page(rows, following, start // limit)

    def find(self, name: str) -> Row | None:
        """Return a made-up model, or None."""
        return self._made_up().find(name) if self._count else None

    def of_library(self, library: str) -> list[tuple[str, str]]:
        """Return ids and tasks of a library's made-up models."""
        return self._made_up().of_library(library) if self._count else []

    def chatting(self) -> Iterable[Row]:
        """Return the made-up models that somebody serves for chats."""
        return self._made_up().chatting() if self._count else ()

    def _made_up(self) -> Synthetic:
        """Return the made-up models; they bring numpy, which is not needed before."""
        if self._synthetic is None:
            from hfwidgets.sandbox.synthetic import Synthetic

            self._synthetic = Synthetic(self._count)
        return self._synthetic

    def _row(self, one: Row | int) -> Row:
        return self._made_up().row(one) if isinstance(one, int) else one

    def _merged(self, own: list[Row], asked: Asked) -> list[Row | int]:
        """Return own rows and the numbers of made-up ones, in the order that was asked for."""
        sign = -1 if asked.falling else 1
        own.sort(key=lambda row: sign * _key(row, asked.sort))
        if not self._count:
            return list(own)
        synthetic = self._made_up()
        numbers = self._numbers(synthetic, asked)
        keys = sign * synthetic.figures[asked.sort][numbers]
        places = keys.searchsorted([sign * _key(row, asked.sort) for row in own])
        merged: list[Row | int] = numbers.tolist()
        for place, row in zip(reversed(places.tolist()), reversed(own), strict=True):
            merged.insert(place, row)
        return merged

    def _numbers(self, synthetic: Synthetic, asked: Asked) -> NDArray[np.int64]:
        if asked not in self._recent:
            from hfwidgets.sandbox.synthetic import chosen

            self._recent[asked] = chosen(synthetic, asked)
        self._recent.move_to_end(asked)
        while len(self._recent) > _KEPT:
            self._recent.popitem(last=False)
        return self._recent[asked]


def fits(row: Row, asked: Asked) -> bool:
    """Return whether a model fits a query."""
    names = {name for name, _ in row.providers}
    return (
        (asked.task is None or row.task == asked.task)
        and (asked.search is None or asked.search in row.id.lower())
        and (asked.author is None or row.id.partition("/")[0] == asked.author)
        and set(asked.tags) <= {*row.tags, row.library, row.task}
        and (not asked.providers or bool(names & asked.providers) or _any(asked, names))
        and (not asked.warm or bool(names))
        and (asked.gated is None or row.gated == asked.gated)
        and asked.least <= row.parameters <= asked.most
    )


def _any(asked: Asked, names: set[str]) -> bool:
    return "all" in asked.providers and bool(names)


def _key(row: Row, sort: str) -> float:
    """Return the number that a model is sorted by; days for a date, as made-up ones have them."""
    text = {"createdAt": row.created, "lastModified": row.modified}.get(sort)
    if text is not None:
        return (datetime.fromisoformat(text[:10]) - FIRST_DAY).total_seconds() / 86400
    return float({"downloads": row.downloads, "likes": row.likes}.get(sort, row.trending))
