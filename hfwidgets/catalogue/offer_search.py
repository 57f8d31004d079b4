"""Which models have an offer that is looked for, on which terms; the page means the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.served import BETTER, Offer, best, term

if TYPE_CHECKING:
    from hfwidgets.catalogue.columns import Columns
    from hfwidgets.catalogue.view import View

# What an offer can be asked to have, and the attribute that tells it.
NEEDS = {
    "tools": "supports_tools",
    "structured": "supports_structured_output",
    "free": "is_free",
    "author": "is_model_author",
}


def narrows(view: View) -> bool:
    """Whether a view looks for certain offers."""
    return bool(view.provider is not None or view.state is not None or view.needs or view.limits)


def fitting(view: View) -> Callable[[Offer], bool]:
    """Return what tells whether an offer is one that a view looks for."""
    wanted = [NEEDS[one] for one in view.needs]
    limits = list(view.limits.items())
    status = "live" if view.state == "Loaded" else view.state

    def fits(offer: Offer) -> bool:
        if view.provider not in (None, offer.provider) or status not in (None, offer.status):
            return False
        if not all(getattr(offer, name) for name in wanted):
            return False
        for name, limit in limits:
            value = term(offer, name)
            if value is None or BETTER[name]((value, limit)) != value:
                return False
        return True

    return fits


def with_offers(columns: Columns, rows: Sequence[int], view: View) -> Sequence[int]:
    """Return the rows that have an offer that a view looks for."""
    if not narrows(view):
        return rows
    fits, offers = fitting(view), columns.offers
    return [row for row in rows if any(map(fits, offers[row]))]


def by_terms(columns: Columns, rows: Sequence[int], view: View) -> list[int]:
    """Return rows by the best value of a term that they have; those that tell none come last."""
    fits, offers, name = fitting(view), columns.offers, view.sort
    keys: dict[int, float] = {}
    for row in rows:
        value = best(filter(fits, offers[row]), name)
        if value is not None:
            keys[row] = value
    told = sorted(keys, key=keys.__getitem__, reverse=view.descending)
    return told + [row for row in rows if row not in keys]


def offer_counts(columns: Columns) -> dict[str, list[tuple[str, int]]]:
    """Return how many models each provider has, and each state of an offer; the largest first."""
    start, before = columns.counted
    found = {name: dict(before.get(name, {})) for name in ("provider", "state")}
    rows = columns.offers[start:]
    for name, attribute in (("provider", "provider"), ("state", "status")):
        count = found[name]
        for offers in rows:
            for value in {getattr(one, attribute) for one in offers}:
                count[value] = count.get(value, 0) + 1
    columns.counted = start + len(rows), found
    return {
        name: sorted(count.items(), key=lambda one: (-one[1], one[0]))
        for name, count in found.items()
    }


def checked_terms(needs: Any, limits: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong with needs and limits, by the argument's name."""
    unknown = [one for one in needs if one not in NEEDS]
    wrong = {}
    if unknown:
        wrong["needs"] = f"needs has {unknown[0]!r:.80}; there are {', '.join(map(repr, NEEDS))}"
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            wrong[name] = f"{name} is {value!r:.80}; it is a number of at least 0, or None"
    return wrong
