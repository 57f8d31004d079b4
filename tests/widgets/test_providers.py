"""Who answers a widget's calls: chosen beside the model, told with the counters and in errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox, TextGeneration
from hfwidgets.catalogue.served import Offer
from hfwidgets.catalogue.terms import Usage, cost, terms, usage_in
from hfwidgets.wire.mapping import mappings
from hfwidgets.wire.parameter_error import ParameterError
from tests.providers.world import KEY, TOKEN, World, headers_of, mapping
from tests.unit.played import Reply
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, Recorded, until
from tests.widgets.plain import class_for

HELLO = [{"role": "user", "content": "Hello"}]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    mappings.clear()
    terms.clear()
    yield
    mappings.clear()
    terms.clear()


@pytest.fixture
def client(sandbox: Sandbox) -> InferenceClient:
    return InferenceClient(endpoint=sandbox.url, provider="auto", api_key=TOKEN)


def offered(recorded: Recorded, model: str) -> dict[str, Any]:
    """What a page is told that asks who serves a model."""
    recorded.sent.clear()
    recorded.page_sends(kind="providers", id="p1", model=model)
    until(lambda: recorded.sent)
    (answer,) = recorded.sent
    assert answer["id"] == "p1"
    return answer


def chat(client: InferenceClient, model: str = NGRAM, **arguments: Any) -> Recorded:
    kind = class_for("chat-completion")
    return Recorded(kind(model, client=client, messages=HELLO, max_tokens=4, **arguments))


def test_a_widgets_provider_answers_and_its_client_stays_as_it_is(make, client) -> None:
    w = make(client=client, max_new_tokens=3, provider="featherless-ai").widget
    assert w.run().wait(PATIENCE)
    assert w.stats["provider"] == "featherless-ai"
    w.provider = "hf-inference"
    assert w.run().wait(PATIENCE)
    assert w.stats["provider"] == "hf-inference"
    w.provider = None
    assert (w.provider, client.provider) == ("auto", "auto")
    # A price is not told of what is no chat: none is made up.
    assert "cost" not in w.stats
    assert w.run().wait(PATIENCE)
    assert w.stats["provider"] == "hf-inference"


def test_a_provider_without_a_client_makes_one(sandbox: Sandbox, monkeypatch) -> None:
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    w = TextGeneration(NGRAM, prompt="A", max_new_tokens=2, provider="deepinfra")
    assert w.run().wait(PATIENCE)
    assert w.stats["provider"] == "deepinfra"
    w.close()
    with pytest.raises(ValueError, match="groq"):
        TextGeneration(NGRAM, provider="grok")


def test_a_server_without_providers_has_none_to_choose(make) -> None:
    recorded = make(max_new_tokens=2)
    w = recorded.widget
    assert w.provider is None
    assert w.get_state()["provider"] is None
    w.run().wait(PATIENCE)
    assert {"provider", "cost"}.isdisjoint(w.stats)
    with pytest.raises(ParameterError, match="no providers"):
        w.provider = "groq"
    w.provider = None
    with pytest.raises(ParameterError, match="no providers"):
        make(provider="auto")


@pytest.mark.parametrize("wrong", ["grok", "", "hf-Inference"])
def test_a_provider_that_there_is_not_is_refused_and_the_old_one_stays(make, client, wrong) -> None:
    recorded = make(client=client, provider="deepinfra")
    with pytest.raises(ParameterError, match="groq"):
        recorded.widget.provider = wrong
    assert recorded.widget.provider == "deepinfra"
    recorded.page_sends(kind="edit", values={"provider": wrong})
    # It has no field of its own: what is wrong is said beside the model.
    assert set(recorded.messages("invalid")[-1]["errors"]) == {"model"}
    assert recorded.widget.provider == "deepinfra"
    recorded.page_sends(kind="edit", values={"provider": 5})
    assert recorded.widget.provider == "deepinfra"


def test_a_page_is_told_who_serves_a_model_for_the_task(make, client) -> None:
    recorded = make(client=client)
    answer = offered(recorded, NGRAM)
    assert [one[0] for one in answer["rows"]] == [
        "auto",
        "hf-inference",
        "featherless-ai",
        "deepinfra",
    ]
    assert "hf-inference" in answer["rows"][0][1]
    assert "For conversational only: groq, cerebras" in answer["note"]
    assert [one[0] for one in offered(recorded, "sandbox/painter")["rows"]] == ["auto"]
    recorded.page_sends(kind="edit", values={"provider": "deepinfra"})
    assert recorded.widget.provider == "deepinfra"


def test_prices_and_speeds_are_told_where_the_service_tells_them(client) -> None:
    recorded = chat(client)
    rows = {one[0]: one[1:] for one in offered(recorded, NGRAM)["rows"]}
    assert rows["groq"] == [
        "$0.15 in, $0.75 out",
        "32k context",
        "180 tokens/s",
        "0.03 s to first",
        "",
    ]
    assert rows["hf-inference"] == [""] * 5
    free = {one[0]: one[1:] for one in offered(recorded, "sandbox/ngram-reader")["rows"]}
    assert free["publicai"][0] == "free for now"
    for state, words in (("error", "its last check failed"), ("staging", "for tests only")):
        found = offered(recorded, f"{NGRAM}@mapping={state}")["rows"]
        assert {one[5] for one in found if one[0] == "groq"} == {words}


def test_a_model_that_the_hub_does_not_know_and_one_that_nobody_serves_are_told(client) -> None:
    recorded = chat(client)
    assert "no such model" in offered(recorded, "org/none")["error"]
    empty = offered(recorded, f"{NGRAM}@mapping=empty")
    assert "Nobody serves" in empty["note"]
    assert offered(recorded, "http://127.0.0.1:9/x")["rows"] == []
    new = offered(recorded, f"{NGRAM}@mapping=new")
    assert "Not known here: provider-of-tomorrow." in new["note"]


@pytest.mark.parametrize("provider", ["groq", "auto"])
def test_a_chat_tells_who_answered_and_what_it_cost(client, provider: str) -> None:
    w = chat(client, provider=provider).widget
    answer = w.run().wait(PATIENCE)
    by = w.stats["provider"]
    assert by == ("groq" if provider == "groq" else "cerebras")  # the fastest
    price = {"groq": (0.15, 0.75), "cerebras": (0.35, 0.75)}[by]
    used = answer["usage"]
    asked = used["prompt_tokens"] * price[0] + used["completion_tokens"] * price[1]
    assert w.stats["cost"] == pytest.approx(asked / 1e6)
    assert w.counters["cost"] == w.stats["cost"]
    assert w.history[-1].stats["cost"] == w.stats["cost"]


def test_a_chat_of_a_provider_that_tells_no_price_tells_no_cost(client) -> None:
    w = chat(client, "sandbox/ngram-topics", provider="hf-inference").widget
    assert w.run().wait(PATIENCE)
    assert w.stats["provider"] == "hf-inference"
    assert "cost" not in w.stats


@pytest.mark.parametrize(
    ("answer", "usage"),
    [
        ({"usage": {"prompt_tokens": 3, "completion_tokens": 4}}, Usage(3, 4)),
        ({"usage": {"prompt_tokens": 3}}, None),
        ({"usage": {"prompt_tokens": True, "completion_tokens": 4}}, None),
        ({"usage": {"prompt_tokens": -1, "completion_tokens": 4}}, None),
        ({"usage": {"prompt_tokens": float("nan"), "completion_tokens": "4"}}, None),
        ({"usage": None}, None),
        ([], None),
        (
            {
                "usage": {
                    "prompt_tokens": 3,
                    "completion_tokens": 4,
                    "prompt_tokens_details": {"cached_tokens": 2},
                }
            },
            None,
        ),
    ],
)
def test_what_a_call_cost_is_never_guessed(answer: Any, usage: Usage | None) -> None:
    assert usage_in(answer) == usage


def test_costs_follow_the_prices_for_a_million_tokens() -> None:
    assert cost(Offer("a", input_price=2.0, output_price=4.0), Usage(500_000, 250_000)) == 2.0
    assert cost(Offer("a", input_price=2.0), Usage(1, 1)) is None
    assert cost(Offer("a", is_free=True), Usage(1, 1)) == 0.0


def test_an_error_tells_who_was_asked_and_offers_the_others(make, client) -> None:
    recorded = make(f"{NGRAM}@status=402,only=hf-inference", client=client, max_new_tokens=3)
    w = recorded.widget
    with pytest.raises(OSError, match="credits"):
        w.run().wait(PATIENCE)
    assert w.problem["provider"] == "hf-inference"
    assert w.problem["others"] == ["featherless-ai", "deepinfra"]
    assert "provider=" not in w.problem["remedy"]
    # As the card's button does.
    recorded.page_sends(kind="edit", values={"provider": "deepinfra"})
    recorded.page_sends(kind="run", id="r2", values={})
    assert w.wait(PATIENCE)
    assert (w.status, w.problem, w.stats["provider"]) == ("done", None, "deepinfra")


def test_the_automatic_router_that_fails_tells_whom_it_asked_and_who_else_there_is(client) -> None:
    w = chat(client, f"{NGRAM}@status=500").widget
    with pytest.raises(OSError, match="500"):
        w.run().wait(PATIENCE)
    assert w.problem["provider"] == "cerebras"
    assert w.problem["others"][:2] == ["groq", "together"]


@pytest.mark.parametrize("provider", ["together", "cohere"])
def test_a_provider_that_does_not_serve_the_model_for_the_task_is_not_the_end(
    make, client, provider: str
) -> None:
    w = make(client=client, provider=provider).widget
    with pytest.raises(ValueError, match=provider):
        w.run().wait(PATIENCE)
    assert w.problem["others"] == ["hf-inference", "featherless-ai", "deepinfra"]
    assert w.problem["field"] == "model"
    assert "does not serve" in w.problem["title"]


def test_a_wrong_token_is_no_matter_of_providers(make, client) -> None:
    w = make(f"{NGRAM}@status=401", client=client).widget
    with pytest.raises(OSError, match="401"):
        w.run().wait(PATIENCE)
    assert w.problem["provider"] == "hf-inference"
    assert "others" not in w.problem


def test_a_providers_own_key_goes_to_no_other_provider(monkeypatch) -> None:
    monkeypatch.delenv("HF_INFERENCE_ENDPOINT", raising=False)
    world = World(monkeypatch)
    world.answers["https://huggingface.co"] = mapping(
        groq={"status": "live", "providerId": "x", "task": "conversational"},
        together={"status": "live", "providerId": "x", "task": "conversational"},
    )
    world.answers["https://api.groq.com"] = Reply.of({"error": {"message": "no"}}, 402)
    world.answers["https://router.huggingface.co/v1/models/"] = Reply.of({"error": "none"}, 404)
    recorded = chat(InferenceClient(provider="groq", api_key=KEY), "org/model")
    with pytest.raises(ParameterError, match="not shown"):
        recorded.widget.provider = "together"
    answer = offered(recorded, "org/model")
    assert [one[0] for one in answer["rows"]] == ["groq"]
    assert "token of the Hub" in answer["note"]
    with pytest.raises(OSError, match="no"):
        recorded.widget.run().wait(PATIENCE)
    assert recorded.widget.problem["provider"] == "groq"
    assert "others" not in recorded.widget.problem
    told = [one.url for one in world.asked if KEY in headers_of(one)]
    assert told
    assert all(url.startswith("https://api.groq.com/") for url in told)
    assert KEY not in repr(recorded.sent) + repr(recorded.changes)
