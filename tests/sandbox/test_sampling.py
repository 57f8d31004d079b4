"""Choosing tokens: each rule does what its paper says, and only that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfwidgets.sandbox.engines import sampling
from hfwidgets.sandbox.engines.sampling import Chooser, Sampling, normalised

LOGPROBS = np.log(np.array([0.4, 0.3, 0.15, 0.1, 0.05]))


def distribution(**rules: object) -> np.ndarray:
    return normalised(Chooser(Sampling(sample=True, **rules), []).scores(LOGPROBS))  # type: ignore[arg-type]  # keywords of a test


def entropy(probabilities: np.ndarray) -> float:
    kept = probabilities[probabilities > 0]
    return float(-(kept * np.log(kept)).sum())


def test_without_rules_the_model_itself_is_drawn_from() -> None:
    assert distribution() == pytest.approx(np.exp(LOGPROBS))


def test_temperature_raises_and_lowers_the_entropy() -> None:
    entropies = [entropy(distribution(temperature=t)) for t in (0.1, 0.5, 1.0, 2.0, 50.0)]
    assert entropies == sorted(entropies)
    assert entropies[0] < 0.25
    assert entropies[-1] == pytest.approx(np.log(5), abs=0.01)


@pytest.mark.parametrize(("k", "kept"), [(1, 1), (2, 2), (4, 4), (5, 5), (99, 5)])
def test_top_k_keeps_the_k_best(k: int, kept: int) -> None:
    found = distribution(top_k=k)
    assert np.count_nonzero(found) == kept
    assert found[:kept] == pytest.approx(np.exp(LOGPROBS[:kept]) / np.exp(LOGPROBS[:kept]).sum())


@pytest.mark.parametrize(("p", "kept"), [(0.01, 1), (0.39, 1), (0.41, 2), (0.75, 3), (0.97, 5)])
def test_top_p_keeps_the_fewest_best_that_reach_p(p: float, kept: int) -> None:
    assert np.count_nonzero(distribution(top_p=p)) == kept


def test_typical_sampling_prefers_the_expected_surprise_to_the_likeliest_token() -> None:
    # Entropy 1.39 nats; -ln 0.3 = 1.20 is nearest to it, nearer than -ln 0.4 = 0.92.
    assert np.flatnonzero(distribution(typical_p=0.2)).tolist() == [1]


@pytest.mark.parametrize("temperature", [1e-300, 5e-324, 1e300])
def test_temperatures_at_the_edge_still_give_a_distribution(temperature: float) -> None:
    assert distribution(temperature=temperature).sum() == pytest.approx(1.0)


def test_filters_work_on_the_tempered_distribution() -> None:
    assert np.count_nonzero(distribution(top_p=0.5, temperature=0.1)) == 1
    assert np.count_nonzero(distribution(top_p=0.5, temperature=10.0)) == 3


def test_greedy_takes_the_likeliest_and_reports_no_seed() -> None:
    chooser = Chooser(Sampling(seed=5), [])
    assert [chooser.choose(LOGPROBS) for _ in range(3)] == [0, 0, 0]
    assert chooser.seed is None


def test_repetition_penalty_counts_the_prompt_and_what_was_chosen() -> None:
    fresh, prompted = (Chooser(Sampling(repetition_penalty=3.0), seen) for seen in ([], [0]))
    assert [fresh.choose(LOGPROBS) for _ in range(2)] == [0, 1]
    assert prompted.choose(LOGPROBS) == 1


def test_repetition_penalty_reaches_a_token_that_is_almost_certain() -> None:
    logprobs = np.log(np.array([0.97, 0.01, *[0.02 / 98] * 98]))
    scores = logprobs.copy()
    sampling.penalise_repetition(scores, [0], 2.0)
    assert normalised(scores)[0] < 0.8
    assert scores[1:] == pytest.approx(logprobs[1:])


def test_frequency_penalty_grows_with_the_count() -> None:
    often, once = np.zeros(3), np.zeros(3)
    sampling.penalise_frequency(often, [0, 0, 0, 1], 1.0)
    sampling.penalise_frequency(once, [0, 1, 1, 1], 1.0)
    assert often.tolist() == [-0.75, -0.25, 0.0]
    assert once.tolist() == [-0.25, -0.75, 0.0]


def test_the_watermark_leaves_its_mark() -> None:
    flat = np.full(200, -np.log(200))
    chooser = Chooser(Sampling(sample=True, watermark=True, seed=1), [0])
    chosen = [chooser.choose(flat) for _ in range(300)]
    green = [
        sampling.green_tokens(before, 200)[token]
        for before, token in zip([0, *chosen], chosen, strict=False)
    ]
    # e^2 / (e^2 + 1) of the mass is green, against a half without the mark.
    assert np.mean(green) == pytest.approx(0.88, abs=0.06)


@settings(deadline=None)
@given(seed=st.integers(0, 2**64 - 1))
def test_a_seed_chooses_the_same_tokens_twice(seed: int) -> None:
    rules = Sampling(sample=True, temperature=1.5, seed=seed)
    first, second = Chooser(rules, []), Chooser(rules, [])
    assert [first.choose(LOGPROBS) for _ in range(8)] == [second.choose(LOGPROBS) for _ in range(8)]
    assert first.seed == seed


def test_without_a_seed_one_is_drawn_and_told() -> None:
    told = Chooser(Sampling(sample=True), [])
    again = Chooser(Sampling(sample=True, seed=told.seed), [])
    assert [told.choose(LOGPROBS) for _ in range(20)] == [again.choose(LOGPROBS) for _ in range(20)]


def test_what_is_drawn_has_the_shares_of_the_distribution() -> None:
    chooser = Chooser(Sampling(sample=True, seed=3), [])
    drawn = [chooser.choose(LOGPROBS) for _ in range(5000)]
    shares = np.bincount(drawn, minlength=5) / len(drawn)
    assert shares == pytest.approx(np.exp(LOGPROBS), abs=0.02)


def test_what_has_no_probability_is_never_drawn() -> None:
    with np.errstate(divide="ignore"):
        logprobs = np.log(np.array([0.0, 0.5, 0.0, 0.5, 0.0]))
    chooser = Chooser(Sampling(sample=True, seed=1, temperature=100.0, top_p=0.99), [])
    assert {chooser.choose(logprobs) for _ in range(200)} == {1, 3}
