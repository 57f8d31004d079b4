"""JSON values as values of a type; what does not fit is told with its place."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

import typing_extensions

from hfwidgets.tools.shapes import LISTS, MARKS, OBJECTS, UNIONS, required_of

SAID = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    type(None): "null",
}
KINDS = {list: "a list", dict: "an object", **SAID}


class MisfitError(ValueError):
    """A value that is not what a type says.

    Args:
        place: Where it is, such as `days` or `trips[2].city`; `""` for the whole.
        wanted: What should be there, in words.
        found: What is there.
    """

    def __init__(self, place: str, wanted: str, found: Any) -> None:
        """Say what is wrong in a sentence that a person and a model can act on."""
        self.place = place
        self.wanted = wanted
        self.found = found
        shown = f"{KINDS.get(type(found), type(found).__name__)}: {found!r:.80}"
        super().__init__(f"{place or 'the value'} is {shown}; it should be {wanted}")


def value_of(value: Any, hint: Any, place: str = "") -> Any:
    """Return a JSON value as a value of a type.

    Args:
        value: What JSON holds.
        hint: The type; a JSON schema takes every value.
        place: Where the value is.

    Raises:
        MisfitError: It is not what the type says.
    """
    if hint in (Any, object) or isinstance(hint, Mapping):
        return value
    if hint is None or hint in SAID:
        return _simple(value, type(None) if hint is None else hint, place)
    origin = get_origin(hint)
    if origin is Annotated or origin in MARKS:
        return value_of(value, get_args(hint)[0], place)
    if origin is Literal:
        return _one_of(value, list(get_args(hint)), place)
    if origin in UNIONS:
        return _of_union(value, get_args(hint), place)
    if (origin or hint) in LISTS:
        return _list(value, origin or hint, get_args(hint), place)
    if (origin or hint) in OBJECTS:
        return _object(value, get_args(hint), place)
    return _of_class(value, hint, place)


def _simple(value: Any, kind: type, place: str) -> Any:
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)  # 3.0: models write numbers as they come
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise MisfitError(place, SAID[kind], value)


def _one_of(value: Any, values: list[Any], place: str) -> Any:
    for one in values:
        if one == value and isinstance(one, bool) == isinstance(value, bool):
            return one
    raise MisfitError(place, f"one of {', '.join(map(repr, values))}", value)


def _of_union(value: Any, kinds: tuple[Any, ...], place: str) -> Any:
    faults = []
    for kind in kinds:
        try:
            if isinstance(value, kind) and not (isinstance(value, bool) and kind is int):
                return value
        except TypeError:  # no class
            pass
    for kind in kinds:
        try:
            return value_of(value, kind, place)
        except MisfitError as fault:
            faults.append(fault)
    inner = next((one for one in faults if one.place != place), None)
    if inner is not None:
        raise inner
    raise MisfitError(place, " or ".join(one.wanted for one in faults), value)


def _list(value: Any, kind: Any, args: tuple[Any, ...], place: str) -> Any:
    if not isinstance(value, list):
        raise MisfitError(place, "a list", value)
    if kind is tuple and args and args[-1] is not Ellipsis:
        if len(value) != len(args):
            raise MisfitError(place, f"a list of {len(args)}", value)
        pairs = zip(value, args, strict=True)
        return tuple(value_of(one, hint, f"{place}[{at}]") for at, (one, hint) in enumerate(pairs))
    inner = args[0] if args else Any
    items = [value_of(one, inner, f"{place}[{at}]") for at, one in enumerate(value)]
    if kind is tuple:
        return tuple(items)
    if kind is frozenset:
        return frozenset(items)
    return set(items) if issubclass(kind, collections.abc.Set) else items


def _object(value: Any, args: tuple[Any, ...], place: str) -> Any:
    if not isinstance(value, dict):
        raise MisfitError(place, "an object", value)
    inner = args[1] if args else Any
    return {name: value_of(one, inner, _at(place, name)) for name, one in value.items()}


def _of_class(value: Any, hint: Any, place: str) -> Any:
    validate = getattr(hint, "model_validate", None)  # pydantic's
    if callable(validate):
        return _validated(value, validate, place)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(_one_of(value, [one.value for one in hint], place))
    if typing_extensions.is_typeddict(hint) or dataclasses.is_dataclass(hint):
        return _fields(value, hint, place)
    return value_of(value, getattr(hint, "__supertype__", Any), place)


def _validated(value: Any, validate: Any, place: str) -> Any:
    try:
        return validate(value)
    except ValueError as error:  # pydantic's names each place
        faults: list[dict[str, Any]] = error.errors() if hasattr(error, "errors") else []
        first = faults[0] if faults else {"msg": str(error)}
        steps = first.get("loc", ())
        inner = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)
        where = f"{place}{inner}".removeprefix(".")
        raise MisfitError(where, f"right: {first['msg']}", first.get("input", value)) from None


def _fields(value: Any, hint: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise MisfitError(place, "an object", value)
    hints = typing_extensions.get_type_hints(hint, include_extras=True)
    given = fields_of(value, hints, required_of(hint)[0], place)
    return given if typing_extensions.is_typeddict(hint) else hint(**given)


def fields_of(
    value: Mapping[str, Any], hints: Mapping[str, Any], needed: set[str], place: str = ""
) -> dict[str, Any]:
    """Return the members of an object, each as its type says.

    Raises:
        MisfitError: One is missing, unknown or of another type.
    """
    for name in hints:
        if name in needed and name not in value:
            raise MisfitError(place, f"an object with {name!r}, which is missing", dict(value))
    for name in value:
        if name not in hints:
            known = ", ".join(hints) or "nothing"
            raise MisfitError(place, f"an object without {name!r} (known: {known})", dict(value))
    return {name: value_of(one, hints[name], _at(place, name)) for name, one in value.items()}


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
