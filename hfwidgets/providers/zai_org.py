"""zai-org: chats, pictures, and the text of pictures."""

from __future__ import annotations

from hfwidgets.wire.bodies import PICTURES, by_sides, of, sized, without
from hfwidgets.wire.jobs import Job, numbered, queued
from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider, Route
from hfwidgets.wire.results import linked, text_as

BASE = "/api/paas/v4"


JOB = Job(
    numbered(f"{{base}}{BASE}/async-result/{{id}}", "id"),
    state=("task_status",),
    pending={"PROCESSING"},
    done={"SUCCESS"},
    pause=5.0,
    at_once=True,
)
# One side alone is no size that it knows.
PICTURE = without(sized(of("prompt", model="model"), "size", by_sides), "width", "height")

PROVIDER = Provider(
    "zai-org",
    "https://api.z.ai",
    {
        CHAT_TASK: chat(BASE),
        "text-to-image": Route(
            f"{BASE}/async/images/generations",
            PICTURE,
            queued(JOB, linked(("image_result", 0, "url"))),
        ),
        "image-to-text": Route(
            f"{BASE}/layout_parsing",
            of("file", model="model"),
            text_as("generated_text", ("md_results",)),
            kinds=PICTURES,
        ),
    },
    headers={"Accept-Language": "en-US,en", "x-source-channel": "hugging_face"},
)
