"""novita: chats, texts and videos."""

from __future__ import annotations

from hfwidgets.wire.bodies import of
from hfwidgets.wire.flow import Flow, Response
from hfwidgets.wire.jobs import Job, numbered, queued
from hfwidgets.wire.openai_routes import CHAT_TASK, chat, completions
from hfwidgets.wire.provider import Provider, Route
from hfwidgets.wire.results import at, linked

BASE = "/v3/openai"


JOB = Job(
    numbered("{base}/v3/async/task-result?task_id={id}", "task_id"),
    state=("task", "status"),
    pending={"TASK_STATUS_QUEUED", "TASK_STATUS_PROCESSING"},
    done={"TASK_STATUS_SUCCEED"},
)


def _video(response: Response, base: str) -> Flow[Response]:
    """Return the video, which comes at once or, by its newer routes, as a job."""
    found = linked(("video", "video_url"), ("videos", 0, "video_url"))
    is_job = at(response.json(), "task_id") is not None
    return (yield from (queued(JOB, found) if is_job else found)(response, base))


PROVIDER = Provider(
    "novita",
    "https://api.novita.ai",
    {
        CHAT_TASK: chat(BASE),
        "text-generation": completions(BASE),
        "text-to-video": Route("/v3/hf/{id}", of("prompt"), _video),
    },
)
