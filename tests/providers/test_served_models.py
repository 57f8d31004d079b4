"""The list of everything that is served: two lists joined, patient with what is odd in them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, Sandbox
from hfwidgets.catalogue.served import ServedModels
from hfwidgets.errors import InferenceError, ParameterError
from tests.providers.world import HUB, KEY, ROUTER, TOKEN, World, call
from tests.unit.played import Reply

LIST, CHATS = f"{HUB}/api/models", f"{ROUTER}/v1/models"


def hub_row(name: str, task: str, *entries: tuple[str, str], **more: Any) -> dict[str, Any]:
    mapping = [
        {"provider": one, "providerId": f"{one}/{name}", "status": "live", "task": served_as}
        for one, served_as in entries
    ]
    return {"id": name, "pipeline_tag": task, "inferenceProviderMapping": mapping, **more}


def chat_row(name: str, *providers: dict[str, Any]) -> dict[str, Any]:
    about = {"input_modalities": ["text"], "output_modalities": ["text"]}
    return {"id": name, "object": "model", "architecture": about, "providers": list(providers)}


HUB_ROWS = [
    hub_row("a/chat", "text-generation", ("groq", "conversational"), ("nscale", "conversational")),
    hub_row("a/paint", "text-to-image", ("fal-ai", "text-to-image")),
]
TERMS = {
    "context_length": 131072,
    "pricing": {"input": 0.1, "output": 0.5},
    "supports_tools": True,
    "supports_structured_output": False,
    "first_token_latency_ms": 250,
    "throughput": 180.5,
    "is_model_author": False,
}
CHAT_ROWS = [
    chat_row(
        "a/chat",
        # In another order than the Hub's.
        {"provider": "nscale", "status": "error", "pricing": {"input": 0.01, "output": 0.02}},
        {"provider": "groq", "status": "live", **TERMS},
        {"provider": "cohere", "status": "live", "is_free": True, "throughput": 9},
    ),
    chat_row("b/new", {"provider": "groq", "status": "live", "is_model_author": True}),
]


def lists(world: World, hub: Any = None, chats: Any = None) -> None:
    world.answers[LIST] = Reply.of(HUB_ROWS) if hub is None else hub
    world.answers[CHATS] = Reply.of({"data": CHAT_ROWS}) if chats is None else chats


def listed(mode: str, **arguments: Any) -> ServedModels:
    client = arguments.pop("client", {"token": TOKEN})
    found: ServedModels = call(mode, "list_served_models", client=client, **arguments)
    return found


def test_both_lists_are_one(world: World, mode: str) -> None:
    lists(world)
    found = listed(mode)
    assert found.ids == ["a/chat", "a/paint", "b/new"]
    chat = found["a/chat"]
    assert chat.providers == ("groq", "nscale", "cohere")
    groq = chat.offers[0]
    assert (groq.identifier, groq.context_length) == ("groq/a/chat", 131072)
    assert (groq.input_price, groq.output_price) == (0.1, 0.5)
    assert (chat.offers[1].input_price, chat.offers[1].output_price) == (0.01, 0.02)
    assert (groq.first_token_latency, groq.throughput) == (0.25, 180.5)
    assert (groq.supports_tools, groq.supports_structured_output) == (True, False)
    assert found["a/paint"].offers[0].output_price is None
    assert found.providers == ["groq", "cohere", "fal-ai", "nscale"]


def test_the_cheapest_and_the_fastest_are_those_that_answer(world: World, mode: str) -> None:
    lists(world)
    found = listed(mode)
    # The Hub says that nscale is live; what is free costs nothing.
    assert found["a/chat"].cheapest().provider == "cohere"
    assert found["a/chat"].fastest().provider == "groq"
    assert found["a/paint"].cheapest() is None
    assert found["b/new"].fastest() is None


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ({"task": "chat-completion"}, ["a/chat", "b/new"]),
        ({"task": "conversational"}, ["a/chat", "b/new"]),
        ({"task": "text-to-image"}, ["a/paint"]),
        ({"provider": "nscale"}, ["a/chat"]),
        ({"provider": "groq", "task": "chat-completion"}, ["a/chat", "b/new"]),
        ({"provider": "together"}, []),
    ],
)
def test_a_task_and_a_provider_narrow_it(
    world: World, mode: str, arguments: dict[str, str], ids: list[str]
) -> None:
    lists(world)
    assert listed(mode, **arguments).ids == ids


@pytest.mark.parametrize(
    ("name", "one"),
    [("provider", "nope"), ("provider", "Groq"), ("task", "nope"), ("task", "text to image")],
)
def test_a_name_of_nothing_is_refused_with_those_that_are_known(
    world: World, mode: str, name: str, one: str
) -> None:
    lists(world, Reply.of([]), Reply.of({"data": []}))
    with pytest.raises(ParameterError) as caught:
        listed(mode, **{name: one})
    known = {"provider": "together", "task": "text-to-image"}[name]
    assert f"{name} is {one!r}, for which no model is listed; known are " in str(caught.value)
    assert known in str(caught.value)


@pytest.mark.parametrize(("name", "one"), [("provider", 5), ("task", b"x"), ("task", ["x"])])
def test_a_name_that_is_no_text_is_refused_before_anything_is_asked(
    world: World, mode: str, name: str, one: Any
) -> None:
    with pytest.raises(ParameterError, match=f"{name} is .*; give its name as a text"):
        listed(mode, **{name: one})
    assert not world.asked


def test_names_that_are_known_or_listed_are_no_error(world: World, mode: str) -> None:
    lists(world, Reply.of([]), Reply.of({"data": []}))
    assert not listed(mode, provider="together", task="image-to-video")
    newer = hub_row("c/new", "text-to-4d", ("newest", "text-to-4d"))
    lists(world, Reply.of([newer]), Reply.of({"data": []}))
    assert listed(mode, provider="newest", task="text-to-4d").ids == ["c/new"]


def test_prices_are_not_asked_for_where_no_model_has_any(world: World, mode: str) -> None:
    lists(world)
    listed(mode, task="text-to-image")
    assert world.to(CHATS) == []
    assert "pipeline_tag=text-to-image" in world.urls()[0]


def test_all_pages_are_read(world: World, mode: str) -> None:
    pages = [
        Reply.of([HUB_ROWS[0]], Link=f'<{LIST}?cursor=2>; rel="next"'),
        Reply.of([HUB_ROWS[1]]),
    ]
    lists(world, hub=pages)
    assert listed(mode).ids == ["a/chat", "a/paint", "b/new"]
    assert len(world.to(LIST)) == 2


def test_pages_that_go_round_in_a_circle_end(world: World, mode: str) -> None:
    lists(world, hub=Reply.of(HUB_ROWS, Link=f'<{LIST}?cursor=2>; rel="next"'))
    with pytest.warns(UserWarning, match="round in a circle"):
        found = listed(mode)
    assert len(world.to(LIST)) == 2
    assert "a/paint" in found


def test_a_rate_limit_of_the_list_is_waited_for(world: World, mode: str) -> None:
    limited = Reply.of({"error": "too many"}, status=429, Retry_After="3")
    lists(world, hub=[limited, Reply.of(HUB_ROWS)])
    assert "a/paint" in listed(mode)
    assert [round(one.seconds) for one in world.waits] == [3]


@pytest.mark.parametrize("broken", ["hub", "chats"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply.of({"error": "down for <b>maintenance</b>"}, status=500),
        Reply.of("no list"),
        Reply.of({}),
    ],
)
def test_one_list_is_better_than_none(world: World, mode: str, broken: str, reply: Reply) -> None:
    lists(world, **{broken: reply})
    missing = "models of all tasks" if broken == "hub" else "prices and speeds"
    with pytest.warns(UserWarning, match=f"not listed to the end: {missing}"):
        found = listed(mode)
    assert "a/chat" in found
    assert len(found) == 2


def test_no_list_is_an_error(world: World, mode: str) -> None:
    lists(world, hub=Reply.of({"error": "gone"}, status=500), chats=Reply.of({}, status=500))
    with pytest.raises(InferenceError, match="gone"):
        listed(mode)


ODD = [
    None,
    5,
    {"id": 7},
    {"id": ""},
    {"id": "x" * 5000},
    {"no": "id"},
    {"id": "odd/mapping", "inferenceProviderMapping": "text"},
    {"id": "odd/entries", "inferenceProviderMapping": [None, {"provider": 5}, {"provider": "x"}]},
    {"id": "odd/\ud800", "inferenceProviderMapping": HUB_ROWS[1]["inferenceProviderMapping"]},
]


def test_odd_rows_take_nothing_from_the_others(world: World, mode: str) -> None:
    terms = [None, {"provider": 3}, {"provider": "x", "pricing": "free", "context_length": -1}]
    more = {"provider": "y", "pricing": {"input": float("nan"), "output": True}, "throughput": "9"}
    odd_chats = [*ODD, {**chat_row("odd/terms"), "providers": [*terms, more]}]
    lists(
        world,
        hub=Reply.of([*ODD, *HUB_ROWS]),
        chats=Reply.of({"data": [*odd_chats, *CHAT_ROWS]}),
    )
    found = listed(mode)
    assert found.ids == ["odd/\\ud800", "a/chat", "a/paint", "odd/terms", "b/new"]
    for offer in found["odd/terms"].offers:
        assert (offer.input_price, offer.output_price, offer.context_length) == (None, None, None)
        assert offer.throughput is None


@pytest.mark.parametrize(("key", "goes"), [(TOKEN, True), (KEY, False), (None, False)])
def test_a_token_goes_to_the_hub_alone_and_a_providers_key_nowhere(
    world: World, mode: str, key: str | None, goes: bool
) -> None:
    lists(world)
    listed(mode, client={"api_key": key})
    (hub,), (chats,) = world.to(LIST), world.to(CHATS)
    assert (hub.headers.get("authorization") == f"Bearer {TOKEN}") is goes
    assert "authorization" not in chats.headers


def test_a_server_without_providers_is_not_asked(world: World, mode: str) -> None:
    with pytest.raises(ValueError, match=r"a server without providers.*list_deployed_models"):
        listed(mode, client={"endpoint": "http://127.0.0.1:9"})
    assert world.asked == []


def test_it_becomes_a_table_with_a_row_per_offer(world: World, mode: str) -> None:
    lists(world)
    frame = listed(mode).to_frame()
    rows = frame if isinstance(frame, dict) else frame.to_dict("list")
    assert list(rows["model_id"]) == ["a/chat"] * 3 + ["a/paint", "b/new"]
    assert list(rows["provider"]) == ["groq", "nscale", "cohere", "fal-ai", "groq"]
    assert (rows["served_as"][3], rows["output_price"][0]) == ("text-to-image", 0.5)


def test_it_is_a_sequence_that_tells_what_it_holds(world: World) -> None:
    lists(world)
    found = listed("blocking")
    assert repr(found) == "<3 served models: a/chat, a/paint, b/new>"
    assert repr(ServedModels()) == "<no served models>"
    assert found[1:].ids == ["a/paint", "b/new"]
    assert found[-1] in found
    assert found == listed("blocking")
    with pytest.raises(KeyError, match="nobody in this list serves 'x/y'"):
        found["x/y"]


def test_the_sandbox_lists_its_own_models_with_prices() -> None:
    with Sandbox() as sandbox:
        client = InferenceClient(endpoint=sandbox.url, provider="auto")
        found = client.list_served_models()
        chats = client.list_served_models(task="chat-completion", provider="groq")

        async def awaited() -> ServedModels:
            async with AsyncInferenceClient(endpoint=sandbox.url, provider="auto") as other:
                return await other.list_served_models()

        assert asyncio.run(awaited()) == found
    assert {"sandbox/painter", "sandbox/vader"} <= set(found.ids)
    assert "fal-ai" in found["sandbox/painter"].providers
    assert chats["sandbox/ngram-topics"].cheapest().provider == "novita"
    assert chats["sandbox/ngram-topics"].fastest().provider == "cerebras"
