"""What two texts have in common, word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hfwidgets.widgets.compare.words import word_diff


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a red house", "a blue house"),
        ("", "all new"),
        ("the same\n\ntext ", "the same\n\ntext "),
        ("小さな家です", "大きな家です"),
        ("a  b\tc\n", "c b a"),
        ("word " * 3000 + "end", "word " * 2500 + "other end"),
    ],
)
def test_a_word_diff_holds_both_texts(first: str, second: str) -> None:
    pieces = word_diff(first, second)
    assert "".join(text for kind, text in pieces if kind != "+") == first
    assert "".join(text for kind, text in pieces if kind != "-") == second
    assert all(one[0] != other[0] for one, other in pairwise(pieces))


def test_a_word_diff_is_by_word() -> None:
    assert word_diff("a red house", "a blue house") == [
        *(("=", "a"), ("-", " red"), ("+", " blue"), ("=", " house")),
    ]
    assert word_diff("小さな家", "大きな家") == [
        *(("-", "小さ"), ("+", "大き"), ("=", "な家")),
    ]
