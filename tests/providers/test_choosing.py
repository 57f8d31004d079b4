"""Who answers a call: the mapping is asked once, keys stay where they belong."""

from __future__ import annotations

import asyncio
import pickle
import threading
import warnings
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.providers import names
from hfwidgets.wire import kept
from hfwidgets.wire.mapping import entries_in
from tests.providers.world import (
    HUB,
    KEY,
    MODEL,
    ROUTER,
    TOKEN,
    World,
    call,
    entry,
    headers_of,
    mapping,
    sent,
)
from tests.unit.played import Reply
from tests.waiting import soon

HELLO = [{"role": "user", "content": "Hello"}]
ANSWER = Reply.of({"choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}}]})
LABELS = Reply.of([[{"label": "a", "score": 1.0}]])
LOOK_UP = f"{HUB}/api/models/{MODEL}?expand=inferenceProviderMapping"


def client(**more: Any) -> dict[str, Any]:
    return {"model": MODEL, "api_key": TOKEN, **more}


@pytest.mark.parametrize("provider", [None, "auto"])
@pytest.mark.parametrize("suffix", ["", ":fastest", ":groq"])
def test_a_chat_without_a_named_provider_is_one_request(
    world: World, mode: str, provider: str | None, suffix: str
) -> None:
    world.answers[ROUTER] = ANSWER
    model = MODEL + suffix
    found = call(mode, "chat_completion", HELLO, client=client(model=model, provider=provider))
    assert found.choices[0].message.content == "Hi"
    assert world.urls() == [f"{ROUTER}/v1/chat/completions"]
    assert sent(world.asked[0]) == {"model": model, "messages": HELLO, "stream": False}
    assert world.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("groq", "/openai/v1/chat/completions"),
        ("cohere", "/compatibility/v1/chat/completions"),
        ("cerebras", "/v1/chat/completions"),
    ],
)
def test_a_named_provider_is_asked_through_the_router_by_its_own_name_of_the_model(
    world: World, mode: str, provider: str, path: str
) -> None:
    world.answers = {HUB: mapping(**{provider: entry("conversational")}), ROUTER: ANSWER}
    call(mode, "chat_completion", HELLO, client=client(provider=provider))
    assert world.urls() == [LOOK_UP, f"{ROUTER}/{provider}{path}"]
    assert sent(world.asked[1])["model"] == "the/id"


@pytest.mark.parametrize("provider", ["groq", "nscale", "publicai"])
def test_a_providers_key_goes_to_the_provider_alone(world: World, mode: str, provider: str) -> None:
    hosts = {
        "groq": "https://api.groq.com/openai/v1",
        "nscale": "https://inference.api.nscale.com/v1",
        "publicai": "https://api.publicai.co/v1",
    }
    world.answers = {HUB: mapping(**{provider: entry("conversational")}), hosts[provider]: ANSWER}
    with pytest.warns(UserWarning, match="bill_to"):
        InferenceClient(**client(provider=provider, api_key=KEY, bill_to="us"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = client(provider=provider, api_key=KEY, bill_to="us")
        call(mode, "chat_completion", HELLO, client=found)
    look_up, asked = world.asked
    assert asked.url == f"{hosts[provider]}/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert "x-hf-bill-to" not in asked.headers
    assert KEY not in headers_of(look_up)
    assert "authorization" not in look_up.headers


@pytest.mark.parametrize(
    ("task", "provider", "suffix", "way_out"),
    [
        ("chat_completion", "groq", "fastest", "provider='groq' alone"),
        ("chat_completion", "groq", "together", "provider='together'"),
        ("text_to_image", "auto", "fal-ai", "provider='fal-ai'"),
        ("text_to_image", "fal-ai", "cheapest", "provider='fal-ai' alone"),
        ("summarization", None, "preferred", "provider='auto' alone"),
    ],
)
def test_a_suffix_where_nothing_reads_it_is_refused_before_anything_is_asked(
    world: World, mode: str, task: str, provider: str | None, suffix: str, way_out: str
) -> None:
    given = HELLO if task == "chat_completion" else "x"
    settings = client(model=f"{MODEL}:{suffix}", provider=provider)
    with pytest.raises(ValueError, match=f"':{suffix}' chooses a provider") as caught:
        call(mode, task, given, client=settings)
    assert str(caught.value).endswith(f"give model={MODEL!r} and {way_out}")
    assert not world.asked


def test_a_client_says_whom_it_asks() -> None:
    assert repr(InferenceClient(**client(provider="groq"))).endswith(", provider='groq')>")
    assert "provider" not in repr(InferenceClient(endpoint="http://127.0.0.1:9"))


def test_hf_inference_by_name_is_asked_without_a_look_up(world: World, mode: str) -> None:
    world.answers[ROUTER] = LABELS
    call(mode, "text_classification", "x", client=client(provider="hf-inference"))
    assert world.urls() == [f"{ROUTER}/hf-inference/models/{MODEL}"]
    world.answers[ROUTER] = ANSWER
    schema = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"default": None}}}
    keywords: Any = {"client": client(provider="hf-inference"), "response_format": schema}
    call(mode, "chat_completion", HELLO, **keywords)
    assert world.urls()[1:] == [f"{ROUTER}/hf-inference/models/{MODEL}/v1/chat/completions"]
    form = {"type": "json_object", "value": {"default": None}}
    assert sent(world.asked[1])["response_format"] == form


