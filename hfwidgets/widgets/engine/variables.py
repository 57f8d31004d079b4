"""Put a value into a variable of the notebook."""

from __future__ import annotations

import itertools
import keyword
import sys
from typing import Any


def put_in_notebook(name: Any, value: Any) -> None:
    """Set a variable of the notebook that this kernel runs.

    Raises:
        ValueError: The name is none that Python takes.
        RuntimeError: There is no notebook.
    """
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"{str(name)[:40]!r} is no name of a variable; take one such as 'result'")
    shell = notebook_shell()
    if shell is None:
        raise RuntimeError("there is no notebook here: read the widget's result instead")
    shell.push({name: value})


def own_variables(shell: Any) -> dict[str, Any]:
    """Return a notebook's own variables by name: `_` and `Out` are not its own."""
    names = dict(shell.user_ns)
    hidden = dict(shell.user_ns_hidden)
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("_") and hidden.get(name, names) is not value
    }


def name_of(value: Any) -> str | None:
    """Return a variable of the notebook that holds a value, or None."""
    shell = notebook_shell()
    names = {} if shell is None else dict(shell.user_ns)
    return next((name for name, one in names.items() if one is value and name[0] != "_"), None)


def free_name(stem: str) -> str:
    """Return a name that no variable of the notebook has: the stem, or the stem with a number."""
    shell = notebook_shell()
    taken = {} if shell is None else shell.user_ns
    numbers = itertools.count(2)
    name = stem
    while name in taken:
        name = f"{stem}_{next(numbers)}"
    return name


def notebook_shell() -> Any:
    """Return the shell of the notebook that this process runs, or None."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None
