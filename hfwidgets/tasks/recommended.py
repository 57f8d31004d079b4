"""Which address a call goes to, and the recommended models where no model is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.wire.addresses import checked_model_id, is_address
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

_recommended: dict[str, dict[str, str]] = {}  # by Hub; asked once per process
_chosen: dict[str, dict[str, str]] = {}  # by Hub; what a person prefers in this process


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
    hub = config.dialect.hub
    if task in _chosen.get(hub, {}):
        return _chosen[hub][task]
    if hub not in _recommended:
        response = yield from exchange(config, config.get_public(f"{hub}/api/tasks"))
        payload = response.json()
        if not isinstance(payload, dict):
            raise wrong_shape("an object of tasks", payload, response)
        _recommended[hub] = {
            name: models[0]
            for name, entry in payload.items()
            if isinstance(entry, dict)
            and isinstance(models := entry.get("widgetModels"), list)
            and models
            and isinstance(models[0], str)
        }
    model = _recommended[hub].get(task)
    if not model:
        raise ValueError(
            f"{hub} recommends no model for the task {task!r}: name one (model=...); models are "
            "listed at https://huggingface.co/models"
        )
    return model


def choose_model(config: Config, task: str, model: str | None) -> None:
    """Have calls without a model take this one for a task, as long as this process lives.

    Args:
        config: Settings of the client; the choice holds for all clients of the same Hub.
        task: Task name such as `"text-generation"`.
        model: Model id, or None to take the Hub's suggestion again.
    """
    chosen = _chosen.setdefault(config.dialect.hub, {})
    if model is None:
        chosen.pop(task, None)
    else:
        chosen[task] = checked_model_id(model)


def chosen_models(config: Config) -> dict[str, str]:
    """Return the tasks that a person chose a model for, with the models."""
    return dict(_chosen.get(config.dialect.hub, {}))
