"""How much of a context a conversation takes, and what servers say where it is too much."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.room import (
    Room,
    measured,
    oldest,
    read_too_long,
    tokens_of,
    weighed,
)

# What servers in use say: text generation servers, vLLM, llama.cpp, SGLang and providers.
TOO_LONG: list[tuple[str, int | None, int | None]] = [
    (
        "`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000 `inputs` tokens and 20 "
        "`max_new_tokens`",
        2048,
        3020,
    ),
    ("`inputs` must have less than 1024 tokens. Given: 1500", 1024, 1500),
    (
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens "
        "(4000 in the messages, 1000 in the completion).",
        4096,
        5000,
    ),
    (
        "This model's maximum context length is 16,385 tokens. However, your messages resulted in "
        "20,034 tokens.",
        16385,
        20034,
    ),
    ("the request exceeds the available context size. try increasing it", None, None),
    ("request (5000 tokens) exceeds the available context size (4096 tokens)", 4096, 5000),
    ("prompt is too long: 210000 tokens > 200000 maximum", 200000, 210000),
    ("The prompt is too long: 10000, model maximum context length: 8191", 8191, 10000),
    (
        "Please reduce the length of the messages or completion. Current length is 9011 while "
        "limit is 8192",
        8192,
        9011,
    ),
    (
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You "
        "requested a total of 9000 tokens: 8000 tokens from the input messages",
        8192,
        9000,
    ),
    (
        "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
        4096,
        5000,
    ),
    ("context_length_exceeded", None, None),
]
OTHERS = [
    "`max_tokens` must be positive",
    "`temperature` must be strictly positive",
    "image context is fine",
    "Rate limit reached: limit is 6000 tokens per minute",
    "",
]


def said(role: str, text: str, **more: Any) -> Message:
    return Message(f"m{len(text)}", role, text, **more)


def counted(text: str, read: int, written: int, **more: Any) -> Message:
    usage = {"prompt_tokens": read, "completion_tokens": written}
    return said("assistant", text, usage=usage, **more)


@pytest.mark.parametrize(("words", "limit", "given"), TOO_LONG)
def test_the_numbers_of_a_context_that_is_too_short_are_read(words, limit, given) -> None:
    found = read_too_long(words)
    assert found is not None
    assert (found.limit, found.given) == (limit, given)


@pytest.mark.parametrize("words", OTHERS)
def test_what_is_about_something_else_is_not_taken_for_it(words: str) -> None:
    assert read_too_long(words) is None


def test_numbers_of_any_length_and_endless_words_end_nothing() -> None:
    words = "context length " + "9" * 3000 + " is exceeded" + "x" * 10**6
    found = read_too_long(words)
    assert found is not None
    assert found.limit is None  # that is no count
    assert read_too_long("(" * 10**6 + "context length") is None  # only what is said first


def test_what_the_server_counted_is_taken_and_only_the_rest_estimated() -> None:
    path = [said("user", "a" * 400), counted("b" * 400, 150, 50)]
    used, per_token = measured(path)
    assert (used, per_token) == (200, 4.0)
    used, _ = measured([*path, said("user", "c" * 80)])
    assert used == 200 + 20 + 4


def test_the_last_count_holds_and_thoughts_are_not_sent_back() -> None:
    thinking = counted("b" * 100, 300, 200, reasoning="t" * 300)
    path = [said("user", "a"), counted("b", 10, 5), said("user", "c"), thinking]
    assert measured(path)[0] == 300 + 50
    thinking.usage = {**thinking.usage, "completion_tokens_details": {"reasoning_tokens": 180}}
    assert measured(path)[0] == 300 + 20


@pytest.mark.parametrize(
    "usage",
    [{}, {"prompt_tokens": "many"}, {"prompt_tokens": True}, {"prompt_tokens": -5}, {"x": None}],
)
def test_without_a_count_all_is_estimated(usage) -> None:
    path = [said("user", "word " * 100), said("assistant", "word " * 100, usage=usage)]
    used, per_token = measured(path)
    assert used == pytest.approx(2 * 125 + 8, abs=2)
    assert per_token == pytest.approx(4, rel=0.05)
    assert measured([]) == (0, 4.0)


def test_a_system_prompt_that_was_changed_counts_as_it_is_now() -> None:
    path = [said("user", "a" * 200), counted("b" * 200, 100, 50, system="s" * 200)]
    same = measured(path, "s" * 200)[0]
    assert same == 150
    assert measured(path, "s" * 600)[0] == same + 100
    assert measured(path)[0] == same - 50


def test_scripts_of_short_words_have_more_tokens() -> None:
    assert tokens_of("日本語の文章です" * 10) > 2 * tokens_of("abcdefgh" * 10)
    assert tokens_of("") == 0


@pytest.mark.parametrize(
    ("limit", "used", "answer", "level", "left"),
    [
        (None, 10**6, None, "unknown", None),
        (1000, 100, None, "ample", 900),
        (1000, 700, 100, "ample", 200),
        (1000, 801, None, "near", 199),
        (1000, 500, 400, "near", 100),
        (1000, 700, 400, "full", -100),
        (1000, 1001, None, "full", -1),
    ],
)
def test_the_room_is_told_with_the_answer(limit, used, answer, level, left) -> None:
    room = Room(limit, "server" if limit else "", used, answer, 4.0)
    assert (room.level, room.left) == (level, left)


def test_a_text_that_is_not_sent_yet_takes_room_too() -> None:
    room = Room(1000, "provider", 790, None, 4.0)
    assert room.with_text(" \n").used == 790
    assert room.with_text("a" * 400).used == 790 + 104
    assert (room.level, room.with_text("a" * 400).level) == ("ample", "near")


TURNS = [
    said(role, letter * 400)
    for letter, role in zip("abcdef", ["user", "assistant"] * 3, strict=True)
]


@pytest.mark.parametrize(
    ("room", "left_out"),
    [(10**6, 0), (624, 0), (623, 2), (416, 2), (415, 4), (208, 4), (100, 4), (-5, 4)],
)
def test_the_oldest_are_left_out_until_the_others_fit_and_the_last_question_stays(
    room, left_out
) -> None:
    assert oldest(TURNS, weighed(TURNS), room) == left_out


def test_what_is_sent_begins_with_a_question_also_between_calls_of_tools() -> None:
    path = [said("user", "a"), said("assistant", "b"), said("tool", "c" * 4000), *TURNS]
    assert oldest(path, weighed(path), 700) == 3
    assert oldest([], weighed([]), 0) == 0
    assert oldest([said("assistant", "x" * 400)], weighed([said("assistant", "x" * 400)]), 5) == 0


def test_a_count_of_what_was_sent_tells_what_all_would_take() -> None:
    """The server has counted the last two questions alone."""
    path = [*TURNS[:4], said("user", "e" * 400), counted("f" * 400, 300, 100, left_out=2)]
    weights = weighed(path)
    assert weights.behind(2) == 400
    assert weights.characters_per_token == 4.0
    assert weights.behind(0) == pytest.approx(400 + 200, abs=10)
    assert weights.behind(4) == 200


def test_a_count_of_a_message_that_moved_is_no_error() -> None:
    path = [counted("f" * 400, 300, 100, left_out=9)]
    assert weighed(path).behind(0) == 400


PART = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}


def pictured(text: str, pictures: int = 1) -> Message:
    return Message(text, "user", [PART] * pictures + [{"type": "text", "text": text}])


def test_a_picture_takes_what_the_count_of_its_request_tells_and_goes_with_its_message() -> None:
    path = [pictured("a" * 400), counted("b" * 400, 2150, 100), said("user", "c" * 400)]
    weights = weighed(path)
    assert weights.pictures == [pytest.approx(2038, abs=1), 0, 0]
    assert weights.behind(0) == pytest.approx(2250 + 104, abs=8)
    assert weights.behind(2) == pytest.approx(104, abs=8)


def test_a_picture_that_the_last_count_did_not_hold_takes_what_an_earlier_one_told() -> None:
    path = [
        *(pictured("a" * 400), counted("b" * 400, 2150, 100)),
        *(said("user", "c" * 400), counted("d" * 400, 150, 50, left_out=2)),
        said("user", "e" * 400),
    ]
    weights = weighed(path)
    assert weights.behind(2) == 200 + 104
    assert weights.behind(0) == pytest.approx(2240 + 200 + 104, abs=20)
    assert oldest(path, weights, 1500) == 2


@pytest.mark.parametrize(("picture", "taken"), [(None, 1000), (3000.0, 3000), (0.0, 0)])
def test_a_picture_that_nobody_has_counted_takes_what_is_said_of_it(picture, taken) -> None:
    path = [pictured("a" * 400, 2), said("assistant", "b" * 400)]
    assert weighed(path, picture=picture).pictures == [2 * taken, 0]
    assert weighed(path, picture=picture).behind(0) == 2 * taken + 208
    later = [*path, said("user", "c" * 400), counted("d" * 400, 150, 50, left_out=2)]
    assert weighed(later, picture=picture).pictures == [2 * taken, 0, 0, 0]


def test_a_server_that_does_not_count_pictures_is_believed() -> None:
    path = [pictured("a" * 400, 3), counted("b" * 400, 90, 90), said("user", "c")]
    weights = weighed(path)
    assert weights.pictures == [0, 0, 0]
    assert weights.behind(0) == 180 + 4


def test_messages_of_other_scripts_take_more_also_where_they_were_not_counted() -> None:
    """A count of Latin letters alone says nothing of the characters of a token in others."""
    old = "日本語の文章です" * 50
    path = [
        *(said("user", old), said("assistant", old)),
        *(said("user", "c" * 400), counted("d" * 400, 150, 50, left_out=2)),
    ]
    weights = weighed(path)
    assert weights.each[0] == pytest.approx(tokens_of(old), rel=0.05)


@pytest.mark.parametrize("count", [10**10, 10**400])
def test_a_count_that_no_server_can_have_made_is_none(count: int) -> None:
    path = [said("user", "word " * 100), counted("word", count, count)]
    assert weighed(path).behind(0) < 200
