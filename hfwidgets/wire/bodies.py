"""How a call becomes a provider's JSON: the input under a name, parameters under their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hfwidgets.wire.body import OCTETS
from hfwidgets.wire.provider import Asked, Body

# What data of an unknown type most likely is.
PICTURES = {OCTETS: "image/jpeg"}
SOUNDS = {OCTETS: "audio/wav"}


def of(
    *names: str, model: str | None = None, more: Mapping[str, Any] | None = None, **renames: str
) -> Body:
    """Return how a call becomes a body.

    Args:
        names: Names of the input: providers whose models differ take several. One that ends in
            `[]` is a list of it.
        model: Name under which the body says the model, where it does.
        more: Members that are always there.
        renames: From the names of parameters to the provider's.
    """

    def body(asked: Asked) -> dict[str, Any]:
        inputs = {
            name.removesuffix("[]"): [asked.inputs] if name.endswith("[]") else asked.inputs
            for name in names
        }
        parameters = {renames.get(name, name): value for name, value in asked.parameters.items()}
        named = {} if model is None else {model: asked.identifier}
        return {**inputs, **(more or {}), **parameters, **named}

    return body


def sized(body: Body, name: str, form: Callable[[Any, Any], Any]) -> Body:
    """Return a body with `width` and `height`, where both are given, as one member."""

    def one_size(asked: Asked) -> dict[str, Any]:
        found = body(asked)
        if "width" in found and "height" in found:
            found[name] = form(found.pop("width"), found.pop("height"))
        return found

    return one_size


def without(body: Body, *names: str) -> Body:
    """Return a body without members that a provider refuses."""

    def smaller(asked: Asked) -> dict[str, Any]:
        return {name: value for name, value in body(asked).items() if name not in names}

    return smaller


def switched_on(body: Body) -> Body:
    """Return a body without switches that are off and lists that are empty."""

    def shorter(asked: Asked) -> dict[str, Any]:
        found = body(asked).items()
        return {name: value for name, value in found if value is not False and value != []}

    return shorter


def by_sides(width: Any, height: Any) -> str:
    """Return a size as text, such as `512x256`."""
    return f"{width}x{height}"
