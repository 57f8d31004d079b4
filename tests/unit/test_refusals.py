"""What refusals of a conversation teach: the next request is shorter, and not for ever."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.refusals import CARE, MOST_CARE, Lessons, Refused
from hfwidgets.conversations.room import oldest, weighed

PART = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}


def talk(turns: int = 4) -> list[Message]:
    roles = ["user", "assistant"] * turns
    return [Message(f"m{at}", role, "word " * 80) for at, role in enumerate(roles)][:-1]


def refused(path: list[Message], **more: Any) -> Refused:
    about = {"left_out": 0, "system": "", "answer": 100, "limit": 400, "given": None}
    return Refused(path, **{**about, "was_to_fit": True, **more})


@pytest.mark.parametrize("limit", [None, 10**6])
@pytest.mark.parametrize("given", [None, 10**5, 10**7])
def test_each_request_is_shorter_than_the_refused_one_until_only_the_question_is_left(
    limit: int | None, given: int | None
) -> None:
    path, lessons, left_out = talk(), Lessons(), 0
    began = []
    for _ in range(5):
        lessons.refused(refused(path, left_out=left_out, limit=limit, given=given))
        left_out = oldest(path, weighed(path), 10**9, lessons.least(path))
        began.append(left_out)
    assert began == [2, 4, 6, 6, 6]
    assert refused(path, left_out=6).last is None


def test_the_servers_number_says_by_how_much_estimates_are_below() -> None:
    path = talk()
    estimated = weighed(path).behind(0)
    lessons = Lessons()
    lessons.refused(refused(path, given=2 * estimated + 100))  # with the answer
    assert lessons.care == pytest.approx(2 * CARE)
    lessons.refused(refused(path, given=3 * estimated, limit=10 * estimated))  # of it alone
    assert lessons.care >= 3 * CARE
    lessons.refused(refused(path, given=10**8))
    assert lessons.care == MOST_CARE


def test_without_a_number_care_grows_to_a_limit_and_only_where_all_was_to_fit() -> None:
    lessons, path = Lessons(), talk()
    lessons.refused(refused(path, was_to_fit=False))
    assert lessons.care == CARE
    for _ in range(50):
        lessons.refused(refused(path))
    assert lessons.care == MOST_CARE


def test_a_question_that_is_too_long_alone_teaches_nothing() -> None:
    lessons, path = Lessons(), [Message("a", "user", "word " * 10**4)]
    for _ in range(5):
        lessons.refused(refused(path, given=10**5))
    assert (lessons.care, lessons.picture, lessons.least(path)) == (CARE, None, 0)


def test_what_a_long_question_pushed_out_comes_back_after_a_counted_answer() -> None:
    lessons, path = Lessons(), talk()
    path[-1].content = "word " * 10**4
    lessons.refused(refused(path, limit=8000, given=13_000))
    assert lessons.least(path) == 1
    lessons.answered(pictures=False)
    assert (lessons.least(path), lessons.care) == (0, CARE)


@pytest.mark.parametrize("limit", [None, 400])
def test_what_is_too_long_with_any_question_stays_out_after_a_counted_answer(
    limit: int | None,
) -> None:
    lessons, path = Lessons(), talk(8)
    path[-1].content = "?"
    lessons.refused(refused(path, limit=limit))
    lessons.answered(pictures=False)
    assert lessons.least(path) == 1
    assert lessons.least(talk(8)) == 0  # of another conversation
    lessons.moved()  # the answer may be shorter
    assert lessons.least(path) == 0


@pytest.mark.parametrize(
    ("given", "told"), [(5100, 5000), (None, 3900)], ids=["a number", "more than the limit"]
)
def test_a_refusal_tells_what_a_picture_takes_until_a_count_does(given, told) -> None:
    lessons, path = Lessons(), talk(2)
    path[0].content = [PART, {"type": "text", "text": "what?"}]
    lessons.refused(refused(path, limit=4000, given=given))
    words = weighed(path, picture=0.0).behind(0)
    assert lessons.picture == pytest.approx(told - words)
    assert weighed(path, picture=lessons.picture).behind(0) == told
    lessons.answered(pictures=False)
    assert lessons.picture is not None
    lessons.answered(pictures=True)
    assert lessons.picture is None
