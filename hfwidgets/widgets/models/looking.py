"""From what a person or a page asks to see of a list, to a view that has nothing odd in it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from hfwidgets.catalogue.offer_search import checked_terms
from hfwidgets.catalogue.search import SORTS, View, counts
from hfwidgets.catalogue.served import BETTER
from hfwidgets.providers import names
from hfwidgets.tasks.table import TASKS
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.widgets.models.listing import Listing

# What a list may say of a model, or of an offer.
STATES = ("Loaded", "Loadable", "TooBig", "Error", "live", "staging", "error")


class Limits(TypedDict, total=False):
    """What terms may be, as `filter` takes it; None for no limit."""

    max_input_price: float | None
    max_output_price: float | None
    min_context_length: float | None
    max_first_token_latency: float | None
    min_throughput: float | None


# The arguments of `filter` that are limits, and the term that each is one of.
LIMITS = {
    "max_input_price": "input_price",
    "max_output_price": "output_price",
    "min_context_length": "context_length",
    "max_first_token_latency": "first_token_latency",
    "min_throughput": "throughput",
}


def checked_view(given: Mapping[str, Any], limits: Mapping[str, Any]) -> View:
    """Return a view of arguments by their names.

    Args:
        given: The attributes of a view but its limits.
        limits: Those of `LIMITS`; None for no limit.

    Raises:
        ParameterError: An order or a need that there is not, or something of another type.
    """
    if unknown := limits.keys() - LIMITS.keys():
        raise TypeError(f"filter has no {unknown.pop()!r}; its limits are {', '.join(LIMITS)}")
    texts = ("query", "task", "framework", "state", "provider")
    wrong = {
        name: f"{name} is {given[name]!r:.80}; it is a text"
        + (", or None" if name != "query" else "")
        for name in texts
        if not isinstance(given[name], str) and (given[name] is not None or name == "query")
    }
    needs = given["needs"]
    needs = (needs,) if isinstance(needs, str) else tuple(needs)
    told = {name: value for name, value in limits.items() if value is not None}
    wrong |= checked_terms(needs, told)
    if given["sort"] not in SORTS:
        orders = ", ".join(map(repr, SORTS))
        wrong["sort"] = f"sort is {given['sort']!r:.80}; it is one of {orders}"
    if wrong:
        raise ParameterError(wrong)
    bounds = {LIMITS[name]: float(value) for name, value in told.items()}
    return View(**{**given, "needs": needs, "limits": bounds})


def check_names(listing: Listing, view: View) -> None:
    """Refuse names that neither a list that is read to its end nor this package knows.

    Raises:
        ParameterError: One is misspelt: an empty list would look as if nothing were served.
    """
    if listing.status != "done":
        return
    listed = counts(listing.columns)
    known = {"provider": names(), "task": TASKS, "framework": (), "state": STATES}
    wrong = {}
    for name, others in known.items():
        one = getattr(view, name)
        there = [each for each, _ in listed.get(name, ())]
        if one is not None and one not in others and one not in there:
            close = difflib.get_close_matches(one, [*there, *others], 1)
            meant = f" (meant {close[0]!r}?)" if close else ""
            told = f"; listed are {', '.join(there)}" if there else ""
            wrong[name] = f"{name} is {one!r:.80}, which no model of this list has{meant}{told}"
    if wrong:
        raise ParameterError(wrong)


def view_of(content: Mapping[str, Any]) -> View:
    """Return the view that a page asks for.

    Raises:
        ValueError: An order that there is not, or limits that are none.
    """
    sort = str(content.get("sort") or "")
    if sort not in SORTS:
        raise ValueError(f"there is no order {sort!r:.40}")
    needs, limits = content.get("needs") or [], content.get("limits") or {}
    if not isinstance(needs, list) or not isinstance(limits, dict) or limits.keys() - set(BETTER):
        raise ValueError("needs are a list, and limits are terms with numbers")
    if wrong := checked_terms(needs, limits):
        raise ValueError("; ".join(wrong.values()))
    task, framework, state = (_text(content.get(name)) for name in ("task", "framework", "state"))
    return View(
        str(content.get("query") or ""),
        task,
        framework,
        state,
        sort,
        bool(content.get("descending")),
        _text(content.get("provider")),
        tuple(needs),
        {name: float(value) for name, value in limits.items()},
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
