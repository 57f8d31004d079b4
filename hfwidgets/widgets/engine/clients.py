"""The client of a widget that is given none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase


def default_client(provider: str | None = None) -> ClientBase:
    """Return a client as the environment says, of a provider where one is named."""
    from hfwidgets.client.blocking import InferenceClient

    return InferenceClient(provider=provider)
