"""Writing texts: stop sequences, characters in pieces, ends. The model here says a given text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from hfwidgets.sandbox.engines.generation import Ended, Plan, PromptToken, Written, generate

END = b"</s>"


class Reciter:
    """A language model that recites `parts`, whatever the prompt."""

    max_input_tokens = 1000
    max_total_tokens = 2000
    read_size = 3

    def __init__(self, *parts: bytes) -> None:
        self.parts = [*parts, END]
        self.end_tokens = self.special_tokens = frozenset({len(parts)})

    def encode(self, text: str) -> list[int]:
        return [0 for _ in text]

    def spell(self, token: int) -> bytes:
        return self.parts[token]

    def open(self) -> Recital:
        return Recital(len(self.parts))


class Recital:
    def __init__(self, size: int) -> None:
        self.size = size
        self.said = 0
        self.prompt_read = False
        self.lengths: list[int] = []

    def read(self, tokens: Sequence[int]) -> None:
        if self.prompt_read:
            self.said += len(tokens)
        self.lengths.append(len(tokens))

    def judge(self, tokens: Sequence[int]) -> list[float | None]:
        self.read(tokens)
        return [-1.0 for _ in tokens]

    def logprobs(self) -> np.ndarray:
        self.prompt_read = True
        logprobs = np.full(self.size, -20.0)
        logprobs[min(self.said, self.size - 1)] = -0.1
        return logprobs


def recite(*parts: bytes, count: int = 50, **plan: object) -> tuple[list[Written], Ended]:
    steps = list(generate(Reciter(*parts), Plan([0], count, **plan)))  # type: ignore[arg-type]  # keywords of a test
    written = [step for step in steps if isinstance(step, Written)]
    assert [step.ended is None for step in written] == [True] * (len(written) - 1) + [False]
    return written, written[-1].ended


def text_of(written: list[Written]) -> str:
    return "".join(step.text for step in written if not step.special)


def test_the_end_token_ends_the_text_and_is_told_as_special() -> None:
    written, ended = recite(b"a", b"b")
    assert [(step.text, step.special) for step in written] == [
        ("a", False),
        ("b", False),
        ("</s>", True),
    ]
    assert ended.finish_reason == "eos_token"


def test_the_length_ends_the_text() -> None:
    written, ended = recite(b"a", b"b", b"c", count=2)
    assert (text_of(written), ended.finish_reason) == ("ab", "length")


@pytest.mark.parametrize(
    ("parts", "stop", "text"),
    [
        ((b"one", b" two", b" three"), (" two",), "one two"),
        ((b"one", b" t", b"w", b"o", b" three"), (" two",), "one two"),
        ((b"one", b" two three", b" four"), ("two",), "one two"),
        ((b"ab", b"ab", b"abc"), ("abc", "bab"), "abab"),
        ((b"aaa", b"aab"), ("aab",), "aaaaab"),
        ((b"x", "é".encode()[:1], "é".encode()[1:], b"y"), ("é",), "xé"),
    ],
)
def test_a_stop_sequence_ends_the_text_wherever_its_tokens_are_cut(
    parts: tuple[bytes, ...], stop: tuple[str, ...], text: str
) -> None:
    written, ended = recite(*parts, stop=stop)
    assert (text_of(written), ended.finish_reason) == (text, "stop_sequence")


def test_a_stop_sequence_that_never_comes_changes_nothing() -> None:
    written, ended = recite(b"one", b" two", stop=("three", ""))
    assert (text_of(written), ended.finish_reason) == ("one two", "eos_token")


def test_a_character_in_pieces_comes_whole_with_its_last_piece() -> None:
    smile = "🙂".encode()
    written, _ = recite(smile[:1], smile[1:3], smile[3:], b"!")
    assert [step.text for step in written[:4]] == ["", "", "🙂", "!"]


def test_a_character_that_is_never_completed_is_shown_as_unknown() -> None:
    written, _ = recite(b"a", "🙂".encode()[:2], count=2)
    assert text_of(written) == "a\ufffd"


def test_the_likeliest_tokens_are_told_best_first() -> None:
    written, _ = recite(b"a", b"b", top=2)
    best, other = written[0].top
    assert (best.token, best.text) == (0, "a")
    assert best.logprob == written[0].logprob == pytest.approx(-0.1)
    assert other.logprob < best.logprob


def test_a_long_prompt_is_read_in_portions_between_which_one_can_give_up() -> None:
    model = Reciter(b"a")
    steps = generate(model, Plan([0] * 7, 1, judge_prompt=True))
    found = list(steps)
    assert sum(isinstance(step, PromptToken) for step in found) == 7
    assert found.count(None) == 3
