"""Every keyword of every method of today's client, as `hf-inference` is asked with it.

The standard library alone: the newest huggingface_hub's environment reads this too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.differential.today_cases import CHAT, HELLO, MEDIA, PNG, TOOL, WAV, Case
from tests.wire.task_cases import BOX, CELL, FILLED, FOUND, LABELS, MASK, SPAN

SIZE = {"width": 64, "height": 32}
SCORING = {"top_k": 2, "function_to_apply": "sigmoid"}
SPLITTING = {
    "doc_stride": 5,
    "handle_impossible_answer": True,
    "max_answer_len": 3,
    "max_question_len": 4,
    "max_seq_len": 6,
    "top_k": 2,
}
WRITING = {
    "clean_up_tokenization_spaces": True,
    "generate_parameters": {"max_new_tokens": 9},
    "truncation": "only_first",
}
DRAWING = {
    "negative_prompt": "dogs",
    "num_inference_steps": 4,
    "guidance_scale": 2.5,
}
SPEAKING = {
    "do_sample": True,
    "early_stopping": "never",
    "epsilon_cutoff": 0.25,
    "eta_cutoff": 0.5,
    "max_length": 9,
    "max_new_tokens": 8,
    "min_length": 1,
    "min_new_tokens": 2,
    "num_beam_groups": 1,
    "num_beams": 4,
    "penalty_alpha": 0.5,
    "temperature": 0.75,
    "top_k": 3,
    "top_p": 0.5,
    "typical_p": 0.5,
    "use_cache": False,
    "extra_body": {"voice": "a", "nothing": None},
}
GENERATING = {
    "adapter_id": "x/y",
    "best_of": 2,
    "decoder_input_details": True,
    "details": True,
    "do_sample": True,
    "frequency_penalty": 0.5,
    "grammar": {"type": "regex", "value": "b+"},
    "max_new_tokens": 5,
    "repetition_penalty": 1.5,
    "return_full_text": True,
    "stop": ["."],
    "stream": False,
    "temperature": 0.5,
    "top_k": 3,
    "top_n_tokens": 2,
    "top_p": 0.5,
    "truncate": 7,
    "typical_p": 0.25,
    "watermark": True,
}
LABELLED = {"candidate_labels": ["a", "b"], "hypothesis_template": "It is {}."}
WORDS = [["a", [0, 0, 1, 1]]]
TABLE = {"a": ["1"]}
SEGMENTING = {
    "mask_threshold": 0.25,
    "overlap_mask_area_threshold": 0.5,
    "subtask": "semantic",
    "threshold": 0.75,
}
EMBEDDING = {
    "normalize": True,
    "prompt_name": "query",
    "truncate": True,
    "truncation_direction": "left",
    "dimensions": 2,
    "encoding_format": "float",
}
GENERATED = {
    "generated_text": "bb",
    "details": {
        "finish_reason": "length",
        "generated_tokens": 1,
        "prefill": [],
        "tokens": [],
        "seed": 5,
    },
}
CHATTING = {
    "frequency_penalty": 0.5,
    "logit_bias": {"5": 1},
    "logprobs": True,
    "max_tokens": 5,
    "n": 1,
    "presence_penalty": 0.5,
    "response_format": {"type": "json_object"},
    "seed": 3,
    "stop": ["."],
    "stream": False,
    "stream_options": {"include_usage": True},
    "temperature": 0.5,
    "tool_choice": "auto",
    "tool_prompt": "a",
    "tools": [TOOL],
    "top_logprobs": 2,
    "top_p": 0.5,
    "extra_body": {"x": {"y": 1}},
}
ANSWERED = {"answer": "a", "score": 0.5}
# Method, positional arguments, keywords, answer. Of files those without keywords go as they are.
CALLS: tuple[tuple[str, tuple[Any, ...], dict[str, Any], Any], ...] = (
    ("audio_classification", (MEDIA,), SCORING, LABELS),
    ("audio_to_audio", (MEDIA,), {}, [{"label": "a", "content-type": "audio/wav", "blob": MASK}]),
    ("automatic_speech_recognition", (MEDIA,), {"extra_body": {"language": "en"}}, {"text": "a"}),
    ("chat_completion", (HELLO,), CHATTING, CHAT),
    (
        "document_question_answering",
        (MEDIA, "a"),
        {**SPLITTING, "lang": "de", "word_boxes": WORDS},
        [ANSWERED],
    ),
    ("feature_extraction", ("a",), EMBEDDING, [0.5, 0.25]),
    ("feature_extraction", (["a", "b"],), {"normalize": False}, [[0.5], [0.25]]),
    ("fill_mask", ("a",), {"targets": ["b"], "top_k": 1}, [FILLED]),
    ("image_classification", (MEDIA,), SCORING, LABELS),
    (
        "image_segmentation",
        (MEDIA,),
        SEGMENTING,
        [{"label": "a", "score": 0.5, "mask": MASK}],
    ),
    (
        "image_to_image",
        (MEDIA,),
        {"prompt": "a tiger", **DRAWING, "target_size": SIZE, "strength": 0.5},
        PNG,
    ),
    ("image_to_text", (MEDIA,), {}, [{"generated_text": "a"}]),
    ("object_detection", (MEDIA,), {"threshold": 0.5}, [{**LABELS[0], "box": BOX}]),
    (
        "question_answering",
        ("a", "b"),
        {**SPLITTING, "align_to_words": False},
        [FOUND, {**FOUND, "score": 0.25}],
    ),
    ("question_answering", ("a", "b"), {"top_k": 1}, FOUND),
    ("sentence_similarity", ("a", ["b", "c"]), {}, [0.5, 0.25]),
    ("summarization", ("a",), WRITING, [{"summary_text": "b"}]),
    (
        "table_question_answering",
        (TABLE, "a"),
        {"padding": "longest", "sequential": True, "truncation": False},
        CELL,
    ),
    ("tabular_classification", (TABLE,), {"model": "org/model"}, ["1"]),
    ("text_classification", ("a",), SCORING, [LABELS]),
    ("text_generation", ("a",), GENERATING, [GENERATED]),
    ("text_generation", ("a",), {"seed": 5}, [GENERATED]),
    (
        "text_to_image",
        ("a cat",),
        {
            **DRAWING,
            **SIZE,
            "scheduler": "DDIMScheduler",
            "seed": 3,
            "extra_body": {"loras": [], "nothing": None},
        },
        PNG,
    ),
    ("text_to_speech", ("a",), SPEAKING, WAV),
    (
        "token_classification",
        ("a",),
        {"aggregation_strategy": "max", "ignore_labels": ["O"], "stride": 1},
        [SPAN],
    ),
    (
        "translation",
        ("a",),
        {**WRITING, "src_lang": "en", "tgt_lang": "de"},
        [{"translation_text": "b"}],
    ),
    ("visual_question_answering", (MEDIA, "a"), {"top_k": 3}, [ANSWERED]),
    ("zero_shot_classification", ("a",), {**LABELLED, "multi_label": True}, LABELS),
    ("zero_shot_image_classification", (MEDIA,), LABELLED, LABELS),
)
SOUNDS = ("audio_classification", "audio_to_audio", "automatic_speech_recognition")
NEEDED = ("candidate_labels", "model")
# Ours refuses the one without the other.
NOT_ALONE = ("best_of", "decoder_input_details", "src_lang", "tgt_lang")


def keyword_cases() -> Iterator[Case]:
    """Each method with all its keywords, each of them alone, each of them None, without any."""
    for method, arguments, keywords, answer in CALLS:
        chat = method == "chat_completion"
        common: dict[str, Any] = {
            "provider": "hf-inference",
            "method": method,
            "task": "conversational" if chat else method.replace("_", "-"),
            "arguments": arguments,
            "answers": (("models/", answer),),
            "media": "wav" if method in SOUNDS else "png",
        }
        needed = {name: keywords[name] for name in NEEDED if name in keywords}
        free = [name for name in keywords if name not in needed]
        yield Case(f"{method} with all", **common, keywords=keywords)
        yield Case(f"{method} with none", **common, keywords=needed)
        for name in free:
            if name not in NOT_ALONE:
                yield Case(f"{method}, {name}", **common, keywords=needed | {name: keywords[name]})
            yield Case(f"{method}, {name} None", **common, keywords=needed | {name: None})
