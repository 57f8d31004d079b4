"""What a provider is: a declaration of its host, its key, and a route for each of its tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hfwidgets.wire.flow import Flow, Response


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks of a provider's model.

    Attributes:
        model: Its id on the Hub.
        identifier: What the provider calls it.
        inputs: What is worked on; a picture or a sound as its route wants it.
        parameters: How; what was not given is not in it.
        weights: File of an adapter's weights in the model's repository, or None.
    """

    model: str
    identifier: str
    inputs: Any
    parameters: dict[str, Any]
    weights: str | None = None


Body: TypeAlias = Callable[[Asked], "dict[str, Any]"]
# From a first answer, and the address below which the provider's paths are, to the answer that the
# task reads: in steps of the same flow.
Answer: TypeAlias = Callable[[Response, str], "Flow[Response]"]


@dataclass(frozen=True, slots=True)
class Route:
    """How a provider does a task.

    Attributes:
        path: Path below its host, where `{id}` stands for what it calls the model; or a function
            from that to the path.
        body: What a call becomes. Those of chats are sent as they are.
        answer: How the result is found; None where the first answer is what the task reads.
        kinds: Where a picture or a sound is given as an address, or as one with data in it: what
            the provider calls types of data, by their right names; `"*"` is any other. Else None.
        is_form: Whether it is given as the file of a form, whose other fields are the body.
        host: Its own host for this task, where that is another.
        query: What follows the path through the router alone.
        schema: What becomes of a JSON schema in `response_format` of chats.
    """

    path: str | Callable[[str], str]
    body: Body = lambda asked: {**asked.parameters}
    answer: Answer | None = None
    kinds: Mapping[str, str] | None = None
    is_form: bool = False
    host: str | None = None
    query: str = ""
    schema: Callable[[Any], dict[str, Any]] | None = None

    def kind_of(self, kind: str) -> str:
        """Return what the provider calls a type of data."""
        names = self.kinds or {}
        return names.get(kind) or names.get("*") or kind

    def path_of(self, identifier: str) -> str:
        """Return the path for a model."""
        if callable(self.path):
            return self.path(identifier)
        return self.path.replace("{id}", identifier)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who serves models.

    Attributes:
        name: As the service names it.
        host: Its own host, which keys of its own are sent to.
        routes: By task.
        scheme: The word before a key of its own.
        headers: What its requests always carry.
        routed: Whether it is reached through the router, by a token of the Hub.
        listed: Whether the Hub tells what it calls a model.
    """

    name: str
    host: str
    routes: Mapping[str, Route]
    scheme: str = "Bearer"
    headers: Mapping[str, str] = field(default_factory=dict)
    routed: bool = True
    listed: bool = True
