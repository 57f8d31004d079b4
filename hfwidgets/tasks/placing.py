"""Who answers a call and where: the server, or the provider of its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from hfwidgets.providers import names, provider_named
from hfwidgets.tasks.recommended import address_of, recommended_model
from hfwidgets.wire.addresses import checked_model_id, is_address
from hfwidgets.wire.config import BILL_TO
from hfwidgets.wire.dialects import AUTO, HF_INFERENCE, HFInference, Router
from hfwidgets.wire.dialects.provided import Provided
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.mapping import Entry, known_mapping, mapping_of
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.served import Served, tell_look_up

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config
    from hfwidgets.wire.provider import Provider, Route

VECTORS = frozenset({"feature-extraction", "sentence-similarity"})  # one is as good as the other
# What the Hub says of how a provider serves a model, where that is more than that it does.
STATES = {
    "error": "the Hub's last check of it failed; the call may fail too",
    "staging": "it is there for tests only",
}
TOKENS = "https://huggingface.co/settings/tokens"


class Serves(Protocol):
    """That a provider serves a model, and what for."""

    @property
    def provider(self) -> str:
        """The provider's name."""

    @property
    def task(self) -> str | None:
        """What for."""


def placed(config: Config, task: str | None, model: str | None) -> Flow[tuple[Config, str]]:
    """Return the settings of a call, those of its provider, and where to send it.

    Raises:
        ParameterError: Nobody serves the model for this task, or not the provider that is named.
        InferenceHTTPError: The Hub does not tell who does.
    """
    settings = yield from served(config, task, model)
    if not isinstance(settings.dialect, Provided):
        model = model if settings.served is None else settings.served.model
        return settings, (yield from address_of(settings, task, model))
    return settings, settings.dialect.task_url(task, settings.dialect.model)


def served(config: Config, task: str | None, model: str | None) -> Flow[Config]:
    """Return the settings of a call: of a model that a provider serves, the provider's."""
    name = model or config.model
    if config.provider is None or not isinstance(name, (str, type(None))):
        return config
    if name and is_address(name):
        return config
    if task is None:
        _check_may_be_without_task(config)
        return config
    if not name:
        _check_may_be_unnamed(config)
        if (name := config.learnt.chosen.get(task)) is None:
            name = yield from recommended_model(config, task)
            return _by_hf_inference(config, task, name)
    checked_model_id(name)
    return (yield from _by_provider(config, task, name))


def _by_provider(config: Config, task: str, model: str) -> Flow[Config]:
    if config.provider == HF_INFERENCE:
        return _by_hf_inference(config, task, model)
    if config.provider != AUTO:
        provider = provider_named(str(config.provider))
        assert provider is not None  # its name was checked when the client was made
        _route_of(provider, task)
        _check_key(config, provider)
        if not provider.listed:
            return _bound(config, provider, task, model, Entry(provider.name, model, task))
    else:
        check_token(config)
    _check_no_suffix(config, task, model)
    try:
        entries = yield from mapping_of(config, model)
    except OSError as error:
        tell_look_up(error, str(config.provider), task, model)
        raise
    entry = _chosen(config, entries, task, model)
    provider = provider_named(entry.provider)
    if provider is None:
        return _by_hf_inference(config, task, model)
    return _bound(config, provider, task, model, entry)


def _by_hf_inference(config: Config, task: str, model: str) -> Config:
    assert isinstance(config.dialect, Router)
    others = tuple(
        one.provider
        for one in known_mapping(config, model)
        if one.provider != HF_INFERENCE and does(one, task)
    )
    return replace(
        config,
        dialect=HFInference(config.dialect.endpoint, config.dialect.hub),
        served=Served(HF_INFERENCE, task, model, model, others),
    )


def _bound(config: Config, provider: Provider, task: str, model: str, entry: Entry) -> Config:
    """Return the settings of one call of a provider's model."""
    assert isinstance(config.dialect, Router)
    route = _route_of(provider, task)
    if (about := STATES.get(entry.status)) is not None:
        from logging import getLogger

        getLogger("hfwidgets").warning("%s at %s: %s", model, provider.name, about)
    direct = _goes_direct(config, provider)
    base = route.host or provider.host if direct else f"{config.dialect.root}/{provider.name}"
    headers = config.headers.copy()
    headers.update(provider.headers)
    if direct:
        headers.pop(BILL_TO, None)  # who pays there is told by the key
        if headers.get("Authorization", "").startswith("Bearer "):
            headers["authorization"] = f"{provider.scheme} {config.key!s}"
    others = tuple(
        one.provider
        for one in known_mapping(config, model)
        if one.provider != provider.name and one.task == entry.task
    )
    return replace(
        config,
        headers=headers,
        dialect=Provided(base, config.dialect.hub, model, entry, route, not direct),
        served=Served(provider.name, task, model, entry.identifier, others, direct),
    )


