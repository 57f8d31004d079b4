"""A Python function as a tool: what a model is told of it, and what it is called with."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import typing_extensions

from hfwidgets.tools.docstrings import described
from hfwidgets.tools.reading import JSONFaultError, read_json
from hfwidgets.tools.shapes import Schema, ShapeError, schema_of, with_notes
from hfwidgets.tools.values import MisfitError, fields_of

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what servers take
GIVEN = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class ToolError(TypeError):
    """A function that no model can be told of; the message says why, and what would help."""


class ArgumentsError(ValueError):
    """Arguments that a function cannot be called with; for the person and the model to read."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that a model may want called.

    Attributes:
        name: What the model calls it.
        description: What it is for, from its docstring.
        parameters: JSON schema of its arguments.
        function: The function.
        hints: Types of its arguments by name.
        required: Names of the arguments that it needs.
    """

    name: str
    description: str
    parameters: Schema
    function: Callable[..., Any]
    hints: Mapping[str, Any] = field(repr=False)
    required: frozenset[str] = field(repr=False)

    def declared(self) -> dict[str, Any]:
        """Return it as servers take it."""
        about = {"description": self.description} if self.description else {}
        function = {"name": self.name, **about, "parameters": self.parameters}
        return {"type": "function", "function": function}

    def read(self, arguments: Any) -> dict[str, Any]:
        """Return what the function is called with.

        Args:
            arguments: JSON text as a model writes it, or an object already; empty for none.

        Raises:
            ArgumentsError: It is no JSON, no object, or does not fit the function.
        """
        value = arguments
        try:
            if isinstance(arguments, str):
                value = read_json(arguments, fenced=True) if arguments.strip() else {}
                if isinstance(value, str):  # written as JSON twice
                    value = read_json(value)
            if value is None:
                value = {}
            if not isinstance(value, Mapping):
                raise MisfitError("the arguments", "an object", value)
            return fields_of(dict(value), self.hints, set(self.required))
        except JSONFaultError as fault:
            raise ArgumentsError(f"The arguments of {self.name} are {fault}") from None
        except MisfitError as fault:
            message = str(fault).replace("the value is", "what was sent is")
            raise ArgumentsError(f"{self.name} cannot be called so: {message}") from None


def tool_of(function: Any) -> Tool:
    """Return a function as a tool.

    Args:
        function: A function, also async, with types and a docstring; a method, or an object that
            can be called. A parameter without a type takes any value.

    Raises:
        ToolError: A model cannot be told of it.
    """
    if isinstance(function, Tool):
        return function
    if not callable(function) or isinstance(function, type):
        raise ToolError(f"{function!r:.80} is no function: a tool is one, or an object to call")
    name = _name_of(function)
    plain = function if hasattr(function, "__name__") else _called(function)
    purpose, texts = described(plain)
    hints = _hints(plain, name)
    properties: dict[str, Schema] = {}
    required = []
    for one in _parameters(function, name):
        hint = hints.get(one.name, Any)
        try:
            schema = schema_of(hint)
        except ShapeError as error:
            raise ToolError(
                f"{name}({one.name}: ...): {error}. Use str, int, float, bool, list, dict, "
                "Literal, an Enum, a dataclass, a TypedDict or a pydantic model."
            ) from None
        needed = one.default is one.empty
        defaults = {} if needed else {one.name: one.default}
        properties[one.name] = with_notes(schema, texts.get(one.name), defaults, one.name)
        if needed:
            required.append(one.name)
    shape = {"type": "object", "properties": properties, "required": required}
    kinds = {one: hints.get(one, Any) for one in properties}
    return Tool(name, purpose, shape, function, kinds, frozenset(required))


def tools_of(functions: Iterable[Any]) -> dict[str, Tool]:
    """Return functions as tools, by their names.

    Raises:
        ToolError: One is no tool, or two have one name.
    """
    found: dict[str, Tool] = {}
    for function in functions:
        tool = tool_of(function)
        if tool.name in found:
            raise ToolError(f"two tools are named {tool.name!r}: rename one")
        found[tool.name] = tool
    return found


def _called(function: Any) -> Any:
    return function.func if isinstance(function, functools.partial) else type(function).__call__


def _name_of(function: Any) -> str:
    inner = function.func if isinstance(function, functools.partial) else function
    name = str(getattr(inner, "__name__", type(inner).__name__))
    if not NAME.fullmatch(name):
        raise ToolError(
            f"a tool cannot be named {name!r}: letters, digits, _ and -, at most 64. "
            "Write it with def."
        )
    return name


def _hints(function: Any, name: str) -> dict[str, Any]:
    try:
        return typing_extensions.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise ToolError(f"a type of {name} is not known: {error}") from None
    except TypeError:
        return {}


def _parameters(function: Any, name: str) -> list[inspect.Parameter]:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ToolError(f"{name} tells no signature: wrap it in a function") from None
    found = list(signature.parameters.values())
    for one in found:
        if one.kind not in GIVEN and one.default is one.empty:
            raise ToolError(
                f"{name}({one}): a model gives arguments by name. Name them one by one."
            )
    return [one for one in found if one.kind in GIVEN]
