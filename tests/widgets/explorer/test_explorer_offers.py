"""The explorer on today's service: every model of every provider, with what it costs."""

from __future__ import annotations

import math
import struct
import zlib
from typing import Any

import pytest

from hfwidgets import InferenceClient, ModelExplorer, Sandbox
from hfwidgets.catalogue.offer_search import NEEDS
from hfwidgets.catalogue.served import BETTER
from tests.providers.test_served_models import CHAT_ROWS, HUB_ROWS, TERMS, hub_row
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE, Gate
from tests.widgets.conftest import until
from tests.widgets.explorer.explored import Make, Shown
from tests.wire.scripted import Asked, Reply, ScriptedServer

OfferedRow = dict[str, dict[str, Any]]


class Offered(Shown):
    """An explorer, and what a page would know of its offers."""

    def __init__(self, widget: ModelExplorer) -> None:
        super().__init__(widget)
        self.offers: dict[int, OfferedRow] = {}
        plain = widget.send

        def take(content: dict[str, Any], buffers: Any = None) -> None:
            plain(content, buffers)
            if content["kind"] == "offers":
                self.offers |= unpacked(content, [zlib.decompress(one) for one in buffers])

        widget.send = take

    def of(self, model: str) -> OfferedRow:
        return self.offers[self.row(model)]


def unpacked(content: dict[str, Any], buffers: list[bytes]) -> dict[int, OfferedRow]:
    counts, providers, tasks, states, flags, numbers = buffers
    floats = struct.unpack(f"<{len(numbers) // 4}f", numbers)
    found: dict[int, OfferedRow] = {}
    at = 0
    for row, count in zip(range(content["from"], content["to"]), counts, strict=True):
        found[row] = {}
        for one in range(at, at + count):
            terms = [floats[place * len(providers) + one] for place in range(len(BETTER))]
            needs = [flags[one] >> 2 * place & 3 for place in range(len(NEEDS))]
            found[row][content["providers"][providers[one]]] = {
                "task": content["tasks"][tasks[one]],
                "state": content["states"][states[one]],
                **dict(zip(BETTER, terms, strict=True)),
                **dict(zip(NEEDS, needs, strict=True)),
            }
        at += count
    return found


def offered(server: ScriptedServer, **options: Any) -> Offered:
    client = InferenceClient(endpoint=server.url, **{"provider": "auto", **options})
    return Offered(ModelExplorer(client=client))


def lists(server: ScriptedServer, hub: Any = None, chats: Any = None) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path.startswith("/v1/models"):
            return chats or Reply.of_json({"data": CHAT_ROWS})
        if asked.path.startswith("/api/models?"):
            return hub or Reply.of_json(HUB_ROWS)
        return Reply.of_json({"error": "nobody asks for this"}, 404)

    server.play(reply)


def close(*values: float) -> Any:
    return pytest.approx(list(values), rel=1e-6)


def test_every_model_has_its_providers_with_their_terms(server: ScriptedServer) -> None:
    lists(server)
    shown = offered(server)
    models = shown.widget.refresh().wait(PATIENCE)
    assert [row[0] for row in shown.rows] == models.ids == ["a/chat", "a/paint", "b/new"]
    chat = shown.of("a/chat")
    assert list(chat) == ["groq", "nscale", "cohere"]
    assert [chat["groq"][name] for name in BETTER] == close(0.1, 0.5, 131072, 0.25, 180.5)
    assert [chat["groq"][name] for name in NEEDS] == [2, 1, 0, 1]
    assert (chat["cohere"]["free"], chat["nscale"]["free"]) == (2, 0)
    assert math.isnan(shown.of("a/paint")["fal-ai"]["output_price"])
    assert models[0].offers[0].throughput == TERMS["throughput"]
    assert models[2].providers == ("groq",)
    assert dict(shown.widget.facets["provider"]) == {
        "groq": 2,
        "cohere": 1,
        "fal-ai": 1,
        "nscale": 1,
    }
    assert shown.widget.has_offers
    assert [one["count"] for one in shown.widget.sources] == [2, 2]
    first = shown.widget.first["offers"][0][0]
    assert first[:3] == ["groq", "conversational", "live"]
    assert first[4] == [0.1, 0.5, 131072, 0.25, 180.5]
    shown.widget.close()


