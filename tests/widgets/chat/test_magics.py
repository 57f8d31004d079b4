"""`%%chat` and `%%generate` in a notebook's shell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

import hfwidgets
from hfwidgets import Chat, InferenceClient, Sandbox
from hfwidgets.widgets import magics
from tests.widgets.conftest import until


@pytest.fixture
def shell(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A shell that knows the magics, with a client of the sandbox."""
    made = InteractiveShell()
    shown: list[Any] = []
    monkeypatch.setattr(magics, "display", shown.append)
    made.user_ns["client"] = InferenceClient("sandbox/ngram-topics", endpoint=sandbox.url)
    made.user_ns["shown"] = shown
    hfwidgets.load_ipython_extension(made)
    yield made
    for one in shown:
        one.close()


def test_a_cell_is_sent_and_its_answer_is_in_a_variable(shell: Any) -> None:
    shell.run_cell_magic("chat", "reply --client client --max-tokens 6 --seed 3", "one?\n")
    chat = shell.user_ns["chat"]
    assert shell.user_ns["shown"] == [chat]
    assert chat.messages[0] == {"role": "user", "content": "one?"}
    assert shell.user_ns["reply"] == chat.text != ""
    assert (chat.max_tokens, chat.seed) == (6, 3)


def test_the_next_cell_goes_on_with_the_conversation_or_begins_another(shell: Any) -> None:
    shell.run_cell_magic("chat", "--client client --max-tokens 4", "one?")
    first = shell.user_ns["chat"]
    shell.run_cell_magic("chat", "", "two?")
    assert shell.user_ns["chat"] is first
    assert [one["content"] for one in first.messages][::2] == ["one?", "two?"]
    shell.run_cell_magic("chat", "--new --client client --system='Be short.'", "three?")
    assert shell.user_ns["chat"] is not first
    assert shell.user_ns["chat"].messages[0]["content"] == "Be short."
    assert shell.user_ns["answer"] == shell.user_ns["chat"].text


def test_a_cell_is_continued(shell: Any) -> None:
    options = "text --client client --max-new-tokens 5 --stop-sequences a --stop-sequences b"
    shell.run_cell_magic("generate", options, "A function is\n")
    (widget,) = shell.user_ns["shown"]
    assert widget.prompt == "A function is"
    assert widget.stop_sequences == ["a", "b"]
    assert shell.user_ns["text"] == widget.text


def test_a_flag_needs_no_value(shell: Any) -> None:
    shell.run_cell_magic("generate", "--do-sample text --client client --max-new-tokens=3", "A")
    assert shell.user_ns["shown"][0].do_sample is True
    assert shell.user_ns["text"]


def test_a_cell_that_does_not_wait_leaves_its_variable_later(shell: Any) -> None:
    shell.run_cell_magic("chat", "late --no-wait --client client --max-tokens 4", "one?")
    until(lambda: "late" in shell.user_ns)
    assert shell.user_ns["late"] == shell.user_ns["chat"].text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--temprature 1", "--temperature"),
        ("--temperature hot", "'hot'"),
        ("--temperature", "no value"),
        ("2nd", "no name of a variable"),
        ("--client nobody", "no variable 'nobody'"),
        ("--messages x", "no option"),
    ],
)
def test_what_is_wrong_is_told_without_a_traceback(shell: Any, line: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        shell.run_cell_magic("chat", line, "one?")
    assert "chat" not in shell.user_ns


def test_an_empty_cell_and_a_failed_call_are_told(shell: Any) -> None:
    with pytest.raises(UsageError, match="write something"):
        shell.run_cell_magic("chat", "--client client", "  \n")
    with pytest.raises(UsageError, match=r"no such model|not exist|404"):
        shell.run_cell_magic("chat", "--client client --model nobody/nothing", "one?")
    assert isinstance(shell.user_ns["chat"], Chat)
