"""A text generation request, read as strictly as text-generation-inference's router reads it.

Types are checked as serde does it, and refused in plain text; unknown fields are ignored. What the
values may be is in `generation_rules.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from hfwidgets.sandbox.refusals import Refusal, refuse_text


@dataclass(frozen=True, slots=True)
class Parameters:
    """The `parameters` of a request; None is a field that was null or not there."""

    best_of: int | None = None
    temperature: float | None = None
    repetition_penalty: float | None = None
    frequency_penalty: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    typical_p: float | None = None
    do_sample: bool = False
    max_new_tokens: int | None = None
    return_full_text: bool | None = None
    stop: tuple[str, ...] = ()
    truncate: int | None = None
    watermark: bool = False
    details: bool = False
    decoder_input_details: bool = False
    seed: int | None = None
    top_n_tokens: int | None = None
    grammar: object = None

    @property
    def samples(self) -> bool:
        """Whether the next token is drawn, not the likeliest one."""
        drawn = (self.temperature, self.top_k, self.top_p, self.typical_p)
        return self.do_sample or any(value is not None for value in drawn)


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """A request whose types are right."""

    inputs: str
    parameters: Parameters
    stream: bool


def read_request(body: bytes, *, stream_allowed: bool) -> GenerateRequest:
    """Read a request's body.

    Args:
        body: The body.
        stream_allowed: Whether a `stream` field counts; it does at a generation server's root.

    Raises:
        Refusal: 400 for what is no JSON, 422 for a wrong type or a missing field.
    """
    value = parse_json(body)
    reader = _Reader(body.decode("utf-8"))
    if not isinstance(value, dict):
        raise reader.wrong("", value, "struct CompatGenerateRequest")
    if "inputs" not in value:
        raise reader.refuse("missing field `inputs`", len(reader.text))
    inputs = reader.read("inputs", value["inputs"], _STRING)
    raw = value.get("parameters", {})
    if not isinstance(raw, dict):
        raise reader.wrong("parameters", raw, "struct GenerateParameters")
    known = {
        name: reader.read(f"parameters.{name}", raw[name], _TYPES[name])
        for name in _TYPES
        if name in raw
    }
    stream = reader.read("stream", value.get("stream", False), _BOOL) if stream_allowed else False
    return GenerateRequest(inputs, Parameters(**known), stream)


def parse_json(body: bytes) -> Any:
    """Return a body's JSON value, refusing what Python takes and other readers do not.

    Raises:
        Refusal: 400 in plain text.
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        encode_strictly(value)
    except UnicodeDecodeError as error:
        raise _unreadable(f"invalid unicode code point: {error.reason}") from None
    except UnicodeEncodeError:
        raise _unreadable("lone surrogate in a \\u escape") from None
    except RecursionError:
        raise _unreadable("recursion limit exceeded") from None
    except json.JSONDecodeError as error:
        said = f"{error.msg[:1].lower()}{error.msg[1:]} at line {error.lineno} column {error.colno}"
        raise _unreadable(said) from None
    except ValueError as error:
        digits = "digits" in str(error)
        raise _unreadable("number out of range" if digits else str(error)) from None
    return value


def encode_strictly(value: Any) -> bytes:
    """Return compact JSON; raises UnicodeEncodeError where a text holds a lone surrogate."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"expected value, not {name}")


def _unreadable(reason: str) -> Refusal:
    return refuse_text(400, f"Failed to parse the request body as JSON: {reason}")


@dataclass(frozen=True, slots=True)
class _Type:
    """A type of serde's: its name, what it takes, the values it holds, whether null is a value."""

    name: str
    takes: Callable[[Any], bool]
    low: float = float("-inf")
    high: float = float("inf")
    nullable: bool = False


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


_STRING = _Type("a string", _is_string)
_BOOL = _Type("a boolean", _is_bool)
_F32 = _Type("f32", _is_number, -3.5e38, 3.5e38, nullable=True)
_I32 = _Type("i32", _is_integer, -(2**31), 2**31 - 1, nullable=True)
_U32 = _Type("u32", _is_integer, 0, 2**32 - 1, nullable=True)
_U64 = _Type("u64", _is_integer, 0, 2**64 - 1, nullable=True)
_USIZE = _Type("usize", _is_integer, 0, 2**64 - 1, nullable=True)

_TYPES = {
    "best_of": _USIZE,
    "temperature": _F32,
    "repetition_penalty": _F32,
    "frequency_penalty": _F32,
    "top_k": _I32,
    "top_p": _F32,
    "typical_p": _F32,
    "do_sample": _BOOL,
    "max_new_tokens": _U32,
    "return_full_text": _Type("a boolean", _is_bool, nullable=True),
    "stop": _Type("a sequence", _is_list),
    "truncate": _USIZE,
    "watermark": _BOOL,
    "details": _BOOL,
    "decoder_input_details": _BOOL,
    "seed": _U64,
    "top_n_tokens": _U32,
    "grammar": _Type("any value", lambda value: True, nullable=True),
}
assert set(_TYPES) == {field.name for field in fields(Parameters)}


class _Reader:
    """Checks types, and words what is wrong as serde_json does, with the place in the text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: str, value: Any, kind: _Type) -> Any:
        """Return a value if its type is right."""
        if value is None and kind.nullable:
            return None
        if not kind.takes(value):
            raise self.wrong(path, value, kind.name)
        if kind.name == "a sequence":
            return tuple(self.read(path, item, _STRING) for item in value)
        if _is_number(value):
            if not kind.low <= value <= kind.high:
                raise self.refuse(
                    f"{path}: invalid value: integer `{value}`, expected {kind.name}",
                    self._after(path),
                )
            return float(value) if kind is _F32 else value
        return value

    def wrong(self, path: str, value: Any, expected: str) -> Refusal:
        """Return the refusal of a value of a wrong type."""
        where = f"{path}: " if path else ""
        return self.refuse(
            f"{where}invalid type: {_described(value)}, expected {expected}", self._after(path)
        )

    def refuse(self, reason: str, at: int) -> Refusal:
        """Return a refusal that names a place."""
        before = self.text[:at]
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1)
        return refuse_text(
            422,
            "Failed to deserialize the JSON body into the target type: "
            f"{reason} at line {line} column {column}",
        )

    def _after(self, path: str) -> int:
        """Return where the value of a field ends; near enough when a name occurs twice."""
        name = path.rpartition(".")[2]
        found = re.search(rf'"{name}"\s*:\s*', self.text) if name else None
        if found is None:
            return 0
        return json.JSONDecoder().raw_decode(self.text, found.end())[1]


def _described(value: Any) -> str:
    """Return a value as serde names unexpected ones."""
    match value:
        case None:
            return "null"
        case bool():
            return f"boolean `{str(value).lower()}`"
        case int():
            return f"integer `{value}`"
        case float():
            return f"floating point `{value}`"
        case str():
            return f"string {json.dumps(value[:100], ensure_ascii=False)}"
        case list():
            return "sequence"
    return "map"
