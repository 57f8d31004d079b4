"""One call of a model that a provider serves: its address, its body, its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from hfwidgets.wire.addresses import quoted
from hfwidgets.wire.dialects.base import Media, says_loading, with_schema
from hfwidgets.wire.dialects.router import Router
from hfwidgets.wire.flow import Flow, Response
from hfwidgets.wire.mapping import Entry
from hfwidgets.wire.provider import Asked, Route


@dataclass(frozen=True, slots=True)
class Provided(Router):
    """What a provider speaks of one model. Of lists and states the router's dialect tells.

    Attributes:
        model: Id on the Hub.
        entry: How the provider serves it.
        route: How it does the task.
        is_routed: Whether the router stands between.
    """

    model: str
    entry: Entry
    route: Route
    is_routed: bool

    name: ClassVar[str] = "provider"

    def task_url(self, task: str | None, model: str) -> str:
        """Return where the provider answers the task."""
        path = self.route.path_of(quoted(self.entry.identifier))
        return f"{self.endpoint}{path}{self.route.query if self.is_routed else ''}"

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where the provider answers a chat, and what it calls the model."""
        return self.task_url(None, model), self.entry.identifier

    def chat_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a chat, with the provider's own form of a JSON schema."""
        return with_schema(body, self.route.schema)

    def body(
        self, task: str, inputs: Any, parameters: dict[str, Any] | None = None, **further: Any
    ) -> dict[str, Any]:
        """Return the JSON body of a task; of parameters those that are given."""
        given = {name: value for name, value in (parameters or {}).items() if value is not None}
        entry = self.entry
        asked = Asked(self.model, entry.identifier, inputs, given, entry.weights)
        return {**self.route.body(asked), **{name: one for name, one in further.items() if one}}

    @property
    def media(self) -> Media:
        """How a picture or a sound is given."""
        if self.route.is_form:
            return "form"
        return "raw" if self.route.kinds is None else "link"

    def kind_of(self, kind: str) -> str:
        """Return what the provider calls a type of data."""
        return self.route.kind_of(kind)

    def answered(self, task: str, response: Response) -> Flow[Response] | None:
        """Return how to come to the result; a stream is its own."""
        if self.route.answer is None or response.source is not None:
            return None
        return self.route.answer(response, self.endpoint)

    def is_loading(self, response: Response) -> bool:
        """Whether a 503 means that the model loads: only if it says so."""
        return says_loading(response)
