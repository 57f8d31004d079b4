"""The token that stands for a word to guess: each model has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.recommended import model_of
from hfwidgets.wire.addresses import is_address, quoted
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

COMMON = ("[MASK]", "<mask>")
LONGEST = 40  # characters


def mask_token(config: Config, model: str | None) -> Flow[str | None]:
    """Return the mask token of a model, as the Hub tells it; None where it does not.

    Nothing tells it of a server at an address of one's own.

    Raises:
        InferenceError: The Hub does not answer, or does not know the model.
    """
    found = yield from model_of(config, "fill-mask", model)
    if is_address(found):
        return None
    url = f"{config.dialect.hub}/api/models/{quoted(found)}?expand=mask_token"
    response = yield from exchange(config, config.get(url))
    payload: Any = response.json()
    token = payload.get("mask_token") if isinstance(payload, dict) else None
    fits = isinstance(token, str) and 0 < len(token) <= LONGEST and token.isprintable()
    return token if fits else None
