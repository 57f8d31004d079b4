"""What a client knows: where to ask, as whom, for how long. It builds requests, opens nothing."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hfwidgets.wire.addresses import is_loopback, may_see_secrets
from hfwidgets.wire.body import OCTETS, FileBody
from hfwidgets.wire.budget import Budget
from hfwidgets.wire.dialects import (
    AUTO,
    HF_INFERENCE,
    Dialect,
    DialectName,
    Router,
    choose,
    provider_of,
)
from hfwidgets.wire.flow import Request, Tape, Wait
from hfwidgets.wire.headers import Headers, Secret
from hfwidgets.wire.pictures import type_of
from hfwidgets.wire.plain import encoded_json
from hfwidgets.wire.raising import error_named
from hfwidgets.wire.served import Automatic, Served
from hfwidgets.wire.token import is_true, resolve

LONGEST_TIMEOUT = 1_000_000  # seconds; sockets count milliseconds in 31 bits

BILL_TO = "X-HF-Bill-To"
OF_THE_HUB = "hf_"  # how tokens of the Hub begin, and no provider's key


@dataclass(slots=True)
class Learnt:
    """What one client remembers between its calls.

    Attributes:
        not_tgi: Addresses found not to be text-generation-inference servers, with the arguments
            that they refused.
        suggested: The Hub's model for each task, empty before it was asked: public, so that all
            clients of a Hub share it.
        chosen: The person's model for each task, which goes before the Hub's.
    """

    not_tgi: dict[str, tuple[str, ...]] = field(default_factory=dict)
    suggested: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings that all calls of a client share.

    Attributes:
        model: Model id or address that calls use by default.
        timeout: Seconds to connect and to wait for each piece of an answer, and in all for a model
            to load; None waits for ever.
        headers: Headers of every request, Authorization included.
        cookies: Cookies of every request to a model, and of questions to the same server.
        dialect: What the server speaks, and where.
        on_wait: Called before each pause while a model loads; raising from it ends the call.
        learnt: What calls found out, for those that follow.
        provider: Who serves models: a name, or `"auto"`; None where the server is asked itself.
        served: Who answers this call, where that is a provider; for errors.
        tape: The client's own cassette, or None.
        budget: What may be asked, or None.
    """

    model: str | None
    timeout: float | None
    headers: Headers
    cookies: dict[str, str]
    dialect: Dialect
    on_wait: Callable[[Wait], object] | None = None
    learnt: Learnt = field(default_factory=Learnt, compare=False, repr=False)
    provider: str | None = None
    served: Served | Automatic | None = None
    tape: Tape | None = field(default=None, compare=False, repr=False)
    budget: Budget | None = field(default=None, compare=False)

    @property
    def key(self) -> Secret | None:
        """The token, or a provider's key, as the Authorization header has it; None without one."""
        words = self.headers.get("Authorization", "").split()
        return Secret(words[-1]) if words else None

    @property
    def hub_token(self) -> Secret | None:
        """The key, where it is a token of the Hub."""
        key = self.key
        return key if key is not None and key.startswith(OF_THE_HUB) else None

    def get(self, url: str) -> Request:
        """Return a GET request to the inference server or the Hub, with the client's token.

        Cookies go to the origin that they are for, the endpoint's: a Hub elsewhere sees none.
        """
        refuse_offline(url)
        headers = self.headers.copy()
        is_own = may_see_secrets(self.dialect.endpoint, url)
        if self.hub_token is None and self._is_anothers(url, is_own):
            headers.pop("Authorization", None)
        if is_own:
            self._add_cookies(headers)
        else:
            headers.pop("Cookie", None)
        return Request("GET", url, headers, timeout=self.timeout, tape=self.tape)

    def _is_anothers(self, url: str, is_own: bool) -> bool:
        """Whether a key that is no token of the Hub is for others than an address.

        It is a provider's, or that of a server which all calls go to: questions to today's service
        and to the Hub beside it are answered without. A server of one's own may have its own Hub.
        """
        if self.provider is None:
            return False
        if is_own:
            is_hosted = isinstance(self.dialect, Router) and self.dialect.is_hosted
            return is_hosted or self.provider not in (AUTO, HF_INFERENCE)
        return may_see_secrets(self.dialect.hub, url)

    def get_public(self, url: str, limit: int | None = None) -> Request:
        """Return a GET request for what anyone may read: it carries no token and no cookies."""
        refuse_offline(url)
        headers = Headers({"user-agent": user_agent()})
        return Request("GET", url, headers, timeout=self.timeout, limit=limit, tape=self.tape)

    def post(
        self,
        url: str,
        *,
        json_body: Any = None,
        data: bytes | FileBody | None = None,
        accept: str | None = None,
        stream: bool = False,
        inputs: str = "inputs",
    ) -> Request:
        """Return a POST request of a JSON body, of raw data, or of nothing.

        `inputs` is what the caller knows that member of the body as, for errors.
        """
        refuse_offline(url)
        # What compresses a stream may hold its tokens back.
        further = {"Accept-Encoding": "identity" if stream else "gzip, deflate"}
        body = data
        kind: str | None = None
        if json_body is not None:
            body, kind = encoded_json(json_body, inputs), "application/json"
        elif data is not None:
            declared = getattr(data, "content_type", OCTETS)
            kind = (type_of(data) if isinstance(data, bytes) else None) or declared
        if kind:
            further["Content-Type"] = kind
        if accept:
            further["Accept"] = accept
        headers = self.headers.completed(further)
        self._add_cookies(headers)
        return Request(
            "POST",
            url,
            headers,
            body,
            timeout=self.timeout,
            stream=stream,
            served=self.served,
            tape=self.tape,
        )

    def _add_cookies(self, headers: Headers) -> None:
        if self.cookies and "Cookie" not in headers:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())


