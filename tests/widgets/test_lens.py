"""The lens over tokens: what it reads, follows, tells its page, and how a text goes on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from hfwidgets import Chat, InferenceClient, Sandbox, TextGeneration, TokenLens, tokens_of
from hfwidgets.widgets.engine import bundles
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, until
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.streams import written

MESSAGES = [{"role": "user", "content": "When an exception occurs,"}]


@pytest.fixture(autouse=True)
def _front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "loader", lambda: "")
    monkeypatch.setattr(bundles, "parts_of", lambda bundle: (bundle,))
    monkeypatch.setattr(bundles, "packed", lambda bundle: b"")


class Seen:
    """A lens, and what a view of it shows: it takes every message as it comes."""

    def __init__(self, lens: TokenLens) -> None:
        self.lens = lens
        self.messages: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.branch = 0
        lens.send = self._take
        self.asks(kind="snapshot", view="v")

    def _take(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.messages.append({**content, "buffers": buffers or []})
        if content["kind"] != "tokens":
            return
        words = np.frombuffer(buffers[0], "<u4")
        if content["branch"] != self.branch:
            assert content["start"] == 0
            self.branch, self.texts = content["branch"], []
        assert content["start"] <= len(self.texts), "a gap"
        self.texts[content["start"] :] = [content["words"][one] for one in words]
        assert content["count"] == len(words)

    def asks(self, **content: Any) -> None:
        self.lens._handle_custom_msg(content, [])

    @property
    def text(self) -> str:
        return "".join(self.texts)


@pytest.fixture
def look(sandbox: Sandbox) -> Iterator[Callable[..., Seen]]:
    made: list[Any] = []

    def at(*source: Any, **options: Any) -> Seen:
        options.setdefault("client", InferenceClient(NGRAM, endpoint=sandbox.url))
        made.append(TokenLens(*source, **options))
        return Seen(made[-1])

    yield at
    for one in made:
        one.close()


def test_a_lens_generates_with_alternatives_and_its_page_sees_each_token(look: Any) -> None:
    seen = look(prompt="A function is", max_new_tokens=12)
    assert seen.lens.can_run
    text = seen.lens.run().wait(PATIENCE)
    assert text == seen.lens.text == seen.text
    assert [one.position for one in seen.lens.tokens] == list(range(len(seen.texts)))
    assert all(len(one.alternatives) == 5 for one in seen.lens.tokens)
    row = seen.lens.outline[-1]
    assert row["summary"]["perplexity"] == pytest.approx(seen.lens.summary.perplexity)
    assert (row["status"], row["finish_reason"], seen.lens.status) == ("done", "length", "done")


def test_a_text_goes_on_from_a_token_with_a_new_seed(look: Any) -> None:
    lens = look(prompt="A function is", max_new_tokens=8, temperature=1.5, seed=1).lens
    first = lens.run().wait(PATIENCE)
    lens.cut(3).wait(PATIENCE)
    second = lens.branches[1]
    assert (second.parent, second.at, second.chosen, second.kept) == (1, 3, None, 3)
    assert second.tokens[:3] == lens.branches[0].tokens[:3]
    assert second.generated == 3 + 8
    assert second.seed not in (None, 1)
    assert lens.branch == 2
    lens.branch = 1
    assert lens.text == first
    assert lens.cut(3, branch=2, seed=second.seed).wait(PATIENCE) == second.text


def test_a_text_of_likeliest_tokens_is_drawn_where_it_is_cut_and_says_so(look: Any) -> None:
    lens = look(prompt="A function is", max_new_tokens=8).lens
    lens.run().wait(PATIENCE)
    assert "drawn at random" in (lens.cut(2).notice or "")
    lens.wait(PATIENCE)
    assert lens.branches[1].seed is not None


@pytest.mark.parametrize("by", ["rank", "text"])
def test_a_text_goes_on_with_an_alternative_and_stays_likeliest(look: Any, by: str) -> None:
    lens = look(prompt="A function is", max_new_tokens=8).lens
    lens.run().wait(PATIENCE)
    wanted = lens.tokens[2].alternatives[1]
    lens.cut(2, 2 if by == "rank" else wanted.text).wait(PATIENCE)
    branch = lens.branches[1]
    put = branch.tokens[2]
    assert (put.text, put.rank, branch.chosen, branch.kept) == (wanted.text, 2, wanted.text, 3)
    assert branch.notice is None
    assert all(one.rank == 1 for one in branch.tokens[3:])


def test_the_request_of_a_branch_is_prompt_and_kept_tokens(
    look: Any, server: ScriptedServer
) -> None:
    tokens = [
        {"id": 1, "text": " a", "logprob": -1.0, "special": False},
        {"id": 2, "text": "", "logprob": -1.0, "special": False},
        {"id": 3, "text": "😀", "logprob": -1.0, "special": False},
    ]
    asked: list[Any] = []

    def reply(request: Asked) -> Reply:
        asked.append(request.json)
        end = {"finish_reason": "length", "generated_tokens": 1, "seed": 5}
        event = {"token": tokens[0], "generated_text": " a", "details": end}
        return Reply.of_events(*written([event]))

    server.play(reply)
    client = InferenceClient("m", endpoint=server.url)
    lens = look({"tokens": tokens}, prompt="Look:", client=client, top_p=0.5).lens
    lens.cut(2, seed=7).wait(PATIENCE)  # in the middle of a character
    assert asked[0]["inputs"] == "Look: a"
    parameters = asked[0]["parameters"]
    assert (parameters["seed"], parameters["top_p"], parameters["details"]) == (7, 0.5, True)
    assert parameters["return_full_text"] is False
    assert lens.text == " a a"
    assert lens.branches[1].kept == 1


def test_a_chat_is_answered_and_goes_on_in_its_last_message(
    look: Any, server: ScriptedServer
) -> None:
    asked: list[Any] = []

    def reply(request: Asked) -> Reply:
        asked.append(request.json)
        told = {"content": [{"token": "Hi", "logprob": -0.1, "top_logprobs": []}]}
        choice = {"index": 0, "delta": {"content": "Hi"}, "logprobs": told, "finish_reason": "stop"}
        return Reply.of_events(*written([{"choices": [choice]}]))

    server.play(reply)
    client = InferenceClient("m", endpoint=server.url)
    lens = look(messages=MESSAGES, client=client, temperature=0.0).lens
    lens.run().wait(PATIENCE)
    assert (asked[0]["logprobs"], asked[0]["top_logprobs"], asked[0]["stream"]) == (True, 5, True)
    lens.cut(1).wait(PATIENCE)
    assert asked[1]["messages"] == [*MESSAGES, {"role": "assistant", "content": "Hi"}]
    assert asked[1]["continue_final_message"] is True
    assert (asked[1]["temperature"], lens.text) == (1.0, "HiHi")


def test_a_special_alternative_ends_the_text_without_a_call(look: Any) -> None:
    end = {"id": 0, "text": "<end>", "logprob": -0.5, "special": True}
    half = {"id": 9, "text": "\ufffd", "logprob": -0.5, "special": False}
    token = {"id": 1, "text": "a", "logprob": -1.0, "special": False}
    answer = {"tokens": [token], "top_tokens": [[end, half, token]]}
    lens = look(answer, prompt="x").lens
    lens.cut(0, "<end>")
    assert (lens.status, lens.branches[1].text, lens.control.run) == ("done", "", None)
    with pytest.raises(ValueError, match="part of a character"):
        lens.cut(0, "\ufffd", branch=1)


def test_the_runs_of_a_widget_are_followed(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    w = TextGeneration(NGRAM, client=client, prompt="A", max_new_tokens=30)
    w.top_n_tokens = 3
    seen = Seen(w.lens())
    w.run().wait(PATIENCE)
    until(lambda: seen.lens.status == "done")
    assert seen.text == w.text
    assert all(len(one.alternatives) == 3 for one in seen.lens.tokens)
    assert seen.lens.cut(2, 2).wait(PATIENCE).startswith(w.text[:1])
    w.run(prompt="B", decoder_input_details=True).wait(PATIENCE)
    until(lambda: len(seen.lens.branches) == 3 and seen.lens.status == "done")
    assert [one.prompt for one in seen.lens.tokens][:2] == [True, False]
    assert seen.lens.branches[2].prompt == "B"
    seen.lens.close()
    w.run().wait(PATIENCE)
    assert len(seen.lens.branches) == 3
    w.close()


def test_a_run_of_a_widget_that_fails_is_told_as_its_card(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    w = TextGeneration(f"{NGRAM}@status=500", client=client, prompt="A")
    lens = w.lens()
    w.run()
    until(lambda: lens.status == "error")
    assert lens.problem["title"] == w.problem["title"]
    assert lens.problem["can_retry"] is False
    assert "Failed" in lens.to_markdown()
    w.close()
    lens.close()


def test_a_view_that_comes_late_gets_all_of_the_branch_that_is_shown(look: Any) -> None:
    lens = look(prompt="A function is", max_new_tokens=8).lens
    lens.run().wait(PATIENCE)
    lens.cut(2, 2).wait(PATIENCE)
    late = Seen(lens)
    assert late.text == lens.text
    late.asks(kind="show", id="1", branch=1)
    late.asks(kind="snapshot", view="v")
    assert late.text == lens.branches[0].text
    assert late.messages[-1]["prompt"] == "A function is"


def test_columns_hold_every_odd_number(look: Any) -> None:
    tokens = [
        {"id": 1, "text": "\ud83d", "logprob": -math.inf, "special": True},
        {"text": "x" * 5000, "logprob": None},
        {"id": 3, "text": "b", "logprob": -1e300},
    ]
    prefill = [{"id": 7, "text": "p", "logprob": None}]
    seen = look({"tokens": tokens, "prefill": prefill})
    last = seen.messages[-1]
    assert list(np.frombuffer(last["buffers"][4], "u1")) == [2, 1, 0, 0]
    logprobs = np.frombuffer(last["buffers"][1], "<f4")
    assert np.isnan(logprobs[[0, 2]]).all()
    assert np.isneginf(logprobs[[1, 3]]).all()
    assert seen.texts[1] == "\ufffd"
    assert len(seen.texts[2]) < 2100
    assert seen.lens.summary.perplexity == math.inf
    assert seen.lens.outline[0]["summary"]["perplexity"] is None


def test_without_probabilities_the_lens_says_so_and_the_way_out(look: Any) -> None:
    lens = look({"choices": [{"message": {"content": "hello"}}]}).lens
    assert "logprobs=True" in (lens.notice or "")
    assert lens.text == "hello"


def test_a_failure_is_a_card_and_retry_fills_the_same_branch(
    look: Any, server: ScriptedServer
) -> None:
    token = {"id": 1, "text": "a", "logprob": -1.0, "special": False}
    end = {"finish_reason": "length", "generated_tokens": 1, "seed": None}
    server.play(
        Reply.of_json({"error": "broken"}, 500),
        Reply.of_events(*written([{"token": token, "generated_text": "a", "details": end}])),
    )
    seen = look(prompt="x", client=InferenceClient("m", endpoint=server.url))
    with pytest.raises(OSError, match="broken"):
        seen.lens.run().wait(PATIENCE)
    assert (seen.lens.status, seen.lens.problem["status"]) == ("error", 500)
    seen.asks(kind="retry", id="1")
    assert seen.lens.wait(PATIENCE) == "a"
    assert (len(seen.lens.branches), seen.lens.problem) == (1, None)


def test_stop_keeps_what_came(look: Any) -> None:
    seen = look(f"{NGRAM}@slow=0.1", prompt="A function is", max_new_tokens=2000)
    seen.lens.run()
    until(lambda: len(seen.texts) > 1)
    seen.asks(kind="stop", id="1")
    text = seen.lens.wait(PATIENCE)
    assert seen.lens.status == "stopped"
    assert text == seen.text != ""


@pytest.mark.parametrize(
    ("options", "kind", "said"),
    [
        ({}, TypeError, "needs an answer"),
        ({"source": "gpt2"}, ValueError, "taken as a model"),
        ({"source": 3}, ValueError, "details=True"),
        ({"prompt": "a", "messages": []}, TypeError, "not both"),
        ({"prompt": "a", "temprature": 1}, TypeError, "did you mean 'temperature'"),
        ({"prompt": "a", "temperature": -1}, ValueError, "temperature"),
        ({"source": [], "temperature": 1}, TypeError, "has no parameter 'temperature'"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(
    options: dict[str, Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        TokenLens(**options)


def test_a_text_without_a_prompt_is_not_cut_and_says_why(look: Any) -> None:
    lens = look([{"token": {"text": "a", "logprob": -1}}]).lens
    assert (lens.can_cut, lens.can_run) == (False, False)
    with pytest.raises(ValueError, match="prompt="):
        lens.cut(0)
    with pytest.raises(ValueError, match="generates nothing"):
        lens.run()
    with pytest.raises(ValueError, match="no branch 9"):
        lens.branch = 9


@pytest.mark.parametrize(
    ("at", "alternative", "said"),
    [
        (5, None, "there is no token 5; there are 1, from 0"),
        (-1, None, "no token -1"),
        (1, 1, "no token 1"),
        (0, 3, "no alternative 3; it has none"),
        (0, "x", "no alternative 'x'"),
    ],
)
def test_a_place_that_is_not_there_is_refused(
    look: Any, at: int, alternative: Any, said: str
) -> None:
    lens = look([{"token": {"text": "a", "logprob": -1}}], prompt="x").lens
    with pytest.raises(ValueError, match=said):
        lens.cut(at, alternative)
    assert len(lens.branches) == 1


def test_the_still_has_marks_and_where_the_model_was_least_sure(look: Any) -> None:
    tokens = [
        {"id": 1, "text": " <b>sure", "logprob": -0.01},
        {"id": 2, "text": " not", "logprob": -4.0},
    ]
    top = [[], [{"id": 3, "text": " &", "logprob": -0.1}, {"id": 2, "text": " not", "logprob": -4}]]
    lens = look({"tokens": tokens, "top_tokens": top}, prompt="It is").lens
    html, plain = lens.to_html(), lens.sheet().plain()
    assert "It is</b> &lt;b&gt;sure<span style=" in html
    assert "<b>sure" not in html
    assert plain.splitlines()[2] == "It is <b>sure not"
    assert "' not'" in plain
    assert "' &' 90 %" in plain
    assert "perplexity 7.43" in plain


def test_tokens_become_a_table_of_all_branches(look: Any) -> None:
    lens = look(prompt="A function is", max_new_tokens=4).lens
    lens.run().wait(PATIENCE)
    lens.cut(1, 2).wait(PATIENCE)
    table = lens.to_frame()
    assert list(table["branch"]) == [1] * 4 + [2] * 6
    assert list(table["taken_over"]) == [False] * 4 + [True] * 2 + [False] * 4
    unsure = lens.unsure(0.9)
    assert [one.probability for one in unsure] == sorted(one.probability for one in unsure)


def test_each_token_is_seen_before_the_next_has_come(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    held = f"{NGRAM}@hang=5"  # after five tokens comes nothing more
    w = TextGeneration(held, client=client, prompt="A", max_new_tokens=30)
    chat = Chat(held, client=client, logprobs=True, top_logprobs=3, max_tokens=20)
    for source, lens, run in (
        (w, w.lens(), w.run),
        (chat, TokenLens(chat), lambda: chat.send("When an exception occurs,")),
    ):
        seen = Seen(lens)
        run()
        until(lambda seen=seen: len(seen.texts) == 5)  # type: ignore[misc]
        assert lens.status == "running"
        source.stop()
        until(lambda lens=lens: lens.status == "stopped")  # type: ignore[misc]
        assert len(seen.texts) == 5
        source.close()


def test_the_answers_of_a_chat_are_followed(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    chat = Chat(NGRAM, client=client, logprobs=True, top_logprobs=3, max_tokens=20)
    seen = Seen(TokenLens(chat))
    chat.send("When an exception occurs,").wait(PATIENCE)
    until(lambda: seen.lens.status == "done")
    assert seen.text == chat.text
    assert all(len(one.alternatives) == 3 for one in seen.lens.tokens)
    assert tokens_of(chat) == tokens_of(chat.tree.path[-1]) == seen.lens.tokens
    answer = seen.lens.tokens
    seen.lens.cut(3, 2).wait(PATIENCE)
    assert seen.lens.tokens[:3] == answer[:3]
    assert len(chat.messages) == 2
    chat.logprobs = chat.top_logprobs = None
    chat.send("And then?").wait(PATIENCE)
    until(lambda: len(seen.lens.branches) == 3 and seen.lens.status == "done")
    assert "logprobs=True" in (seen.lens.notice or "")
    assert seen.lens.text == chat.text
    seen.lens.close()
    chat.close()
