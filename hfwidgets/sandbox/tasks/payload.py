"""Bodies of the tasks that the hosted service answers with transformers: raw text or JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hfwidgets.sandbox.refusals import Refusal, encode, refuse

MOST_TEXTS = 1000
MOST_CHARACTERS = 20_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_text_payload(body: bytes) -> tuple[Any, dict[str, Any]]:
    """Return `inputs` and `parameters` of a body.

    As on the hosted service, a body that is no JSON object with `inputs` is the input itself: it
    once took bare texts and still does (api_inference_community/validation.py,
    `normalize_payload_nlp`).

    Raises:
        Refusal: 400: the body is no UTF-8 or holds half of a character, or `parameters` is no
            object.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(400, f"The body is no UTF-8 text: {error}") from None
    try:
        payload = parse(text)
    except (ValueError, RecursionError):
        payload = text
    if isinstance(payload, int | float) and not isinstance(payload, bool):
        payload = str(payload)
    if not isinstance(payload, dict) or "inputs" not in payload:
        return payload, {}
    parameters = payload.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise bad_field("parameters", "value is not a valid dict")
    return payload["inputs"], parameters or {}


def parse(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        Refusal: 400: a text of it holds half of a character, which no model can spell.
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    value = json.loads(text)
    # Only an escape can be half: what was decoded from UTF-8 is whole.
    if _HALF.search(text):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            half = f"\\u{ord(error.object[error.start]):04x}"
            raise refuse(
                400,
                f"The body has half of a character: {half} stands alone in it. Send both halves, "
                "as in \\ud83d\\ude00, or leave it out.",
            ) from None
    return value


def bad_field(where: str, rule: str, status: int = 400) -> Refusal:
    """Return the refusal of one field, as the hosted service words it."""
    return Refusal(status, encode({"error": [f"Error in `{where}`: {rule}"]}))


def check_known(parameters: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse parameters that the task does not have, as transformers does.

    Raises:
        Refusal: 400 with `error` and `warnings`.
    """
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise refuse(
            400,
            f"The parameters {unknown} are not used by the model; it has {list(known)}.",
            warnings=[f"There was an inference error: unknown parameters {unknown}"],
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """What the value of a parameter may be, and what is said when it is not."""

    takes: Callable[[Any], bool]
    says: str


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


COUNT = Rule(
    lambda value: _is_integer(value) and value > 0,
    "ensure this value is an integer greater than 0",
)
INDEX = Rule(
    lambda value: _is_integer(value) and value >= 0, "ensure this value is an integer, 0 or greater"
)
BOOLEAN = Rule(lambda value: isinstance(value, bool), "value could not be parsed to a boolean")
TEXT = Rule(lambda value: isinstance(value, str), "str type expected")
OBJECT = Rule(lambda value: isinstance(value, dict), "value is not a valid dict")
TEXTS = Rule(
    lambda value: isinstance(value, list) and all(isinstance(text, str) for text in value),
    "value is not a valid list of str",
)


def one_of(*names: str) -> Rule:
    """Return the rule that a value is one of some names."""
    return Rule(lambda value: value in names, f"must be one of {', '.join(names)}")


def between(low: float, high: float) -> Rule:
    """Return the rule that a value is a number from `low` to `high`."""
    return Rule(
        lambda value: _is_number(value) and low <= value <= high,
        f"ensure this value is a number from {low:g} to {high:g}",
    )


# What classifications of all kinds have.
SCORING = {"top_k": COUNT, "function_to_apply": one_of("sigmoid", "softmax", "none")}


def read_parameters(parameters: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return the parameters that are given, null ones left out.

    Raises:
        Refusal: 400: one that the task does not have, or a value that breaks its rule.
    """
    check_known(parameters, tuple(rules))
    given = {name: value for name, value in parameters.items() if value is not None}
    for name, value in given.items():
        if not rules[name].takes(value):
            raise bad_field(f"parameters.{name}", rules[name].says)
    return given


def read_text(value: Any, most: int = MOST_CHARACTERS, where: str = "inputs") -> str:
    """Return a text that is neither empty nor too long.

    Raises:
        Refusal: 422 for another type, 400 for its length.
    """
    if not isinstance(value, str):
        raise bad_field(where, "str type expected", status=422)
    if not value.strip():
        raise bad_field(where, "the text is empty")
    if len(value) > most:
        raise bad_field(where, f"a text may have at most {most} characters, not {len(value)}")
    return value


def read_texts(value: Any, most: int = MOST_CHARACTERS) -> list[str]:
    """Return the texts of `inputs`, which is one or a list of them.

    Raises:
        Refusal: 422 for another type, 400 for their number or length.
    """
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise bad_field("inputs", "a text or a list of texts is expected", status=422)
    if not texts or len(texts) > MOST_TEXTS:
        raise bad_field("inputs", f"from 1 to {MOST_TEXTS} texts are expected, not {len(texts)}")
    if max(map(len, texts)) > most:
        raise bad_field("inputs", f"a text may have at most {most} characters")
    return texts


def read_fields(body: bytes, names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of a body that holds several, and its `parameters`.

    The classic service takes them at the root, today's under `inputs`.

    Raises:
        Refusal: 400 or 422: a field is missing, or something has the wrong type.
    """
    inputs, parameters = read_text_payload(body)
    if not isinstance(inputs, dict):
        raise bad_field("inputs", f"an object with {', '.join(names)} is expected", status=422)
    own = inputs.get("parameters")
    if own is not None and not isinstance(own, dict):
        raise bad_field("parameters", "value is not a valid dict")
    for name in names:
        if name not in inputs:
            raise bad_field(name, "field required")
    return {name: inputs[name] for name in names}, parameters or own or {}
