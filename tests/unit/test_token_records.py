"""Tokens of answers in every format, with odd probabilities, and what they say together."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from hfwidgets import TextGenerationResponse, TokenRecord, summary_of, tokens_of
from hfwidgets.tasks.chat_types import answer_of as chat_answer
from hfwidgets.tasks.chat_types import piece_of
from hfwidgets.tasks.completions import as_generated, as_token
from hfwidgets.tasks.generation_answers import details_of, top_tokens_of
from hfwidgets.tasks.generation_types import TextGenerationStreamResponse, Token
from hfwidgets.tasks.token_reading import spelling


def told(text: str, p: Any = 0.5, number: int = 1) -> dict[str, Any]:
    logprob = math.log(p) if isinstance(p, float) and 0 < p <= 1 else p
    return {"id": number, "text": text, "logprob": logprob, "special": False}


DETAILS = {
    "finish_reason": "length",
    "generated_tokens": 2,
    "seed": None,
    "prefill": [
        {"id": 7, "text": "The", "logprob": None},
        {"id": 8, "text": " sky", "logprob": -1},
    ],
    "tokens": [told(" is", 0.5, 3), told(" blue", 0.125, 4)],
    "top_tokens": [
        [told(" was", 0.25, 5), told(" is", 0.5, 3)],
        [told(" red", 0.5, 6), told(" grey", 0.25, 9)],
    ],
}


def test_a_whole_answer_gives_prompt_and_tokens_with_ranks() -> None:
    response = TextGenerationResponse(" is blue", details_of(DETAILS))
    records = tokens_of(response)
    assert [(one.position, one.text, one.prompt) for one in records] == [
        (-2, "The", True),
        (-1, " sky", True),
        (0, " is", False),
        (1, " blue", False),
    ]
    assert [one.rank for one in records] == [None, None, 1, None]
    assert [one.text for one in records[2].alternatives] == [" is", " was"]
    assert records[2].probability == pytest.approx(0.5)
    assert tokens_of(response.details) == records
    assert tokens_of([{"generated_text": " is blue", "details": DETAILS}]) == records
    assert tokens_of(records) == records


def test_a_streams_events_give_the_same_tokens_as_the_whole_answer() -> None:
    events = [
        TextGenerationStreamResponse(
            Token(one["id"], one["text"], one["logprob"], False), top_tokens=top_tokens_of(top)
        )
        for one, top in zip(DETAILS["tokens"], DETAILS["top_tokens"], strict=True)
    ]
    whole = tokens_of(TextGenerationResponse(" is blue", details_of(DETAILS)))
    assert tokens_of(events) == [one for one in whole if not one.prompt]


CHAT_LOGPROBS = {
    "content": [
        {
            "token": "Hi",
            "logprob": math.log(0.75),
            "top_logprobs": [
                {"token": "Hi", "logprob": math.log(0.75)},
                {"token": "Yo", "logprob": math.log(0.25)},
            ],
        },
        {"token": "!", "logprob": -9999.0, "top_logprobs": []},
    ]
}


def chat(**choice: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": "Hi!"}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}]}


def test_a_chat_gives_its_tokens_with_alternatives() -> None:
    first, second = tokens_of(chat_answer(chat(logprobs=CHAT_LOGPROBS)))
    assert (first.text, first.rank, first.id) == ("Hi", 1, None)
    assert first.entropy == pytest.approx(-0.75 * math.log2(0.75) - 0.25 * math.log2(0.25))
    assert first.coverage == pytest.approx(1.0)
    assert (second.probability, second.rank, second.entropy) == (0.0, None, None)


def test_a_chats_pieces_give_the_same_tokens_as_the_whole() -> None:
    pieces = [
        piece_of(
            {"choices": [{"index": 0, "delta": {"content": text}, "logprobs": {"content": [one]}}]}
        )
        for text, one in zip(("Hi", "!"), CHAT_LOGPROBS["content"], strict=True)
    ]
    assert tokens_of([*pieces, piece_of({"choices": []})]) == tokens_of(
        chat(logprobs=CHAT_LOGPROBS)
    )


def test_only_the_answer_that_is_asked_for_is_read() -> None:
    other = {"index": 1, "message": {"content": "Yo"}}
    answer = {"choices": [*chat()["choices"], other]}
    assert [one.text for one in tokens_of(answer, answer=1)] == ["Yo"]
    pieces = [
        {"choices": [{"index": 0, "delta": {"content": "a"}}]},
        {"choices": [{"index": 1, "delta": {"content": "b"}}]},
    ]
    assert [one.text for one in tokens_of(pieces, answer=1)] == ["b"]
    with pytest.raises(ValueError, match="answer is 2; there are 2 choices"):
        tokens_of(answer, answer=2)


def test_completions_in_columns_are_read() -> None:
    logprobs = {
        "tokens": ["a", "b"],
        "token_logprobs": [-0.5],
        "token_ids": [4, 5],
        "top_logprobs": [{"a": -0.5, "c": -1.5}, None],
    }
    first, second = tokens_of({"choices": [{"text": "ab", "logprobs": logprobs}]})
    assert (first.id, first.logprob, first.rank) == (4, -0.5, 1)
    assert [one.text for one in first.alternatives] == ["a", "c"]
    assert (second.logprob, second.alternatives) == (None, ())


def test_bytes_of_one_character_belong_to_the_token_that_ends_it() -> None:
    face = "😀".encode()
    entries = [
        {"token": "\\xf0\\x9f", "bytes": list(face[:2]), "logprob": -1.0},
        {"token": "\\x98\\x80", "bytes": list(face[2:]), "logprob": -0.1},
        {"token": "<end>", "bytes": [], "logprob": -0.1},
    ]
    records = tokens_of(chat(logprobs={"content": entries}))
    assert [one.text for one in records[:3]] == ["", "😀", "<end>"]


@pytest.mark.parametrize(
    ("logprob", "probability", "level"),
    [
        (None, None, 5),
        (float("nan"), None, 5),
        (float("inf"), None, 5),
        (float("-inf"), 0.0, 4),
        (-(10**400), 0.0, 4),
        (0.0004, 1.0, 0),
        (0.9, None, 5),
        ("-1", None, 5),
        (True, None, 5),
        (math.log(0.5), 0.5, 1),
        (math.log(0.3), 0.3, 2),
        (math.log(0.06), 0.06, 3),
    ],
)
def test_an_odd_log_probability_is_a_probability_or_unknown(
    logprob: Any, probability: float | None, level: int
) -> None:
    (record,) = tokens_of([{"token": {"id": "x", "text": "a", "logprob": logprob}}])
    assert record.probability == pytest.approx(probability)
    assert (record.level, record.id) == (level, None)


def test_text_beyond_the_tokens_is_one_token_that_is_not_known() -> None:
    entries = [{"token": "Hi", "logprob": -0.5}]
    assert [one.text for one in tokens_of(chat(logprobs={"content": entries}))] == ["Hi", "!"]
    assert [(one.text, one.logprob) for one in tokens_of(chat(logprobs=None))] == [("Hi!", None)]
    assert tokens_of("plain") == [TokenRecord(0, "plain", None)]
    full = TextGenerationResponse("The sky is blue", details_of(DETAILS))  # return_full_text
    assert spelling(tokens_of(full)) == " is blue"


def test_the_objects_of_other_libraries_are_read() -> None:
    token = SimpleNamespace(id=3, text=" is", logprob=-0.5, special=False)
    details = SimpleNamespace(prefill=[], tokens=[token], top_tokens=[[token]])
    (record,) = tokens_of(SimpleNamespace(generated_text=" is", details=details))
    assert (record.text, record.rank) == (" is", 1)


@pytest.mark.parametrize("value", [None, 3, {}, [{}], [None], object()])
def test_what_is_no_answer_is_refused_with_the_way_out(value: Any) -> None:
    with pytest.raises(ValueError, match=r"details=True"):
        tokens_of(value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"choices": []},
        {"choices": [{"message": None, "logprobs": {"content": [None, {}]}}]},
        {"tokens": [{}, {"text": None}], "prefill": None, "top_tokens": [None, [None, {}]]},
        {"generated_text": None, "details": {"tokens": [], "prefill": [{}]}},
    ],
)
def test_odd_shapes_give_tokens_and_no_failure(value: Any) -> None:
    records = tokens_of(value)
    assert all(one.logprob is None for one in records)
    assert summary_of(records).perplexity is None


def test_a_summary_says_what_it_covers() -> None:
    records = tokens_of(TextGenerationResponse(" is blue", details_of(DETAILS)))
    summary = summary_of(records)
    assert (summary.tokens, summary.known, summary.entropy_tokens) == (2, 2, 2)
    assert summary.perplexity == pytest.approx(math.exp(-(math.log(0.5) + math.log(0.125)) / 2))
    # The first place: 1/2, 1/4 and a rest of 1/4; the second 1/2, 1/4, the token's own 1/8, 1/8.
    assert summary.entropy == pytest.approx((1.5 + 1.75) / 2)
    assert summary.coverage == pytest.approx((0.75 + 0.875) / 2)
    assert (summary.prompt_tokens, summary.prompt_perplexity) == (1, pytest.approx(math.e))
    assert summary_of(tokens_of([{"token": told("a", -math.inf)}])).perplexity == math.inf


COLUMNS = {
    "tokens": [" a", " b"],
    "token_logprobs": [-0.5, None],
    "token_ids": [4],
    "top_logprobs": [{" c": -2.0, " a": -0.5, " d": None}, None],
}


def test_columns_of_a_completion_become_details_of_a_generation() -> None:
    payload = {"choices": [{"text": " a b", "logprobs": COLUMNS, "finish_reason": "length"}]}
    generated = as_generated(payload)
    details = details_of(generated["details"])
    assert [(one.id, one.text, one.logprob) for one in details.tokens] == [
        (4, " a", -0.5),
        (-1, " b", None),
    ]
    first, second = tokens_of(TextGenerationResponse(" a b", details))
    assert [one.text for one in first.alternatives] == [" a", " c"]
    assert (first.rank, second.alternatives) == (1, ())


@pytest.mark.parametrize(
    ("logprobs", "logprob"),
    [
        ({"tokens": [" a"], "token_logprobs": [-0.5], "top_logprobs": [{" a": -0.5}]}, -0.5),
        (COLUMNS, None),  # two tokens in one piece
        ({"tokens": "x"}, None),
        ([1], None),
        (None, None),
    ],
)
def test_a_piece_of_a_completion_tells_of_its_one_token(logprobs: Any, logprob: Any) -> None:
    event = as_token({"choices": [{"text": " a", "logprobs": logprobs}]}, "")
    assert event is not None
    assert (event["token"]["text"], event["token"].get("logprob")) == (" a", logprob)
    assert bool(event.get("top_tokens")) == (logprob is not None)
