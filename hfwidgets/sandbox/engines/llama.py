"""Llama-architecture models in numpy, from a GGUF file: SmolLM2-135M-Instruct and its like.

Grouped-query attention, rotary positions (GGUF's interleaved order), RMS norm, SwiGLU, a cache of
keys and values per text. One text at a time in float32: memory is read once per token, which is
what the speed is bound by. The weights are found by `weights.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines.byte_level import smollm_tokenizer, spellings
from hfwidgets.sandbox.engines.shared import shared
from hfwidgets.sandbox.engines.weights import find_smollm2

if TYPE_CHECKING:
    from hfwidgets.sandbox.engines.gguf_file import GgufFile

Floats = NDArray[np.float32]

# GGUF's kind of a token that stands for no text.
_CONTROL = 3


def load() -> LlamaModel:
    """Load the weights that `find_smollm2` finds.

    Raises:
        FileNotFoundError: There are none.
        ValueError: The file cannot be used.
    """
    path = find_smollm2()
    if path is None:
        raise FileNotFoundError("no GGUF weights found")
    return shared(("llama", path), lambda: LlamaModel(path))


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer's weights; q, k, v in one matrix, gate and up in another, to be read in one go."""

    attention_norm: Floats
    qkv: Floats
    output: Floats
    mlp_norm: Floats
    gate_up: Floats
    down: Floats


@dataclass(frozen=True, slots=True)
class Branches:
    """Where tokens stand in their text, and which earlier ones each must not see.

    `hidden` is (tokens, tokens before and with them).
    """

    places: NDArray[np.int64]
    hidden: NDArray[np.bool_]


def _one_branch(start: int, count: int) -> Branches:
    places = np.arange(start, start + count)
    return Branches(places, np.arange(start + count)[None, :] > places[:, None])


