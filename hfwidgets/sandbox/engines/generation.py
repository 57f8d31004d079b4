"""Writing a text with a language model: reading the prompt, choosing, stopping, decoding.

`generate` is a plain generator that never waits, so that whoever drives it decides about threads,
pace and giving up. No HTTP here, and no arithmetic on distributions.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from hfwidgets.sandbox.engines.language import LanguageModel, Session
from hfwidgets.sandbox.engines.sampling import Chooser, Floats, Sampling


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. `tokens` is the prompt; `top` how many alternatives to report per token."""

    tokens: list[int]
    max_new_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    top: int = 0
    judge_prompt: bool = False


@dataclass(frozen=True, slots=True)
class PromptToken:
    """A token of the prompt and its log-probability; None for the first."""

    token: int
    text: str
    logprob: float | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that could have been written, and its log-probability."""

    token: int
    text: str
    logprob: float
    special: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The end: `length`, `eos_token` or `stop_sequence`, and the seed when one was used."""

    finish_reason: str
    seed: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """A token written: its text, its log-probability, and the likeliest ones at its place.

    `text` can be empty when the token's bytes are a part of a character. `ended` is set on the
    last token only.
    """

    token: int
    text: str
    logprob: float
    special: bool
    top: tuple[Alternative, ...] = ()
    ended: Ended | None = None


Step = PromptToken | Written | None
Work = Generator[Step, None, None]


def generate(model: LanguageModel, plan: Plan) -> Work:
    """Write a text. None is yielded where nothing is to be told, but giving up is possible."""
    session = model.open()
    chooser = Chooser(plan.sampling, plan.tokens)
    yield from _read_prompt(model, session, plan)
    text = _Text(plan.stop)
    for remaining in range(plan.max_new_tokens - 1, -1, -1):
        logprobs = session.logprobs()
        token = chooser.choose(logprobs)
        ended = token in model.end_tokens
        special = token in model.special_tokens
        shown = text.mark(model.spell(token)) if special else text.add(model.spell(token))
        reason = "eos_token" if ended else "stop_sequence" if text.stopped else None
        reason = reason or (None if remaining else "length")
        if reason is not None and not text.stopped:
            shown += text.finish()
        top = _likeliest(model, logprobs, plan.top) if plan.top else ()
        end = None if reason is None else Ended(reason, chooser.seed)
        yield Written(token, shown, float(logprobs[token]), special, top, end)
        if end is not None:
            return
        session.read([token])


def _read_prompt(model: LanguageModel, session: Session, plan: Plan) -> Work:
    for start in range(0, len(plan.tokens), model.read_size):
        block = plan.tokens[start : start + model.read_size]
        if plan.judge_prompt:
            for token, logprob in zip(block, session.judge(block), strict=True):
                yield PromptToken(token, model.spell(token).decode("utf-8", "replace"), logprob)
        else:
            session.read(block)
        yield None


def _likeliest(model: LanguageModel, logprobs: Floats, count: int) -> tuple[Alternative, ...]:
    """Return the `count` likeliest tokens, best first."""
    count = min(count, len(logprobs))
    best = np.argpartition(-logprobs, count - 1)[:count]
    best = best[np.argsort(-logprobs[best], kind="stable")]
    return tuple(
        Alternative(
            token,
            model.spell(token).decode("utf-8", "replace"),
            float(logprobs[token]),
            token in model.special_tokens,
        )
        for token in best.tolist()
    )


class _Text:
    """The text written so far, as far as decoding and stop sequences need it."""

    def __init__(self, stop: tuple[str, ...]) -> None:
        self._stop = tuple(filter(None, stop))
        self._reach = max(map(len, self._stop), default=1) - 1
        self._tail = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.stopped = False

    def add(self, spelling: bytes) -> str:
        """Return the characters that `spelling` completes, up to the end of a stop sequence."""
        return self._until_stop(self._decoder.decode(spelling))

    def mark(self, spelling: bytes) -> str:
        """Return the text of a special token; it is no part of the text that can stop."""
        return self._decoder.decode(b"", final=True) + spelling.decode("utf-8", "replace")

    def finish(self) -> str:
        """Return what is left of a character that was never completed."""
        return self._decoder.decode(b"", final=True)

    def _until_stop(self, added: str) -> str:
        seen = self._tail + added
        ends = [at + len(stop) for stop in self._stop if (at := seen.find(stop)) >= 0]
        if ends:
            self.stopped = True
            return seen[len(self._tail) : min(ends)]
        self._tail = seen[len(seen) - self._reach :] if self._reach else ""
        return added