@pytest.mark.parametrize("provider", [None, "auto", "hf-inference"])
def test_without_a_model_the_recommended_one_is_asked(
    world: World, mode: str, provider: str | None
) -> None:
    tasks = {"text-generation": ["org/chat"], "text-classification": ["org/labels"]}
    suggested = {task: {"widgetModels": models} for task, models in tasks.items()}
    world.answers = {f"{HUB}/api/tasks": Reply.of(suggested), ROUTER: ANSWER}
    settings = client(model=None, provider=provider)
    call(mode, "chat_completion", HELLO, client=settings)
    assert sent(world.to(ROUTER)[0])["model"] == "org/chat"
    world.answers[ROUTER] = LABELS
    call(mode, "text_classification", "x", client=settings)
    assert world.urls()[-1] == f"{ROUTER}/hf-inference/models/org/labels"
    assert not world.to(f"{HUB}/api/models")


@pytest.mark.parametrize("provider", [None, "auto"])
def test_auto_takes_the_first_provider_that_it_knows(
    world: World, mode: str, provider: str | None
) -> None:
    task = "text-classification"
    found = {"new-one": entry(task), "groq": entry("conversational"), "hf-inference": entry(task)}
    world.answers = {HUB: mapping(**found), ROUTER: LABELS}
    call(mode, "text_classification", "x", client=client(provider=provider))
    assert world.urls() == [LOOK_UP, f"{ROUTER}/hf-inference/models/{MODEL}"]
    assert world.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_an_endpoint_of_ones_own_is_asked_itself(world: World, mode: str) -> None:
    world.answers = {"http://127.0.0.1:1": LABELS, ROUTER: LABELS}
    call(mode, "text_classification", "x", client=client(endpoint="http://127.0.0.1:1"))
    call(mode, "text_classification", "x", client=client(endpoint=f"{ROUTER}/hf-inference"))
    base = {"base_url": "http://127.0.0.1:1/mine", "api_key": KEY, "provider": "groq"}
    call(mode, "text_classification", "x", client=base)
    assert world.urls() == [
        f"http://127.0.0.1:1/models/{MODEL}",
        f"{ROUTER}/hf-inference/models/{MODEL}",
        "http://127.0.0.1:1/mine",
    ]


def test_a_router_on_this_machine_has_all_providers_with_any_key(world: World, mode: str) -> None:
    here = "http://127.0.0.1:1"
    found = mapping(groq=entry("conversational"))
    world.answers = {f"{here}/api": found, here: ANSWER}
    for key in (TOKEN, KEY):
        call(
            mode,
            "chat_completion",
            HELLO,
            client=client(endpoint=here, provider="groq", api_key=key),
        )
    assert world.urls()[1] == world.urls()[3] == f"{here}/groq/openai/v1/chat/completions"


def test_a_model_is_looked_up_once_for_each_token(world: World, mode: str) -> None:
    world.answers = {HUB: mapping(groq=entry("conversational")), ROUTER: ANSWER}
    for token in ("hf_one01234567", "hf_two01234567", "hf_one01234567"):
        for _ in range(2):
            call(mode, "chat_completion", HELLO, client=client(provider="groq", api_key=token))
    assert world.urls().count(LOOK_UP) == 2


