"""What the values of a text generation request may be: the rules of TGI's router (`validation.rs`).

A broken rule is refused with status 422 and `{"error", "error_type": "validation"}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hfwidgets.sandbox.refusals import Refusal, encode
from hfwidgets.sandbox.tasks.generation_request import GenerateRequest, Parameters

MAX_BEST_OF = 4
MAX_STOP_SEQUENCES = 4
MAX_TOP_N_TOKENS = 5
DEFAULT_NEW_TOKENS = 100


def invalid(message: str) -> Refusal:
    """Return the refusal of a value, as a generation server words it."""
    body = {"error": f"Input validation error: {message}", "error_type": "validation"}
    return Refusal(422, encode(body))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of `validation.rs`: whether a request breaks it, and the message."""

    broken: Callable[[GenerateRequest, Parameters, int], bool]
    message: Callable[[Parameters, int], str]


def _outside(value: float | None) -> bool:
    return value is not None and not 0.0 < value < 1.0


def _not_positive(value: float | None) -> bool:
    return value is not None and not value > 0


# In the order in which the server checks; `limit` is the most tokens a prompt may have.
_RULES = (
    _Rule(
        lambda r, p, limit: p.best_of is not None and not 1 <= p.best_of <= MAX_BEST_OF,
        lambda p, limit: f"`best_of` must be > 0 and <= {MAX_BEST_OF}. Given: {p.best_of}",
    ),
    _Rule(
        lambda r, p, limit: (p.best_of or 1) > 1 and r.stream,
        lambda p, limit: "`best_of` != 1 is not supported when streaming tokens",
    ),
    _Rule(
        lambda r, p, limit: p.decoder_input_details and r.stream,
        lambda p, limit: "`decoder_input_details` == true is not supported when streaming tokens",
    ),
    _Rule(
        lambda r, p, limit: (p.best_of or 1) > 1 and not p.samples,
        lambda p, limit: "you must use sampling when `best_of` is > 1",
    ),
    _Rule(
        lambda r, p, limit: _not_positive(p.temperature),
        lambda p, limit: "`temperature` must be strictly positive",
    ),
    _Rule(
        lambda r, p, limit: _not_positive(p.repetition_penalty),
        lambda p, limit: "`repetition_penalty` must be strictly positive",
    ),
    _Rule(
        lambda r, p, limit: not -2.0 <= (p.frequency_penalty or 0.0) <= 2.0,
        lambda p, limit: "`frequency_penalty` must be >= -2.0 and <= 2.0",
    ),
    _Rule(
        lambda r, p, limit: _outside(p.top_p), lambda p, limit: "`top_p` must be > 0.0 and < 1.0"
    ),
    _Rule(
        lambda r, p, limit: _outside(p.typical_p),
        lambda p, limit: "`typical_p` must be > 0.0 and < 1.0",
    ),
    _Rule(
        lambda r, p, limit: _not_positive(p.top_k),
        lambda p, limit: "`top_k` must be strictly positive",
    ),
    _Rule(
        lambda r, p, limit: p.max_new_tokens == 0,
        lambda p, limit: "`max_new_tokens` must be strictly positive",
    ),
    _Rule(
        lambda r, p, limit: len(p.stop) > MAX_STOP_SEQUENCES,
        lambda p, limit: (
            f"`stop` supports up to {MAX_STOP_SEQUENCES} stop sequences. Given: {len(p.stop)}"
        ),
    ),
    _Rule(
        lambda r, p, limit: (p.best_of or 1) > 1 and p.seed is not None,
        lambda p, limit: "`seed` must not be set when `best_of` > 1",
    ),
    _Rule(
        lambda r, p, limit: (p.top_n_tokens or 0) > MAX_TOP_N_TOKENS,
        lambda p, limit: (
            f"`top_n_tokens` must be >= 0 and <= {MAX_TOP_N_TOKENS}. Given: {p.top_n_tokens}"
        ),
    ),
    _Rule(
        lambda r, p, limit: not r.inputs,
        lambda p, limit: "`inputs` cannot be empty",
    ),
    _Rule(
        lambda r, p, limit: p.truncate is not None and not 0 < p.truncate <= limit,
        lambda p, limit: (
            f"`truncate` must be strictly positive and less than {limit}. Given: {p.truncate}"
        ),
    ),
    _Rule(
        lambda r, p, limit: p.grammar is not None,
        lambda p, limit: "grammar is not supported",
    ),
)


def check_request(request: GenerateRequest, max_input_tokens: int) -> None:
    """Check the values of a request.

    Raises:
        Refusal: 422 with the first rule that is broken.
    """
    parameters = request.parameters
    for rule in _RULES:
        if rule.broken(request, parameters, max_input_tokens):
            raise invalid(rule.message(parameters, max_input_tokens))


def fit_tokens(
    tokens: list[int], parameters: Parameters, max_input_tokens: int, max_total_tokens: int
) -> tuple[list[int], int]:
    """Return the prompt's tokens, cut from the left if asked, and how many new ones to write.

    Raises:
        Refusal: 422: too many tokens.
    """
    if parameters.truncate is not None:
        tokens = tokens[-parameters.truncate :]
    new = parameters.max_new_tokens
    if new is None:
        new = max(min(DEFAULT_NEW_TOKENS, max_total_tokens - len(tokens)), 1)
    if len(tokens) + new > max_total_tokens:
        raise invalid(
            f"`inputs` tokens + `max_new_tokens` must be <= {max_total_tokens}. "
            f"Given: {len(tokens)} `inputs` tokens and {new} `max_new_tokens`"
        )
    if len(tokens) > max_input_tokens:
        raise invalid(
            f"`inputs` must have less than {max_input_tokens} tokens. Given: {len(tokens)}"
        )
    return tokens, new
