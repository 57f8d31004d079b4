"""Put a value into a variable of the notebook."""

from __future__ import annotations

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
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is None:
        raise RuntimeError("there is no notebook here: read the widget's result instead")
    shell.push({name: value})
