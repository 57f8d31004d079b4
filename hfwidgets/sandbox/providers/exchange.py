"""A request to a provider on its way: which model it means, what the model makes of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.faults import Faults
from hfwidgets.sandbox.hosting import Host
from hfwidgets.sandbox.inference import Models, Target, read_body
from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.providers.jobs import Job, Jobs
from hfwidgets.sandbox.providers.offers import Offer, name_of, offered
from hfwidgets.sandbox.providers.results import Made, Results
from hfwidgets.sandbox.refusals import encode, refuse_text
from hfwidgets.sandbox.replies import reply_bytes
from hfwidgets.sandbox.tasks.generation_request import parse_json
from hfwidgets.sandbox.tasks.media import BODY_LIMIT
from hfwidgets.sandbox.tasks.payload import bad_field


@dataclass(frozen=True, slots=True)
class House:
    """What all providers share."""

    models: Models
    results: Results
    jobs: Jobs = field(default_factory=Jobs)


@dataclass(frozen=True, slots=True)
class Asked:
    """The model that a request means, at the provider that was asked."""

    name: str
    host: Host
    faults: Faults
    offer: Offer

    @property
    def model(self) -> Model:
        """The model's row."""
        return self.host.model


@dataclass(slots=True)
class Exchange:
    """A request to a provider; `parts` are those of its path."""

    house: House
    provider: str
    request: web.Request
    entry: Entry
    parts: Mapping[str, str]
    asked: Asked | None = None

    async def body(self) -> bytes:
        """Return the request's body."""
        return await read_body(self.request, self.entry, BODY_LIMIT)

    async def fields(self) -> dict[str, Any]:
        """Return the fields of a JSON body.

        Raises:
            Refusal: 400: it is no JSON; 422: it is no object.
        """
        value = parse_json(await self.body())
        if not isinstance(value, dict):
            raise bad_field("body", "an object is expected", status=422)
        return value

    async def find(self, own: object) -> Asked:
        """Return the model of a `providerId`, after the faults that come before any answer.

        Raises:
            Refusal: 404: the provider does not serve it; what a fault says.
        """
        if not isinstance(own, str) or not own:
            raise bad_field("model", "field required", status=422)
        return await self.use(name_of(self.provider, own))

    async def use(self, name: str) -> Asked:
        """Return the model of an id, like `find`."""
        host, faults = self.house.models.find(name, "router")
        faults = faults.of(self.provider)
        offer = offered(host.model, self.provider)
        if offer is None:
            raise refuse_text(404, "Not Found")
        self.asked = Asked(name, host, faults, offer)
        await self.house.models.suffer(self.request, name, faults)
        return self.asked

    async def make(self, asked: Asked, inputs: object, parameters: Mapping[str, Any]) -> Made:
        """Return what the model makes of an input, through the handler of its task."""
        inner = self.request.clone()
        inner["whole"] = True
        body = encode({"inputs": self._own(inputs), "parameters": dict(parameters)})
        target = Target(asked.name, dialect="router", task=asked.model.task)
        # What goes wrong on the way has gone wrong before, or will: the model itself does not.
        response = await self.house.models.perform(inner, self.entry, target, Faults(), body)
        if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
            raise TypeError(f"{asked.model.id} gave no whole answer")
        return Made(response.body, response.content_type)

    def _own(self, inputs: object) -> object:
        """Return the file of an address, where it is one of the sandbox's results."""
        found = self.house.results.get(inputs) if isinstance(inputs, str) else None
        return base64.b64encode(found.body).decode() if found else inputs

    def put(self, asked: Asked, made: Made) -> str:
        """Return the address that a result is fetched from, or one that holds it."""
        match asked.faults.given:
            case "data":
                return data_url(made)
            case "base64":
                return base64.b64encode(made.body).decode()
        return self.house.results.put(made, gone=asked.faults.gone)

    def submit(self, asked: Asked, inputs: object, parameters: Mapping[str, Any]) -> Job:
        """Queue the making; the job's value is a `Made`."""
        return self.house.jobs.submit(
            self.provider, asked.name, asked.faults, lambda: self.make(asked, inputs, parameters)
        )

    async def reply(self, value: object, status: int = 200) -> web.StreamResponse:
        """Answer with JSON, through the faults that concern a whole body."""
        faults = self.asked.faults if self.asked else Faults()
        body = encode(value)
        if faults.broken_json is not None:
            body = body[: max(len(body) - 2, 1)] + b",}"
        return await self.send(Made(body, "application/json"), status)

    async def send(self, made: Made, status: int = 200) -> web.StreamResponse:
        """Answer with a file."""
        faults = self.asked.faults if self.asked else Faults()
        self.request["status"] = status
        return await reply_bytes(self.request, made.body, made.content_type, {}, faults, self.entry)


def read_json(made: Made) -> Any:
    """Return the value of a JSON answer."""
    return json.loads(made.body)


def taken(fields: dict[str, Any], *names: str) -> Any:
    """Return the first of some fields that is given, and take them all out.

    Raises:
        Refusal: 422: none is given.
    """
    values = [fields.pop(name, None) for name in names]
    for value in values:
        if value not in (None, []):
            return value[0] if isinstance(value, list) else value
    raise bad_field(names[0], "field required", status=422)


def data_url(made: Made) -> str:
    """Return a file as an address that holds it."""
    return f"data:{made.content_type};base64,{base64.b64encode(made.body).decode()}"


def renamed(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return fields under the names that the sandbox's models know."""
    return {names.get(name, name): value for name, value in fields.items()}


def size_of(value: object) -> dict[str, int]:
    """Return width and height of a text as 512x768.

    Raises:
        Refusal: 422: it is none.
    """
    width, cross, height = str(value).partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise bad_field("size", "a text as 512x768 is expected", status=422)
    return {"width": int(width), "height": int(height)}
