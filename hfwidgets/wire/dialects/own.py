"""A server that speaks OpenAI's format, given by its `/v1` address: vLLM, llama.cpp, TGI."""

from __future__ import annotations

from typing import ClassVar

from hfwidgets.wire.addresses import check_address, is_address
from hfwidgets.wire.dialects.base import UNNAMED, says_loading, with_chat_path
from hfwidgets.wire.dialects.classic import Classic
from hfwidgets.wire.flow import Response


class Own(Classic):
    """A server whose chats are below its address, and name the model in their bodies.

    What else it may answer is next to `/v1`, as with a classic server.
    """

    __slots__ = ()

    name: ClassVar[str] = "own"
    has_one_model: ClassVar[bool] = True

    @property
    def base(self) -> str:
        """Address below which everything but chats is found."""
        return self.endpoint.removesuffix("/v1")

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a chat is answered, and what the body calls its model."""
        if is_address(model):
            return with_chat_path(check_address(model, "model")), UNNAMED
        return with_chat_path(self.endpoint), model

    def is_loading(self, response: Response) -> bool:
        """Whether a 503 means that the model loads: only if it says so."""
        return says_loading(response)
