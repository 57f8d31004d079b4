"""Rows of today's service: models with those who serve them, and terms that come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hfwidgets.catalogue.answers import decoded, encodable, one_by_one
from hfwidgets.catalogue.columns import UNKNOWN, Columns, Rows
from hfwidgets.catalogue.offers import Offers, offers_in, served_of_router, with_terms
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Response

# What is said of a model by the best state of its offers.
STATES = {"live": "Loaded", "staging": "Staging", "error": "Error"}


def state_of(statuses: Iterable[str]) -> str:
    """Return the state of a model whose providers serve it in these."""
    found = set(statuses)
    return next((state for status, state in STATES.items() if status in found), UNKNOWN)


def rows_of_hub(response: Response) -> Rows:
    """Return the models of a page of the Hub's list, each with its providers.

    Raises:
        InvalidResponseError: There is no model in it, and it is not an empty list.
    """
    payload, broken = decoded(response.body)
    if not isinstance(payload, list) or (broken and not payload):
        raise wrong_shape("a list of models", response.body, response)
    rows = one_by_one(payload)
    told = {
        encodable(name): offers_in(one.get("inferenceProviderMapping"))
        for one in payload
        if isinstance(one, dict) and isinstance(name := one.get("model_id", one.get("id")), str)
    }
    rows.offers = [told.get(name, ()) for name in rows.ids]
    rows.states = [
        rows.state_codes[state_of(offer.status for offer in offers)] for offers in rows.offers
    ]
    if broken:
        rows.broken = f"the answer is no complete JSON: {len(rows):,} models of it could be read"
    return rows


def terms_of_router(response: Response) -> Rows:
    """Return what the router tells of chat models: no rows, but terms for those of the Hub.

    Raises:
        InvalidResponseError: It has no `data`.
    """
    models = served_of_router(response)
    return Rows(terms={one.model_id: one.offers for one in models})


def renewed(offers: Offers, told: Offers) -> Offers:
    """Return a model's offers with the states that they are told to have now.

    Those of providers that serve it no more are gone; a new one tells no terms yet.
    """
    known = {(one.provider, one.task): one for one in offers}
    return tuple(
        replace(known.get((one.provider, one.task), one), status=one.status) for one in told
    )


class Terms:
    """What the router told, and which rows have it already.

    Attributes:
        told: Offers by the model's id.
    """

    def __init__(self) -> None:
        """Nothing is told yet."""
        self.told: Mapping[str, Offers] = {}

    def join(self, rows: Rows) -> None:
        """Give rows that come what is known of their offers."""
        if self.told:
            rows.offers = [
                with_terms(offers, told) if (told := self.told.get(name)) else offers
                for name, offers in zip(rows.ids, rows.offers, strict=True)
            ]

    def come(self, told: Mapping[str, Offers], columns: Columns) -> bool:
        """Give rows that are there what came of their offers; return whether one has more now."""
        self.told = {**self.told, **told}
        changed = False
        for row, name in enumerate(columns.ids):
            if name in told:
                columns.offers[row] = with_terms(columns.offers[row], told[name])
                changed = True
        if changed:
            columns.counted = (0, {})
        return changed

    def rest(self, columns: Columns) -> Rows:
        """Return the models that the router alone has told of."""
        known = set(columns.ids)
        rows = Rows()
        for name, offers in self.told.items():
            if name not in known:
                rows.ids.append(name)
                rows.tasks.append(rows.task_codes["text-generation"])
                rows.frameworks.append(rows.framework_codes[UNKNOWN])
                rows.states.append(rows.state_codes[state_of(one.status for one in offers)])
                rows.offers.append(offers)
        return rows
