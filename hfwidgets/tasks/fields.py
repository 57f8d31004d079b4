"""What a parameter may be: ranges and editors, as annotations of the flows' signatures.

The form of a widget, the checks before a request and those of the sandbox derive from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

Kind = Literal[
    "text", "integer", "number", "boolean", "strings", "model", "image", "audio", "table", "object"
]


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a number: `minimum` and `maximum` are allowed, `above` and `below` are not."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None

    def rule(self) -> str:
        """Return the bounds in words, such as `above 0 and below 1`."""
        words = (
            ("at least", self.minimum),
            ("above", self.above),
            ("at most", self.maximum),
            ("below", self.below),
        )
        return " and ".join(f"{word} {_plain(bound)}" for word, bound in words if bound is not None)

    def allows(self, value: float) -> bool:
        """Whether a number is within the bounds."""
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


def _plain(bound: float) -> str:
    """Return a bound with all its digits where it is a large whole number."""
    return f"{bound:,}" if isinstance(bound, int) and bound >= 1_000_000 else f"{bound:g}"


@dataclass(frozen=True, slots=True)
class Editor:
    """The kind of a field where its type does not say it."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Under:
    """The heading of a field where its name has another place in other tasks."""

    section: str


@dataclass(frozen=True, slots=True)
class SameAs:
    """Another name of an argument: today's, where that of 0.20.3 differs."""

    name: str


@dataclass(frozen=True, slots=True)
class NonEmpty:
    """A text with at least one character."""


# What belongs together in a form: a heading, and the parameters below it, in the order in which
# they are drawn. A name means the same in every task, and stands in one place. Those without a
# heading go across, in front.
SECTIONS: dict[str, tuple[str, ...]] = {
    "": ("template", "system", "negative_prompt", "parameters"),
    "Languages": ("src_lang", "tgt_lang", "lang"),
    "Labels": (
        "multi_label",
        "hypothesis_template",
        "function_to_apply",
        "aggregation_strategy",
        "ignore_labels",
        "targets",
    ),
    "Vectors": ("normalize", "dimensions", "prompt_name", "encoding_format"),
    "Size": ("width", "height", "target_size", "num_frames"),
    "Sampling": (
        "do_sample",
        "temperature",
        "top_k",
        "top_p",
        "typical_p",
        "best_of",
        "n",
        "num_inference_steps",
        "guidance_scale",
        "scheduler",
        "strength",
        "num_beams",
        "num_beam_groups",
        "penalty_alpha",
        "epsilon_cutoff",
        "eta_cutoff",
        "seed",
    ),
    "Length and stopping": (
        "max_new_tokens",
        "min_new_tokens",
        "max_length",
        "min_length",
        "max_tokens",
        "max_answer_len",
        "max_question_len",
        "max_seq_len",
        "doc_stride",
        "stride",
        "truncate",
        "truncation",
        "truncation_direction",
        "stop_sequences",
        "stop",
        "early_stopping",
    ),
    "Penalties": ("repetition_penalty", "frequency_penalty", "presence_penalty", "logit_bias"),
    "Tools": ("tools", "tool_choice", "tool_prompt"),
    "Answer": (
        "threshold",
        "mask_threshold",
        "overlap_mask_area_threshold",
        "subtask",
        "align_to_words",
        "handle_impossible_answer",
        "clean_up_tokenization_spaces",
        "response_format",
        "return_full_text",
        "return_timestamps",
        "details",
        "decoder_input_details",
        "logprobs",
        "top_logprobs",
        "top_n_tokens",
        "grammar",
        "watermark",
        "stream",
        "stream_options",
    ),
    "Further": (
        "generate_parameters",
        "padding",
        "sequential",
        "word_boxes",
        "adapter_id",
        "use_cache",
        "extra_body",
    ),
}
FURTHER = "Further"  # where a parameter stands that has no place above

Model = Annotated[str | None, Editor("model")]
Prompt = Annotated[str, NonEmpty()]
Text = str
MaxNewTokens = Annotated[int | None, Range(minimum=1)]
BestOf = Annotated[int | None, Range(minimum=1)]
Seed = Annotated[int | None, Range(minimum=0, maximum=2**64 - 1)]
Temperature = Annotated[float | None, Range(above=0)]
RepetitionPenalty = Annotated[float | None, Range(above=0)]
TopK = Annotated[int | None, Range(minimum=1)]
Best = Annotated[int | None, Range(minimum=1), Under("Answer")]
Probability = Annotated[float | None, Range(above=0, below=1)]
Truncate = Annotated[int | None, Range(minimum=1)]
StopToday = Annotated[list[str] | None, SameAs("stop_sequences")]
TokenAlternatives = Annotated[int | None, Range(minimum=0)]
StopSequences = Annotated[list[str] | None, Editor("strings")]
Labels = Annotated[list[str], Editor("strings")]
LabelsToday = Annotated[list[str] | None, SameAs("labels")]
TextList = Annotated[list[str], Editor("strings")]
Texts = Annotated[list[str] | None, Editor("strings")]
Parameters = Annotated[dict[str, Any] | None, Editor("object")]
Table = Annotated[dict[str, list[Any]], Editor("table")]
Image = Annotated[Any, Editor("image")]
Audio = Annotated[Any, Editor("audio")]
Size = Annotated[int | None, Range(minimum=1)]
Steps = Annotated[int | None, Range(minimum=1)]
Guidance = Annotated[float | None, Range(minimum=0)]
OptionalPrompt = Annotated[str | None, Editor("text")]
Messages = Annotated[list[dict[str, Any]], Editor("object")]
Object = Annotated[dict[str, Any] | None, Editor("object")]
Count = Annotated[int | None, Range(minimum=0)]
Flag = bool | None
WordBoxes = Annotated[list[Any] | None, Editor("object")]
# Chat servers differ in what they take (vLLM and llama.cpp: a seed of -1, max_tokens of -1, any
# number of alternatives): only what none of them can mean is refused here.
MaxTokens = Annotated[int | None, Editor("integer")]
Answers = Annotated[int | None, Range(minimum=1)]
Penalty = Annotated[float | None, Editor("number")]
ChatSeed = Annotated[int | None, Range(minimum=-(2**63), maximum=2**64 - 1)]
ChatTemperature = Annotated[float | None, Range(minimum=0)]
ChatStop = Annotated[str | list[str] | None, Editor("strings")]
TopP = Annotated[float | None, Range(minimum=0, maximum=1)]
Share = Annotated[float | None, Range(minimum=0, maximum=1)]
# Models that speak are generated from as transformers does it, where 0 switches a filter off.
Amount = Annotated[float | None, Range(minimum=0)]
UpTo = Annotated[int | None, Range(minimum=0)]
EarlyStopping = Annotated[bool | str | None, Editor("object")]
Logprobs = Annotated[int | None, Range(minimum=0)]
OptionalTexts = Annotated[str | list[str] | None, Editor("strings")]
Frames = Annotated[float | None, Range(above=0)]
TextOrTexts = Annotated[str | list[str], Editor("text")]
