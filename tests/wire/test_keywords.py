"""What today's client takes by keyword, as it goes out, to both kinds of server."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, errors
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.task_cases import ANSWERED, MASK, PICTURE

SPAN = [{"entity_group": "PER", "score": 0.9, "word": "A", "start": 0, "end": 1}]
WORDS = [{"score": 1, "token": 5, "token_str": "a", "sequence": "a"}]
# Method, arguments, keywords, answer; what goes out beside the inputs.
CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    (
        "text_classification",
        ("a",),
        {"top_k": 2, "function_to_apply": "sigmoid"},
        [{"label": "x", "score": 1}],
    ),
    (
        "token_classification",
        ("a",),
        {"aggregation_strategy": "max", "ignore_labels": ["O"], "stride": 0},
        SPAN,
    ),
    ("fill_mask", ("a [MASK]",), {"targets": ["b", "c"], "top_k": 1}, WORDS),
    (
        "question_answering",
        ("q", "c"),
        {
            "align_to_words": False,
            "doc_stride": 5,
            "max_answer_len": 3,
            "handle_impossible_answer": True,
        },
        {"answer": "c", "score": 1, "start": 0, "end": 1},
    ),
    (
        "zero_shot_classification",
        ("a", ["b", "c"]),
        {"hypothesis_template": "It is {}."},
        {"labels": ["b", "c"], "scores": [0.6, 0.4]},
    ),
    (
        "summarization",
        ("a",),
        {"truncation": "only_first", "generate_parameters": {"max_new_tokens": 9}},
        [{"summary_text": "a"}],
    ),
    ("translation", ("a",), {"clean_up_tokenization_spaces": True}, [{"translation_text": "b"}]),
    (
        "table_question_answering",
        ({"a": ["1"]}, "q"),
        {"sequential": True, "padding": "longest"},
        {"answer": "1"},
    ),
    (
        "feature_extraction",
        ("a",),
        {"normalize": True, "dimensions": 2, "encoding_format": "float"},
        [0.1, 0.2],
    ),
    ("visual_question_answering", (b"GIF89a", "q"), {"top_k": 3}, [{"answer": "a", "score": 1}]),
    (
        "document_question_answering",
        (b"GIF89a", "q"),
        {"lang": "de", "word_boxes": [["a", [0, 0, 1, 1]]]},
        [{"answer": "a"}],
    ),
]
ANSWER = {"answer": "c", "score": 1, "start": 0, "end": 1}
# Of tasks on pictures and sounds: method, keywords, answer.
MEDIA: list[tuple[str, dict[str, Any], Any]] = [
    (
        "image_classification",
        {"top_k": 2, "function_to_apply": "sigmoid"},
        [{"label": "x", "score": 1}],
    ),
    ("audio_classification", {"top_k": 2, "function_to_apply": "none"}, [{"label": "x"}]),
    (
        "image_segmentation",
        {
            "mask_threshold": 0.25,
            "overlap_mask_area_threshold": 0,
            "subtask": "semantic",
            "threshold": 0.5,
        },
        [{"label": "x", "score": None, "mask": MASK}],
    ),
    ("object_detection", {"threshold": 0}, [{"label": "x", "box": {}}]),
    ("automatic_speech_recognition", {"extra_body": {"language": "en"}}, {"text": "hi"}),
    ("image_to_image", {"target_size": {"width": 2, "height": 3}}, ("image/png", ANSWERED)),
]
SPEECH = {
    "do_sample": True,
    "early_stopping": "never",
    "epsilon_cutoff": 0.0003,
    "eta_cutoff": 0.0,
    "max_length": 9,
    "max_new_tokens": 8,
    "min_length": 0,
    "min_new_tokens": 1,
    "num_beam_groups": 1,
    "num_beams": 4,
    "penalty_alpha": 0.5,
    "temperature": 0.0,
    "top_k": 0,
    "top_p": 1.0,
    "typical_p": 1.0,
    "use_cache": False,
}


def call(mode: str, url: str, method: str, args: Any, keywords: Any) -> Any:
    if mode == "blocking":
        return getattr(InferenceClient("m", endpoint=url), method)(*args, **keywords)

    async def awaited() -> Any:
        async with AsyncInferenceClient("m", endpoint=url) as client:
            return await getattr(client, method)(*args, **keywords)

    return asyncio.run(awaited())


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
@pytest.mark.parametrize("path", ["", "/hf-inference"])
@pytest.mark.parametrize(
    ("method", "args", "keywords", "answer"), CALLS, ids=[one[0] for one in CALLS]
)
def test_a_keyword_goes_out_as_it_is_and_nothing_where_there_is_none(
    server: ScriptedServer, mode: str, path: str, method: str, args: Any, keywords: Any, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    with_none = call(mode, server.url + path, method, args, dict.fromkeys(keywords))
    plain = call(mode, server.url + path, method, args, {})
    told = call(mode, server.url + path, method, args, keywords)
    assert str(told) == str(plain) == str(with_none)
    empty, bare, full = (json.loads(one.body) for one in server.asked)
    assert empty == bare
    at_root = method == "feature_extraction"
    sent = full if at_root else full["parameters"]
    assert {name: sent[name] for name in keywords} == keywords
    rest = {k: v for k, v in full.items() if not (at_root and k in keywords)}
    if not at_root:
        left = {k: v for k, v in sent.items() if k not in keywords}
        rest = (
            {**rest, "parameters": left}
            if left or "parameters" in bare
            else {k: v for k, v in rest.items() if k != "parameters"}
        )
    assert rest == bare


def reply(answer: Any) -> Reply:
    if isinstance(answer, tuple):
        return Reply([answer[1]], headers={"Content-Type": answer[0]})
    return Reply.of_json(answer)


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
@pytest.mark.parametrize("path", ["", "/hf-inference"])
@pytest.mark.parametrize(("method", "keywords", "answer"), MEDIA, ids=[one[0] for one in MEDIA])
def test_a_file_goes_in_json_with_its_keywords_and_as_it_is_without(
    server: ScriptedServer, mode: str, path: str, method: str, keywords: Any, answer: Any
) -> None:
    server.play(reply(answer))
    call(mode, server.url + path, method, (PICTURE,), dict.fromkeys(keywords))
    call(mode, server.url + path, method, (PICTURE,), keywords)
    bare, full = (one.body for one in server.asked)
    assert bare == PICTURE
    sent = keywords.get("extra_body", keywords)
    inputs = base64.b64encode(PICTURE).decode()
    assert json.loads(full) == {"inputs": inputs, "parameters": sent}


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
def test_what_is_made_of_a_text_takes_its_keywords_and_whatever_else_is_in_extra_body(
    server: ScriptedServer, mode: str
) -> None:
    server.play(reply(("audio/wav", b"RIFF sound")))
    more = {"voice": "af_alloy", "top_k": 3}
    call(mode, server.url, "text_to_speech", ("a",), {**SPEECH, "extra_body": more})
    assert json.loads(server.asked[0].body) == {"inputs": "a", "parameters": {**SPEECH, **more}}
    server.play(reply(("image/png", ANSWERED)))
    painted = {"scheduler": "DDIMScheduler", "seed": -1}
    more = {"loras": [], "nothing": None}
    call(mode, server.url, "text_to_image", ("a",), {**painted, "x": 1, "extra_body": more})
    sent = json.loads(server.asked[0].body)
    assert sent == {"inputs": "a", "parameters": {**painted, "x": 1, "loras": []}}


@pytest.mark.parametrize(
    ("method", "args", "keywords", "rule"),
    [
        ("text_classification", ("a",), {"top_k": 0}, "top_k is 0; it is at least 1"),
        ("token_classification", ("a",), {"stride": -1}, "stride is -1; it is at least 0"),
        ("question_answering", ("q", "c"), {"max_seq_len": 0}, "max_seq_len is 0"),
        (
            "feature_extraction",
            ("a",),
            {"normalize": "perhaps"},
            "normalize is 'perhaps'; it is True or False",
        ),
        ("fill_mask", ("a",), {"targets": [1]}, "targets is .1.; it is a list of texts"),
        ("table_question_answering", ({"a": ["1"]}, "q"), {"truncation": 7}, "truncation is 7"),
        ("image_classification", (b"a",), {"top_k": 1.5}, "top_k is 1.5; it is a whole number"),
        (
            "object_detection",
            (b"a",),
            {"threshold": 1.5},
            "threshold is 1.5; it is at least 0 and at most 1",
        ),
        ("image_segmentation", (b"a",), {"subtask": 1}, "subtask is 1; it is a text"),
        ("text_to_speech", ("a",), {"num_beams": 0}, "num_beams is 0; it is at least 1"),
        ("text_to_speech", ("a",), {"extra_body": ["voice"]}, "extra_body is .'voice'.; it is an"),
        ("automatic_speech_recognition", (b"a",), {"extra_body": "en"}, "extra_body is 'en'"),
        ("text_to_image", ("a",), {"seed": 2**64}, "seed is 18446744073709551616"),
    ],
)
def test_what_no_server_can_mean_is_refused_before_anything_is_sent(
    server: ScriptedServer, method: str, args: Any, keywords: Any, rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        call("blocking", server.url, method, args, keywords)
    assert server.asked == []


def test_one_target_is_a_list_of_one(server: ScriptedServer) -> None:
    server.play(Reply.of_json(WORDS))
    call("blocking", server.url, "fill_mask", ("a [MASK]",), {"targets": "b"})
    assert json.loads(server.asked[0].body)["parameters"] == {"targets": ["b"]}


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
def test_todays_names_are_those_of_2023(server: ScriptedServer, mode: str) -> None:
    answer = {"labels": ["b", "c"], "scores": [0.6, 0.4]}
    for method, text in (
        ("zero_shot_classification", "a"),
        ("zero_shot_image_classification", b"a"),
    ):
        server.play(Reply.of_json(answer if text == "a" else [{"label": "b", "score": 1}]))
        told = call(mode, server.url, method, (text,), {"candidate_labels": ["b", "c"]})
        assert told == call(mode, server.url, method, (text, ["b", "c"]), {})
        assert server.asked[0].body == server.asked[1].body
        with pytest.raises(TypeError, match="got labels and candidate_labels, which are two names"):
            call(mode, server.url, method, (text, ["b", "c"]), {"candidate_labels": ["d", "e"]})
        with pytest.raises(ValueError, match="labels has 1 of them"):
            call(mode, server.url, method, (text,), {"candidate_labels": ["d"]})
        assert len(server.asked) == 2
    server.play(Reply.of_json([{"generated_text": "b"}]))
    for name in ("stop", "stop_sequences"):
        call(mode, server.url, "text_generation", ("a",), {name: ["."]})
    assert server.asked[0].body == server.asked[1].body


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
def test_generation_takes_what_todays_servers_do_and_none_for_its_switches(
    server: ScriptedServer, mode: str
) -> None:
    server.play(Reply.of_json([{"generated_text": "b"}]))
    grammar = {"type": "regex", "value": "b+"}
    today = {"adapter_id": "x/y", "frequency_penalty": 0.5, "grammar": grammar, "top_n_tokens": 2}
    switches = ("details", "stream", "do_sample", "return_full_text", "watermark")
    call(mode, server.url, "text_generation", ("a",), {})
    call(mode, server.url, "text_generation", ("a",), dict.fromkeys((*switches, *today)))
    call(mode, server.url, "text_generation", ("a",), today)
    plain, with_none, full = (json.loads(one.body) for one in server.asked)
    assert plain == with_none
    assert full["parameters"] == {**plain["parameters"], **today}


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
@pytest.mark.parametrize(
    ("answer", "top_k", "had"),
    [
        (ANSWER, None, ANSWER),
        ([ANSWER], None, ANSWER),
        (ANSWER, 1, ANSWER),
        ([ANSWER], 1, [ANSWER]),
        ([ANSWER, ANSWER], 2, [ANSWER, ANSWER]),
        (ANSWER, 2, [ANSWER]),
    ],
)
def test_several_answers_to_a_question_are_a_list(
    server: ScriptedServer, mode: str, answer: Any, top_k: int | None, had: Any
) -> None:
    server.play(Reply.of_json(answer))
    keywords = {} if top_k is None else {"top_k": top_k}
    assert call(mode, server.url, "question_answering", ("q", "c"), keywords) == had


VECTOR = struct.pack("<3f", 0.5, -1.5, 1e-9)
IN_BASE64 = base64.b64encode(VECTOR).decode()


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
@pytest.mark.parametrize(
    ("answer", "shape"),
    [
        (IN_BASE64, (3,)),
        ([IN_BASE64, IN_BASE64], (2, 3)),
        ([[IN_BASE64]], (1, 1, 3)),
        ([IN_BASE64] * 9000, (9000, 3)),
    ],
)
def test_vectors_in_base64_are_numbers(
    server: ScriptedServer, mode: str, answer: Any, shape: tuple[int, ...]
) -> None:
    server.play(Reply.of_json(answer))
    keywords = {"encoding_format": "base64"}
    array = call(mode, server.url, "feature_extraction", ("a",), keywords)
    assert (array.dtype, array.shape) == ("float32", shape)
    assert (array.reshape(-1, 3) == struct.unpack("<3f", VECTOR)).all()


@pytest.mark.parametrize("answer", ["", "no base64!", [IN_BASE64, IN_BASE64[:8]], ["AAA="]])
def test_what_is_no_vector_in_base64_is_an_answer_of_another_shape(
    server: ScriptedServer, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    with pytest.raises(errors.InvalidResponseError, match="nested lists of numbers"):
        call("blocking", server.url, "feature_extraction", ("a",), {"encoding_format": "base64"})
