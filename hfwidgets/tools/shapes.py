"""Types as JSON schemas, and JSON values as values of these types.

Dataclasses, TypedDicts, enums, literals, unions, lists and objects; a pydantic model describes and
reads itself.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typing_extensions

Schema = dict[str, Any]

NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
LISTS = (
    *(list, tuple, set, frozenset, collections.abc.Sequence, collections.abc.Iterable),
    *(collections.abc.Collection, collections.abc.MutableSequence, collections.abc.Set),
)
OBJECTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
UNIONS = (Union, types.UnionType)
MARKS = (
    *(typing_extensions.Required, typing_extensions.NotRequired, typing_extensions.ReadOnly),
    *(getattr(typing, name) for name in ("Required", "NotRequired") if hasattr(typing, name)),
)
DEEPEST = 12  # of classes in classes


class ShapeError(TypeError):
    """A type that JSON has no shape for."""


def schema_of(hint: Any, depth: int = 0) -> Schema:
    """Return the JSON schema of a type.

    Args:
        hint: A type, such as `list[int]`, `Literal["a", "b"]`, a dataclass or a TypedDict. A
            schema is returned as it is.
        depth: How many classes this type is inside of.

    Raises:
        ShapeError: JSON has no shape for it.
    """
    if isinstance(hint, Mapping):
        return dict(hint)
    if hint in (Any, object, collections.abc.Callable):
        return {}
    if hint in NAMES:
        return {"type": NAMES[hint]}
    if hint is None:
        return {"type": "null"}
    if depth > DEEPEST:
        raise ShapeError("it holds itself, or classes in classes more than 12 deep")
    origin = get_origin(hint)
    if origin is not None:
        return _of_generic(hint, origin, get_args(hint), depth)
    return _of_class(hint, depth)


def _of_generic(hint: Any, origin: Any, args: tuple[Any, ...], depth: int) -> Schema:
    if origin is Annotated:
        return _annotated(args, depth)
    if origin in MARKS:
        return schema_of(args[0], depth)
    if origin is Literal:
        return _of_values(list(args))
    if origin in UNIONS:
        return _of_union([schema_of(one, depth) for one in args])
    if origin in LISTS:
        return _of_list(origin, args, depth)
    if origin in OBJECTS:
        return {"type": "object", "additionalProperties": schema_of(args[1], depth)}
    raise ShapeError(f"JSON has no shape for {hint}")


def _annotated(args: tuple[Any, ...], depth: int) -> Schema:
    schema = schema_of(args[0], depth)
    for note in args[1:]:
        text = note if isinstance(note, str) else getattr(note, "description", None)
        if isinstance(text, str):
            schema = {**schema, "description": text}
    return schema


def _of_values(values: list[Any]) -> Schema:
    kinds = {NAMES.get(type(value)) for value in values}
    kind = kinds.pop() if len(kinds) == 1 else None
    return {**({"type": kind} if kind else {}), "enum": values}


def _of_union(schemas: list[Schema]) -> Schema:
    plain = [one["type"] for one in schemas if list(one) == ["type"]]
    if len(plain) == len(schemas) and all(isinstance(one, str) for one in plain):
        return {"type": plain}
    return {"anyOf": schemas}


def _of_list(origin: Any, args: tuple[Any, ...], depth: int) -> Schema:
    if origin is tuple and args and args[-1] is not Ellipsis:
        items = [schema_of(one, depth) for one in args]
        count = {"minItems": len(items), "maxItems": len(items)}
        same = all(one == items[0] for one in items)
        return {"type": "array", "items": items[0] if same else {"anyOf": items}, **count}
    unique = {"uniqueItems": True} if issubclass(origin, collections.abc.Set) else {}
    return {"type": "array", "items": schema_of(args[0], depth) if args else {}, **unique}


def _of_class(hint: Any, depth: int) -> Schema:
    if hint in LISTS:
        return {"type": "array", "items": {}}
    if hint in OBJECTS:
        return {"type": "object"}
    described = getattr(hint, "model_json_schema", None)  # pydantic's
    if callable(described):
        return dict(described())
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _of_values([one.value for one in hint])
    if typing_extensions.is_typeddict(hint) or dataclasses.is_dataclass(hint):
        return _of_fields(hint, depth)
    supertype = getattr(hint, "__supertype__", None)  # NewType
    if supertype is not None:
        return schema_of(supertype, depth)
    name = getattr(hint, "__name__", repr(hint))
    raise ShapeError(f"JSON has no shape for {name}")


def _of_fields(hint: Any, depth: int) -> Schema:
    from hfwidgets.tools.docstrings import described

    hints = typing_extensions.get_type_hints(hint, include_extras=True)
    needed, defaults = required_of(hint)
    _, texts = described(hint)
    properties = {}
    for name, one in hints.items():
        properties[name] = with_notes(schema_of(one, depth + 1), texts.get(name), defaults, name)
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in hints if name in needed],
        "additionalProperties": False,
    }


def required_of(hint: Any) -> tuple[set[str], dict[str, Any]]:
    """Return which fields of a dataclass or TypedDict are needed, and the defaults of others."""
    needed = set()
    if typing_extensions.is_typeddict(hint):
        hints = typing_extensions.get_type_hints(hint, include_extras=True)
        for name, one in hints.items():  # the class itself does not see marks in quoted types
            mark = str(get_origin(one))
            if "NotRequired" not in mark and ("Required" in mark or name in hint.__required_keys__):
                needed.add(name)
        return needed, {}
    defaults = {}
    for one in dataclasses.fields(hint):
        if one.default is not dataclasses.MISSING:
            defaults[one.name] = one.default
        elif one.default_factory is dataclasses.MISSING and one.init:
            needed.add(one.name)
    return needed, defaults


def with_notes(schema: Schema, text: str | None, defaults: Mapping[str, Any], name: str) -> Schema:
    """Return a schema with its description, and the default where JSON has it."""
    if text and "description" not in schema:
        schema = {**schema, "description": text}
    default = defaults.get(name)
    value = default.value if isinstance(default, enum.Enum) else default
    if isinstance(value, (str, bool, int, float)) and value == value:
        schema = {**schema, "default": value}
    return schema
