"""The types of the widgets' arguments are those of the table."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import get_type_hints

from hfwidgets.client.base import ClientBase
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets import arguments
from hfwidgets.widgets.registry import task_widgets

HOME = Path(__file__).parents[2]
WRITER = HOME / "scripts" / "write_arguments.py"


def of(task: str) -> Any:
    return getattr(arguments, "".join(map(str.capitalize, task.split("-"))) + "Arguments")


def test_what_is_written_from_the_table_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(WRITER), "--check"],
        env={"PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("task", TASKS)
def test_the_arguments_of_a_task_are_its_fields(task: str) -> None:
    expected = {one.name for one in TASKS[task].fields} - {"model"} | {
        "client",
        "layout",
        "provider",
        "examples",
    }
    assert set(get_type_hints(of(task))) == expected


@pytest.mark.parametrize("widget", task_widgets(), ids=lambda widget: widget.task)
def test_a_widget_takes_the_arguments_of_its_task(widget: Any) -> None:
    name = widget.__init__.__annotations__
    unpacked = next((one for one in name.values() if str(one).startswith("Unpack")), None)
    if unpacked is None:  # it is overloaded, and what is for its task stands first
        unpacked = re.findall(r"\*\*arguments: (Unpack\[\w+\])", inspect.getsource(widget))[0]
    assert unpacked == f"Unpack[{of(widget.task).__name__}]"
    assert not widget.__init__.__kwdefaults__ or "client" not in widget.__init__.__kwdefaults__


def test_a_client_and_a_layout_go_with_every_task() -> None:
    hints = get_type_hints(arguments.Options)
    assert typing.get_args(hints["client"]) == (ClientBase, type(None))
