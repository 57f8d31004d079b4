"""nscale: chats and pictures."""

from __future__ import annotations

from hfwidgets.wire.bodies import by_sides, of, sized, without
from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider, Route

MADE = of("prompt", model="model", more={"response_format": "b64_json"})
PICTURE = sized(without(MADE, "num_inference_steps", "cfg_scale"), "size", by_sides)

PROVIDER = Provider(
    "nscale",
    "https://inference.api.nscale.com",
    {CHAT_TASK: chat(), "text-to-image": Route("/v1/images/generations", PICTURE)},
)
