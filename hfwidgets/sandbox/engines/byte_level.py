"""Byte-level BPE as in GPT-2 and SmolLM2: text to tokens and tokens to bytes, without loss."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def byte_letters() -> dict[int, str]:
    """Return GPT-2's printable stand-in for each byte (its `bytes_to_unicode`)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {code: chr(code) for code in printable}
    rest = [code for code in range(256) if code not in letters]
    return letters | {code: chr(256 + number) for number, code in enumerate(rest)}


def spellings(tokens: Sequence[str], special: Collection[int]) -> list[bytes]:
    """Return the bytes of tokens in GPT-2's letters; special ones are spelled as they stand.

    Raises:
        ValueError: A letter is none of them.
    """
    letters = byte_letters()
    codes = dict.fromkeys(range(256), "\ufffd")  # which is no byte
    codes |= {ord(letter): chr(code) for code, letter in letters.items()}
    return [
        token.encode() if token_id in special else token.translate(codes).encode("latin-1")
        for token_id, token in enumerate(tokens)
    ]


def smollm_tokenizer(
    tokens: Sequence[str], special: Collection[int], merges: Sequence[str]
) -> Tokenizer:
    """Return SmolLM2's tokenizer: digits one by one, then GPT-2's pattern.

    Args:
        tokens: The tokens' texts, in GPT-2's letters; special ones as they are.
        special: The ids of those that are recognised in a text.
        merges: The merges, "left right", best first.

    Raises:
        ImportError: The extra `smollm2` is not installed.
    """
    from tokenizers import AddedToken, Tokenizer, models
    from tokenizers.pre_tokenizers import ByteLevel, Digits
    from tokenizers.pre_tokenizers import Sequence as Steps

    pairs = [(left, right) for left, _, right in (merge.partition(" ") for merge in merges)]
    found = Tokenizer(models.BPE({text: token_id for token_id, text in enumerate(tokens)}, pairs))
    found.pre_tokenizer = Steps([Digits(individual_digits=True), ByteLevel(add_prefix_space=False)])
    found.add_special_tokens([AddedToken(tokens[i], normalized=False) for i in sorted(special)])
    return found