@pytest.mark.parametrize("late", ["hub", "chats"])
def test_terms_and_rows_meet_whichever_comes_first(server: ScriptedServer, late: str) -> None:
    gate = Gate()
    paths = {"hub": "/api/models?", "chats": "/v1/models"}
    early = paths["hub" if late == "chats" else "chats"]

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith(paths[late]):
            gate.wait()
        hub = asked.path.startswith(paths["hub"])
        return Reply.of_json(HUB_ROWS if hub else {"data": CHAT_ROWS})

    server.play(answer)
    shown = offered(server)
    shown.widget.refresh()
    if late == "chats":
        until(lambda: shown.offers)
        assert math.isnan(shown.of("a/chat")["groq"]["output_price"])
    until(lambda: gate.held and any(one.path.startswith(early) for one in server.asked))
    gate.open()
    shown.widget.wait(PATIENCE)
    assert not gate.forced
    assert shown.of("a/chat")["groq"]["output_price"] == 0.5
    assert shown.versions == [1]
    assert [row[0] for row in shown.rows] == ["a/chat", "a/paint", "b/new"]
    page = Offered(shown.widget)
    page.page_sends(kind="snapshot", view="late")
    assert page.offers.keys() == {0, 1, 2}
    assert page.of("a/chat")["groq"]["output_price"] == 0.5
    shown.widget.close()


@pytest.mark.parametrize("failing", ["hub", "chats"])
def test_one_list_is_better_than_none_and_the_other_can_be_read_again(
    server: ScriptedServer, failing: str
) -> None:
    lists(server, **{failing: Reply.of_json({"error": "no disk"}, 500)})
    shown = offered(server)
    found = shown.widget.refresh().wait(PATIENCE)
    assert "a/chat" in found
    name = "Hub" if failing == "hub" else "prices"
    (bad,) = [one for one in shown.widget.sources if one["state"] == "failed"]
    assert (bad["name"], bad["can_retry"]) == (name, True)
    lists(server)
    shown.answer(kind="retry", source=name)
    assert shown.widget.wait(PATIENCE).ids == ["a/chat", "a/paint", "b/new"]
    assert shown.of("a/chat")["groq"]["output_price"] == 0.5
    shown.widget.close()


@pytest.mark.parametrize(
    ("looked_for", "ids"),
    [
        ({"provider": "groq"}, ["a/chat", "b/new"]),
        ({"state": "live", "provider": "cerebras"}, []),
        ({"needs": ["tools"]}, ["a/chat"]),
        ({"needs": ["tools", "free"]}, []),
        ({"needs": ["author"]}, ["b/new"]),
        ({"max_output_price": 0.01}, ["a/chat"]),
        ({"provider": "groq", "max_output_price": 0.49}, []),
        ({"provider": "groq", "max_output_price": 0.5}, ["a/chat"]),
        ({"min_context_length": 100_000}, ["a/chat"]),
        ({"min_throughput": 181}, []),
        ({"max_first_token_latency": 0.25}, ["a/chat"]),
        ({"sort": "providers", "descending": True}, ["a/chat", "a/paint", "b/new"]),
        ({"sort": "throughput", "descending": True}, ["a/chat", "a/paint", "b/new"]),
        ({"sort": "id", "descending": True}, ["b/new", "a/paint", "a/chat"]),
    ],
)
def test_one_offer_has_all_that_is_looked_for(
    server: ScriptedServer, looked_for: dict[str, Any], ids: list[str]
) -> None:
    lists(server)
    shown = offered(server)
    shown.widget.refresh().wait(PATIENCE)
    assert shown.widget.filter(**looked_for).ids == ids
    assert shown.widget.first["matched"] == len(ids)
    shown.widget.close()


