"""Reading the tokens of any answer, and what their probabilities say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hfwidgets.tasks.token_records import (
    TokenReader,
    TokenRecord,
    content_of,
    field_of,
    id_of,
    listed,
    logprob_of,
    text_of,
)

NO_TOKENS = (
    "{value} has no tokens: it is an answer of text_generation(..., details=True), a list of what "
    "its stream gave, or an answer of chat_completion(..., logprobs=True)"
)


def tokens_of(output: Any, *, answer: int = 0) -> list[TokenRecord]:
    """Return the tokens of an answer, with what the server told of their probabilities.

    What it told nothing of has None: text without any log-probability is one token. Those of the
    prompt, where they are told of (`decoder_input_details=True`), come first.

    Args:
        output: A `TextGenerationResponse` or its details, a `ChatCompletionOutput`, a list of the
            events of a stream of either, the JSON that servers send for these, the objects that
            other libraries make of it, a text, or a widget that has generated one.
        answer: Which of several answers: a choice of a chat; of `best_of` texts 0 is the best.

    Returns:
        Records, in their order.

    Raises:
        ValueError: It is no answer, or has no such one.

    Example:
        >>> output = client.text_generation("The sky is", details=True, top_n_tokens=3)
        >>> [(one.text, one.probability, one.rank) for one in tokens_of(output)]
        [(' blue', 0.62, 1), (' today', 0.08, 2)]
    """
    if isinstance(output, str):
        return [TokenRecord(0, output, None)] if output else []
    value = _answer_in(output)
    if isinstance(value, (list, tuple)):
        return _of_list(value, answer)
    if isinstance(value, str):
        return tokens_of(value)
    if field_of(value, "choices") is not None:
        return _of_choices(value, answer)
    details = field_of(value, "details")
    text = field_of(value, "generated_text")
    for one in (details, value):
        if one is not None and field_of(one, "tokens") is not None:
            return _of_details(one, text, answer)
    told = field_of(value, "logprobs")
    if isinstance(told, list):  # a message of a conversation
        return _of_choices({"choices": [{"message": value, "logprobs": {"content": told}}]}, 0)
    if _is_event(value):
        return list(TokenReader().read(value))
    if isinstance(text, str):
        return tokens_of(text)
    raise ValueError(NO_TOKENS.format(value=f"{output!r:.80}"))


def _answer_in(output: Any) -> Any:
    """Return the answer that a widget has, or the value itself."""
    if isinstance(getattr(type(output), "task", None), str):
        details, result = getattr(output, "details", None), getattr(output, "result", None)
        return result if details is None or isinstance(details, (bool, str)) else details
    return output


def _is_event(value: Any) -> bool:
    token = field_of(value, "token")
    return token is not None and not isinstance(token, str)


def _of_list(values: Sequence[Any], answer: int) -> list[TokenRecord]:
    """Return the tokens of a stream's events, of a list with one answer, or of bare tokens."""
    if all(isinstance(one, TokenRecord) for one in values):
        return list(values)
    if all(isinstance(one, str) for one in values):  # a stream without details
        return [TokenRecord(place, one, None) for place, one in enumerate(values)]
    reader = TokenReader(answer)
    if any(_is_event(one) or field_of(one, "choices") is not None for one in values):
        records = [record for event in values for record in reader.read(event)]
        texts = (field_of(event, "generated_text") for event in values)
        whole = next((text for text in texts if isinstance(text, str)), None)
        return completed(records, whole)
    if len(values) == 1 and field_of(values[0], "generated_text") is not None:
        return tokens_of(values[0], answer=answer)
    if values and all(field_of(one, "text") is not None for one in values):
        return [reader.token(one) for one in values]
    raise ValueError(NO_TOKENS.format(value=f"{values!r:.80}"))


def _of_choices(value: Any, answer: int) -> list[TokenRecord]:
    choices = listed(field_of(value, "choices"))
    if not choices and not answer:
        return []
    if not 0 <= answer < len(choices):
        raise ValueError(f"answer is {answer}; there are {len(choices)} choices, from 0")
    choice = choices[answer]
    return completed(list(TokenReader().choice(choice)), content_of(choice))


