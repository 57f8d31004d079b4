"""The call of a run, as it is needed to write it down: what it was given, where it went."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.entries import label_of
from hfwidgets.sounds import kinds as sounds
from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.code.literals import Name
from hfwidgets.widgets.engine.variables import name_of
from hfwidgets.wire.addresses import shown_address

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config
    from hfwidgets.wire.flow import Request

FILES = {"image": ("image/png", "picture"), "audio": ("audio/wav", "sound")}
SECRET_LEFT_OUT = "without what may be secret in it"


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a sound that a call was given.

    Attributes:
        argument: What stands in the call: a path, an address, or a variable's name.
        file: The path of its file, for curl; one of this name is to be there.
        line: What sets the variable first, or "".
    """

    argument: str | Name
    file: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class CallMade:
    """The call that a run made.

    Attributes:
        spec: Its task.
        values: Inputs and parameters that it was given, by name.
        config: Settings of the client that it went through.
        media: The pictures and sounds among the values.
        varied: Parameters that took several values, one call each.
        request: The last request of the call itself, or None where none was sent.
        kind: Type of the answer to this request, or "".
        followed: Whether others came behind it: for the state of a job, or to fetch a result.
    """

    spec: TaskSpec
    values: Mapping[str, Any]
    config: Config
    media: Mapping[str, Medium] = field(default_factory=dict)
    varied: Mapping[str, Any] = field(default_factory=dict)
    request: Request | None = None
    kind: str = ""
    followed: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """What the client's method is given: no more than differs from its defaults."""
        found: dict[str, Any] = {}
        for one in self.spec.fields:
            value = self.values.get(one.name)
            if one.name in self.media:
                found[one.name] = self.media[one.name].argument
            elif one.name in self.varied:
                found[one.name] = Name(one.name)
            elif value is None or (not one.required and same(value, one.default)):
                if one.required:
                    found[one.name] = None  # the two tabular methods want their model named
            else:
                found[one.name] = shown_address(value) if one.kind == "model" else value
        return found


def same(value: Any, default: Any) -> bool:
    """Whether an argument is its default: True is no 1 here."""
    return type(value) is type(default) and bool(value == default)


def call_made(widget: Any) -> CallMade:
    """Return the call of a widget's last run.

    Raises:
        ValueError: Nothing was run yet.
    """
    control = widget.control
    run, output = control.run, control.output
    if run is None:
        raise ValueError("there is no call yet; press Run, or call run()")
    values = output.as_called(control.asked)
    spec = output.called or widget._spec
    media = {
        one.name: medium_of(output, one.name, one.kind, values[one.name])
        for one in spec.fields
        if one.kind in FILES and values.get(one.name) is not None
    }
    exchange = run.exchange
    kind = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
    return CallMade(
        spec,
        values,
        output.config or widget._config,
        media,
        output.varied(),
        exchange.posted,
        "" if exchange.followed else kind,
        exchange.followed,
    )


def medium_of(output: Any, field_name: str, kind: str, value: Any) -> Medium:
    """Return how code names a picture or a sound: by path, address, variable or file name."""
    held = getattr(output, "picture", None) or getattr(getattr(output, "held", None), "sound", None)
    mime, noun = FILES[kind]
    mime = getattr(held, "type", "") or mime
    file = _file_name(label_of(getattr(held, "name", "") or ""), noun, mime)
    if isinstance(value, (str, PurePath)):
        shown = shown_address(str(value))
        if "://" not in shown:
            return Medium(str(value), str(value))
        if shown == str(value):
            return Medium(shown, file)
        return Medium(Name(field_name), file, f"{field_name} = {shown!r}  # {SECRET_LEFT_OUT}")
    variable = name_of(value)
    if variable is not None:
        return Medium(Name(variable), file, f"# {variable} is the variable of this notebook")
    return Medium(
        Name(field_name), file, f"{field_name} = {file!r}  # the path of your {noun}'s file"
    )


def _file_name(name: str, noun: str, mime: str) -> str:
    """Return the name of a file in this folder, with an ending that says what it is."""
    name = PurePath(name.replace("\\", "/")).name
    stem = name or noun
    if PurePath(stem).suffix:
        return stem
    return stem + ending_of(mime)


def ending_of(mime: str) -> str:
    """Return how the name of a file of a type ends, "" where nobody knows."""
    if mime.startswith("audio/"):
        return f".{sounds.ending_of(mime)}"
    return mimetypes.guess_extension(mime) or ""
