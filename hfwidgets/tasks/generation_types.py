"""What text generation takes and gives, field for field as huggingface_hub 0.20.3 names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class FinishReason(str, Enum):
    """Why a generation ended."""

    Length = "length"
    EndOfSequenceToken = "eos_token"
    StopSequence = "stop_sequence"


@dataclass(slots=True)
class TextGenerationParameters:
    """Parameters of a text generation, as they travel."""

    do_sample: bool = False
    max_new_tokens: int | None = 20
    repetition_penalty: float | None = None
    return_full_text: bool = False
    stop: list[str] = field(default_factory=list)
    seed: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    truncate: int | None = None
    typical_p: float | None = None
    best_of: int | None = None
    watermark: bool = False
    details: bool = False
    decoder_input_details: bool = False


@dataclass(slots=True)
class TextGenerationRequest:
    """A whole request for a text generation."""

    inputs: str
    parameters: TextGenerationParameters | None = None
    stream: bool = False


@dataclass(slots=True)
class InputToken:
    """A token of the prompt; the first has no `logprob` (natural logarithm)."""

    id: int
    text: str
    logprob: float | None = None


@dataclass(slots=True)
class Token:
    """A generated token; `logprob` is a natural logarithm, `special` marks control tokens."""

    id: int
    text: str
    logprob: float
    special: bool


@dataclass(slots=True)
class BestOfSequence:
    """One of the sequences that `best_of` did not choose."""

    generated_text: str
    finish_reason: FinishReason | str
    generated_tokens: int
    seed: int | None = None
    prefill: list[InputToken] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    top_tokens: list[list[Token]] | None = None


@dataclass(slots=True)
class Details:
    """How a text was generated.

    `prefill` holds the prompt's tokens where they were asked for, `top_tokens` the likeliest at the
    place of each of `tokens`, best first, where `top_n_tokens` asked for them.
    """

    finish_reason: FinishReason | str
    generated_tokens: int
    seed: int | None = None
    prefill: list[InputToken] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    best_of_sequences: list[BestOfSequence] | None = None
    top_tokens: list[list[Token]] | None = None


@dataclass(slots=True)
class TextGenerationResponse:
    """A generated text with its details."""

    generated_text: str
    details: Details | None = None


@dataclass(slots=True)
class StreamDetails:
    """How a streamed text was generated."""

    finish_reason: FinishReason | str
    generated_tokens: int
    seed: int | None = None


@dataclass(slots=True)
class TextGenerationStreamResponse:
    """One token of a stream; the last one has the whole text, and details if asked for.

    `top_tokens` are the likeliest at its place, best first, where `top_n_tokens` asked for them.
    """

    token: Token
    generated_text: str | None = None
    details: StreamDetails | None = None
    top_tokens: list[Token] | None = None
