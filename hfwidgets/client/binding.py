"""From a flow to a method: typed for checkers, with signature and docstring at run time."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

_FLOW = re.compile(r"^Flow\[(.*)\]$", re.DOTALL)


def described_by(method: Callable[..., Any], flow: Callable[..., Any]) -> None:
    """Give a method the name, docstring and signature of its flow, `config` becoming `self`."""
    method.__name__ = flow.__name__
    method.__doc__ = flow.__doc__
    method.__module__ = flow.__module__
    signature = inspect.signature(flow)
    first, *rest = signature.parameters.values()
    returned = signature.return_annotation
    match = _FLOW.match(returned) if isinstance(returned, str) else None
    method.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[first.replace(name="self", annotation=inspect.Parameter.empty), *rest],
        return_annotation=match[1] if match else returned,
    )
    method.__wrapped_flow__ = flow  # type: ignore[attr-defined]