def _goes_direct(config: Config, provider: Provider) -> bool:
    """Whether a call goes to the provider's own host: with a key that is no token of the Hub.

    A router of one's own is asked with any key: nothing goes past it.
    """
    assert isinstance(config.dialect, Router)
    hosted = config.dialect.is_hosted
    return hosted and config.key is not None and config.hub_token is None


def _route_of(provider: Provider, task: str) -> Route:
    route = provider.routes.get(task)
    if route is None:
        other = ", ".join(sorted(provider.routes))
        able = [name for name in names() if (one := provider_named(name)) and task in one.routes]
        raise ParameterError(
            {
                "provider": f"provider is {provider.name!r}, which does {other}, but not {task}; "
                f"those that do: {', '.join([*able, HF_INFERENCE])}"
            }
        )
    return route


def _chosen(config: Config, entries: tuple[Entry, ...], task: str, model: str) -> Entry:
    """Return the entry of the provider that is named, or the first of a known one for the task."""
    named = None if config.provider == AUTO else config.provider
    for entry in entries:
        if entry.provider == named or (named is None and does(entry, task)):
            if named is not None and not _is_for(entry, task):
                break
            return entry
    raise ParameterError({"model": _not_served(entries, named, task, model)})


def _check_no_suffix(config: Config, task: str, model: str) -> None:
    """Refuse what chooses a provider in a chat's model where nothing reads it.

    No id on the Hub has a colon; only the automatic router of chats takes one
    (https://huggingface.co/docs/inference-providers/index#provider-selection).
    """
    name, colon, suffix = model.partition(":")
    if not colon:
        return
    by = f"provider={suffix!r}" if suffix in names() else f"provider={config.provider!r} alone"
    raise ParameterError(
        {
            "model": f"model is {model!r}, whose {colon + suffix!r} chooses a provider; that goes "
            f"for a chat with provider='auto', and not for {task} with provider="
            f"{config.provider!r}: give model={name!r} and {by}"
        }
    )


def _is_for(entry: Serves, task: str) -> bool:
    return entry.task == task or {entry.task, task} == VECTORS


def does(entry: Serves, task: str) -> bool:
    """Whether an entry is for a task, and its provider one that can be asked for it."""
    if not _is_for(entry, task) or entry.provider not in names():
        return False
    provider = provider_named(entry.provider)
    return provider is None or (task in provider.routes and provider.routed)


def _not_served(entries: tuple[Entry, ...], named: str | None, task: str, model: str) -> str:
    start = f"model is {model!r}, which "
    if not entries:
        return (
            f"{start}no provider serves; take another one: "
            "https://huggingface.co/models?inference_provider=all lists those that are served"
        )
    by = ", ".join(f"{one.provider} ({one.task})" for one in entries)
    if named is None:
        return f"{start}no known provider serves for {task}; it is served by {by}"
    return f"{start}{named} does not serve for {task}; it is served by {by}"


def _check_may_be_unnamed(config: Config) -> None:
    if config.provider not in (AUTO, HF_INFERENCE):
        raise ParameterError(
            {
                "model": f"model is not given; with provider {config.provider!r} name one that it "
                f"serves: https://huggingface.co/models?inference_provider={config.provider}"
            }
        )


def _check_may_be_without_task(config: Config) -> None:
    if config.provider not in (AUTO, HF_INFERENCE):
        raise ParameterError(
            {"task": f"task is not given; provider {config.provider!r} has an address for each"}
        )


def check_token(config: Config) -> None:
    """Refuse to choose a provider without a token, or for a key that is only one's own."""
    assert isinstance(config.dialect, Router)
    if config.hub_token is not None or not config.dialect.is_hosted:
        return
    if config.key is None:
        raise ValueError(
            f"no token is given, and today's service answers nobody without one: set HF_TOKEN, or "
            f"pass api_key=...; tokens are made at {TOKENS}. Without one a server on this machine "
            "answers: InferenceClient(endpoint=Sandbox().start().url)"
        )
    raise ValueError(
        "api_key (not shown) is no token of the Hub (hf_...), and provider is 'auto': name the "
        "provider that the key is of (provider=...), or pass a token"
    )


def _check_key(config: Config, provider: Provider) -> None:
    assert isinstance(config.dialect, Router)
    if not config.dialect.is_hosted:
        return
    if config.key is None:
        raise ValueError(
            f"no key is given for provider {provider.name!r}: set HF_TOKEN, or pass a token of the "
            f"Hub ({TOKENS}) or a key of {provider.name} as api_key=..."
        )
    if not provider.routed and config.hub_token is not None:
        raise ValueError(
            f"api_key (not shown) is a token of the Hub, through which {provider.name} is not "
            f"reached: pass a key of {provider.name}"
        )
