"""Text generation servers that are not text-generation-inference: what they refuse and ignore."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

# What plain transformers deployments refuse, as huggingface_hub 0.20.3 knows it.
TGI_ONLY = ("watermark", "stop", "details", "decoder_input_details")
REFUSAL = "The following `model_kwargs` are not used by the model"
OWN_NAMES = {"stop": "stop_sequences"}
NOT_STREAMED = (
    "stream is True; {url} is not a text-generation-inference server and cannot stream: call it "
    "with stream=False, or use another model"
)


def refused_by(error: Exception) -> tuple[str, ...] | None:
    """Return the parameters that a server without TGI refused, or None if that is not its error."""
    said = getattr(error, "server_message", None) or ""
    if REFUSAL not in said:
        return None
    listed = re.findall(r"'(\w+)'", said.partition(REFUSAL)[2].partition("]")[0])
    return tuple(dict.fromkeys((*TGI_ONLY, *listed)))


def warn_of_ignored(
    flow: Callable[..., Any], values: dict[str, Any], refused: tuple[str, ...]
) -> None:
    """Warn of what was set and the server ignores."""
    from hfwidgets.tasks.spec import fields_of

    defaults = {one.name: one.default for one in fields_of(flow)}
    names = [OWN_NAMES.get(name, name) for name in refused]
    ignored = [
        name for name in names if name in values and values[name] not in (defaults[name], [])
    ]
    if ignored:
        warnings.warn(
            f"The server is not text-generation-inference: it ignores {', '.join(ignored)}",
            UserWarning,
            stacklevel=5,
        )
