"""What is known of one model of the sandbox, before anything of it is loaded."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the sandbox.

    Args:
        id: Its name on the wire.
        task: The task it answers, as in `pipeline_tag`.
        engine: Where its engine is loaded, "module:function", or empty when there is none.
        description: What it is and what it is not; shown to users.
        licence: SPDX identifier of its weights or data.
        library: The framework the Hub would name.
        loading: Seconds that loading takes on a small machine.
        missing: Why it cannot answer here, with the way out; empty when it can.
        made_by: What computes its answers, told in each one's header x-compute-engine; ASCII.
        good_for: What to use it for, in a few words.
        argument: Given to the engine's function; left out when it is empty.
        handler: Name of the row that says how it is answered; empty for its task's.
        pace: Tokens a second that a stream comes at, to be read along; 0 for as fast as it can. The
            fault `slow` sets another: `@slow=0` is full speed.
        preferred: The model with the highest number is the recommended one of its task.
        mask_token: What stands for the word to guess, if it guesses words.
    """

    id: str
    task: str
    engine: str
    description: str
    licence: str
    library: str
    loading: float
    missing: Callable[[], str] = lambda: ""
    made_by: str = ""
    good_for: str = ""
    argument: str = ""
    handler: str = ""
    pace: float = 0.0
    preferred: int = 0
    mask_token: str = ""


def lacking(model: str, module: str, package: str, extra: str = "sandbox") -> Callable[[], str]:
    """Return a `Model.missing` that looks for a module, and names the extra that installs it."""

    def missing() -> str:
        if importlib.util.find_spec(module) is not None:
            return ""
        return (
            f"{model} needs the package {package}. Install it with "
            f"`pip install 'hfwidgets[{extra}]'`, then start the sandbox again."
        )

    return missing
