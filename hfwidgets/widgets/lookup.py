"""`hfwidgets.widget`: the widget of a task, or of a model whose task is looked up."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from hfwidgets.alone import outcome
from hfwidgets.catalogue.packing import line_of
from hfwidgets.catalogue.status import hub_record
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.registry import WIDGETS, widget_class
from hfwidgets.wire.addresses import checked_model_id, is_address
from hfwidgets.wire.failure import in_one_line
from hfwidgets.wire.flow import Flow, drive_async
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase
    from hfwidgets.widgets.engine.task import TaskWidget
    from hfwidgets.wire.config import Config

T = TypeVar("T")

PATIENCE = 10.0  # seconds that a server has to say which task a model has
NAME_IT = "name the task and the model: hfwidgets.widget('fill-mask', model=...)"
# Other names of tasks: those of pipelines, and of what the Hub calls models by.
ALIASES = {
    "ner": "token-classification",
    "sentiment-analysis": "text-classification",
    "text-to-audio": "text-to-speech",
    "text2text-generation": "text-generation",
    "vqa": "visual-question-answering",
}


def widget(name: str, /, *, client: ClientBase | None = None, **parameters: Any) -> TaskWidget:
    """Return the widget of a task, or the one that a model is for.

    A model's task is asked of the Hub that the client knows (a sandbox is its own); a task's name
    asks nobody. Works in scripts, and in cells with a running event loop, with both clients.

    Args:
        name: Task such as `"fill-mask"` (also `"fill_mask"` or `"ner"`), or the id of a model.
        client: Client whose settings (endpoint, token, timeout) are used. None makes one.
        **parameters: Inputs and parameters of the task, by the names of its method.

    Raises:
        ParameterError: No task and no model is called so, or the task has no widget (a
            `ValueError`); the likely names are told.
        InferenceError: The Hub cannot be asked, or refuses; it has ten seconds.
        TypeError: A parameter that the widget does not have.

    Example:
        >>> widget("fill-mask", text="Paris is the [MASK] of France.")
        >>> widget("bert-base-uncased", client=InferenceClient(endpoint=sandbox.url))
    """
    if not isinstance(name, str) or not name.strip():
        raise ParameterError({"name": f"name is {name!r:.80}; it is a task or the id of a model"})
    name = name.strip()
    task = task_named(name)
    if task is None:
        if parameters.get("model") not in (None, name):
            raise _unknown_task(name, "")
        parameters["model"] = name
        client = client if client is not None else default_client()
        task = _task_of(client._config, name)
    kind = widget_class(task)
    if kind is None:
        raise _refused(f"{_asked_for(name, task)} has no widget. {_known()}")
    return kind(client=client, **parameters)


def task_named(name: str) -> str | None:
    """Return the task that goes by a name, or None."""
    spelt = name.lower().replace("_", "-").replace(" ", "-")
    spelt = ALIASES.get(spelt, spelt)
    return spelt if spelt in TASKS else None


def carried(flow: Flow[T]) -> T:
    """Carry a flow in the background loop and wait; an interrupt stops it."""
    future = background().submit(drive_async(flow, background().perform))
    try:
        found: T = outcome(future, NAME_IT)
    except KeyboardInterrupt:
        future.cancel()
        raise
    return found


def hurried(config: Config) -> Config:
    """Return settings under which a server has a few seconds, less where they say less."""
    return replace(config, timeout=min(config.timeout or PATIENCE, PATIENCE))


def _task_of(config: Config, model: str) -> str:
    """Return the task of a model, as the Hub tells it.

    Raises:
        ParameterError: The Hub does not know the model, or no task of it.
        InferenceError: The Hub cannot be asked.
    """
    from hfwidgets import errors

    if is_address(model):
        raise _refused("an address does not tell its task; name it: widget('fill-mask', model=...)")
    hub = config.dialect.hub
    try:
        asked = hub_record(hurried(config), checked_model_id(model), ("pipeline_tag",))
        record = carried(asked)
    except errors.GatedRepoError:
        raise
    except (errors.NotFoundError, errors.AuthenticationError) as error:
        # The Hub answers 401 for what it does not have, too, where no token is sent.
        hidden = isinstance(error, errors.AuthenticationError)
        more = " (or hides it from who has no token)" if hidden else ""
        raise _unknown_task(model, f", and {hub} knows no such model{more}") from error
    except (errors.InferenceError, OSError) as error:
        if "/" in model or not _likely(model):
            raise
        told = f"; whether a model is called so, {hub} could not be asked ({in_one_line(error)})"
        raise _unknown_task(model, told) from error
    except ValueError as error:  # no id
        raise _unknown_task(model, f", and the id of no model: {error}") from error
    tag = record.get("pipeline_tag")
    if not isinstance(tag, str) or not tag:
        raise _refused(
            f"{hub} tells no task of {model!r}; name one: "
            f"widget('text-generation', model={model!r})"
        )
    task = task_named(tag)
    if task is None:
        raise _refused(f"{_asked_for(model, line_of(tag[:80]))} has no widget. {_known()}")
    return task


def _asked_for(name: str, task: str) -> str:
    return f"the task {task!r}" if task_named(name) else f"{name!r} is for {task!r}, which"


def _unknown_task(name: str, more: str) -> ParameterError:
    likely = _likely(name)
    hint = f". Did you mean {' or '.join(map(repr, likely))}?" if likely else f". {_known()}"
    return _refused(f"no task is called {name!r:.120}{more}{hint}")


def _likely(name: str) -> list[str]:
    spelt = name.lower().replace("_", "-").replace(" ", "-")
    close = difflib.get_close_matches(spelt, [*TASKS, *ALIASES], 3, 0.7)
    return close or [task for task in TASKS if len(spelt) > 3 and (spelt in task or task in spelt)]


def _known() -> str:
    return f"Tasks with a widget are {', '.join(sorted(WIDGETS))}"


def _refused(told: str) -> ParameterError:
    return ParameterError({"name": told})
