"""What is known about one model, as the page's card shows it: facts, reasons, code."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.columns import UNKNOWN
from hfwidgets.catalogue.packing import line_of
from hfwidgets.catalogue.reasons import card_of, reason_of_record
from hfwidgets.catalogue.snippets import code_for
from hfwidgets.catalogue.status import hub_record
from hfwidgets.tasks.recommended import recommended_model
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.models.checks import answer
from hfwidgets.widgets.models.opening import has_widget, openable_offers, task_of
from hfwidgets.wire.dialects import AUTO

if TYPE_CHECKING:
    from hfwidgets.catalogue.records import ModelRecord
    from hfwidgets.widgets.models.listing import Listing
    from hfwidgets.wire.config import Config

PATIENCE = 5.0  # seconds that a card waits for the Hub


async def details_of(
    listing: Listing, config: Config, record: ModelRecord, provider: str | None = None
) -> dict[str, Any]:
    """Return facts, the reason why the model cannot run, code, and what can be opened.

    Args:
        listing: The list that the model is in.
        config: Settings of the client.
        record: The model.
        provider: Whose code is shown; None for the client's where that serves the model.
    """
    by = provider if provider in record.providers else _provider(config, record)
    answered, recommended = await asyncio.gather(
        _within(hub_record(config, record.model_id)),
        _within(recommended_model(config, record.task)),
    )
    record_of_hub = answered if isinstance(answered, dict) else {}
    task = task_of(record)
    facts = [*_facts(listing, record), *_hub_facts(record_of_hub, bool(record.offers))]
    if isinstance(recommended, str):
        facts.append(("Recommended for its task", _compared(listing, record, recommended)))
    checked = listing.checked.get(record.model_id)
    kind = checked.kind if checked is not None else None
    said = checked.reason if checked is not None else None
    if kind in (None, "error", "missing") and record.state != "Loaded" and record_of_hub:
        found = reason_of_record(record_of_hub)
        kind, said = (found, None) if found else (kind, said)
    return {
        "facts": [[label, line_of(text)] for label, text in facts],
        "reason": card_of(kind, record.model_id, said) if kind else None,
        "code": code_for(config.dialect, record.model_id, task_of(record, by), by),
        "can_open": opened_title(task),
        "openable": [[line_of(one), line_of(of or UNKNOWN)] for one, of in openable_offers(record)],
    }


def _provider(config: Config, record: ModelRecord) -> str | None:
    """Return the client's provider where it serves the model, else the first that does."""
    if config.provider in (None, AUTO, *record.providers):
        return config.provider
    return next(iter(record.providers), config.provider)


def opened_title(task: str) -> str | None:
    """Return the title of the widget that a task has, or None."""
    return TASKS[task].title if has_widget(task) else None


async def _within(flow: Any) -> Any:
    """Return what a flow brings in time, or None: a card is shown without it."""
    try:
        return await asyncio.wait_for(answer(flow), PATIENCE)
    except Exception:
        return None


def _facts(listing: Listing, record: ModelRecord) -> list[tuple[str, str]]:
    facts = [("Model", record.model_id), ("Task", record.task)]
    if not record.offers:
        facts.append(("Framework", record.framework))
    state = record.state
    if record.compute_type:
        state += f" on {record.compute_type}"
    facts.append(("State", state))
    if record.checked is not None:
        facts.append(("Asked", f"{_moment(record.checked)}, at {listing.config.dialect.endpoint}"))
    if record.reason:
        facts.append(("The server says", record.reason))
    reading = next((one for one in listing.readings if one.source.name == record.source), None)
    if reading is not None:
        at = "" if reading.read_at is None else f", {_moment(reading.read_at)}"
        facts.append(("Listed by", f"{reading.source.host} ({record.source}){at}"))
    return facts


def _hub_facts(of_hub: dict[str, Any], has_offers: bool) -> list[tuple[str, str]]:
    card = of_hub.get("cardData")
    access = "private" if of_hub.get("private") else None
    weights = of_hub.get("safetensors")
    found = {
        "Library": of_hub.get("library_name"),
        "Licence": card.get("license") if isinstance(card, dict) else None,
        "Parameters": _count(weights.get("total") if isinstance(weights, dict) else None),
        "Downloads last month": _count(of_hub.get("downloads")),
        "Likes": _count(of_hub.get("likes")),
        "Last change": str(of_hub.get("lastModified") or "")[:10],
        "Access": "on request" if of_hub.get("gated") else access,
        "Served by": None if has_offers else _providers(of_hub.get("inferenceProviderMapping")),
    }
    return [
        (label, value[:200]) for label, value in found.items() if isinstance(value, str) and value
    ]


def _count(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        return None
    for size, letter in ((1e9, "B"), (1e6, "M")):
        if value >= size:
            return f"{value / size:.3g} {letter}"
    return f"{value:,.0f}"


def _providers(mapping: Any) -> str:
    if isinstance(mapping, dict):
        mapping = [
            {"provider": name, **one} for name, one in mapping.items() if isinstance(one, dict)
        ]
    if not isinstance(mapping, list):
        return ""
    return ", ".join(
        f"{one.get('provider')} ({one.get('status')})" for one in mapping if isinstance(one, dict)
    )


def _compared(listing: Listing, record: ModelRecord, recommended: str) -> str:
    """Say which model is recommended for the task, and how this one compares."""
    if recommended == record.model_id:
        return "this one"
    state = listing.state_of(recommended)
    if state is None:
        return f"{recommended}, which is not in this list"
    same = "likewise" if state == record.state else f"while this one is {record.state}"
    return f"{recommended}: {state}, {same}"


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
