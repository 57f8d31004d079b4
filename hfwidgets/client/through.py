"""A client's settings with another provider, for who asks one model at several."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from hfwidgets.providers import checked_provider
from hfwidgets.wire.dialects import Router, choose
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase
    from hfwidgets.wire.config import Config

Client = TypeVar("Client", bound="ClientBase")


def through(client: Client, provider: str) -> Client:
    """Return a client with the same settings whose models another provider serves.

    Args:
        client: Client of today's service.
        provider: `"auto"`, or a provider's name.

    Raises:
        ValueError: There is no such provider.
        ParameterError: The client's server has no providers, or its key is that of one (a
            `ValueError`): no other may see it.
    """
    config = config_through(client._config, provider)
    if config is client._config:
        return client
    found = copy(client)
    found._config = config
    return found


def config_through(config: Config, provider: str) -> Config:
    """Return the same settings with another provider; see `through`."""
    checked_provider(provider)
    if provider == config.provider:
        return config
    if config.provider is None or not isinstance(config.dialect, Router):
        said = f"provider is {provider!r}; {config.dialect.endpoint} has no providers to choose"
        raise ParameterError({"provider": said})
    if not has_choice(config):
        said = (
            f"provider is {provider!r}, and the client's key (not shown) is that of "
            f"{config.provider!r}: make a client with a token of the Hub, or with a key of "
            f"{provider}"
        )
        raise ParameterError({"provider": said})
    dialect = choose(config.dialect.root, config.dialect.hub, None, provider)
    return replace(config, provider=provider, dialect=dialect)


def has_choice(config: Config) -> bool:
    """Whether a client may ask any provider: one's own key is for that one alone."""
    dialect = config.dialect
    if config.provider is None or not isinstance(dialect, Router):
        return False
    return not dialect.is_hosted or config.key is None or config.hub_token is not None
