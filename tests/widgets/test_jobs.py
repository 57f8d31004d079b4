"""A provider's job in a widget: its state is told while it is waited for, and Stop ends it."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import ImageToImage, InferenceClient
from hfwidgets.widgets.engine.control import title_of
from hfwidgets.wire.flow import Wait
from tests.waiting import PATIENCE, soon
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.task_cases import ANSWERED, PICTURE

MODEL = "org/model"
ENTRY = {"status": "live", "providerId": "the/id", "task": "image-to-image"}
REQUEST = "/fal-ai/app/requests/r1"


@pytest.mark.parametrize(
    ("state", "position", "title"),
    [
        (None, None, "The model is loading"),
        ("", None, "The job at the provider: under way"),
        ("IN_QUEUE", 4, "The job at the provider: in queue, 4 before it"),
        ("IN_PROGRESS", 0, "The job at the provider: in progress"),
        ("a\n\u202eb", None, "The job at the provider: ab"),
        ("x" * 1000, None, f"The job at the provider: {'x' * 40}"),
    ],
)
def test_what_is_waited_for_is_told(state: Any, position: Any, title: str) -> None:
    assert title_of(Wait(1.0, 1, None, 0.0, "u", state, position)) == title


class Queue:
    """A router with a job of fal's queue."""

    def __init__(self, server: ScriptedServer, questions: int, cancel: str | None = None) -> None:
        self.left = questions
        self.cancel = {} if cancel is None else {"cancel_url": cancel}
        self.url = server.url
        server.play(self.answer)

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/api/models/"):
            return Reply.of_json({"inferenceProviderMapping": {"fal-ai": ENTRY}})
        if asked.method == "POST":
            begun = {"request_id": "r1", "status": "IN_QUEUE", **self.cancel}
            return Reply.of_json({**begun, "response_url": f"https://queue.fal.run{REQUEST}"})
        if asked.path.startswith(f"/fal-ai{REQUEST}/status"):
            self.left -= 1
            state = "COMPLETED" if self.left <= 0 else "IN_QUEUE"
            return Reply.of_json({"status": state, "queue_position": 2})
        if asked.path.startswith(f"/fal-ai{REQUEST}"):
            return Reply.of_json({"images": [{"url": f"{self.url}/x.png"}]})
        return Reply([ANSWERED], 200, {"Content-Type": "image/png"}, "length")


def widget_of(server: ScriptedServer) -> ImageToImage:
    client = InferenceClient(MODEL, provider="fal-ai", endpoint=server.url, api_key="hf_x0123456")
    return ImageToImage(image=PICTURE, prompt="a tiger", client=client)


def test_a_job_is_shown_as_what_it_is_until_it_is_done() -> None:
    server = ScriptedServer()
    Queue(server, questions=3)
    widget = widget_of(server)
    told: list[Any] = []
    widget.observe(lambda change: told.append((widget.status, change.new)), "waiting")
    assert widget.run().wait(PATIENCE).size == (6, 3)
    titles = [one["title"] for _, one in told if one]
    # Attempts are counted where a model loads; a job is one.
    assert {one["attempt"] for _, one in told if one} == {0}
    assert titles[0] == "The job at fal-ai: in queue"
    assert set(titles[1:]) == {"The job at fal-ai: in queue, 2 before it"}
    # No state of its own between two questions: the card does not come and go.
    assert [one is None for _, one in told] == [False] * len(titles) + [True]
    assert (widget.status, widget.waiting) == ("done", None)
    widget.close()
    server.close()


def test_stop_ends_a_job_that_is_waited_for() -> None:
    server = ScriptedServer()
    queue = Queue(server, questions=10**6)
    widget = widget_of(server)
    run = widget.run()
    soon(lambda: widget.waiting is not None and queue.left < 10**6)
    widget.stop()
    widget.wait(PATIENCE)
    assert run is not None
    assert (widget.status, widget.waiting) == ("stopped", None)
    assert "may go on at fal-ai" in widget.notice
    # What is said of one job is not said of the next run.
    queue.left = 1
    assert widget.run().wait(PATIENCE).size == (6, 3)
    assert widget.notice is None
    widget.close()
    server.close()


def test_stop_ends_a_job_at_the_provider_too_and_says_so() -> None:
    server = ScriptedServer()
    queue = Queue(server, 10**6, f"https://queue.fal.run{REQUEST}/cancel")
    widget = widget_of(server)
    widget.run()
    soon(lambda: widget.waiting is not None and queue.left < 10**6)
    widget.stop()
    widget.wait(PATIENCE)
    assert (widget.status, widget.waiting) == ("stopped", None)
    assert "fal-ai was asked to end the job" in widget.notice
    soon(lambda: [one.path for one in server.asked if one.method == "PUT"])
    (ended,) = [one for one in server.asked if one.method == "PUT"]
    assert ended.path == f"/fal-ai{REQUEST}/cancel?_subdomain=queue"
    assert ended.headers["authorization"] == "Bearer hf_x0123456"
    # The tab of the exchange shows what was asked for the result, not how the job was ended.
    assert widget.control.run.exchange.request["method"] == "GET"
    widget.close()
    server.close()


def test_a_job_that_fails_says_who_was_asked_and_who_else_there_is() -> None:
    server = ScriptedServer()
    other = {**ENTRY, "providerId": "x/y"}
    mapping = Reply.of_json({"inferenceProviderMapping": {"fal-ai": ENTRY, "together": other}})
    server.play(mapping, Reply.of_json({"detail": "NSFW content"}, 422))
    widget = widget_of(server)
    with pytest.raises(OSError, match="NSFW content"):
        widget.run().wait(PATIENCE)
    assert widget.problem is not None
    told = str(widget.problem)
    for words in ("NSFW content", "fal-ai", "together"):
        assert words in told
    widget.close()
    server.close()