class LlamaModel:
    """A Llama-architecture model.

    Args:
        path: A GGUF file of architecture `llama` with a byte-level BPE vocabulary.

    Raises:
        ImportError: The extra `smollm2` is not installed.
        ValueError: The file is damaged or of another architecture.
    """

    read_size = 32

    def __init__(self, path: Path) -> None:
        # An extra; the n-gram model, which shares modules with this one, goes without.
        from hfwidgets.sandbox.engines.gguf_file import GgufFile

        file = GgufFile(path)
        meta = file.metadata
        for key, value in (("general.architecture", "llama"), ("tokenizer.ggml.model", "gpt2")):
            if meta.get(key) != value:
                raise ValueError(
                    f"{path.name} has {key} {meta.get(key)!r}; only {value!r} is known"
                )
        self._heads = int(meta["llama.attention.head_count"])
        self._kv_heads = int(meta.get("llama.attention.head_count_kv", self._heads))
        self._epsilon = np.float32(meta["llama.attention.layer_norm_rms_epsilon"])
        self._frequency_base = float(meta.get("llama.rope.freq_base", 10000.0))
        self._load_weights(file, int(meta["llama.block_count"]))
        self._load_vocabulary(meta)
        self.chat_template = str(meta.get("tokenizer.chat_template", ""))
        self.max_total_tokens = min(int(meta["llama.context_length"]), 2048)
        self.max_input_tokens = self.max_total_tokens - 1

    def _load_vocabulary(self, meta: dict[str, object]) -> None:
        def listed(key: str) -> list[object]:
            value = meta[f"tokenizer.ggml.{key}"]
            assert isinstance(value, list)
            return value

        tokens = [str(token) for token in listed("tokens")]
        kinds = [int(str(kind)) for kind in listed("token_type")]
        special = frozenset(token for token, kind in enumerate(kinds) if kind == _CONTROL)
        merges = [str(merge) for merge in listed("merges")]
        self._tokenizer = smollm_tokenizer(tokens, special, merges)
        self._spellings = spellings(tokens, special)
        ends = {token for token in special if tokens[token] == "<|endoftext|>"}
        self.end_tokens = frozenset({int(str(meta["tokenizer.ggml.eos_token_id"])), *ends})
        self.special_tokens = special

    def _load_weights(self, file: GgufFile, layers: int) -> None:
        self._embedding = file.tensor("token_embd.weight")
        tied = "output.weight" not in file
        self._head = self._embedding if tied else file.tensor("output.weight")
        self._norm = file.tensor("output_norm.weight")
        self._layers = []
        for number in range(layers):

            def read(name: str, prefix: str = f"blk.{number}") -> Floats:
                return file.tensor(f"{prefix}.{name}.weight")

            self._layers.append(
                _Layer(
                    read("attn_norm"),
                    np.concatenate([read("attn_q"), read("attn_k"), read("attn_v")]),
                    read("attn_output"),
                    read("ffn_norm"),
                    np.concatenate([read("ffn_gate"), read("ffn_up")]),
                    read("ffn_down"),
                )
            )
        self._head_size = self._layers[0].output.shape[1] // self._heads

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return len(self._head)

    def encode(self, text: str) -> list[int]:
        """Split a text into tokens."""
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return tokens

    def spell(self, token: int) -> bytes:
        """Return the bytes of a token."""
        return self._spellings[token]

    def open(self) -> LlamaSession:
        """Begin a text."""
        return LlamaSession(self)

    def new_cache(self, room: int) -> Floats:
        """Return room for keys and values of `room` tokens: (layer, k or v, head, token, size)."""
        shape = (len(self._layers), 2, self._kv_heads, room, self._head_size)
        return np.empty(shape, np.float32)

    def hidden(
        self, tokens: Sequence[int], cache: Floats, start: int, branches: Branches | None = None
    ) -> Floats:
        """Read `tokens` at position `start`, fill the cache, return the last layer's output.

        With `branches` the tokens are several continuations side by side, which do not see each
        other.
        """
        x = self._embedding[np.array(tokens, dtype=np.int64)]
        if branches is None:
            branches = _one_branch(start, len(tokens))
        turns = self._turns(branches.places)
        for layer, kept in zip(self._layers, cache, strict=True):
            x = x + self._attend(
                layer, self._rms(x, layer.attention_norm), kept, start, turns, branches.hidden
            )
            x = x + self._feed_forward(layer, self._rms(x, layer.mlp_norm))
        return self._rms(x, self._norm)

    def predict(self, hidden: Floats) -> NDArray[np.float64]:
        """Return log-probabilities over the vocabulary for each row of `hidden`."""
        logits = (hidden @ self._head.T).astype(np.float64)
        logits -= logits.max(axis=-1, keepdims=True)
        result: NDArray[np.float64] = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        return result

    def _rms(self, x: Floats, weight: Floats) -> Floats:
        scale = np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + self._epsilon)
        result: Floats = x / scale * weight
        return result

    def _turns(self, places: NDArray[np.int64]) -> NDArray[np.complex64]:
        """Return the rotations of the positions: (count, 1, half a head)."""
        half = self._head_size // 2
        frequencies = self._frequency_base ** (-np.arange(half) / half)
        angles = np.outer(places, frequencies)
        return np.exp(1j * angles).astype(np.complex64)[:, None, :]

    def _attend(
        self,
        layer: _Layer,
        x: Floats,
        kept: Floats,
        start: int,
        turns: NDArray[np.complex64],
        later: NDArray[np.bool_],
    ) -> Floats:
        count, size, groups = len(x), self._head_size, self._kv_heads
        stop = start + count
        packed = (x @ layer.qkv.T).reshape(count, self._heads + 2 * groups, size)
        turned = packed[:, : self._heads + groups].reshape(count, -1, size).copy()
        turned = (turned.view(np.complex64) * turns).view(np.float32)
        kept[0, :, start:stop] = turned[:, self._heads :].transpose(1, 0, 2)
        kept[1, :, start:stop] = packed[:, self._heads + groups :].transpose(1, 0, 2)
        # (group, token * heads of the group, size), so that one product serves a group.
        shared = self._heads // groups
        queries = turned[:, : self._heads].reshape(count, groups, shared, size)
        queries = queries.transpose(1, 0, 2, 3).reshape(groups, count * shared, size)
        scores = queries @ kept[0, :, :stop].transpose(0, 2, 1) * np.float32(size**-0.5)
        if count > 1:
            scores[:, np.repeat(later, shared, axis=0)] = -np.inf
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ kept[1, :, :stop]).reshape(groups, count, shared, size)
        result: Floats = mixed.transpose(1, 0, 2, 3).reshape(count, -1) @ layer.output.T
        return result

    def _feed_forward(self, layer: _Layer, x: Floats) -> Floats:
        gate, up = np.split(x @ layer.gate_up.T, 2, axis=-1)
        result: Floats = (gate / (1 + np.exp(-gate)) * up) @ layer.down.T
        return result