def test_models_are_sorted_by_the_best_of_their_offers_that_fit(server: ScriptedServer) -> None:
    def chat(name: str, **prices: float) -> dict[str, Any]:
        told = [
            {"provider": one.replace("_", "-"), "status": "live", "pricing": {"output": price}}
            for one, price in prices.items()
        ]
        return {"id": name, "providers": told}

    rows = [chat("x/a", groq=3, novita=1), chat("x/b", groq=2), chat("x/c"), chat("x/d", novita=2)]
    lists(server, Reply.of_json([]), Reply.of_json({"data": rows}))
    shown = offered(server)
    shown.widget.refresh().wait(PATIENCE)
    by_price = {"sort": "output_price"}
    assert shown.widget.filter(**by_price).ids == ["x/a", "x/b", "x/d", "x/c"]
    assert shown.widget.filter(**by_price, descending=True).ids == ["x/b", "x/d", "x/a", "x/c"]
    assert shown.widget.filter(**by_price, provider="groq").ids == ["x/b", "x/a"]
    frame = shown.widget.to_frame()
    rows = frame if isinstance(frame, dict) else frame.to_dict("list")
    assert list(rows["output_price"])[:2] == [1.0, 2.0]
    assert next(iter(rows["providers"])) == ("groq", "novita")
    shown.widget.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"needs": ["wings"]}, "needs has 'wings'"),
        ({"sort": "beauty"}, "sort is 'beauty'"),
        ({"max_output_price": "cheap"}, "max_output_price is 'cheap'"),
        ({"min_throughput": float("nan")}, "min_throughput is nan"),
        ({"provider": 5}, "provider is 5"),
    ],
)
def test_what_cannot_be_looked_for_is_said(
    server: ScriptedServer, wrong: dict[str, Any], said: str
) -> None:
    shown = offered(server)
    with pytest.raises(ValueError, match=said):
        shown.widget.filter(**wrong)
    shown.widget.close()


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ({"provider": "grok"}, "groq"),
        ({"task": "text-to-imagee"}, "text-to-image"),
        ({"state": "lve"}, "live"),
        ({"framework": "transformer"}, None),
    ],
)
def test_a_misspelt_name_is_refused_once_the_list_is_read(
    server: ScriptedServer, misspelt: dict[str, Any], meant: str | None
) -> None:
    lists(server)
    shown = offered(server)
    shown.widget.refresh().wait(PATIENCE)
    before = shown.widget.filter(provider="groq").ids
    ((name, value),) = misspelt.items()
    with pytest.raises(ValueError, match=f"{name} is '{value}', which no model") as caught:
        shown.widget.filter(**misspelt)
    assert meant is None or f"meant {meant!r}?" in str(caught.value)
    assert shown.widget.view["provider"] == "groq", "what is shown stays"
    assert [row[1] for row in shown.widget.first["rows"]] == before
    # A name that is known and has no model here is an empty list.
    assert shown.widget.filter(provider="cerebras").ids == []
    assert shown.widget.filter(task="summarization").ids == []
    shown.widget.close()


def test_a_name_is_not_refused_while_it_may_still_come(server: ScriptedServer) -> None:
    shown = offered(server)
    assert shown.widget.filter(provider="a-new-one").ids == []
    shown.widget.close()


def test_the_page_looks_for_offers_too(server: ScriptedServer) -> None:
    lists(server)
    shown = offered(server)
    shown.widget.refresh().wait(PATIENCE)
    asked = {"kind": "view", "query": "", "by": "v", "sort": "output_price"}
    shown.answer(**asked, provider="groq", needs=["tools"], limits={"throughput": 100})
    assert [row[1] for row in shown.widget.first["rows"]] == ["a/chat"]
    assert shown.widget.view["limits"] == {"throughput": 100.0}
    assert "limits" in shown.answer(**asked, limits={"beauty": 1})["error"]
    assert "wings" in shown.answer(**asked, needs=["wings"])["error"]
    shown.widget.close()


def test_a_client_of_one_provider_sees_its_models_first(server: ScriptedServer) -> None:
    lists(server)
    shown = offered(server, provider="nscale")
    shown.widget.refresh().wait(PATIENCE)
    assert [row[1] for row in shown.widget.first["rows"]] == ["a/chat"]
    assert len(shown.widget.filter()) == 3
    shown.widget.close()


def test_a_model_opens_with_the_provider_that_was_chosen(make: Make, sandbox: Sandbox) -> None:
    shown = make(url=sandbox.url, provider="auto")
    widget = shown.widget
    widget.refresh().wait(PATIENCE)
    row = shown.row("sandbox/painter")
    told = shown.answer(kind="details", row=row)
    assert told["can_open"] == "Text to image"
    assert told["openable"][:2] == [["fal-ai", "text-to-image"], ["replicate", "text-to-image"]]
    assert "provider='auto'" in told["code"]
    assert "error" not in shown.answer(kind="open", row=row, provider="together")
    (opened,) = widget.opened_widgets
    assert opened.model == "sandbox/painter"
    assert opened._client.provider == "together"
    assert widget.client.provider == "auto"
    assert widget.opened_title == "sandbox/painter at together"
    picture = opened.run(prompt="a red house").wait(PATIENCE)
    assert picture is not None
    assert opened.status == "done", opened.error
    assert "groq" in shown.answer(kind="open", row=row, provider="groq")["error"]
    assert widget.open_model("sandbox/painter", show=False)._client.provider == "auto"


