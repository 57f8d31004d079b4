"""Reading lists and asking for states, driven by hand: no socket, no sleep."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.catalogue.columns import Rows
from hfwidgets.catalogue.reasons import REASONS, UNTOLD, card_of, reason_in, reason_of_record
from hfwidgets.catalogue.snippets import code_for
from hfwidgets.catalogue.sources import Source, kept_frameworks, read_source, sources_of
from hfwidgets.catalogue.status import check, compute_text
from hfwidgets.sandbox.faults import REFUSED
from hfwidgets.tasks.table import TASKS
from hfwidgets.wire.dialects import choose
from hfwidgets.wire.flow import Wait
from tests.unit.played import ENDPOINT, Played, Reply, config, play, response

ROUTER = f"{ENDPOINT}/hf-inference"
LIST = f"{ENDPOINT}/api/models"


def read(*replies: Any, only: frozenset[str] | None = None) -> tuple[list[Rows], Played]:
    taken: list[Rows] = []
    flow = read_source(config(endpoint=ROUTER), Source("Hub", LIST), taken.append, only)
    return taken, play(flow, *replies)


def page(*ids: str, following: str = "") -> Reply:
    rows = [{"id": name, "pipeline_tag": "fill-mask", "library_name": "timm"} for name in ids]
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Reply.of(rows, **headers)


def test_a_classic_server_has_a_list_for_each_framework() -> None:
    found = sources_of(config(), ["transformers", "a/b"])
    assert [one.url for one in found] == [
        f"{ENDPOINT}/framework/transformers",
        f"{ENDPOINT}/framework/a%2Fb",
    ]
    assert found[0].host == "127.0.0.1:1"


def test_todays_service_has_one_list() -> None:
    (source,) = sources_of(config(endpoint=ROUTER), ["transformers"])
    assert source.name == "Hub"
    assert "inference_provider=hf-inference" in source.url


def test_pages_are_followed_and_handed_on_one_by_one() -> None:
    taken, played = read(page("a", following=f"{LIST}?cursor=1"), page("b"))
    assert [rows.ids for rows in taken] == [["a"], ["b"]]
    assert [one.url for one in played.requests] == [LIST, f"{LIST}?cursor=1"]


def test_pages_of_another_host_are_not_followed() -> None:
    taken, played = read(page("a", following="http://evil.example/api/models?cursor=1"))
    assert len(played.requests) == 1
    assert taken[0].ids == ["a"]


def test_pages_that_go_round_in_a_circle_are_told() -> None:
    with pytest.raises(ValueError, match="go round in a circle"):
        read(page("a", following=f"{LIST}?cursor=1"), page("b", following=LIST))


def test_a_rate_limit_is_waited_for() -> None:
    limited = Reply.of({"error": "slow down"}, 429, Retry_After="3")
    taken, played = read(limited, page("a"))
    assert [wait.seconds for wait in played.waits] == [pytest.approx(3.05)]
    assert taken[0].ids == ["a"]


@pytest.mark.parametrize(
    ("reply", "waits"),
    [
        (Reply.of({"error": "x"}, 429, Retry_After="300"), 0),
        (Reply.of({"error": "x"}, 429), 0),
        (Reply.of({"error": "x"}, 429, Retry_After="1"), 3),
        (Reply.of({"error": "x"}, 429, Retry_After="30"), 1),
        (Reply.of({"error": "x"}, 503, Retry_After="19"), 3),
        (Reply.of({"error": "x"}, 500, Retry_After="1"), 0),
    ],
)
def test_waiting_has_an_end(reply: Reply, waits: int) -> None:
    taken: list[Rows] = []
    flow = read_source(config(endpoint=ROUTER), Source("Hub", LIST), taken.append, None)
    waited: list[Wait] = []

    def drive() -> None:
        step = next(flow)
        while True:
            if isinstance(step, Wait):
                waited.append(step)
                step = flow.send(None)
            else:
                step = flow.send(response(step, reply))

    with pytest.raises(errors.InferenceHTTPError):
        drive()
    assert len(waited) == waits
    assert taken == []


def test_what_came_before_a_page_that_fails_was_taken() -> None:
    taken: list[Rows] = []
    flow = read_source(config(endpoint=ROUTER), Source("Hub", LIST), taken.append, None)
    with pytest.raises(errors.ServerError):
        play(flow, page("a", following=f"{LIST}?cursor=1"), Reply.of({"error": "x"}, 500))
    assert [rows.ids for rows in taken] == [["a"]]


def test_frameworks_are_chosen_from_todays_list() -> None:
    rows = [{"id": "a", "library_name": "timm"}, {"id": "b", "library_name": "keras"}, {"id": "c"}]
    taken, _ = read(Reply.of(rows), only=frozenset({"timm"}))
    assert taken[0].ids == ["a"]
    today = config(endpoint=ROUTER)
    assert kept_frameworks(today, ["timm"]) == {"timm"}
    assert kept_frameworks(today, None) is None
    assert kept_frameworks(config(), ["timm"]) is None


def checked(*replies: Any, endpoint: str = ENDPOINT, model: str = "a/b") -> Any:
    return play(check(config(endpoint=endpoint), model, "before"), *replies).result


def status(**more: Any) -> Reply:
    told = {"loaded": True, "state": "Loaded", "compute_type": "cpu", "framework": "x"}
    return Reply.of({**told, **more})


@pytest.mark.parametrize(
    ("reply", "state", "kind"),
    [
        (status(), "Loaded", None),
        (status(loaded=False, state="Loadable"), "Loadable", None),
        (status(loaded=False, state="TooBig"), "TooBig", "too_big"),
        (status(loaded=False, state="Error"), "Error", "error"),
        (status(loaded=False, state="Hibernating"), "Hibernating", None),
        (status(loaded=False, state="x\n<b>" * 50), "unknown", None),
        (status(loaded=False, state=None), "unknown", None),
        (Reply.of({"error": "x"}, 404), "Not here", "missing"),
        (Reply.of({"error": "x"}, 401), "No access", "no_access"),
        (Reply.of({"error": "x"}, 403), "No access", "no_access"),
        (Reply.of({"error": "x"}, 403, X_Error_Code="GatedRepo"), "Error", "gated"),
        (Reply.of({"error": "x"}, 500), "before", None),
        (Reply.of({"error": "x"}, 429), "before", None),
        (Reply(body=b"<html>"), "before", None),
        (Reply(error=TimeoutError("late")), "before", None),
        *(
            (
                Reply.of({"error": words}),
                "TooBig" if name == "too-big" else "Error",
                name.replace("-", "_"),
            )
            for name, words in REFUSED.items()
        ),
    ],
)
def test_whatever_a_server_says_of_a_model_is_a_state(reply: Reply, state: str, kind: Any) -> None:
    found = checked(reply)
    assert (found.state, found.kind) == (state, kind)
    if state not in ("Loaded", "Loadable", "Hibernating") and found.kind:
        assert found.reason


@pytest.mark.parametrize("model", ["../x", "a//b", "http://x.y/z", "half\ud800"])
def test_what_is_no_id_is_not_asked_for(model: str) -> None:
    played = play(check(config(), model), status())
    assert (played.result.state, played.result.kind) == ("unknown", "missing")
    assert played.requests == []


def test_todays_hub_says_which_models_are_served() -> None:
    assert checked(Reply.of({"id": "a", "inference": "warm"}), endpoint=ROUTER).state == "Loaded"
    assert checked(Reply.of({"id": "a"}), endpoint=ROUTER).state == "unknown"


def test_a_compute_type_is_text() -> None:
    assert compute_text({"gpu": {"gpu": "a10g", "count": 2}}) == "2 × a10g"
    assert compute_text({"gpu": {"gpu": "t4", "count": 1}}) == "t4"
    assert compute_text("cpu") == "cpu"
    assert compute_text(None) is None
    assert compute_text([1]) == "[1]"


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"disabled": True}, "opt_out"),
        ({"cardData": {"inference": False}}, "opt_out"),
        ({"tags": ["custom_code"]}, "custom_code"),
        ({"library_name": None}, "no_library"),
        ({"pipeline_tag": None}, "no_task"),
        ({"gated": "manual"}, "gated"),
        ({}, None),
    ],
)
def test_the_hubs_record_tells_why_a_model_cannot_run(record: dict[str, Any], kind: Any) -> None:
    usual = {"library_name": "x", "pipeline_tag": "y", "gated": False}
    assert reason_of_record({**usual, **record}) == kind


def test_there_are_seven_reasons_and_each_has_a_way_out() -> None:
    assert len(REASONS) == 7
    for key, reason in {**REASONS, **UNTOLD}.items():
        card = card_of(key, "org/model")
        assert card is not None
        assert all([reason.title, card["cause"], card["remedy"]])
        assert card["link"]["href"] == "https://huggingface.co/org/model"
    assert card_of("nothing", "a") is None
    assert reason_in("Something else") == "error"


@pytest.mark.parametrize("model", ["<b>", "a/b?x", "a b", "../x/y", "sandbox/vader"])
def test_no_link_is_made_of_an_id_that_is_none_of_the_hubs(model: str) -> None:
    card = card_of("gated", model)
    assert card is not None
    assert "link" not in card


def test_code_of_each_task_compiles_and_calls_its_method() -> None:
    for task, spec in TASKS.items():
        code = code_for(choose(ENDPOINT), "org/model", task)
        compile(code, task, "exec")
        assert f"client.{spec.method}(" in code
        assert "endpoint='http://127.0.0.1:1'" in code


@pytest.mark.parametrize("task", ["close", "map", "__init__", "x\nimport os", "unknown", ""])
def test_code_of_no_task_posts(task: str) -> None:
    code = code_for(choose(), "a'\u202eb\nc", task)
    compile(code, "x", "exec")
    assert "client.post(" in code
    assert len(code.splitlines()) == 4
    assert "endpoint" not in code


@pytest.mark.parametrize("before", ["unknown", "No answer", "Answered 502", "No access"])
@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply.of({"error": "x"}, 500), "Answered 500"),
        (Reply.of({"error": "x"}, 502), "Answered 502"),
        (Reply(error=TimeoutError("late")), "No answer"),
    ],
)
def test_a_model_whose_state_was_never_told_shows_why(
    before: str, reply: Reply, state: str
) -> None:
    found = play(check(config(endpoint=ROUTER), "a/b", before), reply).result
    assert found.state == state
    assert found.reason.startswith("could not be asked: ")
