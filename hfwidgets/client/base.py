"""What both clients share: construction, public attributes, repr."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hfwidgets.wire.config import Config, checked_model, checked_timeout, configure
from hfwidgets.wire.dialects import DialectName
from hfwidgets.wire.flow import Wait
from hfwidgets.wire.headers import Headers, Secret, concealed

ARGUMENTS = """

    Args:
        model: Id of a model on the Hub, or the address of a deployed one. None lets each call take
            the recommended model of its task.
        token: Access token. None takes the stored one if there is one (`HF_TOKEN`, or the file that
            a login writes), True requires it, False sends none.
        timeout: Seconds to connect and to wait for each piece of an answer, and in all for a model
            to load. None waits for ever.
        headers: Further headers of every request; they override the client's own.
        cookies: Cookies of every request to a model, and to the endpoint for its lists and states;
            a Hub elsewhere sees none.
        endpoint: Base address of the inference server. None takes `HF_INFERENCE_ENDPOINT`, else
            today's hosted service.
        hub_endpoint: Base address of the Hub's API. None takes `HF_ENDPOINT`, else the hosted Hub
            (for an `endpoint` on this machine: that endpoint).
        dialect: `"classic"` or `"router"`. None finds out from the endpoint.
        bill_to: Organisation that pays for the calls.
        on_wait: Called with a `Wait` before each pause while a model loads; raise to end the call.

    Raises:
        TypeError, ValueError: An argument of another type or out of its range.
        LocalTokenNotFoundError: `token=True`, and none is stored.
    """


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
    ) -> None:
        # A traceback that shows local variables shows these from the first line on.
        token = Secret(token) if isinstance(token, str) else token
        headers = concealed(headers)
        cookies = {name: Secret(value) for name, value in (cookies or {}).items()}
        self._config: Config = configure(
            model,
            token,
            timeout,
            headers,
            cookies,
            endpoint=endpoint,
            hub_endpoint=hub_endpoint,
            dialect=dialect,
            bill_to=bill_to,
            on_wait=on_wait,
        )

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

    def __repr__(self) -> str:
        if "_config" not in vars(self):
            return f"<{type(self).__name__}, not made yet>"
        return (
            f"<{type(self).__name__}(model={self.model!r}, timeout={self.timeout!r}, "
            f"endpoint={self.endpoint!r})>"
        )