def configure(
    model: str | None,
    token: str | bool | None,
    timeout: float | None,
    headers: Mapping[str, Any] | None,
    cookies: Mapping[str, str] | None,
    *,
    endpoint: str | None,
    hub_endpoint: str | None,
    dialect: DialectName | None,
    bill_to: str | None,
    on_wait: Callable[[Wait], object] | None,
    provider: str | None = None,
) -> Config:
    """Check a client's arguments and return its settings."""
    checked_timeout(timeout)
    checked_model(model)
    merged = Headers({"user-agent": user_agent()})
    secret = resolve(token)
    if secret is not None:
        merged["authorization"] = f"Bearer {secret!s}"
    for name, value in (headers or {}).items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = value
    if bill_to:
        if merged.get(BILL_TO, bill_to) != bill_to:
            warnings.warn(
                f"bill_to is {bill_to!r}, and the header {BILL_TO} of headers is "
                f"{merged[BILL_TO]!r}: bill_to is sent; give one of them",
                UserWarning,
                stacklevel=3,  # the line that makes the client
            )
        merged[BILL_TO] = bill_to
        if provider is not None and secret is not None and not secret.startswith(OF_THE_HUB):
            warnings.warn(
                f"bill_to is {bill_to!r}, and the key (not shown) is the provider's own: who pays "
                "there is told by the key, and bill_to is not sent",
                UserWarning,
                stacklevel=3,
            )
    provider = provider or provider_of(endpoint, dialect)
    spoken = choose(endpoint, hub_endpoint, dialect, provider)
    return Config(
        model,
        timeout,
        merged,
        {name: Secret(value) for name, value in (cookies or {}).items()},
        spoken,
        on_wait,
        Learnt(suggested=suggestions_of(spoken.hub)),
        provider,
    )


@cache
def suggestions_of(hub: str) -> dict[str, str]:
    """Return what is known of a Hub's suggestions in this process: it is asked once."""
    known: dict[str, str] = {}
    _suggestions.append(known)
    return known


_suggestions: list[dict[str, str]] = []  # of all Hubs


def forget_suggestions() -> None:
    """Have each Hub be asked once more."""
    for known in _suggestions:
        known.clear()


class Plays:
    """Whether requests reach a network: not while a cassette answers them."""

    network: bool = True


plays = Plays()


def checked_timeout(timeout: float | None) -> None:
    """Refuse a timeout that no clock can keep."""
    if timeout is None:
        return
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError(f"timeout is {timeout!r}; it is a number of seconds, or None for no limit")
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise ValueError(
            f"timeout is {timeout!r}; it is above 0 and at most {LONGEST_TIMEOUT:,} seconds, or "
            "None for no limit"
        )


def checked_model(model: str | None) -> None:
    """Refuse a model that is neither an id nor an address."""
    if model is not None and not isinstance(model, str):
        raise TypeError(f"model is {model!r}; it is a model id or an address, as text, or None")


def user_agent() -> str:
    """Return the name that requests carry, for instance `hfwidgets/0.1.0; python/3.11.7`."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"hfwidgets/{_version()}; python/{python}"


def _version() -> str:
    import hfwidgets

    return str(hfwidgets.__version__)


def refuse_offline(url: str) -> None:
    """Raise `OfflineModeIsEnabled` where the environment forbids to leave this machine."""
    if not os.environ.get("HF_HUB_OFFLINE") and not os.environ.get("TRANSFORMERS_OFFLINE"):
        return
    if not plays.network:
        return
    if (is_true("HF_HUB_OFFLINE") or is_true("TRANSFORMERS_OFFLINE")) and not is_loopback(url):
        raise error_named(
            "OfflineModeIsEnabled",
            f"Cannot reach {url}: HF_HUB_OFFLINE (or TRANSFORMERS_OFFLINE) is set. Unset it, or "
            "use a server on this machine such as the sandbox.",
        )
