"""Compare: lanes that run, stop and fail by themselves, and what is told of them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import pytest

from hfwidgets import Compare, InferenceClient, Sandbox
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.test_text_generation import stream_of

NGRAM = "sandbox/ngram-topics"
SLOW = "sandbox/ngram-reader"  # at a pace for reading: it is still going when it is stopped
FAILING = f"{NGRAM}@status=424"


class Watched:
    """A comparison, and what its page is told."""

    def __init__(self, widget: Compare) -> None:
        self.widget = widget
        self.sent: list[dict[str, Any]] = []
        widget.send = lambda content, buffers=None: self.sent.append(content)

    def page_sends(self, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [])

    def news(self, lane: str) -> list[dict[str, Any]]:
        until(lambda: self.widget.frames.empty(0.1))
        frames = [one["news"] for one in self.sent if one["kind"] == "frame"]
        return [news for frame in frames for news in frame if news["lane"] == lane]

    def text_on_page(self, lane: str) -> str:
        """What a view shows that was there from the start: it only adds deltas."""
        text, expected = "", 1
        for one in self.news(lane):
            if one["kind"] == "start":
                text, expected = one["text"], 1
            elif one["kind"] == "delta":
                assert one["seq"] == expected
                expected += 1
                text += "".join(one["parts"][::2])
            elif one["kind"] == "end":
                assert one["seq"] == expected - 1
                text = one.get("text", text)
        return text

    def replied(self, call: str) -> dict[str, Any]:
        until(lambda: [one for one in self.sent if one.get("id") == call])
        return next(one for one in self.sent if one.get("id") == call)


Make = Callable[..., Watched]


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    made: list[Compare] = []

    def compare(entries: list[Any], prompt: str = "A function is", **options: Any) -> Watched:
        client = options.pop("client", None) or InferenceClient(endpoint=sandbox.url)
        options.setdefault("task", "text-generation")
        made.append(Compare(entries, prompt, client=client, **options))
        return Watched(made[-1])

    yield compare
    for one in made:
        one.close()


def test_all_lanes_are_asked_at_once_and_bring_their_own_results(make: Make) -> None:
    cold = ("cold", {"model": NGRAM, "temperature": 0.1, "seed": 1})
    watched = make([cold, {"model": NGRAM, "seed": 2, "temperature": 1.5}], max_new_tokens=12)
    results = watched.widget.run().wait(PATIENCE)
    assert list(results) == ["cold", f"{NGRAM} · seed 2 · temperature 1.5"]
    assert watched.widget.status == "done"
    assert len(set(results.values())) == 2
    for lane in watched.widget.lanes:
        assert lane.text == results[lane.name] == watched.widget.texts[lane.name]
        assert watched.text_on_page(lane.key) == lane.text
        assert lane.stats["tokens"] == 12
        assert lane.stats["time_to_first_token"] > 0
    assert watched.widget["cold"].last().parameters["temperature"] == 0.1


def test_chats_are_asked_after_the_messages_before(make: Make) -> None:
    before = [{"role": "system", "content": "Be brief."}]
    watched = make([NGRAM], messages=before, task="chat-completion", max_tokens=6)
    (result,) = watched.widget.run().wait(PATIENCE).values()
    assert result.choices[0].message.content == watched.widget.lanes[0].text != ""
    assert watched.text_on_page("lane1") == watched.widget.lanes[0].text
    assert watched.widget.lanes[0].control.asked["messages"] == [
        *before,
        {"role": "user", "content": "A function is"},
    ]
    assert watched.widget.before == [{"role": "system", "text": "Be brief."}]


def test_one_lane_fails_with_the_servers_words_and_the_others_go_on(make: Make) -> None:
    watched = make([NGRAM, FAILING, NGRAM], max_new_tokens=5)
    results = watched.widget.run().wait(PATIENCE)
    first, failed, third = watched.widget.lanes
    assert (first.status, failed.status, third.status) == ("done", "error", "done")
    assert list(watched.widget.errors) == [failed.name]
    assert results[failed.name] is None
    card = [one["state"] for one in watched.news(failed.key) if one["kind"] == "lane"][-1]
    assert card["problem"]["status"] == 424
    assert card["problem"]["cause"] in str(failed.error)
    assert third.name == f"{NGRAM} (2)"


def test_one_lane_is_stopped_while_the_others_go_on(make: Make) -> None:
    watched = make([SLOW, ("other", SLOW)], max_new_tokens=4000)
    widget = watched.widget.run()
    until(lambda: all(lane.text for lane in widget.lanes))
    watched.page_sends(kind="stop", id="1", lane=widget.lanes[0].key)
    until(lambda: widget.lanes[0].status == "stopped")
    kept = widget.lanes[0].text
    came = len(widget["other"].text)
    until(lambda: len(widget["other"].text) > came)
    assert widget["other"].status == "running"
    assert widget.status == "running"
    watched.page_sends(kind="stop", id="2")
    widget.wait(PATIENCE)
    assert [lane.status for lane in widget.lanes] == ["stopped", "stopped"]
    assert widget.lanes[0].text == kept


def test_a_frame_carries_all_lanes_and_at_most_thirty_are_sent_a_second(make: Make) -> None:
    watched = make([SLOW] * 4, max_new_tokens=60)
    watched.widget.run().wait(PATIENCE)
    elapsed = max(lane.stats["elapsed"] for lane in watched.widget.lanes)
    until(lambda: watched.widget.frames.empty(1))
    frames = [one for one in watched.sent if one["kind"] == "frame"]
    assert len(frames) <= 32 * elapsed + 5
    deltas = [[one for one in frame["news"] if one["kind"] == "delta"] for frame in frames]
    assert max(len({one["lane"] for one in some}) for some in deltas) == 4


def test_a_frame_that_cannot_be_sent_does_not_hold_up_the_next(make: Make) -> None:
    watched = make([NGRAM], max_new_tokens=3)
    failing = iter([True])
    plain = watched.widget.send

    def send(content: Any, buffers: Any = None) -> None:
        if next(failing, False):
            raise OSError("the page is gone")
        plain(content, buffers)

    watched.widget.send = send
    watched.widget.run().wait(PATIENCE)
    watched.page_sends(kind="snapshot", view="v")
    whole = [one for one in watched.news("lane1") if one["kind"] == "snapshot"][-1]
    assert "".join(whole["parts"][::2]) == watched.widget.lanes[0].text


def test_the_page_sets_values_runs_all_or_one_and_hears_what_is_wrong(make: Make) -> None:
    watched = make([NGRAM, NGRAM], max_new_tokens=3)
    widget = watched.widget
    watched.page_sends(kind="run", id="1", values={"prompt": "A house", "max_new_tokens": 2})
    widget.wait(PATIENCE)
    assert (widget.prompt, widget.parameters) == ("A house", {"max_new_tokens": 2})
    watched.page_sends(kind="run", id="2", values={"prompt": "A hut"}, lane=widget.lanes[1].key)
    widget.wait(PATIENCE)
    assert [len(lane.history) for lane in widget.lanes] == [1, 2]
    for call, values in (("3", {"prompt": ""}), ("4", {"prompt": "a", "max_new_tokens": -1})):
        watched.page_sends(kind="run", id=call, values=values)
        (wrong,) = [one for one in watched.sent if one["kind"] == "invalid" and one["id"] == call]
        assert list(wrong["errors"]) == [list(values)[-1]]
    watched.page_sends(kind="edit", values={"temperature": -4}, lane=widget.lanes[0].key)
    assert watched.sent[-1]["lane"] == widget.lanes[0].key
    watched.page_sends(kind="edit", values={"temperature": 0.5}, lane=widget.lanes[0].key)
    assert widget.lanes[0].own_parameters == {"temperature": 0.5}
    assert widget.entries[0]["parameters"] == {"temperature": 0.5}


def test_lanes_are_added_changed_and_removed(make: Make) -> None:
    watched = make([NGRAM])
    widget = watched.widget
    watched.page_sends(kind="lane-add", id="1")
    assert [one["name"] for one in widget.entries] == [NGRAM, f"{NGRAM} (2)"]
    widget.change(1, temperature=0.7)
    assert widget.lanes[1].name == f"{NGRAM} · temperature 0.7"
    widget.change(1, name="warm", temperature=None)
    assert (widget["warm"].own_parameters, widget["warm"].model) == ({}, NGRAM)
    widget.change("warm", model="other")
    assert (widget["warm"].model, widget.lanes[1].name) == ("other", "warm")
    watched.page_sends(kind="lane-remove", id="2", lane=widget.lanes[0].key)
    assert [lane.name for lane in widget.lanes] == ["warm"]
    watched.page_sends(kind="lane-remove", id="3", lane=widget.lanes[0].key)
    assert "last lane" in watched.replied("3")["error"]
    for _ in range(7):
        widget.add(NGRAM)
    with pytest.raises(ValueError, match="the most"):
        widget.add(NGRAM)


def test_a_pinned_run_is_compared_with_the_next_one(make: Make) -> None:
    watched = make([("a", {"model": NGRAM, "seed": 1})], max_new_tokens=8)
    widget = watched.widget
    with pytest.raises(ValueError, match="nothing to pin"):
        widget.pin()
    widget.run().wait(PATIENCE)
    first = widget["a"].text
    watched.page_sends(kind="pin", id="1", on=True)
    widget.change("a", seed=2)
    widget.run().wait(PATIENCE)
    assert widget["a"].pinned.text == first
    pieces = widget.diff("a")
    assert "".join(text for kind, text in pieces if kind != "+") == first
    assert "".join(text for kind, text in pieces if kind != "-") == widget["a"].text
    watched.page_sends(kind="diff", id="2", first="lane1!", second="lane1")
    told = watched.replied("2")
    assert [tuple(one) for one in told["pieces"]] == pieces
    assert told["names"] == ["a (pinned)", "a"]
    until(lambda: widget.frames.empty(1))
    pins = [one["state"] for one in watched.news("lane1") if "pinned" in one.get("state", {})]
    assert pins[-1]["pinned"]["text"] == first
    assert "seed 1" in pins[-1]["pinned"]["line"]
    table = columns(widget.to_frame())
    assert (table["pinned"], table["seed"]) == ([True, False], [1, 2])
    watched.page_sends(kind="pin", id="3", on=False)
    with pytest.raises(ValueError, match="is pinned"):
        widget.diff("a")


def columns(table: Any) -> dict[str, list[Any]]:
    return table if isinstance(table, dict) else table.to_dict("list")


def test_a_table_has_what_was_asked_what_came_and_which_is_best(make: Make) -> None:
    watched = make([("a", {"model": NGRAM, "seed": 1}), ("b", FAILING)], max_new_tokens=4)
    widget = watched.widget
    assert columns(widget.to_frame())["status"] == ["idle", "idle"]
    widget.run().wait(PATIENCE)
    watched.page_sends(kind="best", id="1", lane="lane1", on=True)
    table = columns(widget.to_frame())
    assert table["name"] == ["a", "b"]
    assert table["text"] == [widget["a"].text, ""]
    assert table["best"] == [True, False]
    assert table["max_new_tokens"] == [4, 4]
    assert table["error"][1]
    sheet = widget.sheet()
    assert widget["a"].text.strip()[:20] in sheet.plain()
    assert "★ a" in sheet.html()


def test_a_new_view_is_told_everything(make: Make) -> None:
    watched = make([NGRAM, FAILING], max_new_tokens=4)
    widget = watched.widget
    widget.run().wait(PATIENCE)
    widget.pin()
    watched.page_sends(kind="snapshot", view="v")
    until(lambda: widget.frames.empty(1))
    good, bad = (
        [one for one in watched.news(lane.key) if one["kind"] == "snapshot"][-1]
        for lane in widget.lanes
    )
    assert "".join(good["parts"][::2]) == widget.lanes[0].text
    assert (good["state"]["status"], bad["state"]["status"]) == ("done", "error")
    assert bad["state"]["problem"]["title"]
    assert good["state"]["pinned"]["text"] == widget.lanes[0].text
    json.dumps(watched.sent)


def test_observers_see_texts_grow_and_all_results(make: Make, server: ScriptedServer) -> None:
    seen: list[dict[str, str]] = [{}]

    def pieces() -> Iterator[bytes]:
        for number, piece in enumerate(stream_of(*"abcd")):
            until(lambda shown=number: min(map(len, seen[-1].values()), default=0) >= shown)
            yield piece

    server.play(lambda _: Reply(pieces(), headers={"Content-Type": "text/event-stream"}))
    watched = make(["m", "n"], client=InferenceClient(endpoint=server.url))
    watched.widget.observe(lambda change: seen.append(change.new), "texts")
    watched.widget.run()
    results = asyncio.run(awaited(watched.widget))
    for name in ("m", "n"):
        grown = [text for text, _ in groupby(one.get(name, "") for one in seen)]
        assert grown == ["", "a", "ab", "abc", "abcd"]
    assert seen[-1] == results == watched.widget.results


async def awaited(widget: Compare) -> Any:
    return await widget


def test_entries_are_refused_with_the_way_out(make: Make) -> None:
    for entries, error, words in (
        ([], ValueError, "1 to 8"),
        ([NGRAM] * 9, ValueError, "1 to 8"),
        ("model", TypeError, "a list of entries"),
        ([7], TypeError, "a pair of a name"),
        ([{"modle": "a"}], TypeError, "did you mean 'model'"),
        ([{"temperature": "hot"}], ParameterError, "temperature is 'hot'"),
        ([{"provider": "groq"}], ParameterError, "no providers to choose"),
    ):
        with pytest.raises(error, match=words):
            make(entries)
    with pytest.raises(TypeError, match="did you mean"):
        make([NGRAM], temprature=1)
    with pytest.raises(ParameterError, match="prompt is empty"):
        make([NGRAM], prompt="").widget.run()
    with pytest.raises(RuntimeError, match="nothing to wait for"):
        make([NGRAM]).widget.wait()
    with pytest.raises(KeyError, match="there are 'a'"):
        make([("a", NGRAM)]).widget["b"]


def test_odd_values_reach_the_page_as_json(make: Make) -> None:
    watched = make(
        [("\ud800 name", {"model": "m\ud800", "stop_sequences": ["\udfff"]})],
        prompt="\ud83d",
        stop_sequences=["a\ud800"],
        seed=2**63 - 1,
    )
    state = json.dumps(watched.widget.get_state(), ensure_ascii=False, default=str)
    state.encode()
    assert watched.widget.lanes[0].own_parameters["stop_sequences"]


def test_a_provider_is_named_behind_the_model(sandbox: Sandbox, make: Make) -> None:
    client = InferenceClient(endpoint=sandbox.router_url, token="hf_x", provider="auto")
    watched = make(["org/m:together", "org/m:fastest"], client=client, task="chat-completion")
    first, second = watched.widget.lanes
    assert (first.model, first.provider) == ("org/m", "together")
    assert (second.model, second.provider) == ("org/m:fastest", "auto")


def test_an_observer_that_runs_again_and_lanes_that_end_together_hold_nothing_up(
    make: Make,
) -> None:
    watched = make([NGRAM] * 6, max_new_tokens=2)
    widget = watched.widget
    again = threading.Event()

    def once(change: Any) -> None:
        if change.new == "done" and not again.is_set():
            again.set()
            widget.run(max_new_tokens=3)

    widget.observe(once, "status")
    widget.run()
    until(lambda: again.is_set() and widget.status == "done")
    until(lambda: [lane.stats.get("tokens") for lane in widget.lanes] == [3] * 6)
    assert not any(lane.status in GOING for lane in widget.lanes)


def test_odd_texts_and_refusals_of_chats_are_shown(make: Make, server: ScriptedServer) -> None:
    chunks: list[dict[str, Any]] = [
        {"choices": []},
        {"choices": [{"index": 0, "delta": {"reasoning_content": "hm"}}]},
        {"choices": [{"index": 0, "delta": {"content": "\ud83d"}}]},
        {"choices": [{"index": 0, "delta": {"content": "\ude00 <b>"}}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "weird"}]},
        {"usage": {"prompt_tokens": 3, "completion_tokens": 4}, "choices": []},
    ]
    server.play(events(chunks))
    client = InferenceClient("m", endpoint=server.url, token=False)
    watched = make([None], client=client, task="chat-completion")
    watched.widget.run().wait(PATIENCE)
    (lane,) = watched.widget.lanes
    assert watched.text_on_page("lane1") == "\U0001f600 <b>"
    assert lane.result.choices[0].message.reasoning == "hm"
    assert (lane.stats["finish_reason"], lane.stats["tokens"]) == ("weird", 4)
    json.dumps(watched.sent).encode()


def test_thoughts_and_refusals_stand_apart_from_the_answer(
    make: Make, server: ScriptedServer
) -> None:
    said = [{"content": "hm, "}, {"content": "so</think>"}, {"content": "Four."}]
    server.play(events([{"choices": [{"index": 0, "delta": one}]} for one in said]))
    client = InferenceClient("m", endpoint=server.url, token=False)
    watched = make([None], client=client, task="chat-completion")
    watched.widget.run().wait(PATIENCE)
    (lane,) = watched.widget.lanes
    assert (lane.text, lane.control.output.reasoning) == ("Four.", "hm, so")
    server.play(events([{"choices": [{"index": 0, "delta": {"refusal": "I will not."}}]}]))
    watched.widget.run().wait(PATIENCE)
    assert lane.text == watched.text_on_page("lane1") == "I will not."


def events(chunks: list[dict[str, Any]]) -> Reply:
    lines = [f"data: {json.dumps(one)}\n\n".encode() for one in chunks]
    return Reply.of_events(*lines, b"data: [DONE]\n\n")
