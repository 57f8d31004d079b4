"""What an example is, and reading those that a widget is given."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hfwidgets.tasks.spec import FieldSpec, TaskSpec
from hfwidgets.wire.parameter_error import ParameterError

MOST = 50
# Inputs whose own values are mappings, or lists of them: a dict may be one.
STRUCTURED = ("table", "object")
FILES = ("image", "audio")


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments that go into the form together.

    Attributes:
        values: The arguments by name; all others stay as they are.
        title: What it is called, or "".
    """

    values: Mapping[str, Any]
    title: str = ""


class Given(Protocol):
    """What is needed of a widget that is given examples."""

    _spec: TaskSpec


def fields_of(spec: TaskSpec) -> dict[str, FieldSpec]:
    """Return what an example of a task may set, by name; the first is its main input."""
    fields = {one.name: one for one in spec.fields}
    if spec.output == "conversation":  # what stands in the box, and is not sent yet
        fields["messages"] = FieldSpec("messages", "text", required=True, group="input")
    first = spec.inputs[0]
    return {first: fields[first], **fields}


def examples_of(widget: Given, given: Any) -> tuple[Example, ...]:
    """Return the examples that a list holds.

    Args:
        widget: Whose they are.
        given: A list: each a value of the task's main input, or a dict of arguments.

    Raises:
        TypeError: It is no list, or an argument that the task does not have.
        ParameterError: A value that breaks its rule, or too many.
    """
    spec = widget._spec
    fields = fields_of(spec)
    main = next(iter(fields))
    rule = f"it is a list, of values of {main!r} or of dicts of arguments: examples=[...]"
    if isinstance(given, (str, bytes, bytearray, Mapping)) or not isinstance(given, Iterable):
        raise TypeError(f"examples is {given!r:.80}; {rule}")
    listed = list(given)
    if len(listed) > MOST:
        raise ParameterError({"examples": f"examples has {len(listed):,}; at most {MOST} fit"})
    return tuple(
        Example(_read(widget, f"examples[{at}]", _by_name(one, fields), fields))
        for at, one in enumerate(listed)
    )


def _by_name(one: Any, fields: Mapping[str, FieldSpec]) -> Mapping[str, Any]:
    """Return an example as arguments by name."""
    main = next(iter(fields))
    named = isinstance(one, Mapping)
    if named and fields[main].kind in STRUCTURED:
        named = main in one or (bool(one) and set(one) <= set(fields) - {main} and _no_columns(one))
    return dict(one) if named else {main: one}


def _no_columns(one: Mapping[str, Any]) -> bool:
    return not any(isinstance(value, (list, tuple)) for value in one.values())


def _read(
    widget: Given, where: str, values: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> dict[str, Any]:
    if not values:
        main = next(iter(fields))
        raise ParameterError({"examples": f"{where} is empty; give it {main!r} at least"})
    found = {}
    for name, value in values.items():
        if name not in fields:
            close = difflib.get_close_matches(str(name), list(fields), 1)
            hint = f"; did you mean {close[0]!r}?" if close else "."
            known = ", ".join(map(repr, fields))
            raise TypeError(f"{where} has no parameter {name!r:.60}{hint} It may have {known}.")
        try:
            found[name] = checked(widget, fields[name], value)
        except ParameterError as error:
            said = " ".join(error.problems.values())
            raise ParameterError({"examples": f"{where}: {said}"}) from None
    return found


def checked(widget: Any, field: FieldSpec, value: Any) -> Any:
    """Return a value that a field of a widget takes.

    Raises:
        ParameterError: It breaks the field's rule, or is empty.
    """
    if value is None or (isinstance(value, str) and not value):
        raise ParameterError(
            {field.name: f"{field.name} is {value!r}; give it a value, or leave it out"}
        )
    if field.kind in FILES:
        return input_of(widget, field).checked(value)
    if field.kind == "table":
        from hfwidgets.widgets.tables.values import table_of

        table_of(value, field.name)
        return value
    return field.check(value)


def input_of(widget: Any, field: FieldSpec) -> Any:
    """Return what holds a picture, a sound or a table of a widget."""
    inputs = {"image": "picture_inputs", "audio": "sound_inputs", "table": "table_inputs"}
    return getattr(widget, inputs[field.kind])[field.name]
