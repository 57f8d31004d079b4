"""Which address a call goes to, and the recommended models where no model is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.wire.addresses import checked_model_id, is_address
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


def address_of(config: Config, task: str | None, model: str | None) -> Flow[str]:
    """Return where to send a call: its model, else the client's, else the recommended one.

    Raises:
        ValueError: No model and no task, or no recommended model for the task.
        TypeError: A model that is no text.
    """
    return config.dialect.task_url(task, (yield from model_of(config, task, model)))


def model_of(config: Config, task: str | None, model: str | None) -> Flow[str]:
    """Return the model of a call: its own, else the client's, else the recommended one.

    Raises:
        ValueError: No model and no task, no recommended model, or an id that is none.
        TypeError: A model that is no text.
    """
    chosen = model or config.model
    if chosen is not None and not isinstance(chosen, str):
        raise TypeError(f"model is {chosen!r}; it is a model id or an address, as text, or None")
    if not chosen:
        if task is None:
            raise ValueError("neither model nor task is given: name one of them")
        chosen = yield from recommended_model(config, task)
    return chosen if is_address(chosen) else checked_model_id(chosen)


def recommended_model(config: Config, task: str) -> Flow[str]:
    """Return the person's choice for a task, else the Hub's first suggestion.

    Raises:
        ValueError: The Hub knows no such task, or suggests no model for it.
    """
    learnt, hub = config.learnt, config.dialect.hub
    if task in learnt.chosen:
        return learnt.chosen[task]
    if not learnt.suggested:
        learnt.suggested.update((yield from _suggestions(config)))
    model = learnt.suggested.get(task)
    if not model:
        raise ValueError(
            f"{hub} recommends no model for the task {task!r}: name one (model=...); models are "
            "listed at https://huggingface.co/models"
        )
    return model


def recommended_models(config: Config) -> Flow[dict[str, str]]:
    """Return the model of each task that has one now: the person's choice, else the Hub's.

    The Hub is asked anew, and calls that follow go to what it says.
    """
    learnt = config.learnt
    now = yield from _suggestions(config)
    learnt.suggested.clear()
    learnt.suggested.update(now)
    return {**now, **learnt.chosen}


def _suggestions(config: Config) -> Flow[dict[str, str]]:
    """Return the Hub's first model for each task."""
    response = yield from exchange(config, config.get_public(f"{config.dialect.hub}/api/tasks"))
    payload = response.json()
    if not isinstance(payload, dict):
        raise wrong_shape("an object of tasks", payload, response)
    return {
        name: models[0]
        for name, entry in payload.items()
        if isinstance(entry, dict)
        and isinstance(models := entry.get("widgetModels"), list)
        and models
        and isinstance(models[0], str)
    }


def choose_model(config: Config, task: str, model: str | None) -> None:
    """Have a client's calls without a model take this one for a task, as long as it lives.

    Args:
        config: Settings of the client, and of the widgets that were made with it.
        task: Task name such as `"text-generation"`.
        model: Model id, or None to take the Hub's suggestion again.
    """
    if model is None:
        config.learnt.chosen.pop(task, None)
    else:
        config.learnt.chosen[task] = checked_model_id(model)
