"""A widget for each row of the table: the named one, or a class of two lines made here."""

from __future__ import annotations

from typing import Any

from hfwidgets import Chat, InferenceClient
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.chat.ways import WAYS
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.pictures.task import PictureTask
from hfwidgets.widgets.registry import widget_class


def class_for(task: str) -> Any:
    """Return the widget of a task; one that has none yet gets a plain one."""
    named = widget_class(task)
    if named is not None:
        return named
    takes_picture = any(one.kind == "image" for one in TASKS[task].fields)
    base = PictureTask if takes_picture else TaskWidget
    name = "".join(part.capitalize() for part in task.split("-"))
    return type(name, (base,), {"task": task, "__doc__": f"{TASKS[task].title}."})


def forms() -> dict[str, Any]:
    """Return the form of every task, and those of a chat over another task than its own."""
    found = {}
    for task in sorted(TASKS):
        widget = class_for(task)(client=InferenceClient())
        found[task] = widget.form
        widget.close()
    for task in sorted(set(WAYS) - {Chat.task}):
        chat = Chat(task=task, client=InferenceClient())
        found[f"chat by {task}"] = chat.form
        chat.close()
    return found
