"""The doctor: what works, what does not, each with its way out; and never the token."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import hfwidgets
from hfwidgets import InferenceClient, Sandbox
from hfwidgets.widgets.doctor import kernel
from hfwidgets.widgets.doctor.browser import page_findings
from hfwidgets.widgets.doctor.doctor import Doctor
from hfwidgets.widgets.doctor.findings import Finding, summary
from tests.unit.test_canary import CANARY, assert_clean
from tests.waiting import PATIENCE
from tests.wire.scripted import Asked, Reply, ScriptedServer

FACTS = {
    "browser": "Firefox 141",
    "host": "JupyterLab",
    "scoped_styles": True,
    "clipboard": True,
    "downloads": True,
    "microphone": "prompt",
    "round_trip": 12.4,
}
Make = Callable[..., Doctor]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Doctor] = []

    def doctor(url: str, **options: Any) -> Doctor:
        made.append(hfwidgets.doctor(InferenceClient(endpoint=url, **options)))
        return made[-1].wait(PATIENCE)

    yield doctor
    for one in made:
        one.close()


def found(doctor: Doctor, subject: str) -> Finding:
    (one,) = [one for one in doctor.findings if one.subject == subject]
    return one


def test_all_is_well_beside_a_sandbox(make: Make, sandbox: Sandbox) -> None:
    doctor = make(sandbox.url)
    assert doctor.ok
    for subject in ("Packages", "Front end", "Inference server", "Hub", "Models"):
        assert found(doctor, subject).verdict == "ok", found(doctor, subject)
    assert sandbox.url in found(doctor, "Inference server").told
    assert "✓ Models:" in repr(doctor)
    assert doctor.rows == [one.as_json() for one in doctor.findings]


def test_models_of_todays_service_are_counted(make: Make, sandbox: Sandbox) -> None:
    doctor = make(sandbox.router_url, provider="auto", token=CANARY)
    assert found(doctor, "Models").verdict == "ok"
    assert_clean(repr(doctor), str(doctor.rows), doctor.sheet().plain(), doctor.sheet().html())


def test_a_server_that_is_not_there_is_a_problem_with_a_way_out(make: Make) -> None:
    doctor = make("http://127.0.0.1:9")
    assert not doctor.ok
    one = found(doctor, "Inference server")
    assert one.verdict == "problem"
    assert "127.0.0.1:9" in one.told
    assert one.fix
    assert "problem" in doctor.summary


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, "ok"), (401, "ok"), (404, "ok"), (500, "problem"), (503, "problem")],
)
def test_any_answer_but_a_servers_fault_means_that_it_is_there(
    make: Make, status: int, verdict: str
) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json({"error": "x"}, status))
    assert found(make(server.url), "Inference server").verdict == verdict
    server.close()


def test_a_token_that_the_hub_does_not_take_is_a_problem(make: Make) -> None:
    server = ScriptedServer()

    def answer(asked: Asked) -> Reply:
        said = {"error": f"no {asked.headers.get('authorization')}"}
        return Reply.of_json(said, 401 if "whoami" in asked.path else 200)

    server.play(answer)
    doctor = make(server.url, token=CANARY)
    one = found(doctor, "Hub")
    assert one.verdict == "problem"
    assert "settings/tokens" in one.fix
    assert_clean(repr(doctor), str(doctor.rows))
    server.close()


def test_the_token_goes_to_the_hub_alone(make: Make) -> None:
    server, hub = ScriptedServer(), ScriptedServer()
    server.play(Reply.of_json([]))
    hub.play(Reply.of_json({"name": "<b>me</b>"}))
    doctor = make(server.url, token="key-of-a-provider-123456", hub_endpoint=hub.url)
    assert all("authorization" not in one.headers for one in hub.asked)
    assert found(doctor, "Hub").verdict == "ok"
    doctor = make(server.url, token=CANARY, hub_endpoint=hub.url)
    assert "<b>me</b>" in found(doctor, "Hub").told, "it is shown as text"
    assert "&lt;b&gt;" in doctor.sheet().html()
    for one in (server, hub):
        one.close()


@pytest.mark.parametrize("said", [b"[]", b"nothing", b"{}", b'{"name": 3}', b"\xff"])
def test_an_account_without_a_name_is_no_fault(make: Make, said: bytes) -> None:
    server = ScriptedServer()
    server.play(Reply([said], framing="length"))
    assert found(make(server.url, token=CANARY), "Hub").verdict == "ok"
    server.close()


def test_a_stored_token_is_told_by_its_place_alone(
    make: Make, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(make(sandbox.url), "Access token").verdict == "note"
    monkeypatch.setenv("HF_TOKEN", CANARY)
    doctor = make(sandbox.url)
    assert "HF_TOKEN" in found(doctor, "Access token").told
    assert (
        "the client has one" in found(make(sandbox.url, token="hf_x1234567"), "Access token").told
    )
    monkeypatch.setenv("HF_TOKEN", f"{CANARY}\u00e9")
    broken = hfwidgets.doctor(InferenceClient(endpoint=sandbox.url, token=False))
    assert found(broken, "Access token").verdict == "problem"
    assert_clean(repr(doctor), repr(broken), str(broken.rows))
    broken.close()


def test_what_the_page_tells_is_judged(make: Make, sandbox: Sandbox) -> None:
    doctor = make(sandbox.url)
    doctor._hear_page({"facts": FACTS})
    assert "Firefox 141 in JupyterLab" in found(doctor, "Page").told
    assert "12 ms" in found(doctor, "Messages").told
    assert all(one.verdict == "ok" for one in doctor.findings if one.part == "page")


@pytest.mark.parametrize(
    ("change", "subject", "words"),
    [
        ({"microphone": "denied"}, "Microphone", "allow it"),
        ({"microphone": "insecure"}, "Microphone", "https"),
        ({"clipboard": False}, "Copying", "https"),
        ({"downloads": False}, "Downloads", "w.save"),
        ({"round_trip": 3000.0}, "Messages", "network"),
        ({"scoped_styles": False}, "Page", "update"),
    ],
)
def test_each_limit_of_a_page_has_its_way_out(
    change: dict[str, Any], subject: str, words: str
) -> None:
    (one,) = [one for one in page_findings({**FACTS, **change}) if one.subject == subject]
    assert one.verdict == "note"
    assert words in one.fix


@pytest.mark.parametrize("value", [None, "x" * 5000, -1, float("nan"), [], {"a": 1}, 1e300])
def test_odd_facts_are_words_and_no_faults(value: Any) -> None:
    findings = list(page_findings(dict.fromkeys(FACTS, value)))
    assert {one.subject for one in findings} == {
        "Page",
        "Messages",
        "Downloads",
        "Copying",
        "Microphone",
    }
    assert all(len(one.told) < 300 for one in findings)


@pytest.mark.parametrize(
    ("module", "where"),
    [("google.colab", "Colab"), ("pyodide", "JupyterLite (Pyodide)")],
)
def test_hosts_are_told_apart(monkeypatch: pytest.MonkeyPatch, module: str, where: str) -> None:
    assert kernel.host() == "no notebook"
    monkeypatch.setitem(sys.modules, module, types.ModuleType(module))
    assert kernel.host() == where


@pytest.mark.parametrize(
    ("installed", "verdict"),
    [("7.1.0", "ok"), ("7.4.0rc1", "ok"), ("7.0.9", "note"), ("6.29", "note")],
)
def test_stop_in_busy_cells_follows_ipykernel(
    monkeypatch: pytest.MonkeyPatch, installed: str, verdict: str
) -> None:
    monkeypatch.setattr(kernel, "host", lambda: "Jupyter")
    monkeypatch.setattr(kernel, "installed", lambda _: installed)
    one = kernel._busy_cells()
    assert one.verdict == verdict
    assert bool(one.fix) == (verdict == "note")


@pytest.mark.parametrize(
    ("versions", "words"),
    [({"anywidget": None}, "pip install anywidget"), ({"anywidget": "0.9.2"}, "-U anywidget")],
)
def test_a_package_that_is_missing_or_old_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, versions: dict[str, str | None], words: str
) -> None:
    monkeypatch.setattr(kernel, "installed", lambda name: versions.get(name, "99.1"))
    one = kernel._packages()
    assert one.verdict == "problem"
    assert words in one.fix


def test_the_summary_counts() -> None:
    def verdicts(*names: Any) -> str:
        return summary([Finding("a", name, "b") for name in names])

    assert verdicts("ok", "ok") == "all is well"
    assert verdicts("ok", "note") == "works, with 1 note"
    assert verdicts("ok", "problem", "problem", "note") == "2 problems"
    assert verdicts("problem", "waiting") == "still looking"


def test_a_closed_doctor_says_so(make: Make, sandbox: Sandbox) -> None:
    doctor = make(sandbox.url)
    doctor.close()
    with pytest.raises(RuntimeError, match=r"hfwidgets\.doctor\(\)"):
        doctor.look()