def _of_details(details: Any, text: Any, answer: int) -> list[TokenRecord]:
    if answer:
        others = listed(field_of(details, "best_of_sequences"))
        if not 0 < answer <= len(others):
            raise ValueError(f"answer is {answer}; there are {len(others) + 1} texts, from 0")
        other = others[answer - 1]
        return _of_details(other, field_of(other, "generated_text"), 0)
    prefill = listed(field_of(details, "prefill"))
    prompt = [
        TokenRecord(
            place - len(prefill),
            text_of(field_of(one, "text")),
            logprob_of(field_of(one, "logprob")),
            id_of(field_of(one, "id")),
            prompt=True,
        )
        for place, one in enumerate(prefill)
    ]
    tops = listed(field_of(details, "top_tokens"))
    reader = TokenReader()
    tokens = [
        reader.token(one, tops[place] if place < len(tops) else None)
        for place, one in enumerate(listed(field_of(details, "tokens")))
    ]
    return prompt + completed(tokens, text)


def completed(records: list[TokenRecord], text: Any) -> list[TokenRecord]:
    """Return the records, with what a text has beyond them as one whose probability is not told."""
    if not isinstance(text, str) or not text:
        return records
    spelled = spelling(records)
    if len(text) > len(spelled) and text.startswith(spelled) and not text.endswith(spelled):
        rest = TokenRecord(len(records), text[len(spelled) :], None)
        return [*records, rest]
    if not spelled:
        return [*records, TokenRecord(len(records), text, None)]
    return records


def spelling(records: Iterable[TokenRecord]) -> str:
    """Return the generated text that records spell: without the prompt and special tokens."""
    return "".join(one.text for one in records if not one.special and not one.prompt)


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """What the probabilities of a text's tokens say together.

    Attributes:
        tokens: How many were generated.
        known: Of how many of them the probability is told.
        perplexity: `exp` of minus their mean log-probability: from 1 (sure of each) to infinity;
            None where none is known.
        entropy: Mean entropy in bits where alternatives are told of, at least: those that are not
            told of count as one. None without any.
        entropy_tokens: At how many places alternatives are told of.
        coverage: Mean probability of what is told of there, at most 1.
        prompt_tokens: Tokens of the prompt whose probability is told.
        prompt_perplexity: Of these, or None.
    """

    tokens: int = 0
    known: int = 0
    perplexity: float | None = None
    entropy: float | None = None
    entropy_tokens: int = 0
    coverage: float | None = None
    prompt_tokens: int = 0
    prompt_perplexity: float | None = None


class TokenStatistics:
    """Sums up tokens as they come."""

    def __init__(self, records: Iterable[TokenRecord] = ()) -> None:
        """Take the first tokens."""
        self._tokens = 0
        self._sums = {False: [0, 0.0], True: [0, 0.0]}  # of the text, of the prompt
        self._entropy = [0, 0.0, 0.0]
        self.add(records)

    def add(self, records: Iterable[TokenRecord]) -> TokenStatistics:
        """Take more tokens."""
        for one in records:
            self._tokens += not one.prompt
            if one.logprob is not None:
                sums = self._sums[one.prompt]
                sums[0] += 1
                sums[1] += one.logprob
            entropy = one.entropy
            if entropy is not None and not one.prompt:
                self._entropy[0] += 1
                self._entropy[1] += entropy
                self._entropy[2] += one.coverage or 0.0
        return self

    def summary(self) -> TokenSummary:
        """Return what they say together."""
        known, prompt = int(self._sums[False][0]), int(self._sums[True][0])
        places = int(self._entropy[0])
        return TokenSummary(
            self._tokens,
            known,
            _perplexity(known, self._sums[False][1]),
            self._entropy[1] / places if places else None,
            places,
            self._entropy[2] / places if places else None,
            prompt,
            _perplexity(prompt, self._sums[True][1]),
        )


def summary_of(records: Iterable[TokenRecord]) -> TokenSummary:
    """Return what the probabilities of tokens say together."""
    return TokenStatistics(records).summary()


def _perplexity(count: int, total: float) -> float | None:
    if not count:
        return None
    try:
        return math.exp(-total / count)
    except OverflowError:
        return math.inf


def renumbered(records: Iterable[TokenRecord], start: int = 0) -> list[TokenRecord]:
    """Return generated tokens with positions from `start` on."""
    return [replace(one, position=place) for place, one in enumerate(records, start)]
