"""Who serves a model, as the Hub tells it: one look-up per model and token, kept for minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.wire.addresses import quoted
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.kept import Kept

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

KEPT = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """How one provider serves a model.

    Attributes:
        provider: Its name.
        identifier: What it calls the model.
        task: What for; chats are `"conversational"`.
        status: `"live"`, `"staging"`, `"error"` (of the last check), or another word.
        weights: File of an adapter's weights in the model's repository, or None.
    """

    provider: str
    identifier: str
    task: str
    status: str = "live"
    weights: str | None = None


mappings: Kept[tuple[Entry, ...]] = Kept(KEPT)


def mapping_of(config: Config, model: str) -> Flow[tuple[Entry, ...]]:
    """Return who serves a model, in the order of the account's settings.

    The caller's own token goes with it, where it is one of the Hub: the order depends on it, and so
    does what may be seen. A provider's key never does.

    Raises:
        InferenceHTTPError: The Hub's own error.
    """
    return (yield from mappings.get(_key(config, model), lambda: _look_up(config, model)))


def known_mapping(config: Config, model: str) -> tuple[Entry, ...]:
    """Return who serves a model as far as it is known, without asking."""
    return mappings.known(_key(config, model)) or ()


def _key(config: Config, model: str) -> tuple[str, str | None, str]:
    return config.dialect.hub, config.hub_token, model


def _look_up(config: Config, model: str) -> Flow[tuple[Entry, ...]]:
    url = f"{config.dialect.hub}/api/models/{quoted(model)}?expand=inferenceProviderMapping"
    request = config.get_public(url)
    if (token := config.hub_token) is not None:
        request.headers["authorization"] = f"Bearer {token!s}"
    response = yield from exchange(config, request)
    payload = response.json()
    if not isinstance(payload, dict):
        raise wrong_shape("an object with inferenceProviderMapping", response.body, response)
    return tuple(entries_in(payload.get("inferenceProviderMapping")))


def entries_in(mapping: Any) -> list[Entry]:
    """Return the entries of a mapping: an object by provider, or a list; odd ones are left out."""
    if isinstance(mapping, dict):
        mapping = [
            {"provider": name, **one} for name, one in mapping.items() if isinstance(one, dict)
        ]
    found = []
    for one in mapping if isinstance(mapping, list) else ():
        if not isinstance(one, dict):
            continue
        provider, identifier, task = map(one.get, ("provider", "providerId", "task"))
        if all(isinstance(word, str) and word for word in (provider, identifier, task)):
            weights = one.get("adapterWeightsPath")
            weights = weights if isinstance(weights, str) and weights else None
            status = str(one.get("status") or "live")
            found.append(Entry(str(provider), str(identifier), str(task), status, weights))
    return found
