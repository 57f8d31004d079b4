"""A transformers language model from a local folder, as `generation.py` drives models.

The pipeline for text generation neither streams nor tells log-probabilities; the model does.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines.byte_level import spellings
from hfwidgets.sandbox.engines.chat import Message
from hfwidgets.sandbox.engines.transformers_pipeline import stay_offline

Floats = NDArray[np.float64]

_MOST_TOKENS = 4096
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


def load(argument: str) -> CausalModel:
    """Load the model of "task=folder", without asking anybody for anything.

    Raises:
        ImportError: transformers or torch is not installed.
        OSError: The folder has no model that can be read.
        ValueError: The model is of a kind that does not write text.
    """
    stay_offline()
    return CausalModel(argument.partition("=")[2])


class CausalModel:
    """A language model of a folder.

    Args:
        folder: Where its weights and its tokenizer are.
    """

    read_size = 64

    def __init__(self, folder: str) -> None:
        transformers = importlib.import_module("transformers")
        local = {"local_files_only": True, "trust_remote_code": False}
        self._tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **local)
        self._model = transformers.AutoModelForCausalLM.from_pretrained(folder, **local).eval()
        ends = self._model.generation_config.eos_token_id
        ends = self._tokenizer.eos_token_id if ends is None else ends
        self.end_tokens = frozenset(ends if isinstance(ends, list) else {ends} - {None})
        self.special_tokens = frozenset(self._tokenizer.all_special_ids) | self.end_tokens
        room = getattr(self._model.config, "max_position_embeddings", None) or _MOST_TOKENS
        self.max_total_tokens = min(room, _MOST_TOKENS)
        self.max_input_tokens = self.max_total_tokens - 1
        self._spellings = _spellings(self._tokenizer, self._model.config.vocab_size)

    def encode(self, text: str) -> list[int]:
        """Split a text into tokens, with the marks that the model wants around it."""
        begins = self._tokenizer.bos_token
        marked = bool(begins) and text.startswith(begins)
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=not marked)
        ends = self._tokenizer.eos_token
        if len(tokens) > 1 and tokens[-1] in self.end_tokens and not text.endswith(ends or ""):
            # A mark that the tokenizer puts behind every text would have the model begin another.
            del tokens[-1]
        return tokens

    def spell(self, token: int) -> bytes:
        """Return the bytes of a token."""
        return self._spellings[token]

    def open(self) -> CausalSession:
        """Begin a text."""
        return CausalSession(self._model)

    def write_prompt(self, messages: Sequence[Message], continues: bool = False) -> str | None:
        """Return a conversation in the model's own form; None if it was trained on none.

        With `continues` the last message is the beginning of the answer.
        """
        if not self._tokenizer.chat_template:
            return None
        said = [{"role": one.role, "content": one.content} for one in messages]
        prompt: str = self._tokenizer.apply_chat_template(
            said,
            tokenize=False,
            add_generation_prompt=not continues,
            **({"continue_final_message": True} if continues else {}),
        )
        return prompt


class CausalSession:
    """A text: what the model keeps of it, and its scores for what comes next."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._kept: Any = None
        self._last: Floats | None = None

    def read(self, tokens: Sequence[int]) -> None:
        """Take `tokens` as the text's continuation."""
        if tokens:
            self._last = self._advance(tokens)[-1]

    def judge(self, tokens: Sequence[int]) -> list[float | None]:
        """Read `tokens` and return the log-probability each had."""
        before, rows = self._last, self._advance(tokens)
        self._last = rows[-1]
        ahead = [before, *rows[:-1]]
        return [
            None if row is None else float(row[token])
            for row, token in zip(ahead, tokens, strict=True)
        ]

    def logprobs(self) -> Floats:
        """Return the log-probability of every token to come next."""
        if self._last is None:
            raise ValueError("a text needs at least one token before it can be continued")
        return self._last

    def _advance(self, tokens: Sequence[int]) -> Floats:
        torch = importlib.import_module("torch")
        with torch.inference_mode():
            output = self._model(
                input_ids=torch.tensor([list(tokens)]), past_key_values=self._kept, use_cache=True
            )
            self._kept = output.past_key_values
            rows: Floats = output.logits[0].double().log_softmax(-1).numpy()
        return rows


def _spellings(tokenizer: Any, size: int) -> list[bytes]:
    """Return the bytes of all tokens; a vocabulary may have more rows than tokens."""
    added = {token_id: str(token) for token_id, token in tokenizer.added_tokens_decoder.items()}
    count = min(size, len(tokenizer))
    pieces = tokenizer.convert_ids_to_tokens(list(range(count)))
    pieces = [added.get(token_id, piece or "") for token_id, piece in enumerate(pieces)]
    backend = getattr(tokenizer, "backend_tokenizer", None)
    decoder = json.dumps(json.loads(backend.to_str()).get("decoder")) if backend else ""
    if "ByteLevel" in decoder:
        found = spellings(pieces, added)
    else:
        found = [
            piece.encode() if token_id in added else _spelled(piece)
            for token_id, piece in enumerate(pieces)
        ]
    return found + [b""] * (size - count)


def _spelled(piece: str) -> bytes:
    """Return the bytes of a piece of SentencePiece, which writes a space as a low line."""
    code = _BYTE.fullmatch(piece)
    return bytes([int(code[1], 16)]) if code else piece.replace("\u2581", " ").encode()
