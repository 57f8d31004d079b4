"""Faults on demand: `model@fault[=value],fault[=value]...`, parsed into one value.

What a fault does before the answer is in `inference.py`, to a body in `replies.py`, to a stream in
`tasks/generation_stream.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hfwidgets.sandbox.refusals import SHAPES, refuse

STREAM_ERRORS = {
    "validation": (422, "Input validation error: the sandbox was told to refuse"),
    "generation": (424, "Request failed during generation: the sandbox was told to fail"),
    "overloaded": (429, "Model is overloaded"),
    "incomplete_generation": (500, "Incomplete generation"),
    "unknown": (500, "Something else"),
}


# What the hosted service said of models that it did not run.
REFUSED = {
    "custom-code": "Inference API does not yet support model repos that contain custom code.",
    "opt-out": "Inference API has been turned off for this model.",
    "too-big": "The model is too large to be loaded automatically (13GB > 10GB).",
    "no-library": "Unable to determine this model's library.",
    "no-task": "Inference API does not yet support this pipeline type.",
    "gated": "Access to this model is restricted: you must be authenticated to access it.",
    "error": "Could not load the model with any of the following classes.",
}


# What the mapping of a model to its providers may say.
MAPPINGS = ("staging", "error", "empty", "new", "task")


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one model id; None or false leaves a fault out. Times are seconds."""

    loading: float | None = None
    rate_limited: float | None = None
    delay: float | None = None
    hang: int | None = None
    status: int | None = None
    body: str | None = None
    code: str | None = None
    retry_after: str | None = None
    needs_token: bool = False
    slow: float | None = None
    first: float | None = None
    cut: int | None = None
    reset: int | None = None
    ends: int | None = None
    error: str | None = None
    at: int | None = None
    broken_json: int | None = None
    plain: bool = False
    old: bool = False
    new: bool = False
    openai_end: bool = False
    unchunked: bool = False
    comments: bool = False
    crlf: bool = False
    bom: bool = False
    chunk: int | None = None
    split: int | None = None
    cached: bool = False
    times: bool = False
    tokens: int | None = None
    size: int | None = None
    page: int | None = None
    after: int | None = None
    odd: bool = False
    state: str | None = None
    refused: str | None = None
    mapping: str | None = None
    queue: float | None = None
    busy: float | None = None
    fails: str | None = None
    gone: bool = False
    given: str | None = None
    polls: int | None = None
    only: str | None = None
    tag: str | None = None

    def of(self, provider: str) -> Faults:
        """Return the faults of a provider: none, where they are another's alone."""
        return self if self.only in (None, provider) else Faults()


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the table of faults.

    Args:
        read: Turns the text after `=` into a value; raises ValueError.
        default: The value when there is no `=`; None when one must be given.
        help: One line for people.
    """

    read: Callable[[str], object]
    default: object
    help: str


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not least <= value <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return value

    return read


def _integer(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(f"an integer from {least} to {most}")
        return value

    return read


def _one_of(*names: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError("one of " + ", ".join(names))
        return text

    return read


def _flag(text: str) -> bool:
    if text in ("", "1", "true"):
        return True
    raise ValueError("no value")


_SECONDS = _number(0, 3600)
_COUNT = _integer(0, 10_000_000)

# These concern lists and states of models, and change no answer of a model.
ABOUT_LISTS = frozenset({"page", "after", "odd", "state", "refused", "mapping"})
# These concern queued jobs and results that have an address.
ABOUT_JOBS = frozenset({"queue", "busy", "fails", "gone", "given", "polls"})

FAULTS: dict[str, Fault] = {
    "loading": Fault(_SECONDS, 2.0, "503 with estimated_time for so many seconds, then it answers"),
    "rate-limited": Fault(
        _SECONDS, 5.0, "429 with Retry-After for so many seconds, then it answers"
    ),
    "delay": Fault(_SECONDS, 1.0, "seconds before anything is answered"),
    "hang": Fault(_COUNT, 0, "sends so many tokens, then nothing more, and stays connected"),
    "status": Fault(_integer(200, 599), None, "answers with this HTTP status"),
    "body": Fault(_one_of(*SHAPES), None, "shape of the error's body: " + ", ".join(SHAPES)),
    "code": Fault(str, None, "header X-Error-Code of the error, such as RepoNotFound or GatedRepo"),
    "retry-after": Fault(str, "5", "header Retry-After of the error"),
    "needs-token": Fault(_flag, True, "401 unless an Authorization header with a token is sent"),
    "slow": Fault(_SECONDS, 0.1, "seconds between tokens"),
    "first": Fault(_SECONDS, 1.0, "seconds between the headers and the first token"),
    "cut": Fault(_COUNT, 0, "the connection is closed in mid-answer after so many tokens"),
    "reset": Fault(_COUNT, 0, "the connection is reset (RST) after so many tokens"),
    "ends": Fault(_COUNT, 0, "the stream ends early, but properly, after so many tokens"),
    "error": Fault(_one_of(*STREAM_ERRORS), "generation", "an error after `at` tokens"),
    "at": Fault(_COUNT, None, "after how many tokens `error` comes (3)"),
    "broken-json": Fault(_COUNT, 2, "after so many tokens comes JSON that is none"),
    "plain": Fault(_flag, True, "behaves as a server that is no generation server: no stream"),
    "old": Fault(_flag, True, "the stream of 2023: no space after `data:`, no index"),
    "new": Fault(_flag, True, "the stream of today: index, input_length (the default)"),
    "openai-end": Fault(_flag, True, "`data: [DONE]` after the last event"),
    "unchunked": Fault(_flag, True, "HTTP/1.0 style: no chunks, the connection's end is the end"),
    "comments": Fault(_flag, True, "comment, event, id and retry lines between the events"),
    "crlf": Fault(_flag, True, "lines of the stream end in CR LF"),
    "bom": Fault(_flag, True, "the stream begins with a byte order mark"),
    "chunk": Fault(_integer(1, 100_000), None, "so many events are written at once"),
    "split": Fault(_integer(1, 1_000_000), 7, "the stream is written in pieces of so many bytes"),
    "cached": Fault(_flag, True, "x-compute-type says cache"),
    "times": Fault(_flag, True, "/sandbox/log lists when each token was written"),
    "tokens": Fault(_integer(1, 10_000_000), None, "how many tokens (sandbox/flood only)"),
    "size": Fault(_integer(1, 1000), None, "characters of a token (sandbox/flood only)"),
    "page": Fault(_integer(1, 1000), None, "lists: a page holds at most so many models"),
    "after": Fault(_COUNT, None, "lists: the other faults begin after so many pages"),
    "odd": Fault(_flag, True, "lists: rows as none should be: no id, markup, twice the same"),
    "state": Fault(str, None, "/status and queued jobs: this state, such as TooBig"),
    "refused": Fault(
        _one_of(*REFUSED), "custom-code", "/status: why it cannot run: " + ", ".join(REFUSED)
    ),
    "mapping": Fault(
        _one_of(*MAPPINGS), None, "who serves the model, so it is said: " + ", ".join(MAPPINGS)
    ),
    "queue": Fault(_SECONDS, 3.0, "queued jobs: so many seconds in the queue"),
    "busy": Fault(_SECONDS, 3.0, "queued jobs: so many seconds more of work; 3600 never ends"),
    "fails": Fault(
        _one_of("error", "moderation"), "error", "queued jobs: they fail: error, moderation"
    ),
    "gone": Fault(_flag, True, "the result's address is not found (404)"),
    "given": Fault(
        _one_of("address", "data", "base64"),
        "data",
        "providers: how a file is given, whatever their way: address, data (a data URL), base64",
    ),
    "polls": Fault(_integer(400, 599), 502, "queued jobs: this status to who asks after them"),
    "only": Fault(str, None, "the other faults are those of this provider alone, as only=groq"),
    "tag": Fault(str, None, "no effect; gives a model id its own loading and rate-limit clocks"),
}


def parse(name: str) -> tuple[str, Faults]:
    """Split a model id into the model's own id and its faults.

    Raises:
        Refusal: 400, naming the fault, the rule and the faults there are.
    """
    model, _, asked = name.partition("@")
    values: dict[str, Any] = {}
    for part in filter(None, asked.split(",")):
        key, given, text = part.partition("=")
        fault = FAULTS.get(key)
        if fault is None:
            known = ", ".join(FAULTS)
            raise refuse(400, f"The sandbox knows no fault {key!r} (in {name!r}); it has {known}.")
        values[key.replace("-", "_")] = _value(key, fault, given, text)
    return model, Faults(**values)


def _value(key: str, fault: Fault, given: str, text: str) -> object:
    if not given:
        if fault.default is None:
            raise refuse(400, f"The fault {key!r} needs a value, as in {key}=...: {fault.help}.")
        return fault.default
    try:
        return fault.read(text)
    except ValueError as error:
        raise refuse(
            400, f"{key}={text!r} is not possible; needed: {error}. {fault.help}."
        ) from None
