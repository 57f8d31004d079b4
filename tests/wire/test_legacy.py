"""`InferenceApi`: one object per model and task."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from hfwidgets import InferenceApi, errors
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.task_cases import ANSWERED, THE_PICTURE, told

pytestmark = pytest.mark.filterwarnings("ignore:InferenceApi is deprecated:FutureWarning")


class Played:
    """A Hub that knows one model, beside a server that plays an answer."""

    def __init__(self, server: ScriptedServer) -> None:
        self.server = server
        self.tag: str | None = "fill-mask"
        self.answer = Reply.of_json([])
        server.play(self._reply)

    def _reply(self, asked: Asked) -> Reply:
        if asked.path == "/api/models/org/model":
            return Reply.of_json({"id": "org/model", "pipeline_tag": self.tag})
        if asked.path.startswith("/api/models/"):
            return Reply.of_json({"error": "not found"}, 404, X_Error_Code="RepoNotFound")
        return self.answer

    def api(self, repo_id: str = "org/model", *args: Any, **more: Any) -> InferenceApi:
        return InferenceApi(repo_id, *args, endpoint=self.server.url, **more)


@pytest.fixture
def played(server: ScriptedServer) -> Played:
    return Played(server)


@pytest.mark.filterwarnings("error")
def test_it_says_that_it_is_deprecated(played: Played) -> None:
    with pytest.warns(FutureWarning, match="InferenceClient has a method") as caught:
        InferenceApi("org/model", endpoint=played.server.url)
    assert caught[0].filename == __file__


def test_the_models_own_task_is_asked_of_the_hub(played: Played) -> None:
    played.answer = Reply.of_json([{"sequence": "x"}])
    api = played.api(token="hf_secret", gpu=True)
    assert api.task == "fill-mask"
    assert api.api_url == f"{played.server.url}/pipeline/fill-mask/org/model"
    assert api.options == {"wait_for_model": True, "use_gpu": True}
    assert api(inputs="x", params={"top_k": 2}) == [{"sequence": "x"}]
    hub, asked = played.server.asked
    assert (hub.method, hub.headers["authorization"]) == ("GET", "Bearer hf_secret")
    assert (asked.method, asked.path) == ("POST", "/pipeline/fill-mask/org/model")
    assert asked.json == {"options": api.options, "inputs": "x", "parameters": {"top_k": 2}}
    assert asked.headers["authorization"] == "Bearer hf_secret"


def test_its_repr_shows_no_token(played: Played) -> None:
    api = played.api(token="hf_secret")
    assert repr(api).startswith(f"InferenceAPI(api_url='{played.server.url}")
    assert "hf_secret" not in repr(api)
    assert "hf_secret" not in repr(api.headers)
    assert "hf_secret" not in repr(vars(api))


def test_todays_router_has_another_path(played: Played) -> None:
    url = f"{played.server.url}/hf-inference"
    api = InferenceApi("org/model", endpoint=url)
    assert api.api_url == f"{url}/models/org/model"
    assert InferenceApi("org/model", "feature-extraction", endpoint=url).api_url == (
        f"{url}/models/org/model/pipeline/feature-extraction"
    )


def test_falsy_inputs_are_left_out_and_data_is_sent_alone(played: Played) -> None:
    api = played.api()
    api(inputs="", params={})
    api(inputs="x", params={"a": 1}, data=b"raw")
    first, second = played.server.asked[1:]
    assert first.json == {"options": api.options}
    assert second.body == b"raw"


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_json_is_decoded_whatever_its_status(played: Played, status: int, kind: str) -> None:
    played.answer = Reply([b'{"error": "x"}'], status, {"Content-Type": kind}, "length")
    assert played.api()(inputs="x") == {"error": "x"}


def test_a_picture_is_decoded(played: Played) -> None:
    played.answer = Reply([ANSWERED], 200, {"Content-Type": "image/png"}, "length")
    assert told(played.api()(inputs="x")) == THE_PICTURE
    played.answer = Reply([b"none"], 200, {"Content-Type": "image/png"}, "length")
    with pytest.raises(errors.InvalidResponseError, match="a picture"):
        played.api()(inputs="x")


@pytest.mark.parametrize("kind", ["audio/flac", "text/plain", ""])
def test_another_type_is_not_decoded_but_can_be_read(played: Played, kind: str) -> None:
    played.answer = Reply([b"sound"], 200, {"Content-Type": kind} if kind else {}, "length")
    api = played.api(token="hf_secret")
    with pytest.raises(NotImplementedError, match="raw_response=True"):
        api(inputs="x")
    raw = api(inputs="x", raw_response=True)
    assert (raw.status_code, raw.content) == (200, b"sound")
    assert raw.headers.get("content-type", "") == kind
    assert "hf_secret" not in str(raw.request.headers)


def test_a_task_that_is_given_wins_and_is_logged(
    played: Played, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "hfwidgets"):
        assert played.api(task="text-to-speech").task == "text-to-speech"
    assert "is made for fill-mask and is called for text-to-speech" in caplog.text
    with pytest.raises(ValueError, match="task is 'image-to-text'"):
        played.api(task="image-to-text")
    played.tag = "image-to-text"
    assert played.api().task == "image-to-text"


def test_a_model_without_a_task_needs_one(played: Played) -> None:
    played.tag = None
    with pytest.raises(ValueError, match="no task of its own"):
        played.api()
    assert played.api(task="fill-mask").task == "fill-mask"


def test_an_unknown_model_is_not_found(played: Played) -> None:
    with pytest.raises(errors.RepositoryNotFoundError):
        played.api("no/such")


@pytest.mark.parametrize(
    "name",
    ["a/b/c", "", "/x", "-x", "x-", ".x", "x.", "a--b", "a..b", "x.git", "a b", "x" * 97, "é", 5],
)
def test_an_id_that_is_none_is_refused_before_any_request(played: Played, name: Any) -> None:
    with pytest.raises(ValueError, match="repo_id is"):
        played.api(name)
    assert not played.server.asked


@pytest.mark.parametrize("name", ["x", "a_b/c.d-e", "x" * 96, "_x"])
def test_an_id_that_is_one_is_asked_for(played: Played, name: str) -> None:
    with pytest.raises(errors.RepositoryNotFoundError):
        played.api(name)


def test_the_older_name_of_the_token(played: Played) -> None:
    played.api(use_auth_token="hf_old")
    assert played.server.asked[0].headers["authorization"] == "Bearer hf_old"
    with pytest.warns(UserWarning, match="use_auth_token is ignored"):
        played.api(token="hf_new", use_auth_token="hf_old")
    assert played.server.asked[1].headers["authorization"] == "Bearer hf_new"


@pytest.mark.parametrize(
    ("task", "params"),
    [
        ("text-to-image", {"height": -5}),
        ("text-generation", {"temperature": 0, "more": 1}),
        ("image-to-image", {"guidance_scale": "much"}),
    ],
)
def test_parameters_that_the_method_would_refuse_are_refused(
    played: Played, task: str, params: dict[str, Any]
) -> None:
    played.tag = task
    api = played.api()
    with pytest.raises(errors.ParameterError, match=f"^{next(iter(params))} is"):
        api(inputs="x", params=params)
    assert [one.method for one in played.server.asked] == ["GET"]


@pytest.mark.parametrize("task", ["map", "close", "audio-to-audio", "__init__"])
def test_a_task_without_a_method_takes_any_parameters(played: Played, task: str) -> None:
    played.tag = task
    assert played.api()(inputs="x", params={"height": -5}) == []
