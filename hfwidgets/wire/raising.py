"""The one place where this package's errors are made: by name, for they load an HTTP library.

That takes a tenth of a second, which a call that goes well does not pay.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def error_named(name: str, message: str, **details: Any) -> Any:
    """Return an error of `hfwidgets.errors`, with what its class takes besides the message."""
    return getattr(import_module("hfwidgets.errors"), name)(message, **details)
