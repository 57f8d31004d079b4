"""Calls about models: their state, the recommended one, the lists; in both dialects."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, ModelStatus, errors
from hfwidgets.catalogue.frameworks import ALL_FRAMEWORKS, MAIN_FRAMEWORKS
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer

STATUS = {"loaded": True, "state": "Loaded", "compute_type": "gpu", "framework": "x", "more": 1}


def row(model: str, task: str, framework: str) -> dict[str, str]:
    return {"model_id": model, "task": task, "framework": framework, "sha": "1"}


def test_a_state_is_a_dataclass(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json(STATUS))
    client = either.client("org/model", endpoint=server.url, token="hf_x")
    found = either.call(client, "get_model_status")
    assert found == ModelStatus(True, "Loaded", "gpu", "x")
    assert repr(found) == (
        "ModelStatus(loaded=True, state='Loaded', compute_type='gpu', framework='x')"
    )
    either.call(client, "get_model_status", "other")
    assert [one.path for one in server.asked] == ["/status/org/model", "/status/other"]
    assert server.asked[0].headers["authorization"] == "Bearer hf_x"


@pytest.mark.parametrize(("hub_is_elsewhere", "seen"), [(False, "a=1"), (True, None)])
def test_a_server_behind_cookies_tells_states_and_lists_and_a_hub_elsewhere_sees_none(
    either: Blocking, server: ScriptedServer, hub_is_elsewhere: bool, seen: str | None
) -> None:
    hub = ScriptedServer() if hub_is_elsewhere else server
    hub.play(lambda asked: Reply.of_json([] if "limit" in asked.path else {"inference": "warm"}))
    client = either.client(
        endpoint=f"{server.url}/hf-inference", hub_endpoint=hub.url, cookies={"a": "1"}
    )
    assert either.call(client, "get_model_status").loaded
    assert either.call(client, "list_deployed_models") == {}
    assert [asked.headers.get("cookie") for asked in hub.asked] == [seen, seen]
    hub.close()


@pytest.mark.parametrize(
    ("expanded", "expected"),
    [
        ({"inference": "warm", "library_name": "timm"}, (True, "Loaded", "cpu", "timm")),
        (
            {"inferenceProviderMapping": {"hf-inference": {"status": "live"}}},
            (True, "Loaded", "cpu", "unknown"),
        ),
        (
            {"inferenceProviderMapping": [{"provider": "hf-inference", "status": "staging"}]},
            (True, "Loaded", "cpu", "unknown"),
        ),
        (
            {"inferenceProviderMapping": [{"provider": "new-one", "status": "live"}, 5]},
            (False, "Unknown", "cpu", "unknown"),
        ),
        (
            {"inferenceProviderMapping": {"hf-inference": {"status": "error"}}},
            (False, "Unknown", "cpu", "unknown"),
        ),
        ({}, (False, "Unknown", "cpu", "unknown")),
    ],
)
def test_todays_hub_tells_whether_a_model_is_served(
    either: Blocking, server: ScriptedServer, expanded: Any, expected: Any
) -> None:
    server.play(Reply.of_json({"_id": "1", "id": "org/model", **expanded}))
    client = either.client("org/model", endpoint=f"{server.url}/hf-inference")
    assert either.call(client, "get_model_status") == ModelStatus(*expected)
    asked = urlsplit(server.asked[0].path)
    assert asked.path == "/api/models/org/model"
    assert {"inference", "inferenceProviderMapping"} <= set(parse_qs(asked.query)["expand"])


@pytest.mark.parametrize("address", ["https://x.invalid/m", "http://127.0.0.1:1/m"])
def test_an_address_has_no_state_whether_http_or_https(
    either: Blocking, server: ScriptedServer, address: str
) -> None:
    client = either.client(endpoint=server.url)
    with pytest.raises(NotImplementedError, match="only a model id has a status"):
        either.call(client, "get_model_status", address)


@pytest.mark.parametrize(("model", "words"), [(None, "not given"), ("a/../b", "an id looks like")])
def test_a_state_needs_a_model(
    either: Blocking, server: ScriptedServer, model: Any, words: str
) -> None:
    client = either.client(None, endpoint=server.url)
    with pytest.raises(ValueError, match=words):
        either.call(client, "get_model_status", model)
    assert not server.asked


def test_a_server_says_why_a_model_has_no_state(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "hf_secret_token is no reason"}))
    client = either.client(endpoint=server.url, token="hf_secret_token")
    with pytest.raises(ValueError, match=r"^\*\*\* is no reason"):
        either.call(client, "get_model_status")


@pytest.mark.parametrize("answer", [[], 5, {"loaded": True}, "x"])
def test_a_state_of_another_shape_shows_what_came(
    either: Blocking, server: ScriptedServer, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.InvalidResponseError, match="but not with a model's state"):
        either.call(client, "get_model_status")


def test_a_silent_server_gives_no_state_for_ever(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply(framing="held"))
    client = either.client(endpoint=server.url, timeout=0.3)
    with pytest.raises(errors.InferenceTimeoutError):
        either.call(client, "get_model_status")
    with pytest.raises(errors.InferenceTimeoutError):
        either.call(client, "list_deployed_models")


def test_lists_group_by_task_and_sort_without_case(
    either: Blocking, server: ScriptedServer
) -> None:
    def reply(asked: Asked) -> Reply:
        framework = asked.path.rpartition("/")[2]
        rows = {
            "transformers": [
                row("b/two", "fill-mask", framework),
                row("A/one", "fill-mask", framework),
                row("b/two", "fill-mask", framework),
                {"odd": 1},
            ],
            "sentence-transformers": [row("s/one", "anything", framework)],
        }
        return Reply.of_json(rows.get(framework, []))

    server.play(reply)
    client = either.client(endpoint=server.url, token="hf_x")
    assert either.call(client, "list_deployed_models") == {
        "fill-mask": ["A/one", "b/two"],
        "feature-extraction": ["s/one"],
        "sentence-similarity": ["s/one"],
    }
    assert sorted(one.path for one in server.asked) == sorted(
        f"/framework/{name}" for name in MAIN_FRAMEWORKS
    )
    assert {one.headers["authorization"] for one in server.asked} == {"Bearer hf_x"}


@pytest.mark.parametrize(
    ("frameworks", "count"), [("all", 29), ("timm", 1), (["timm", "timm", "x"], 2), ([], 0)]
)
def test_any_frameworks_can_be_listed(
    either: Blocking, server: ScriptedServer, frameworks: Any, count: int
) -> None:
    server.play(Reply.of_json([]))
    client = either.client(endpoint=server.url)
    assert either.call(client, "list_deployed_models", frameworks) == {}
    assert len(server.asked) == count
    assert len(ALL_FRAMEWORKS) == 29


def test_frameworks_are_asked_at_once(either: Blocking, server: ScriptedServer) -> None:
    together = threading.Barrier(len(ALL_FRAMEWORKS), timeout=PATIENCE)

    def answered_once_all_are_there(_: object) -> Reply:
        together.wait()
        return Reply.of_json([])

    server.play(answered_once_all_are_there)
    client = either.client(endpoint=server.url)
    assert either.call(client, "list_deployed_models", "all") == {}
    assert not together.broken


@pytest.mark.parametrize("frameworks", [5, [5], {"x": 1}.values()])
def test_frameworks_of_another_kind_are_refused(
    either: Blocking, server: ScriptedServer, frameworks: Any
) -> None:
    with pytest.raises(ValueError, match="a list of names"):
        either.call(either.client(endpoint=server.url), "list_deployed_models", frameworks)


def test_a_framework_that_fails_is_named_and_the_others_are_listed(
    either: Blocking, server: ScriptedServer
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path.endswith("/keras"):
            return Reply.of_json({"error": "keras is asleep"}, 500)
        if asked.path.endswith("/timm"):
            return Reply.of_json({"not": "a list"})
        return Reply.of_json([row("a/one", "fill-mask", "x")])

    server.play(reply)
    client = either.client(endpoint=server.url)
    with pytest.warns(UserWarning, match=r"keras \(keras is asleep\); timm") as caught:
        found = either.call(client, "list_deployed_models", ["x", "keras", "timm"])
    assert found == {"fill-mask": ["a/one"]}
    if either.name == "blocking":
        assert caught[0].filename.endswith("conftest.py")


def test_where_all_fail_the_first_error_is_raised(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "no"}, 401))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.AuthenticationError):
        either.call(client, "list_deployed_models")


def page(server: ScriptedServer, rows: list[Any], next_path: str | None = None) -> Reply:
    link = {"Link": f'<{server.url}{next_path}>; rel="next"'} if next_path else {}
    return Reply.of_json(rows, **link)


def test_todays_lists_follow_their_pages(either: Blocking, server: ScriptedServer) -> None:
    first = [{"id": "b/two", "pipeline_tag": "fill-mask", "library_name": "timm"}]
    second = [{"id": "A/one", "pipeline_tag": "fill-mask", "library_name": "keras"}, 5]
    server.play(page(server, first, "/api/models?cursor=x%3D&limit=500"), page(server, second))
    client = either.client(endpoint=f"{server.url}/hf-inference")
    assert either.call(client, "list_deployed_models") == {"fill-mask": ["A/one", "b/two"]}
    query = parse_qs(urlsplit(server.asked[0].path).query)
    assert query["inference_provider"] == ["hf-inference"]
    assert server.asked[1].path == "/api/models?cursor=x%3D&limit=500"


def test_todays_lists_can_be_of_a_library(either: Blocking, server: ScriptedServer) -> None:
    rows = [
        {"id": "a", "pipeline_tag": "fill-mask", "library_name": "timm"},
        {"id": "b", "pipeline_tag": "fill-mask", "library_name": "keras"},
    ]
    server.play(page(server, rows))
    client = either.client(endpoint=f"{server.url}/hf-inference")
    assert either.call(client, "list_deployed_models", "timm") == {"fill-mask": ["a"]}
    assert either.call(client, "list_deployed_models", "all") == {"fill-mask": ["a", "b"]}


def test_a_page_that_fails_leaves_what_came_before_it(
    either: Blocking, server: ScriptedServer
) -> None:
    rows = [{"id": "a", "pipeline_tag": "fill-mask"}]
    failed = Reply.of_json({"error": "enough"}, 429)
    server.play(page(server, rows, "/api/models?cursor=2"), failed)
    client = either.client(endpoint=f"{server.url}/hf-inference")
    with pytest.warns(UserWarning, match=r"not listed to the end: Hub \(enough\)") as caught:
        assert either.call(client, "list_deployed_models") == {"fill-mask": ["a"]}
    if either.name == "blocking":
        assert caught[0].filename.endswith("conftest.py")
    server.play(failed)
    with pytest.raises(errors.RateLimitError):
        either.call(client, "list_deployed_models")


def test_a_page_elsewhere_is_not_followed_with_the_token(
    either: Blocking, server: ScriptedServer
) -> None:
    link = '<http://127.0.0.1:9/api/models?cursor=2>; rel="next"'
    server.play(Reply.of_json([{"id": "a", "pipeline_tag": "x"}], Link=link))
    client = either.client(endpoint=f"{server.url}/hf-inference", token="hf_x")
    assert either.call(client, "list_deployed_models") == {"x": ["a"]}


@pytest.mark.parametrize("kind", [InferenceClient, AsyncInferenceClient])
def test_the_recommended_model_of_a_class_or_a_client(
    server: ScriptedServer, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Reply.of_json({"translation": {"widgetModels": ["t5-small", "x"]}})
    server.play(told, told)
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    assert kind.get_recommended_model("translation") == "t5-small"
    client = kind(token="hf_x", endpoint="http://127.0.0.1:9")
    assert client.get_recommended_model(task="translation") == "t5-small"
    assert client.get_recommended_model("translation") == "t5-small"
    assert [one.path for one in server.asked] == ["/api/tasks"]  # once for each Hub
    assert not any("authorization" in one.headers for one in server.asked)
    with pytest.raises(ValueError, match="no model for the task 'x'"):
        client.get_recommended_model("x")