class LlamaSession:
    """A text of a Llama model: its cache and the output at its last token."""

    def __init__(self, model: LlamaModel) -> None:
        self._model = model
        self._cache = model.new_cache(64)
        self._length = 0
        self._last: Floats | None = None

    def read(self, tokens: Sequence[int]) -> None:
        """Take `tokens` as the text's continuation."""
        if tokens:
            self._last = self._advance(tokens)[-1:]

    def judge(self, tokens: Sequence[int]) -> list[float | None]:
        """Read `tokens` and return the log-probability each had."""
        before = self._last
        hidden = self._advance(tokens)
        self._last = hidden[-1:]
        rows = hidden[:-1] if before is None else np.concatenate([before, hidden[:-1]])
        following = tokens[1:] if before is None else tokens
        judged = self._model.predict(rows)[
            np.arange(len(following)), np.array(following, dtype=np.int64)
        ]
        start: list[float | None] = [None] if before is None else []
        return start + [float(value) for value in judged]

    def logprobs(self) -> NDArray[np.float64]:
        """Return the log-probability of every token to come next."""
        if self._last is None:
            raise ValueError("a Llama text needs at least one token before it can be continued")
        row: NDArray[np.float64] = self._model.predict(self._last)[0]
        return row

    def compare(self, continuations: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each continuation's tokens but the first.

        They are read side by side; the text itself stays as it is.
        """
        before = self._length
        lengths = [len(one) for one in continuations]
        tokens = [token for one in continuations for token in one]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        places = before + np.concatenate([np.arange(length) for length in lengths])
        # A token sees the text, and of its own continuation what stands before it.
        hidden = np.zeros((len(tokens), before + len(tokens)), bool)
        hidden[:, before:] = (owner[None, :] != owner[:, None]) | (places[None] > places[:, None])
        cache = self._model.new_cache(before + len(tokens))
        cache[:, :, :, :before] = self._cache[:, :, :, :before]
        found = self._model.hidden(tokens, cache, before, Branches(places, hidden))
        starts = places > before
        rows = np.flatnonzero(starts)
        sums = np.zeros(len(lengths))
        if len(rows):
            logprobs = self._model.predict(found[rows - 1])
            judged = logprobs[np.arange(len(rows)), np.array(tokens, np.int64)[rows]]
            np.add.at(sums, owner[rows], judged)
        return [float(value) for value in sums]

    def _advance(self, tokens: Sequence[int]) -> Floats:
        needed = self._length + len(tokens)
        if needed > self._cache.shape[3]:
            wider = self._model.new_cache(max(needed, 2 * self._cache.shape[3]))
            wider[:, :, :, : self._length] = self._cache[:, :, :, : self._length]
            self._cache = wider
        hidden = self._model.hidden(tokens, self._cache, self._length)
        self._length = needed
        return hidden
