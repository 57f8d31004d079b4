"""What a server says of one of its models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class ModelStatus:
    """What a server says of a model.

    Attributes:
        loaded: Whether it answers at once.
        state: `"Loaded"`, `"Loadable"` (it loads on first use), `"TooBig"`, or another word.
        compute_type: `"cpu"`, `"gpu"`, or the machine as an object.
        framework: Library that runs it.
    """

    loaded: bool
    state: str
    compute_type: Any
    framework: str
