"""What a flow is called with, checked by its fields before anything is sent: here, and only here.

Fields refuse what no server can mean. What one server takes and another does not is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, cast

from hfwidgets.wire.addresses import check_address, checked_model_id, is_address
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.tasks.spec import FieldSpec

F = TypeVar("F", bound=Callable[..., Any])
# From all arguments that were given, by name, to problems as `ParameterError` takes them.
Agreement: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, str]]
PLAIN: dict[str, type] = {"text": str, "boolean": bool, "image": bytes, "audio": bytes}
STRUCTURES = (list, tuple, dict)  # what some servers take where a text is usual


def checks(agreement: Agreement | None = None) -> Callable[[F], F]:
    """Have a flow's arguments checked, and converted where nothing is lost, when it is called.

    Args:
        agreement: Tells what is wrong between the arguments.
    """

    def decorate(flow: F) -> F:
        rules: list[Rules] = []  # derived at the first call: that takes a millisecond

        @wraps(flow)
        def call(config: Any, /, *args: Any, **kwargs: Any) -> Any:
            if not rules:
                rules.append(_rules(call))
            names, fields, plain, others = rules[0]
            problems: dict[str, str] = {}
            _take_other_names(flow, kwargs, others, names[: len(args)])
            for place, (name, value) in enumerate(zip(names, args, strict=False)):
                if name in fields and not (value.__class__ is plain[name] and value):
                    checked = _checked_one(fields[name], value, problems)
                    args = (*args[:place], checked, *args[place + 1 :])
            for name, value in kwargs.items():
                if name in fields and not (value.__class__ is plain[name] and value):
                    kwargs[name] = _checked_one(fields[name], value, problems)
            problems = problems and _in_order(problems, names)
            if agreement is not None and kwargs and not problems:
                problems = dict(agreement({**dict(zip(names, args, strict=False)), **kwargs}))
            begun = flow(config, *args, **kwargs)  # a TypeError where it has no such argument
            if problems:
                raise ParameterError(problems)
            return begun

        call.agreement = agreement  # type: ignore[attr-defined]
        return cast("F", call)

    return decorate


def refuse(flow: Callable[..., Any], values: Mapping[str, Any]) -> None:
    """Refuse arguments that a call of a flow would refuse before it asks anything.

    Raises:
        ParameterError: One or more break their rules; all are reported together.
    """
    names, fields, *_ = _rules(flow)
    problems: dict[str, str] = {}
    checked = {
        name: _checked_one(fields.get(name), value, problems) for name, value in values.items()
    }
    problems = _in_order(problems, names)
    if values.get("model"):
        problems.update(_problems_of_model(values["model"]))
    agreement: Agreement | None = getattr(flow, "agreement", None)
    if agreement is not None and not problems:
        problems.update(agreement(checked))
    if problems:
        raise ParameterError(problems)


def _take_other_names(
    flow: Callable[..., Any],
    kwargs: dict[str, Any],
    others: Mapping[str, str],
    placed: tuple[str, ...],
) -> None:
    """Put what is given under a second name under its first.

    Raises:
        TypeError: It is given under both.
    """
    for other, name in others.items():
        value = kwargs.pop(other, None)
        if value is None:
            continue
        if name in placed or kwargs.get(name) is not None:
            raise TypeError(
                f"{flow.__name__}() got {name} and {other}, which are two names of one argument: "
                "give one of them"
            )
        kwargs[name] = value


def _in_order(problems: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: problems[name] for name in names if name in problems}


class Rules(NamedTuple):
    """What is checked of a flow's arguments.

    Attributes:
        names: All of them, in order.
        fields: Those that have something to check.
        plain: Of these the class whose values need no look, but for empty ones; None where all do.
        others: Second names of arguments, with the first.
    """

    names: tuple[str, ...]
    fields: dict[str, FieldSpec]
    plain: dict[str, type | None]
    others: dict[str, str]


def _rules(flow: Callable[..., Any]) -> Rules:
    from hfwidgets.tasks.spec import fields_of, other_names

    fields = fields_of(flow)
    unchecked = ("object", "model")  # checked where they are read
    checked = {one.name: one for one in fields if one.kind not in unchecked}
    plain = {name: PLAIN.get(one.kind) for name, one in checked.items()}
    return Rules(tuple(one.name for one in fields), checked, plain, other_names(flow))


def _checked_one(field: FieldSpec | None, value: Any, problems: dict[str, str]) -> Any:
    if field is None or (value is field.default and not field.required):
        return value
    try:
        if value is None and not field.nullable:
            raise field.refusal(value, field.rule)
        if field.kind == "text" and not field.non_empty and _is_structure(value):
            return value
        return field.check(value)
    except ParameterError as error:
        problems.update(error.problems)
        return value


def _is_structure(value: Any) -> bool:
    return isinstance(value, STRUCTURES) or bool(getattr(value, "shape", ()))


def _problems_of_model(model: str) -> dict[str, str]:
    try:
        check_address(model, "model") if is_address(model) else checked_model_id(model)
    except ValueError as error:
        return {"model": str(error)}
    return {}
