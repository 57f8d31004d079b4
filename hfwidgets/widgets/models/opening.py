"""From a model of a list to the widget of its task, with the provider that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.catalogue.served import CHAT, Offer
from hfwidgets.client.through import through
from hfwidgets.providers import names
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.registry import widget_class
from hfwidgets.wire.dialects import AUTO
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.catalogue.records import ModelRecord
    from hfwidgets.client.base import ClientBase
    from hfwidgets.widgets.engine.task import TaskWidget

CHATS = "chat-completion"  # what the client calls the task of chats


def task_of(record: ModelRecord, provider: str | None = None) -> str:
    """Return the task that a provider serves a model for; None is the first that has a widget."""
    offers = [one for one in record.offers if provider in (None, AUTO, one.provider)]
    tasks = [_task(one) or record.task for one in offers] or [record.task]
    return next((one for one in tasks if has_widget(one)), tasks[0])


def has_widget(task: str) -> bool:
    """Whether a task has a widget."""
    return task in TASKS and widget_class(task) is not None


def openable(record: ModelRecord) -> list[str]:
    """Return the providers of a model at which it can be opened in a widget."""
    return list(dict.fromkeys(provider for provider, _ in openable_offers(record)))


def openable_offers(record: ModelRecord) -> list[tuple[str, str | None]]:
    """Return the provider and the task of each offer that can be opened in a widget."""
    known = names()
    return [
        (one.provider, one.task)
        for one in record.offers
        if one.provider in known and has_widget(_task(one) or record.task)
    ]


def opened(client: ClientBase, record: ModelRecord, provider: str | None) -> TaskWidget:
    """Return the widget of a model.

    Args:
        client: Whose settings its calls use.
        record: The model.
        provider: Who serves it; None takes the client's where that serves it, else the first.

    Raises:
        ParameterError: Its task has no widget, or the provider does not serve it.
    """
    if provider not in (None, AUTO, *record.providers):
        by = ", ".join(record.providers) or "nobody"
        said = f"provider is {provider!r:.80}, which does not serve {record.model_id!r:.200}; "
        raise ParameterError({"provider": f"{said}it is served by {by}"})
    able = openable(record)
    if provider is None and able and client.provider not in (None, AUTO, *able):
        provider = able[0]
    task = task_of(record, provider or client.provider)
    kind = widget_class(task) if task in TASKS else None
    if kind is None:
        said = f"the task {task!r:.80} has no widget; use the client's code"
        raise ParameterError({"model": said})
    chosen = client if provider is None else through(client, provider)
    return kind(record.model_id, client=chosen)


def _task(offer: Offer) -> str | None:
    return CHATS if offer.task == CHAT else offer.task
