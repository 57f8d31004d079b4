"""What a task is, and the form of its parameters, derived from the signature of its flow."""

from __future__ import annotations

import inspect
import math
import operator
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from hfwidgets.tasks.fields import FURTHER, SECTIONS, Editor, Kind, NonEmpty, Range, SameAs, Under
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.plain import scalar_of

Output = Literal[
    "answers",
    "boxes",
    "candidates",
    "cells",
    "conversation",
    "labels",
    "picture",
    "picture-answers",
    "pictures",
    "predictions",
    "scores",
    "segments",
    "similarity",
    "sound",
    "sound-scores",
    "sounds",
    "spans",
    "text",
    "text-stream",
    "transcript",
    "value",
    "vectors",
    "video",
]
UNSET = inspect.Parameter.empty

KINDS: dict[object, Kind] = {str: "text", int: "integer", float: "number", bool: "boolean"}
WORDS: dict[str, str] = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "True or False",
    "strings": "a list of texts",
    "model": "a model id or an address",
    "image": "a picture",
    "audio": "a sound",
    "table": "a table",
    "object": "an object",
}
TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
FALSE = frozenset({"false", "f", "no", "n", "off", "0"})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One parameter of a task.

    Attributes:
        name: Name of the argument.
        kind: What it holds.
        required: Whether a call must give it.
        nullable: Whether None is a value of it ("let the server choose").
        default: What the method takes where it is not given.
        bounds: Range of a number.
        non_empty: Whether an empty text is refused.
        or_one: Whether a list of texts may also be one text.
        or_many: Whether a text may also be a list of them.
        group: `"input"` for what is worked on, `"parameter"` for how.
        help: One line for the person who fills the form.
        section: Heading that it stands under where that is not the usual one of its name.
        choices: Texts that a page offers.
    """

    name: str
    kind: Kind
    required: bool = False
    nullable: bool = False
    default: Any = None
    bounds: Range = field(default_factory=Range)
    non_empty: bool = False
    or_one: bool = False
    or_many: bool = False
    group: Literal["input", "parameter"] = "parameter"
    help: str = ""
    section: str = ""
    choices: tuple[str, ...] = ()

    def check(self, value: Any) -> Any:
        """Return the value, converted where nothing is lost (`"12"` to 12, 1 to 1.0).

        Raises:
            ParameterError: Another type, or out of range.
        """
        if value is None and not self.required:
            return None
        if self.or_one and isinstance(value, str):
            return value
        value = scalar_of(value)
        many = self.or_many and not isinstance(value, str)
        try:
            converted = CONVERTERS["strings" if many else self.kind](value)
        except (ValueError, TypeError, OverflowError):
            way = "; decode it: value.decode()" if isinstance(value, (bytes, bytearray)) else ""
            raise self.refusal(value, self.rule + way) from None
        if self.kind in ("integer", "number") and not self.bounds.allows(converted):
            raise self.refusal(value, f"it is {self.bounds.rule()}")
        if self.non_empty and not converted:
            raise self.refusal(value, "it has at least one character")
        return converted

    @property
    def rule(self) -> str:
        """What a value of it is, in words."""
        return f"it is {WORDS[self.kind]}{' or a list of texts' if self.or_many else ''}"

    def refusal(self, value: Any, rule: str) -> ParameterError:
        """Return the error that names the value, the rule and the way out."""
        shown = repr(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        way_out = "" if self.required else ", or leave it unset"
        return ParameterError({self.name: f"{self.name} is {shown}; {rule}{way_out}"})

    def to_form(self) -> dict[str, Any]:
        """Return what the page needs to draw and check the field."""
        bounds = {
            name: bound
            for name in ("minimum", "maximum", "above", "below")
            if (bound := getattr(self.bounds, name)) is not None
        }
        form: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "group": self.group,
            "help": self.help,
        }
        if self.required:
            form["required"] = True
        if self.default is not None:
            form["default"] = self.default
        if self.choices:
            form["choices"] = list(self.choices)
        return {**form, **bounds}


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One row of the table of tasks.

    Attributes:
        name: As on the wire, for instance `"text-generation"`.
        flow: What a call of it does.
        title: For people.
        output: The kind of its answer, for the renderer.
        inputs: Arguments that are worked on; all others are parameters.
        further: Parameters that the method passes on and its signature does not name, or whose
            rule is narrower in the widget.
        hidden: Parameters that the widget's form leaves out: they are set from Python.
        listed: Tasks that lists of models name its models by, where that is not its own name. A
            call without a model takes the one that is recommended for the first.
    """

    name: str
    flow: Callable[..., Any]
    title: str
    output: Output
    inputs: tuple[str, ...]
    further: tuple[FieldSpec, ...] = ()
    hidden: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def listed_as(self) -> tuple[str, ...]:
        """The tasks that its models have in lists."""
        return self.listed or (self.name,)

    @property
    def method(self) -> str:
        """Name of the client's method."""
        return self.name.replace("-", "_")

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """All arguments of the task, in the order of the signature."""
        names = {one.name for one in self.further}
        own = (one for one in fields_of(self.flow, self.inputs) if one.name not in names)
        return (*own, *self.further)

    @property
    def shown(self) -> tuple[FieldSpec, ...]:
        """The arguments that the widget's form has."""
        return tuple(one for one in self.fields if one.name not in self.hidden)

    @property
    def sections(self) -> dict[str, list[str]]:
        """The names of its parameters by heading, in the order in which a form draws them."""
        parameters = [one for one in self.shown if one.group == "parameter"]
        names = [one.name for one in parameters if not one.section]
        found = {
            title: [
                *(one.name for one in parameters if one.section and one.section == title),
                *(name for name in placed if name in names),
            ]
            for title, placed in SECTIONS.items()
        }
        placed = {name for some in found.values() for name in some}
        found[FURTHER] += [name for name in names if name not in placed]
        return {title: some for title, some in found.items() if some}

    def field(self, name: str) -> FieldSpec:
        """Return one field by its name."""
        return next(one for one in self.fields if one.name == name)


