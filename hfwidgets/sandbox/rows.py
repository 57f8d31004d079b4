"""Rows of the Hub's list of models, and what a query for them asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# From here on the days of made-up models are counted.
FIRST_DAY = datetime(2022, 3, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One model of a list. `providers` are names with their status; none means not served."""

    id: str
    task: str
    library: str
    licence: str
    tags: tuple[str, ...]
    downloads: int
    likes: int
    trending: float
    created: str
    modified: str
    gated: bool
    parameters: int
    providers: tuple[tuple[str, str], ...]
    description: str
    mask_token: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was understood; hashable, so that the next page need not be sought again."""

    task: str | None
    search: str | None
    author: str | None
    tags: tuple[str, ...]
    providers: frozenset[str]
    warm: bool
    gated: bool | None
    least: float
    most: float
    sort: str
    falling: bool