def test_a_mapping_is_forgotten_after_minutes(
    world: World, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.answers = {HUB: mapping(groq=entry("conversational")), ROUTER: ANSWER}
    now = [1000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    for seconds in (0, 299, 2, 10):
        now[0] += seconds
        call(mode, "chat_completion", HELLO, client=client(provider="groq"))
    assert world.urls().count(LOOK_UP) == 2


def test_a_look_up_that_fails_is_asked_anew(world: World, mode: str) -> None:
    gone = Reply.of({"error": "no such model"}, 404, X_Error_Code="RepoNotFound")
    world.answers = {HUB: [gone, mapping(groq=entry("conversational"))], ROUTER: ANSWER}
    with pytest.raises(OSError, match="no such model"):
        call(mode, "chat_completion", HELLO, client=client(provider="groq"))
    assert len(world.asked) == 1
    call(mode, "chat_completion", HELLO, client=client(provider="groq"))
    assert world.urls().count(LOOK_UP) == 2


def test_calls_of_many_threads_share_a_look_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[int] = []
    plain = kept._Asked.wait

    def wait(asked: Any) -> bool:
        waiting.append(1)
        return plain(asked)

    def when_all_others_wait(_: Any) -> Reply:
        soon(lambda: len(waiting) == 7)
        return mapping(groq=entry("conversational"))

    monkeypatch.setattr(kept._Asked, "wait", wait)
    world.answers = {HUB: when_all_others_wait, ROUTER: ANSWER}
    keywords = {"client": client(provider="groq")}
    arguments = ("blocking", "chat_completion", HELLO)
    threads = [threading.Thread(target=call, args=arguments, kwargs=keywords) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert world.urls().count(LOOK_UP) == 1
    assert len(world.to(ROUTER)) == 8


def test_calls_of_one_loop_share_a_look_up_though_the_first_is_cancelled(world: World) -> None:
    world.answers = {HUB: mapping(groq=entry("conversational")), ROUTER: ANSWER}

    async def main() -> list[Any]:
        async with AsyncInferenceClient(**client(provider="groq")) as made:
            tasks = [asyncio.ensure_future(made.chat_completion(HELLO)) for _ in range(6)]
            await asyncio.sleep(0)
            tasks[0].cancel()
            return await asyncio.gather(*tasks, return_exceptions=True)

    first, *others = asyncio.run(main())
    assert isinstance(first, asyncio.CancelledError)
    assert [one.choices[0].message.content for one in others] == ["Hi"] * 5


BAD: list[tuple[dict[str, Any], str, dict[str, Any], str]] = [
    ({"provider": "nobody"}, "chat_completion", {}, r"'nobody'; it is 'auto', or one of .*groq"),
    ({"provider": 3}, "chat_completion", {}, "provider is 3; it is the name"),
    ({"provider": "groq"}, "text_to_image", {}, "'groq', which does .*, but not text-to-image"),
    ({"provider": "groq", "model": None}, "chat_completion", {}, "model is not given.*'groq'"),
    ({"provider": "groq"}, "chat_completion", {}, "which no provider serves"),
    (
        {"provider": "groq"},
        "chat_completion",
        {"together": entry("conversational")},
        r"groq does not serve for conversational; it is served by together \(conversational\)",
    ),
    (
        {"provider": "groq"},
        "chat_completion",
        {"groq": entry("text-to-image")},
        r"groq does not serve for conversational; it is served by groq \(text-to-image\)",
    ),
    ({"provider": "auto"}, "text_to_image", {"new": entry("text-to-image")}, "no known provider"),
    ({"provider": "groq", "api_key": None}, "chat_completion", {}, "no key is given.*'groq'"),
    ({"api_key": None}, "text_to_image", {}, "no token is given"),
    ({"api_key": KEY}, "text_to_image", {}, "name the provider that the key is of"),
    ({"provider": "openai"}, "chat_completion", {}, "pass a key of openai"),
    ({"token": TOKEN}, "chat_completion", {}, "token and api_key are both given"),
    ({"base_url": "http://x"}, "chat_completion", {}, "model and base_url are both given"),
    ({"model": None, "base_url": "x"}, "chat_completion", {}, "base_url is 'x'; it is an address"),
    ({"api_key": True}, "chat_completion", {}, "api_key is of type bool"),
    ({"provider": "groq", "dialect": "classic"}, "chat_completion", {}, "only a router has"),
]


@pytest.mark.parametrize(("settings", "method", "served", "words"), BAD)
def test_what_cannot_be_served_is_told_before_a_model_is_asked(
    world: World, mode: str, settings: Any, method: str, served: Any, words: str
) -> None:
    world.answers = {HUB: mapping(**served), ROUTER: ANSWER}
    with pytest.raises((ValueError, TypeError), match=words) as caught:
        call(mode, method, HELLO if "chat" in method else "x", client=client(**settings))
    assert set(world.urls()) <= {LOOK_UP}
    assert TOKEN not in str(caught.value)
    assert KEY not in str(caught.value)


def test_an_error_names_provider_model_task_and_who_else_serves_it(world: World, mode: str) -> None:
    served = {
        name: entry("conversational", f"{name}/x") for name in ("groq", "together", "cerebras")
    }
    broke = Reply.of({"error": {"message": "spend limit reached"}}, 402)
    world.answers = {HUB: mapping(**served), ROUTER: broke}
    with pytest.raises(OSError, match="spend limit reached") as caught:
        call(mode, "chat_completion", HELLO, client=client(provider="groq"))
    error: Any = caught.value
    assert (error.provider, error.model) == ("groq", MODEL)
    assert error.others == ("together", "cerebras")
    for words in ("'groq'", f"conversational of '{MODEL}'", "'groq/x'", "provider='together'"):
        assert words in str(error)
    assert error.remedy in str(error)
    assert str(error).count("spend limit") == 1


@pytest.mark.parametrize("status", [401, 402, 403])
def test_an_error_of_a_key_of_ones_own_does_not_send_to_the_hub(world: World, status: int) -> None:
    world.answers = {
        HUB: mapping(groq=entry("conversational")),
        "https://api.groq.com": Reply.of({"error": "no"}, status),
    }
    with pytest.raises(OSError, match="no") as caught:
        call("blocking", "chat_completion", HELLO, client=client(provider="groq", api_key=KEY))
    assert "huggingface.co/settings" not in str(caught.value)
    assert "groq" in getattr(caught.value, "remedy", "")


@pytest.mark.parametrize(
    "odd", [None, [], 3, [None, 5], {"groq": 3}, {"groq": {"task": "x"}}, [{"provider": "groq"}]]
)
def test_a_mapping_of_an_odd_shape_names_nobody(odd: Any) -> None:
    assert entries_in(odd) == []


def test_a_mapping_may_be_an_object_or_a_list() -> None:
    one = entry("conversational", "a", adapterWeightsPath="w", other=3)
    assert entries_in({"groq": one}) == entries_in([{"provider": "groq", **one}])


def test_there_are_the_providers_of_today() -> None:
    assert {"groq", "hf-inference", "openai", "fireworks-ai"} <= set(names())


@pytest.mark.parametrize(("status", "words"), [("staging", "tests only"), ("error", "check")])
def test_a_state_that_is_not_live_is_logged(
    world: World, mode: str, status: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = entry("conversational", status=status)
    world.answers = {HUB: mapping(groq=found), ROUTER: ANSWER}
    call(mode, "chat_completion", HELLO, client=client(provider="groq"))
    assert words in caplog.text


def test_a_post_without_a_task_goes_to_no_provider(world: World, mode: str) -> None:
    world.answers = {HUB: mapping(groq=entry("conversational")), ROUTER: ANSWER}
    with pytest.raises(ValueError, match="task is not given; provider 'groq'"):
        call(mode, "post", client=client(provider="groq", api_key=KEY), json={})
    assert not world.asked
    call(mode, "post", client=client(provider="groq"), json={"x": 1}, task="conversational")
    assert world.urls()[1:] == [f"{ROUTER}/groq/openai/v1/chat/completions"]


def test_a_client_and_an_error_travel_to_another_process(world: World) -> None:
    world.answers = {HUB: mapping(groq=entry("conversational")), ROUTER: Reply.of({}, 402)}
    made = pickle.loads(pickle.dumps(InferenceClient(**client(provider="groq"))))
    assert made.provider == "groq"
    with pytest.raises(OSError, match="'groq'") as caught:
        made.chat_completion(HELLO)
    error: Any = pickle.loads(pickle.dumps(caught.value))
    assert (str(error), error.provider) == (str(caught.value), "groq")
    assert TOKEN not in repr(vars(error))