def test_a_chat_model_tells_how_to_chat_where_no_widget_does(make: Make, sandbox: Sandbox) -> None:
    shown = make(url=sandbox.url, provider="groq")
    shown.widget.refresh().wait(PATIENCE)
    told = shown.answer(kind="details", row=shown.row("sandbox/ngram-reader"))
    assert "client.chat_completion(" in told["code"]
    assert "provider='groq'" in told["code"]
    asking: dict[str, Any] = {}
    exec(told["code"].replace("client.chat", "found = client.chat"), asking)
    assert asking["found"].choices[0].message.content


def test_a_check_tells_who_serves_a_model_now(server: ScriptedServer) -> None:
    lists(server)
    shown = offered(server)
    shown.widget.refresh().wait(PATIENCE)
    (row,) = HUB_ROWS[:1]
    failed = {**row["inferenceProviderMapping"][0], "status": "error"}
    now = {"id": "a/chat", "inferenceProviderMapping": [failed, {**failed, "provider": "novita"}]}
    server.play(Reply.of_json(now))
    shown.widget.verify(["a/chat"]).wait(PATIENCE)
    until(lambda: list(shown.of("a/chat")) == ["groq", "novita"])
    groq = shown.of("a/chat")["groq"]
    assert (groq["state"], groq["output_price"]) == ("error", 0.5)
    record = shown.widget.models[0]
    assert (record.state, record.providers) == ("Error", ("groq", "novita"))
    assert "last check" in (record.reason or "")
    assert dict(shown.widget.facets["state"])["error"] == 1
    page = Offered(shown.widget)
    page.page_sends(kind="snapshot", view="late")
    assert page.of("a/chat")["groq"]["state"] == "error"
    shown.widget.close()


def test_odd_lists_take_nothing_from_the_others(server: ScriptedServer) -> None:
    odd = hub_row("odd/\ud800\n", "\u202etask", ("<b>x</b>\n\ud800", "conversational"))
    many = hub_row("many/offers", "t", *((f"p{n}", "t") for n in range(400)))
    terms = {"provider": "groq", "status": "live", "pricing": {"output": 1e300}, "throughput": "9"}
    lists(
        server,
        Reply.of_json([odd, None, many, {"id": "none/at-all"}, *HUB_ROWS]),
        Reply.of_json({"data": [{"id": "a/chat", "providers": [terms, None]}, 7]}),
    )
    shown = offered(server)
    models = shown.widget.refresh().wait(PATIENCE)
    assert models.ids[1:] == ["many/offers", "none/at-all", "a/chat", "a/paint"]
    assert len(shown.of("many/offers")) == 255
    assert shown.of("none/at-all") == {}
    assert all(name.isprintable() for name in next(iter(shown.offers.values())))
    assert "1 entry was left out" in shown.widget.sources[0]["error"]
    assert len(shown.widget.first["offers"][1]) < 50
    shown.widget.close()


def test_a_token_reaches_the_hub_alone_and_nothing_that_is_shown(server: ScriptedServer) -> None:
    lists(server, chats=Reply.of_json({"error": f"no {CANARY}"}, 401))
    shown = offered(server, token=CANARY)
    shown.widget.refresh().wait(PATIENCE)
    shown.answer(kind="details", row=0)
    opened = shown.widget.open_model("a/paint", provider="fal-ai", show=False)
    for one in (shown.widget, opened, opened._client):
        assert_clean(repr(one), repr(vars(one)))
    assert_clean(repr(shown.widget.get_state()), repr(opened.get_state()), repr(shown.sent))
    told = {one.path.partition("?")[0]: one.headers for one in server.asked}
    assert told["/api/models"]["authorization"] == f"Bearer {CANARY}"
    # The same host plays the router, which is asked without a token all the same.
    assert "authorization" not in told["/v1/models"]
    shown.widget.close()
