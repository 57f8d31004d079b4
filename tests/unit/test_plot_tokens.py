"""A plot of tokens: plates by probability, all letters in their places, and odd texts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from hfwidgets import plot
from tests.unit.test_plot import assert_nothing_is_cut, legend_of, words


@pytest.fixture(autouse=True)
def _own_style() -> Iterator[None]:
    plt.switch_backend("agg")
    with mpl.rc_context():
        yield
    plt.close("all")


def tokens(*pairs: tuple[str, float | None]) -> list[dict[str, Any]]:
    return [
        {"token": {"text": text, "logprob": None if p is None else math.log(p)}}
        for text, p in pairs
    ]


def plates(ax: Any) -> list[str]:
    return [to_hex(one.get_facecolor()) for one in ax.patches if one.get_facecolor()[3]]


def brightness(color: str) -> int:
    return sum(bytes.fromhex(color[1:]))


def test_the_less_sure_a_token_the_darker_its_plate_and_the_heavier_its_line() -> None:
    ax = plot.token_probabilities(
        tokens((" a", 0.95), (" b", 0.6), (" c", 0.3), (" d", 0.1), (" e", 0.01), (" f", None))
    )
    assert words(ax) == [" a", " b", " c", " d", " e", " f"]
    levels = [brightness(one) for one in plates(ax)]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == 4
    assert [one.get_linestyle() for one in ax.lines] == [":", "--", "-", "-", "-"]
    assert [bool(one.get_hatch()) for one in ax.patches] == [False] * 4 + [True]
    assert legend_of(ax)[-1] == "not told"
    assert ax.get_title(loc="left") == "6 tokens, perplexity 5.67"
    assert_nothing_is_cut(ax)


def test_lines_break_where_the_text_does_and_where_no_letter_fits_any_more() -> None:
    ax = plot.token_probabilities(
        tokens(("one\n", 0.5), ("two", 0.5), ("x" * 45, 0.5), ("", 0.5)), columns=20
    )
    assert words(ax) == ["one↵", "two", "x" * 20, "x" * 20, "x" * 5, "◌"]
    assert [int(one.get_position()[1]) for one in ax.texts] == [0, 1, 2, 3, 4, 4]
    assert ax.texts[-1].get_position()[0] == 5


def test_what_could_not_be_seen_is_written_and_dollars_are_no_formula() -> None:
    ax = plot.token_probabilities(tokens(("\t$x$", 0.5), ("  ", 0.5), ("\u202eb", 0.5)))
    assert words(ax) == ["⇥$x$", "··", "\\u202eb"]
    ax.figure.canvas.draw()


def test_many_tokens_are_counted_and_none_make_an_empty_plot() -> None:
    ax = plot.token_probabilities(tokens(*[(" a", 0.5)] * 30), most=10)
    assert (len(ax.texts), ax.get_xlabel()) == (10, "and 20 more")
    assert plot.token_probabilities([]).get_title(loc="left") == "0 tokens"


def test_given_axes_are_drawn_in_and_letters_fit_them() -> None:
    figure, ax = plt.subplots(figsize=(3, 2))
    assert plot.token_probabilities(tokens((" a", 0.5)), ax=ax) is ax
    assert ax.figure is figure
    assert ax.texts[0].get_fontsize() < 5


@pytest.mark.parametrize("options", [{"columns": 19}, {"most": 0}])
def test_too_little_room_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="20 and 1"):
        plot.token_probabilities(tokens(("a", 0.5)), **options)


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="details=True"):
        plot.token_probabilities(3)