@lru_cache(maxsize=128)
def fields_of(flow: Callable[..., Any], inputs: tuple[str, ...] = ()) -> tuple[FieldSpec, ...]:
    """Derive the fields of a flow from its signature and the Args of its docstring."""
    helps = help_lines(flow.__doc__ or "")
    _first, *rest = inspect.signature(flow).parameters.values()
    return tuple(
        _field(flow, parameter, helps.get(parameter.name, ""), inputs)
        for parameter in rest
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD and not _same_as(flow, parameter)
    )


def other_names(flow: Callable[..., Any]) -> dict[str, str]:
    """Return a flow's arguments that are another one under a second name, with the first."""
    _first, *rest = inspect.signature(flow).parameters.values()
    return {one.name: same.name for one in rest if (same := _same_as(flow, one))}


def _same_as(flow: Callable[..., Any], parameter: inspect.Parameter) -> SameAs | None:
    extras = getattr(_annotation(flow, parameter), "__metadata__", ())
    return next((extra for extra in extras if isinstance(extra, SameAs)), None)


def _annotation(flow: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    annotation = parameter.annotation
    if isinstance(annotation, str):  # our own source, never input
        annotation = eval(annotation, inspect.unwrap(flow).__globals__)
    return annotation


def _field(
    flow: Callable[..., Any], parameter: inspect.Parameter, text: str, inputs: tuple[str, ...]
) -> FieldSpec:
    annotation = _annotation(flow, parameter)
    extras: tuple[Any, ...] = getattr(annotation, "__metadata__", ())
    bare = annotation.__origin__ if extras else annotation
    options = _options(bare)
    kind = _kind(options, extras)
    default = None if parameter.default is UNSET else parameter.default
    return FieldSpec(
        parameter.name,
        kind,
        required=parameter.default is UNSET,
        nullable=type(None) in options,
        default=default,
        bounds=next((extra for extra in extras if isinstance(extra, Range)), Range()),
        non_empty=any(isinstance(extra, NonEmpty) for extra in extras),
        or_one=kind == "strings" and str in options,
        or_many=kind == "text" and list[str] in options,
        group="input" if parameter.name in inputs else "parameter",
        help=text,
        section=next((extra.section for extra in extras if isinstance(extra, Under)), ""),
    )


def _options(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (annotation,)


def _kind(options: tuple[Any, ...], extras: Iterable[Any]) -> Kind:
    for extra in extras:
        if isinstance(extra, Editor):
            return extra.kind
    return next((KINDS[option] for option in options if option in KINDS), "object")


def help_lines(docstring: str) -> dict[str, str]:
    """Return the text of each line of a Google docstring's Args section."""
    found: dict[str, str] = {}
    match = re.search(r"\n\s*Args:\n(.*?)(?:\n\s*\n|\Z)", docstring, re.DOTALL)
    if not match:
        return found
    lines = match[1].split("\n")
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    name = ""
    for line in lines:
        start = re.match(rf" {{{indent}}}(\w+):\s*(.*)", line)
        if start:
            name = start[1]
            found[name] = start[2].strip()
        elif name:
            found[name] += " " + line.strip()
    return found


def _integer(value: Any) -> int:
    if isinstance(value, str):
        value = float(value) if not value.strip().lstrip("+-").isdigit() else int(value)
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError
        return int(value)
    return operator.index(value)


def _number(value: Any) -> float:
    figure = float(value)
    if not math.isfinite(figure):
        raise ValueError
    return figure


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        lower = value.lower()
        if lower in TRUE or lower in FALSE:
            return lower in TRUE
    elif value in (0, 1):
        return bool(value)
    raise ValueError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, (str, bytes, Mapping)):
        raise TypeError
    return [_text(item) for item in value]


def _as_it_is(value: Any) -> Any:
    return value


CONVERTERS: dict[Kind, Callable[[Any], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "text": _text,
    "strings": _strings,
    "model": _text,
    # What these hold is checked where it is read.
    "image": _as_it_is,
    "audio": _as_it_is,
    "table": _as_it_is,
    "object": _as_it_is,
}
