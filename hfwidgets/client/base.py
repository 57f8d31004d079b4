"""What both clients share: construction, public attributes, repr."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from hfwidgets.providers import checked_provider
from hfwidgets.wire.addresses import check_address
from hfwidgets.wire.budget import Budget
from hfwidgets.wire.config import Config, checked_model, checked_timeout, configure
from hfwidgets.wire.dialects import DialectName
from hfwidgets.wire.flow import Tape, Wait
from hfwidgets.wire.headers import Headers, Secret, concealed

ARGUMENTS = """

    Args:
        model: Id of a model on the Hub, or the address of a deployed one. None lets each call take
            the recommended model of its task.
        token: Access token. None takes the stored one if there is one (`HF_TOKEN`, or the file that
            a login writes), True requires it, False sends none.
        timeout: Seconds to connect and to wait for each piece of an answer, and in all for a model
            to load or for a provider's job. None waits for ever; for a job an hour.
        headers: Further headers of every request; they override the client's own.
        cookies: Cookies of every request to a model, and to the endpoint for its lists and states;
            a Hub elsewhere sees none.
        endpoint: Base address of the inference server. None takes `HF_INFERENCE_ENDPOINT`, else
            today's hosted service. With a provider it is the router before them all.
        hub_endpoint: Base address of the Hub's API. None takes `HF_ENDPOINT`, else the hosted Hub
            (for an `endpoint` on this machine: that endpoint).
        dialect: `"classic"` or `"router"`. None finds out from the endpoint.
        bill_to: Organisation that pays for the calls.
        provider: Who serves the models: an inference provider's name such as `"groq"`, or `"auto"`,
            the first of the account's that serves the model. None is `"auto"` at today's service,
            and no provider at an endpoint of one's own.
        api_key: The same as `token`, under today's name; a key that does not begin with `hf_` goes
            to the provider itself.
        base_url: Address of a server that all calls go to, instead of `model`.
        cassette: Path of a file: every exchange of this client is recorded in it or, where it is
            there already, answered from it, without a network. For a whole process see
            `hfwidgets.record` and `hfwidgets.replay`.
        budget: A `Budget`: how much may be asked in a minute, at once, in all, and for how much
            money. Several clients may share one.
        on_wait: Called with a `Wait` before each pause while a model loads, or a provider's job is
            not done; raise to end the call.

    Raises:
        TypeError, ValueError: An argument of another type or out of its range.
        LocalTokenNotFoundError: `token=True`, and none is stored.
    """

T = TypeVar("T")


def either(name: str, value: T, other: str, same: T | None) -> T | None:
    """Return the one of two arguments of the same meaning that is given.

    Raises:
        ValueError: Both are.
    """
    if value is not None and same is not None:
        raise ValueError(
            f"{name} and {other} are both given (not shown); they mean the same: leave out one"
        )
    return value if same is None else same


def checked_base(base_url: str | None) -> str | None:
    """Refuse a base address that is none."""
    return None if base_url is None else check_address(base_url, "base_url")


def checked_api_key(api_key: object) -> str | None:
    """Refuse a key that is no text."""
    if api_key is None or isinstance(api_key, str):
        return api_key
    raise TypeError(f"api_key is of type {type(api_key).__name__}; pass a token or a key as text")


def checked_budget(budget: object) -> Budget:
    """Refuse a budget that is none."""
    if isinstance(budget, Budget):
        return budget
    raise TypeError(
        f"budget is of type {type(budget).__name__}; pass one, such as "
        "hfwidgets.Budget(total=1000, parallel=4)"
    )


class ClientBase:
    """Settings of a client; its subclasses send the requests."""

    def __init__(
        self,
        model: str | None = None,
        token: str | bool | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        *,
        endpoint: str | None = None,
        hub_endpoint: str | None = None,
        dialect: DialectName | None = None,
        bill_to: str | None = None,
        on_wait: Callable[[Wait], object] | None = None,
        provider: str | None = None,
        api_key: str | None = None,
        base_url: str | None = None,
        cassette: str | os.PathLike[str] | Tape | None = None,
        budget: Budget | None = None,
    ) -> None:
        # A traceback that shows local variables shows these from the first line on.
        token = Secret(token) if isinstance(token, str) else token
        api_key = Secret(api_key) if isinstance(api_key, str) else api_key
        headers = concealed(headers)
        cookies = {name: Secret(value) for name, value in (cookies or {}).items()}
        self._config: Config = configure(
            either("model", model, "base_url", checked_base(base_url)),
            either("token", token, "api_key", checked_api_key(api_key)),
            timeout,
            headers,
            cookies,
            endpoint=endpoint,
            hub_endpoint=hub_endpoint,
            dialect=dialect,
            bill_to=bill_to,
            on_wait=on_wait,
            provider=checked_provider(provider),
        )
        if budget is not None:
            self._config = replace(self._config, budget=checked_budget(budget))
        if cassette is not None:
            from hfwidgets.cassettes.tapes import tape_of

            self._config = replace(self._config, tape=tape_of(cassette))

    @staticmethod
    def _described(summary: str | None) -> str:
        """Return a class docstring with the arguments that both clients take."""
        return (summary or "").rstrip() + ARGUMENTS

    def __getstate__(self) -> dict[str, Any]:
        # Connections stay where they are: a copy opens its own.
        return {name: value for name, value in vars(self).items() if name != "_transport"}

    @property
    def model(self) -> str | None:
        """Model of calls that name none."""
        return self._config.model

    @model.setter
    def model(self, model: str | None) -> None:
        checked_model(model)
        self._config = replace(self._config, model=model)

    @property
    def timeout(self) -> float | None:
        """Seconds to connect and to wait for each piece of an answer; None for no limit."""
        return self._config.timeout

    @timeout.setter
    def timeout(self, timeout: float | None) -> None:
        checked_timeout(timeout)
        self._config = replace(self._config, timeout=timeout)

    @property
    def headers(self) -> Headers:
        """Headers of every request; changes hold from the next one on. Its repr hides secrets."""
        return self._config.headers

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies of every request to a model and to the endpoint; a Hub elsewhere sees none."""
        return self._config.cookies

    @property
    def endpoint(self) -> str:
        """Base address of the inference server."""
        return self._config.dialect.endpoint

    @property
    def provider(self) -> str | None:
        """Who serves models: a provider's name, or `"auto"`; None where the server is asked itself.

        It is chosen when the client is made.
        """
        return self._config.provider

    def __repr__(self) -> str:
        if "_config" not in vars(self):
            return f"<{type(self).__name__}, not made yet>"
        by = "" if self.provider is None else f", provider={self.provider!r}"
        return (
            f"<{type(self).__name__}(model={self.model!r}, timeout={self.timeout!r}, "
            f"endpoint={self.endpoint!r}{by})>"
        )
