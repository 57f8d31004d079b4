"""What each task asks and answers: flows, their types, their fields, and the one table of tasks.

Called, it shows that table: `hfwidgets.tasks()`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class CallableModule(ModuleType):
    """The package as `hfwidgets.tasks` names it: a module and a call have the same name."""

    def __call__(self, client: Any = None, *, states: bool = False) -> Any:
        """Return all tasks, their widgets and models, as `hfwidgets.widgets.overview.tasks`."""
        return import_module("hfwidgets.widgets.overview").tasks(client, states=states)


sys.modules[__name__].__class__ = CallableModule
