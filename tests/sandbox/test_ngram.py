"""The n-gram model: a true distribution, lossless tokens, log-probabilities that add up."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfwidgets.sandbox.engines.corpus import prose, sections
from hfwidgets.sandbox.engines.ngram import ORDER, NgramModel

CORPUS = [["The cat sat on the mat.", "The cat ate the rat."], ["The dog sat on the log."]]
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@SHARED
@given(text=st.text(max_size=200))
def test_any_text_comes_back_from_its_tokens(ngram: NgramModel, text: str) -> None:
    spelled = b"".join(ngram.spell(token) for token in ngram.encode(text))
    assert spelled.decode() == text


@SHARED
@given(text=st.text(max_size=60))
def test_probabilities_sum_to_one_after_any_text(ngram: NgramModel, text: str) -> None:
    session = ngram.open()
    session.read(ngram.encode(text))
    probabilities = np.exp(session.logprobs())
    assert probabilities.sum() == pytest.approx(1.0, abs=1e-12)
    assert probabilities.min() >= 0


def test_probabilities_sum_to_one_after_every_context_of_the_corpus() -> None:
    model = NgramModel(CORPUS)
    for section in CORPUS:
        tokens = model.encode("\n\n".join(section))
        for end in range(len(tokens) + 1):
            for length in range(min(end, ORDER - 1) + 1):
                context = tokens[end - length : end]
                assert model.distribution(context).sum() == pytest.approx(1.0, abs=1e-12)


def test_kneser_ney_gives_the_value_worked_out_by_hand() -> None:
    model = NgramModel(CORPUS)
    the_cat, sat = model.encode("The cat"), model.encode(" sat")[0]
    # "The cat" is followed by " sat" and by " ate", in one longer context each (a text's start):
    # (1 - 0.7) / 2 + 0.7 * 2 / 2 * P(sat | cat), and so on down.
    lower = model.distribution(the_cat[-1:])[sat]
    assert model.distribution(the_cat)[sat] == pytest.approx((1 - 0.7) / 2 + 0.7 * lower)
    lowest = model.distribution([])[sat]
    assert lower == pytest.approx((1 - 0.75) / 2 + 0.75 * lowest)


def test_what_the_corpus_says_is_likelier_than_what_it_does_not(ngram: NgramModel) -> None:
    session = ngram.open()
    session.read(ngram.encode("When an exception"))
    logprobs = session.logprobs()
    (occurs,), (tuples,) = ngram.encode(" occurs"), ngram.encode(" tuples")
    assert logprobs[occurs] > logprobs[tuples] + math.log(100)


def test_a_prompt_without_its_first_space_is_understood(ngram: NgramModel) -> None:
    bare, spaced = ngram.open(), ngram.open()
    bare.read(ngram.encode("exception handler"))
    spaced.read(ngram.encode(" exception handler"))
    assert np.array_equal(bare.logprobs(), spaced.logprobs())


def test_judging_a_text_adds_up_to_reading_it_token_by_token(ngram: NgramModel) -> None:
    tokens = ngram.encode("If an exception is raised, the search continues.")
    judged = ngram.open().judge(tokens)
    session = ngram.open()
    expected: list[float | None] = [None]
    for before, token in pairwise(tokens):
        session.read([before])
        expected.append(float(session.logprobs()[token]))
    assert judged == expected


def test_training_twice_gives_the_same_model() -> None:
    first, second = NgramModel(sections()), NgramModel(sections())
    context = first.encode("the search for")[-4:]
    assert np.array_equal(first.distribution(context), second.distribution(context))


def test_the_corpus_is_prose_without_grammar_code_or_headings() -> None:
    found = prose(
        [
            'The "try" statement\n*******************\n\nThe "try" statement specifies handlers '
            "for a whole group of\nstatements here:\n\n   try_stmt ::= a b c d e f g h i j k l\n\n"
            "   >>> print('nothing of this is prose at all, sadly')\n\nShort one.\n"
        ]
    )
    assert found == [["The try statement specifies handlers for a whole group of statements here:"]]


def test_the_same_paragraph_is_learned_once() -> None:
    text = "A paragraph that stands in two of the topics at the same time."
    assert prose([text, text]) == [[text]]


def test_this_python_has_enough_prose() -> None:
    assert sum(len(paragraph) for section in sections() for paragraph in section) > 50_000
