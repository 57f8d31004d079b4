"""Where the token comes from."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.wire import token as module
from hfwidgets.wire.token import resolve


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setattr(module, "_colab_secret", [])
    (tmp_path / "hf").mkdir()
    return tmp_path / "hf"


class Colab:
    """A vault that counts how often it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked = 0

    def get(self, name: str) -> Any:
        assert name == "HF_TOKEN"
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        colab: Any = types.ModuleType("google.colab")
        colab.userdata = self
        google = sys.modules.get("google") or types.ModuleType("google")
        monkeypatch.setitem(sys.modules, "google", google)
        monkeypatch.setitem(sys.modules, "google.colab", colab)


@pytest.mark.parametrize("text", ["hf_x", "Bearer y", "a b"])
def test_a_token_given_is_taken_as_it_is(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize("text", ["", " ", "   "])
def test_a_token_of_nothing_is_none(text: str) -> None:
    assert resolve(text) is None


def test_none_is_stored_so_none_is_sent() -> None:
    assert resolve(None) is None


def test_a_token_is_required_and_none_is_stored() -> None:
    with pytest.raises(errors.LocalTokenNotFoundError, match="no token is stored"):
        resolve(True)
    assert issubclass(errors.LocalTokenNotFoundError, OSError)


def test_false_sends_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    assert resolve(False) is None


@pytest.mark.parametrize("token", [5, b"hf_x", ["hf_x"], 0])
def test_a_token_of_another_type_is_refused_unseen(token: Any) -> None:
    with pytest.raises(TypeError, match="token is of type") as caught:
        resolve(token)
    assert "hf_x" not in str(caught.value)


@pytest.mark.parametrize("token", ["hf_x\n", "a\r\nX: y", "hf_\u00e9", "\ud800"])
def test_a_token_that_no_header_can_carry_is_refused_unseen(token: str) -> None:
    with pytest.raises(ValueError, match="not shown") as caught:
        resolve(token)
    assert token not in str(caught.value)


def test_the_sources_have_an_order(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    (home / "token").write_text(" hf_file\n")
    assert resolve(None) == "hf_file"
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "hf_old")
    assert resolve(None) == "hf_old"
    monkeypatch.setenv("HF_TOKEN", " hf_new\r\n")
    assert resolve(None) == resolve(True) == "hf_new"
    Colab("hf_colab").install(monkeypatch)
    assert resolve(None) == "hf_colab"


def test_a_blank_variable_hides_the_older_one(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    (home / "token").write_text("hf_file")
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "hf_old")
    monkeypatch.setenv("HF_TOKEN", "")
    assert resolve(None) == "hf_old"
    monkeypatch.setenv("HF_TOKEN", "  ")
    assert resolve(None) == "hf_file"


def test_the_file_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("hf_mine")
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "mine"))
    assert resolve(None) == "hf_mine"
    monkeypatch.delenv("HF_TOKEN_PATH")
    monkeypatch.delenv("HF_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "huggingface").mkdir()
    (tmp_path / "huggingface" / "token").write_text("hf_cache")
    assert resolve(None) == "hf_cache"


def test_a_file_that_cannot_be_read_is_none(home: Path) -> None:
    (home / "token").write_bytes(b"\xff\xfe")
    assert resolve(None) is None
    (home / "token").unlink()
    (home / "token").mkdir()
    assert resolve(None) is None


@pytest.mark.parametrize("answer", [RuntimeError("refused"), None, ""])
def test_a_refusal_in_colab_means_none_and_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    colab = Colab(answer)
    colab.install(monkeypatch)
    assert resolve(None) is None
    assert resolve(None) is None
    assert colab.asked == 1


@pytest.mark.parametrize("yes", ["1", "on", "Yes", "TRUE"])
def test_implicit_tokens_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, yes: str) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", yes)
    assert resolve(None) is None
    assert resolve(True) == "hf_x"
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "no")
    assert resolve(None) == "hf_x"
