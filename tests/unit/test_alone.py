"""What stands in for threads in a browser, tried outside of one; tests/lite has a true one."""

from __future__ import annotations

import asyncio
import sys
import threading
import types
from collections.abc import Iterator

import pytest

from hfwidgets import alone
from hfwidgets.alone import LoopEvent, Pause, aside, done_here, done_in_loop, looked, threads
from hfwidgets.client import unexplained
from hfwidgets.wire.flow import Request
from hfwidgets.wire.headers import Headers
from tests.waiting import PATIENCE


@pytest.fixture
def in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "ALONE", True)


def test_a_work_goes_on_when_what_it_waits_for_happens():
    happened, steps = threading.Event(), []

    def work() -> Iterator[Pause]:
        steps.append("begun")
        threading.Timer(0.01, happened.set).start()
        yield happened, PATIENCE
        steps.append(happened.is_set())
        yield None, 0.0
        steps.append("ended")

    done_here(work)
    assert steps == ["begun", True, "ended"]


def test_a_work_of_the_loop_lets_it_go_on_in_its_pauses():
    async def main() -> list[str]:
        happened, steps = LoopEvent(), []

        def work() -> Iterator[Pause]:
            steps.append("waits")
            yield happened, None
            steps.append("goes on")
            yield happened, None  # it has happened already
            yield None, 0.0
            steps.append("ended")

        task = asyncio.ensure_future(done_in_loop(work))
        await asyncio.sleep(0)
        steps.append("the loop's turn")
        happened.set()
        await task
        return steps

    assert asyncio.run(main()) == ["waits", "the loop's turn", "goes on", "ended"]


def test_an_event_of_the_loop_that_does_not_happen_is_waited_for_no_longer_than_told():
    async def main() -> bool:
        never = LoopEvent()
        await never.reached(0.01)
        return never.is_set() or never.wait(PATIENCE)

    assert asyncio.run(main()) is False


def test_what_a_plain_function_returns_is_no_pause():
    done_here(lambda: True)
    asyncio.run(done_in_loop(lambda: [1, 2]))


@pytest.mark.usefixtures("in_a_browser")
def test_what_takes_long_is_done_in_the_one_thread_where_there_is_no_other():
    async def main() -> tuple[int, bool, bool]:
        never = LoopEvent()
        thread = await aside(threading.get_ident)
        return thread, await looked(never.wait, PATIENCE), await looked(lambda _: True, PATIENCE)

    assert asyncio.run(main()) == (threading.get_ident(), False, True)


@pytest.mark.usefixtures("in_a_browser")
def test_threads_that_are_none_do_at_once_what_they_are_given():
    with threads(4, "none") as pool:
        good, bad = pool.submit(threading.get_ident), pool.submit(int, "x")
        assert list(pool.map(str, [1, 2])) == ["1", "2"]
    assert good.result() == threading.get_ident()
    with pytest.raises(ValueError, match="invalid literal"):
        bad.result()


class Null:
    """JavaScript's null, as Pyodide has it."""


@pytest.fixture
def null(monkeypatch: pytest.MonkeyPatch) -> Null:
    found = Null()
    ffi = types.ModuleType("pyodide.ffi")
    vars(ffi)["jsnull"] = found
    monkeypatch.setitem(sys.modules, "pyodide", types.ModuleType("pyodide"))
    monkeypatch.setitem(sys.modules, "pyodide.ffi", ffi)
    return found


def test_a_page_is_sent_null_and_numbers_that_it_has(null: Null):
    found = alone.for_page({"form": [{"most": 2**64 - 1, "on": True, "no": None}], "x": b"1"})
    assert found == {"form": [{"most": 2.0**64, "on": True, "no": null}], "x": b"1"}
    assert [type(one) for one in found["form"][0].values()] == [float, bool, Null]
    assert alone.for_page((2**53 - 1, "a")) == [2**53 - 1, "a"]


def test_null_of_a_page_is_none(null: Null):
    assert alone.from_page({"a": [null, 1, {"b": null}], "c": ""}) == {
        "a": [None, 1, {"b": None}],
        "c": "",
    }


PAGE = "https://notes.example"
FAILED = types.SimpleNamespace(message="Failed to fetch")


def told(url: str, monkeypatch: pytest.MonkeyPatch, page: str = PAGE, online: bool = True) -> str:
    monkeypatch.setattr(unexplained, "page_origin", lambda: page)
    monkeypatch.setattr(unexplained, "is_online", lambda: online)
    return str(unexplained.unexplained(Request("POST", url, Headers()), FAILED))


def test_a_browser_that_is_offline_is_told_so(monkeypatch: pytest.MonkeyPatch):
    words = told("https://models.example/m", monkeypatch, online=False)
    assert "The browser is offline" in words
    assert "CORS" not in words


@pytest.mark.parametrize(
    ("url", "page", "causes"),
    [
        ("http://models.example/m", PAGE, ("use an https address", f"lets pages of {PAGE} ask")),
        ("https://models.example/m", PAGE, ("Check the address", f"lets pages of {PAGE} ask")),
        ("http://127.0.0.1:8000/m", PAGE, ("a server runs there", f"--allow-origin {PAGE}`")),
        ("http://127.0.0.1:8000/m", "", ("a server runs there", "--allow-origin SITE`")),
    ],
)
def test_no_answer_has_its_likely_causes(
    url: str, page: str, causes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    words = told(f"{url}?key=s3cr3t", monkeypatch, page)
    assert "a browser hides why (Failed to fetch)" in words
    assert [one for one in causes if one not in words] == []
    assert "s3cr3t" not in words
    is_mixed = page.startswith("https:") and url.startswith("http://models")
    assert ("use an https address" in words) is is_mixed
