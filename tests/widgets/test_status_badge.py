"""The badge of one model's state, and the list behind the model field of a task widget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, ModelStatusBadge, Sandbox, TextGeneration
from hfwidgets.widgets.engine import bundles
from hfwidgets.wire.config import suggestions_of
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE, Gate
from tests.widgets.conftest import NGRAM, until
from tests.wire.scripted import Asked, Reply, ScriptedServer


@pytest.fixture(autouse=True)
def _front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "loader", lambda: "")
    monkeypatch.setattr(bundles, "parts_of", lambda bundle: (bundle,))
    monkeypatch.setattr(bundles, "packed", lambda bundle: b"")
    suggestions_of.cache_clear()


@pytest.fixture
def badge(sandbox: Sandbox) -> Iterator[Callable[..., ModelStatusBadge]]:
    made: list[ModelStatusBadge] = []

    def make(model: str | None, url: str = "", **options: Any) -> ModelStatusBadge:
        client = InferenceClient(endpoint=url or sandbox.url, **options)
        made.append(ModelStatusBadge(model, client=client))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("model", "state", "words"),
    [
        ("sandbox/vader@state=Loaded", "Loaded", None),
        ("sandbox/vader@state=TooBig", "TooBig", "larger than"),
        ("sandbox/vader@refused=opt-out", "Error", "turned off"),
        ("no/such", "Not here", "does not know the model"),
        ("http://127.0.0.1:9", "unknown", "only a model id"),
        ("sandbox/vader@status=500", "Answered 500", "could not be asked"),
    ],
)
def test_a_badge_tells_the_state_of_its_model(
    badge: Callable[..., ModelStatusBadge], model: str, state: str, words: str | None
) -> None:
    found = badge(model).wait(PATIENCE)
    assert (found.state, found.checking) == (state, False)
    assert abs(time.time() - (found.checked or 0)) < PATIENCE
    assert (found.reason is None) if words is None else (words in (found.reason or ""))
    assert repr(found) == f"<ModelStatusBadge {model}: {state}>"


def test_a_badge_asks_again_when_told(
    badge: Callable[..., ModelStatusBadge], server: ScriptedServer
) -> None:
    def told(state: str) -> Reply:
        shape = {"loaded": False, "compute_type": "gpu", "framework": "f", "state": state}
        return Reply.of_json(shape)

    server.play(told("Loadable"))
    found = badge("m", server.url).wait(PATIENCE)
    assert (found.state, found.compute_type, len(server.asked)) == ("Loadable", "gpu", 1)
    time.sleep(0.3)
    assert len(server.asked) == 1
    server.play(told("Loaded"))
    acks: list[Any] = []
    found.send = lambda content, buffers=None: acks.append(content)
    found._handle_custom_msg({"kind": "check", "id": "1"}, [])
    assert acks == [{"kind": "ack", "id": "1"}]
    assert found.wait(PATIENCE).state == "Loaded"
    found.model = "other"
    assert found.state == ""
    found.wait(PATIENCE)
    assert server.asked[-1].path == "/status/other"


def test_a_badge_watches_until_its_model_is_ready(
    badge: Callable[..., ModelStatusBadge], server: ScriptedServer
) -> None:
    states = ["Loadable", "Loadable", "Loaded"]

    def reply(_: Any) -> Reply:
        state = states.pop(0) if len(states) > 1 else states[0]
        return Reply.of_json(
            {"loaded": False, "compute_type": "gpu", "framework": "f", "state": state}
        )

    server.play(reply)
    found = badge("m", server.url).wait(PATIENCE)
    assert found.watch().watched["on"] is True
    until(lambda: found.watched["ready"])
    assert [one[1] for one in found.watched["history"]] == ["Loadable", "Loaded"]
    assert found.state == "Loaded"
    assert "m is ready" in (found.notice or "")


def test_a_closed_badge_asks_no_more(
    badge: Callable[..., ModelStatusBadge], server: ScriptedServer
) -> None:
    server.play(Reply(framing="held"))
    found = badge("m", server.url)
    until(lambda: server.asked)
    found.close()
    until(lambda: server.disconnected_at or not server.open_connections)
    with pytest.raises(RuntimeError, match="is closed"):
        found.refresh()


def test_a_badge_needs_a_model(badge: Callable[..., ModelStatusBadge]) -> None:
    with pytest.raises(ValueError, match="model is not given"):
        badge(None)
    client = InferenceClient("a/b", endpoint="http://127.0.0.1:9")
    found = ModelStatusBadge(client=client)
    assert found.model == "a/b"
    found.close()


def test_a_badge_shows_no_token(
    badge: Callable[..., ModelStatusBadge], server: ScriptedServer
) -> None:
    server.play(
        lambda asked: Reply.of_json({"error": f"{asked.headers['authorization']} {CANARY}"}, 403)
    )
    found = badge("m", server.url, token=CANARY).wait(PATIENCE)
    assert found.reason
    assert_clean(repr(found), repr({k: v for k, v in found.get_state().items() if k != "_esm"}))


class Field:
    """The model field of a page."""

    def __init__(self, url: str, **options: Any) -> None:
        self.widget = TextGeneration(client=InferenceClient(endpoint=url, **options))
        self.sent: list[dict[str, Any]] = []
        self.widget.send = lambda content, buffers=None: self.sent.append(content)

    def asks(self, **content: Any) -> None:
        self.widget._handle_custom_msg({"view": "v", **content}, [])

    def last(self, kind: str) -> dict[str, Any]:
        found = [one for one in self.sent if one["kind"] == kind]
        return found[-1] if found else {}


@pytest.fixture
def field(sandbox: Sandbox) -> Iterator[Callable[..., Field]]:
    made: list[Field] = []

    def make(url: str = "", **options: Any) -> Field:
        made.append(Field(url or sandbox.url, **options))
        return made[-1]

    yield make
    for one in made:
        one.widget.close()


@pytest.mark.parametrize("path", ["", "/hf-inference"])
def test_the_field_offers_the_models_of_its_task(
    field: Callable[..., Field], sandbox: Sandbox, path: str
) -> None:
    page = field(sandbox.url + path)
    page.asks(kind="models", query="", offset=0)
    until(
        lambda: page.last("models").get("status") == "done" and page.last("models")["recommended"]
    )
    answer = page.last("models")
    assert answer["rows"][0][::2] == [answer["recommended"], True]
    assert {row[0] for row in answer["rows"]} >= {NGRAM, "sandbox/flood"}
    assert "sandbox/vader" not in {row[0] for row in answer["rows"]}
    assert (answer["view"], answer["total"], answer["note"]) == ("v", len(answer["rows"]), None)
    page.asks(kind="models", query="FLOOD", offset=0)
    assert [row[0] for row in page.last("models")["rows"]] == ["sandbox/flood"]
    page.asks(kind="models", query="", offset="x")
    assert page.last("models")["offset"] == 0
    page.asks(kind="models", query="", offset=1)
    assert len(page.last("models")["rows"]) == answer["total"] - 1


def test_what_comes_while_the_list_is_sent_is_what_the_page_has_at_the_end(
    field: Callable[..., Field],
) -> None:
    page = field()
    page.asks(kind="models", query="", offset=0)
    until(lambda: page.last("models").get("recommended"))
    picker, taken = page.widget._page.picker, page.widget.send

    def slow(content: dict[str, Any], buffers: Any = None) -> None:
        if content["recommended"] != "a/late":  # another thread tells it, and is heard first
            picker._recommended = "a/late"
            picker.sources_changed()
        taken(content, buffers)

    page.widget.send = slow
    page.asks(kind="models", query="", offset=0)
    assert page.last("models")["recommended"] == "a/late"


def test_the_field_looks_in_all_frameworks_where_the_main_ones_have_no_model_of_the_task(
    field: Callable[..., Field], server: ScriptedServer
) -> None:
    row = {"model_id": "a/b", "task": "text-generation", "framework": "timm"}
    server.play(lambda asked: Reply.of_json([row] if asked.path.endswith("/timm") else []))
    page = field(server.url)
    page.asks(kind="models", query="")
    until(lambda: page.last("models").get("status") == "done")
    assert [name for name, *_ in page.last("models")["rows"]] == ["a/b"]


@pytest.mark.parametrize("ends", ["before", "after"])
def test_a_list_that_everybody_left_is_read_on_for_whoever_comes(
    field: Callable[..., Field], server: ScriptedServer, ends: str
) -> None:
    gate = Gate()
    row = {"model_id": "a/b", "task": "text-generation", "framework": "timm"}

    def answer(asked: Asked) -> Reply:
        if not gate.is_open:
            gate.wait()
        return Reply.of_json([row] if "framework" in asked.path else [])

    server.play(answer)
    one = field(server.url)
    one.asks(kind="models", query="")
    until(lambda: gate.held)
    listing: Any = one.widget._page.picker._listing
    one.widget.close()
    if ends == "before":
        until(lambda: listing.status == "stopped")
    other = field(server.url)
    other.asks(kind="models", query="")
    gate.open()
    until(lambda: other.last("models").get("status") == "done")
    assert [name for name, *_ in other.last("models")["rows"]] == ["a/b"]


@pytest.mark.parametrize("before", ["stopped", "error"])
def test_a_list_that_ended_badly_is_read_again_for_the_first_who_comes_after_all_left(
    field: Callable[..., Field], server: ScriptedServer, before: str
) -> None:
    gate, broken = Gate(), [True]
    row = {"model_id": "a/b", "task": "text-generation", "framework": "timm"}

    def answer(asked: Asked) -> Reply:
        if broken and before == "error":
            return Reply.of_json({"error": "no disk"}, 500)
        if broken:
            gate.wait()
        return Reply.of_json([row] if "framework" in asked.path else [])

    server.play(answer)
    one = field(server.url)
    one.asks(kind="models", query="")
    listing: Any = one.widget._page.picker._listing
    if before == "stopped":
        until(lambda: gate.held)
        listing.stop()  # by hand: somebody looks on
    until(lambda: listing.status == before)
    second = field(server.url)
    second.asks(kind="models", query="")
    assert listing.status == before
    one.widget.close()
    second.widget.close()
    broken.clear()
    gate.open()
    third = field(server.url)
    third.asks(kind="models", query="")
    until(lambda: third.last("models").get("status") == "done")
    assert [name for name, *_ in third.last("models")["rows"]] == ["a/b"]


def test_the_field_tells_what_the_list_lacks(
    field: Callable[..., Field], server: ScriptedServer
) -> None:
    server.play(Reply.of_json({"error": "no disk"}, 500))
    page = field(server.url)
    page.asks(kind="models", query="")
    until(lambda: page.last("models").get("status") == "error")
    assert page.last("models")["rows"] == []
    assert "no disk" in page.last("models")["note"]


def test_the_field_shows_the_state_of_its_model(field: Callable[..., Field]) -> None:
    page = field()
    page.asks(kind="model-status", id="1", model="sandbox/vader@state=TooBig")
    until(lambda: page.last("model-status"))
    told = page.last("model-status")
    assert (told["state"], told["compute_type"], told["id"]) == ("TooBig", "cpu", "1")
    page.asks(kind="models", query={"a": 1}, offset=-3)


@pytest.mark.parametrize("model", [5, None, "", ["a"]])
def test_the_state_of_no_model_is_refused(field: Callable[..., Field], model: Any) -> None:
    page = field()
    page.asks(kind="model-status", id="1", model=model)
    assert page.last("ack")["id"] == "1"
    assert "it is the id of a model" in page.last("ack")["error"]


def test_everyone_who_asks_for_a_state_is_answered_and_the_server_is_asked_once(
    field: Callable[..., Field], server: ScriptedServer
) -> None:
    asked = Gate()

    def late(request: Any) -> Reply:
        asked.wait()
        return Reply.of_json({"state": "Loaded", "loaded": True, "compute_type": "cpu"})

    server.play(late)
    page = field(server.url)
    for number in ("1", "2", "3"):
        page.asks(kind="model-status", id=number, model="a/b")
    asked.open()
    until(lambda: len([one for one in page.sent if one["kind"] == "model-status"]) == 3)
    told = [one for one in page.sent if one["kind"] == "model-status"]
    assert [one["id"] for one in told] == ["1", "2", "3"]
    assert len(server.asked) == 1


def test_nothing_is_asked_before_the_field_is_used(
    field: Callable[..., Field], server: ScriptedServer
) -> None:
    server.play(Reply.of_json([]))
    page = field(server.url)
    page.asks(kind="snapshot")
    time.sleep(0.1)
    assert server.asked == []
    assert page.widget._page.picker is None
