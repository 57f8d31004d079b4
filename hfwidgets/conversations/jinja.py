"""Templates in Jinja, the language that models bring theirs in; jinja2 need not be installed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from hfwidgets.wire.parameter_error import ParameterError

MISSING = "template is written in Jinja, and jinja2 is not installed: pip install jinja2"
GIVEN = {"tools": None, "documents": None, "bos_token": "", "add_generation_prompt": True}
LACKING = (
    "template {name!r} writes {what!r}, which it was not given: "
    "ChatTemplate.of_jinja(source, {what}='...') gives it"
)


def rendered_by_jinja(
    source: str, *, name: str = "jinja", **variables: Any
) -> Callable[[list[dict[str, str]]], str]:
    """Return what renders messages by a template, as chat templates of models are rendered.

    It runs in Jinja's sandbox: what it is given cannot be changed, and nothing else is reached.

    Args:
        source: The template. It has `messages`, `add_generation_prompt` (True), `bos_token` (empty:
            servers put it there), `tools` and `documents` (None), `raise_exception`, and the
            variables. What it has not is false where it is asked for, and an error where it would
            be text.
        name: What messages of errors call it.
        **variables: Further variables, such as `eos_token="</s>"`.

    Raises:
        ParameterError: jinja2 is missing, or the source is at fault; the line is named.
    """
    try:
        from jinja2 import TemplateSyntaxError, UndefinedError
    except ImportError:
        raise ParameterError({"template": MISSING}) from None
    environment = _environment()
    try:
        made = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise ParameterError(
            {"template": f"template is no Jinja in line {error.lineno}: {error.message}"}
        ) from None
    refuse = partial(_refuse, name)
    given = {**GIVEN, "raise_exception": refuse, **variables}

    def render(messages: list[dict[str, str]]) -> str:
        try:
            return str(made.render(messages=messages, **given))
        except UndefinedError as error:
            lacking = re.fullmatch(r"'(\w+)' is undefined", str(error))
            if lacking is None:
                raise
            raise ParameterError({"template": LACKING.format(name=name, what=lacking[1])}) from None

    return render


def _environment() -> Any:
    """Return what models' templates are rendered in: an environment like that of transformers."""
    from jinja2 import Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Unnamed(Undefined):
        """Is false, and empty, but no text: a prompt would lack it silently."""

        __slots__ = ()
        __str__ = Undefined._fail_with_undefined_error

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=Unnamed,
        extensions=["jinja2.ext.loopcontrols"],
    )
    # Jinja's own writes `<` as an escape, which is for pages.
    environment.filters["tojson"] = lambda value, indent=None: json.dumps(
        value, ensure_ascii=False, indent=indent
    )
    return environment


def _refuse(name: str, told: Any) -> None:
    raise ParameterError({"template": f"template {name!r} refuses the messages: {told}"})
