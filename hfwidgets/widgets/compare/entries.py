"""What is compared: each entry names a model, a provider, parameters, or any of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.providers import names as provider_names
from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.engine.base import unknown
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.addresses import is_address, shown_address
from hfwidgets.wire.dialects import AUTO
from hfwidgets.wire.parameter_error import ParameterError

LEAST, MOST = 1, 8
LONGEST = 80  # characters of a name
OWN = ("name", "model", "provider")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is compared.

    Attributes:
        name: What it is called, unlike all others.
        model: Model id or address; None takes the client's, else the recommended one.
        provider: Who answers; None takes the client's.
        parameters: Parameters that it has for itself.
    """

    name: str
    model: str | None = None
    provider: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


def entry_of(given: Any, spec: TaskSpec, taken: Iterable[str], *, provided: bool) -> Entry:
    """Return an entry as it was given.

    Args:
        given: `"model"`, `"model:provider"` (where the client has providers), None, a dict with
            `model`, `provider`, `name` and parameters, or a pair of a name and one of these.
        spec: The task.
        taken: Names that others have.
        provided: Whether the client may ask providers.

    Raises:
        TypeError: It is something else, or names a parameter that the task does not have.
        ParameterError: A value breaks its rule.
    """
    name, values = _read(given)
    known = [
        one.name for one in spec.fields if one.name not in spec.inputs and one.name != "stream"
    ]
    for one in values:
        if one not in known and one not in OWN:
            raise TypeError(unknown("an entry of Compare", "parameter", str(one), [*OWN, *known]))
    model, provider = values.get("model"), values.get("provider")
    if provider is None and provided and isinstance(model, str):
        model, provider = _apart(model)
    model = displayable(spec.field("model").check(model) or "") or None
    name = values.get("name") if name is None else name
    if name is not None and not isinstance(name, str):
        raise TypeError(f"the name of an entry is {name!r:.60}; it is a text")
    parameters = checked(spec, {one: values[one] for one in known if one in values})
    named = (name or "").strip() or described(model, provider, parameters)
    return Entry(unlike(named, taken), model, provider, parameters)


def _read(given: Any) -> tuple[Any, dict[str, Any]]:
    name = None
    if isinstance(given, (tuple, list)) and len(given) == 2:
        name, given = given
    if given is None or isinstance(given, str):
        return name, {"model": given}
    if isinstance(given, Mapping):
        return name, dict(given)
    raise TypeError(
        f"an entry of Compare is {given!r:.80}; it is a model, a dict with model, provider and "
        "parameters, or a pair of a name and one of these"
    )


def _apart(model: str) -> tuple[str, str | None]:
    """Return a model and the provider behind its last colon, where one is named."""
    head, _, last = model.rpartition(":")
    if head and not is_address(model) and (last == AUTO or last in provider_names()):
        return head, last
    return model, None


def checked(spec: TaskSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as their fields take them, without those that are not set.

    Raises:
        ParameterError: Some break their rules; all are reported together.
    """
    problems: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            unset = value is None or (isinstance(value, str) and not value)
            found[name] = None if unset else spec.field(name).check(value)
        except ParameterError as error:
            problems.update(error.problems)
    if problems:
        raise ParameterError(problems)
    return {name: value for name, value in found.items() if value is not None}


def described(
    model: str | None, provider: str | None, parameters: Mapping[str, Any] | None = None
) -> str:
    """Return what an entry is called that has no name of its own."""
    parts = [shown_address(model) if model else "default model"]
    if provider:
        parts[0] += f":{provider}"
    parts += [f"{name} {value!r:.24}" for name, value in (parameters or {}).items()]
    return " · ".join(parts)


def unlike(name: str, taken: Iterable[str]) -> str:
    """Return a name that no other has, at most 80 characters."""
    name = displayable(name)[:LONGEST]
    others = set(taken)
    found, number = name, 2
    while found in others:
        found, number = f"{name[: LONGEST - 4]} ({number})", number + 1
    return found


def count_checked(entries: Any) -> Sequence[Any]:
    """Return entries, of which there are one to eight.

    Raises:
        TypeError: They are no list.
        ValueError: There are none, or too many.
    """
    if isinstance(entries, (str, bytes, Mapping)) or not isinstance(entries, Iterable):
        raise TypeError(f"Compare takes a list of entries, not {entries!r:.60}")
    found = list(entries)
    if not LEAST <= len(found) <= MOST:
        raise ValueError(f"Compare takes {LEAST} to {MOST} entries; there are {len(found)}")
    return found
