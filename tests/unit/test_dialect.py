"""Where things live, in both dialects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets.tasks.recommended import address_of
from hfwidgets.wire.addresses import ROUTER, is_loopback
from hfwidgets.wire.dialects import HUB, HUB_STAGING, choose
from tests.unit.played import config, play

LOCAL = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _no_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_INFERENCE_ENDPOINT", "HF_ENDPOINT", "HUGGINGFACE_CO_STAGING"):
        monkeypatch.delenv(name, raising=False)


def test_the_default_is_todays_hosted_service() -> None:
    dialect = choose()
    assert (dialect.name, dialect.endpoint, dialect.hub) == ("router", ROUTER, HUB)
    url = "https://router.huggingface.co/hf-inference/models/a/b"
    assert dialect.task_url("text-generation", "a/b") == url
    assert dialect.task_url("feature-extraction", "a/b") == f"{url}/pipeline/feature-extraction"


def test_the_environment_chooses_a_classic_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_INFERENCE_ENDPOINT", "https://a.org/api/")
    dialect = choose()
    assert (dialect.name, dialect.endpoint, dialect.hub) == ("classic", "https://a.org/api", HUB)
    assert dialect.task_url("fill-mask", "a/b") == "https://a.org/api/models/a/b"
    url = "https://a.org/api/pipeline/sentence-similarity/a/b"
    assert dialect.task_url("sentence-similarity", "a/b") == url


def test_an_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_INFERENCE_ENDPOINT", "https://a.org")
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.org/")
    assert choose(LOCAL).endpoint == LOCAL
    assert choose(LOCAL).hub == "https://hub.org"
    assert choose(LOCAL, "https://other.org").hub == "https://other.org"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_INFERENCE_ENDPOINT", "")
    monkeypatch.setenv("HF_ENDPOINT", "")
    assert choose().endpoint == ROUTER
    assert choose().hub == HUB


def test_staging_has_its_own_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUGGINGFACE_CO_STAGING", "1")
    assert choose().hub == HUB_STAGING


def test_a_server_on_this_machine_is_its_own_hub() -> None:
    assert choose(LOCAL).hub == LOCAL
    router = choose(LOCAL + "/hf-inference")
    assert (router.name, router.hub) == ("router", LOCAL)


@pytest.mark.parametrize(
    ("endpoint", "name", "expected"),
    [
        ("https://router.huggingface.co/other", None, "router"),
        ("https://a.org/hf-inference/", None, "router"),
        ("https://a.org", None, "classic"),
        ("https://a.org", "router", "router"),
        (ROUTER, "classic", "classic"),
    ],
)
def test_the_dialect_is_found_out_or_named(endpoint: str, name: Any, expected: str) -> None:
    assert choose(endpoint, name=name).name == expected


def test_another_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="dialect is 'tgi'; it is 'classic', 'router'"):
        choose(name="tgi")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    ["", "a.org", "ftp://a.org", "http://", "http://[x", "http://a:b", "http://a:0/", 5, "x" * 999],
)
def test_what_is_no_address_is_refused(address: Any) -> None:
    for arguments in ((address, None), (LOCAL, address or "no")):
        with pytest.raises(ValueError, match="it is an address such as") as caught:
            choose(*arguments)
        assert len(str(caught.value)) < 400


def test_an_address_with_a_password_is_refused_unseen() -> None:
    with pytest.raises(ValueError, match="user name or password") as caught:
        choose("https://me:canary@a.org")
    assert "canary" not in str(caught.value)
    with pytest.raises(ValueError, match="user name or password"):
        choose().task_url(None, "https://me:canary@a.org")


@pytest.mark.parametrize("url", ["http://localhost", "http://127.9.9.9:1/x", "http://[::1]:80/"])
def test_knows_this_machine(url: str) -> None:
    assert is_loopback(url)
    assert not is_loopback("http://localhost.evil.org")
    assert not is_loopback("http://128.0.0.1")


def test_an_address_as_model_is_its_own_answer() -> None:
    assert choose().task_url("feature-extraction", "https://a.org/x?y=1") == "https://a.org/x?y=1"


def test_model_ids_are_quoted() -> None:
    quoted = choose(LOCAL).task_url(None, "a/b c?d#e%2e@slow=1,x")
    assert quoted == f"{LOCAL}/models/a/b%20c%3Fd%23e%252e@slow=1,x"


@pytest.mark.parametrize("model", ["../x", "a/../../x", "a//b", "/a", "a/", ".", "HTTP://a.org"])
def test_a_model_id_stays_below_its_folder(model: str) -> None:
    with pytest.raises(ValueError, match="an id looks like"):
        play(address_of(config(None), "fill-mask", model))


def test_a_call_without_model_and_task_goes_nowhere() -> None:
    with pytest.raises(ValueError, match="neither model nor task is given"):
        play(address_of(config(None), None, None))


def test_bodies_differ_in_nulls() -> None:
    parameters = {"a": None, "b": {"c": None, "d": [None, {"e": None}]}}
    assert choose(LOCAL).body("fill-mask", "x", parameters) == {
        "inputs": "x",
        "parameters": parameters,
    }
    assert choose(LOCAL).body("fill-mask", "x", None, stream=True) == {
        "inputs": "x",
        "stream": True,
    }
    assert choose().body("fill-mask", "x", None) == {"inputs": "x", "parameters": {}}
    without = {"b": {"d": [None, {}]}}
    assert choose().body("fill-mask", "x", parameters) == {"inputs": "x", "parameters": without}


@pytest.mark.parametrize("path", ["", "/v1", "/v1/", "/v1/chat/completions", "/hf-inference"])
def test_any_address_of_the_hosted_service_is_the_hosted_service(path: str) -> None:
    hosted = choose(f"https://router.huggingface.co{path}")
    assert (hosted.name, hosted.endpoint) == ("router", ROUTER)
    assert hosted.chat_url("a/b")[0] == "https://router.huggingface.co/v1/chat/completions"
    assert hosted.task_url("fill-mask", "a/b") == f"{ROUTER}/models/a/b"


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/chat/completions"])
@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "https://a.org/below"])
def test_chats_go_below_a_v1_address_and_name_the_model_in_the_body(base: str, path: str) -> None:
    own = choose(base + path)
    assert own.chat_url("org/name") == (f"{base}/v1/chat/completions", "org/name")
    assert own.task_url("fill-mask", "org/name") == f"{base}/models/org/name"
    url = f"{base}/pipeline/feature-extraction/org/name"
    assert own.task_url("feature-extraction", "org/name") == url
    assert own.pipeline_url("feature-extraction", "org/name") == url
    assert own.status_url("org/name") == f"{base}/status/org/name"
    assert own.lists(["a"]) == [("a", f"{base}/framework/a")]
    assert own.chat_url("http://b.org/x")[0] == "http://b.org/x/v1/chat/completions"


def test_a_v1_server_on_this_machine_is_its_own_hub() -> None:
    assert choose(LOCAL + "/v1").hub == LOCAL
    assert choose("https://a.org/v1").hub == HUB


def test_a_kind_that_is_named_keeps_its_address() -> None:
    assert choose(LOCAL + "/v1", name="classic").endpoint == LOCAL + "/v1"
    assert choose(LOCAL + "/v1", name="router").task_url(None, "m") == f"{LOCAL}/v1/models/m"


@pytest.mark.parametrize("dialect", [choose(LOCAL), choose(ROUTER)])
def test_labels_are_joined_for_old_servers_where_none_holds_a_comma(dialect: Any) -> None:
    task = "zero-shot-classification"
    joined = dialect.body(task, "x", {"candidate_labels": ["a", "b"]})["parameters"]
    assert joined["candidate_labels"] == ("a,b" if dialect.name == "classic" else ["a", "b"])
    for labels in (["a, b", "c"], ["a", "b,"], [",", "x"]):
        asked = dialect.body(task, "x", {"candidate_labels": labels})["parameters"]
        assert asked["candidate_labels"] == labels


def test_a_size_is_one_member_today_if_both_sides_are_given() -> None:
    body = choose().body("image-to-image", "x", {"height": 2, "width": 3})
    assert body["parameters"] == {"target_size": {"height": 2, "width": 3}}
    for sides in ({"height": 2}, {"width": 3}, {}):
        assert choose().body("image-to-image", "x", sides)["parameters"] == sides
    assert choose(LOCAL).body("image-to-image", "x", {"height": 2, "width": 3}) == {
        "inputs": "x",
        "parameters": {"height": 2, "width": 3},
    }


def _refused(url: str, said: Any) -> Any:
    from hfwidgets.wire.flow import Request, Response
    from hfwidgets.wire.headers import Headers

    body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
    return Response(503, "", Headers(), url, Request("POST", url, Headers()), body)


SAYS_LOADING = [
    {"error": "Model gpt2 is currently loading", "estimated_time": 20.0},
    {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}},
    "the model is loading",
]
SAYS_SOMETHING_ELSE = [{"error": "no provider is available"}, "<html>503</html>", "", {"error": {}}]


@pytest.mark.parametrize("url", [f"{ROUTER}/models/m", ROUTER.replace("hf-inference", "v1/chat")])
def test_a_503_of_todays_service_is_loading_only_if_it_says_so(url: str) -> None:
    for said in SAYS_LOADING:
        assert choose().is_loading(_refused(url, said))
    for said in SAYS_SOMETHING_ELSE:
        assert not choose().is_loading(_refused(url, said))


def test_a_503_of_a_v1_server_is_loading_only_if_it_says_so() -> None:
    own = choose(LOCAL + "/v1")
    assert all(own.is_loading(_refused(own.chat_url("m")[0], said)) for said in SAYS_LOADING)
    assert not any(own.is_loading(_refused(own.endpoint, said)) for said in SAYS_SOMETHING_ELSE)


def test_a_503_of_a_classic_server_is_always_loading() -> None:
    url = choose(LOCAL).task_url("fill-mask", "m")
    assert choose(LOCAL).is_loading(_refused(url, ""))
    assert choose().is_loading(_refused("https://an-endpoint.org/", ""))
