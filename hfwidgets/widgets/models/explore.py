"""`explore()`: the short way to the list of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfwidgets.widgets.models.model_explorer import ModelExplorer

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase


def explore(
    task: str | None = None,
    frameworks: str | list[str] | None = None,
    *,
    client: ClientBase | None = None,
) -> ModelExplorer:
    """Return an explorer of the models that a server has, and begin to read them.

    Of today's service: every model of every provider, with prices and speeds.

    Args:
        task: Show only this task at first.
        frameworks: One or more libraries, `"all"` of them, or None for the four main ones.
        client: Client whose settings (endpoint, token, timeout) are used. None makes one.

    Raises:
        ParameterError: Frameworks that are none (a `ValueError`).

    Example:
        >>> explore("text-generation")
    """
    return ModelExplorer(task, frameworks, client=client).refresh()
