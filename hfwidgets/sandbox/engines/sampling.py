"""How the next token is chosen: penalties, temperature, top-k, top-p, typical, seed, watermark.

The rules are those of text-generation-inference (`server/text_generation_server/utils/tokens.py`
and `logits_process.py`), in its order. Arrays in, a token out; no model here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Of "A Watermark for Large Language Models", https://arxiv.org/abs/2301.10226: the share of green
# tokens, what is added to their scores, and the key that ties them to the token before.
_GREEN_SHARE = 0.5
_GREEN_BONUS = 2.0
_GREEN_KEY = 15485863


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose. None leaves a rule out; with `sample` false the likeliest token is taken."""

    sample: bool = False
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    typical_p: float | None = None
    repetition_penalty: float | None = None
    frequency_penalty: float | None = None
    watermark: bool = False
    seed: int | None = None


class Chooser:
    """Chooses tokens for one text; the same seed chooses the same tokens.

    Args:
        sampling: The rules.
        prompt: The prompt's tokens, which the penalties count too.
    """

    def __init__(self, sampling: Sampling, prompt: list[int]) -> None:
        self._sampling = sampling
        self._seen = list(prompt)
        self.seed: int | None = None
        if sampling.sample:
            self.seed = secrets.randbits(64) if sampling.seed is None else sampling.seed
            self._random = np.random.default_rng(self.seed)

    def choose(self, logprobs: Floats) -> int:
        """Return the next token and remember it."""
        scores = self.scores(logprobs)
        if self._sampling.sample:
            cumulated = np.cumsum(np.exp(scores))
            drawn = self._random.random() * cumulated[-1]
            token = int(np.searchsorted(cumulated, drawn, "right"))
        else:
            token = int(np.argmax(scores))
        self._seen.append(token)
        return token

    def scores(self, logprobs: Floats) -> Floats:
        """Return the scores that are drawn from: unnormalised, the highest 0, -inf if excluded."""
        rules = self._sampling
        scores = np.array(logprobs, dtype=np.float64)
        if rules.watermark and self._seen:
            favour_green(scores, self._seen[-1])
        if rules.repetition_penalty is not None:
            penalise_repetition(scores, self._seen, rules.repetition_penalty)
        if rules.frequency_penalty is not None:
            penalise_frequency(scores, self._seen, rules.frequency_penalty)
        if rules.sample:
            if rules.temperature is not None:
                # The best score is 0 first, so that the smallest temperature overflows the others.
                with np.errstate(over="ignore"):
                    scores = (scores - scores.max()) / rules.temperature
            for keep, value in self._filters():
                scores = keep(scores, value)
        best: Floats = scores - scores.max()
        return best

    def _filters(self) -> list[tuple[Callable[[Floats, float], Floats], float]]:
        rules = self._sampling
        table: list[tuple[Callable[[Floats, float], Floats], float | None]] = [
            (keep_top_k, rules.top_k),
            (keep_top_p, rules.top_p),
            (keep_typical, rules.typical_p),
        ]
        return [(keep, value) for keep, value in table if value is not None]


def normalised(scores: Floats) -> Floats:
    """Return the probabilities that belong to scores."""
    weights = np.exp(scores - scores.max())
    shares: Floats = weights / weights.sum()
    return shares


def penalise_repetition(scores: Floats, seen: list[int], penalty: float) -> None:
    """Make every token seen less likely, in place (https://arxiv.org/abs/1909.05858).

    The paper divides a network's raw scores. Log-probabilities are never positive, and one near 0
    could not be made smaller by a factor; so 0 is put where all tokens are equally likely.
    """
    tokens = np.unique(np.array(seen, dtype=np.int64))
    even = np.log(len(scores))
    before = scores[tokens] + even
    scores[tokens] = np.where(before < 0, before * penalty, before / penalty) - even


def penalise_frequency(scores: Floats, seen: list[int], penalty: float) -> None:
    """Take from a token's score in proportion to how often it was seen, in place."""
    tokens, counts = np.unique(np.array(seen, dtype=np.int64), return_counts=True)
    scores[tokens] -= penalty * counts / max(len(seen), 1)


def favour_green(scores: Floats, previous: int) -> None:
    """Add to the scores of the half of the vocabulary that the previous token marks, in place."""
    scores[green_tokens(previous, len(scores))] += _GREEN_BONUS


def green_tokens(previous: int, size: int) -> NDArray[np.bool_]:
    """Return which of `size` tokens the watermark favours after `previous`."""
    return np.random.default_rng(_GREEN_KEY * (previous + 1)).random(size) < _GREEN_SHARE


def keep_top_k(scores: Floats, count: float) -> Floats:
    """Exclude all but the `count` best tokens; equals of the last one stay too."""
    count = int(count)
    if count >= len(scores):
        return scores
    threshold = np.partition(scores, -count)[-count]
    return np.where(scores < threshold, -np.inf, scores)


def keep_top_p(scores: Floats, share: float) -> Floats:
    """Keep the fewest best tokens whose probabilities sum to `share` or more."""
    best_first = np.argsort(-scores, kind="stable")
    return _keep_mass(scores, best_first, share)


def keep_typical(scores: Floats, share: float) -> Floats:
    """Keep the tokens whose surprise is nearest the expected one (https://arxiv.org/abs/2202.00666)."""
    probabilities = normalised(scores)
    with np.errstate(divide="ignore"):
        surprise = -np.log(probabilities)
    known = probabilities > 0
    expected = float((probabilities[known] * surprise[known]).sum())
    return _keep_mass(scores, np.argsort(np.abs(surprise - expected), kind="stable"), share)


def _keep_mass(scores: Floats, order: NDArray[np.intp], share: float) -> Floats:
    """Keep tokens in `order` until their probabilities reach `share`."""
    cumulated = np.cumsum(normalised(scores)[order])
    count = int(np.searchsorted(cumulated, share, "left")) + 1
    kept = np.full_like(scores, -np.inf)
    kept[order[:count]] = scores[order[:count]]
    return kept
