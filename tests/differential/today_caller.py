"""Makes the calls with today's huggingface_hub, in its environment, and writes what it did.

`python -m tests.differential.today_caller`
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from tests.differential.today_all import all_cases
from tests.differential.today_cases import (
    HUB,
    MEDIA,
    MODEL,
    Case,
    Hosts,
    key_names,
    media_of,
)
from tests.wire.task_cases import told

# What counts of a request's headers.
COUNTED = (
    *("authorization", "content-type", "accept", "prefer", "accept-language", "x-source-channel"),
    *("x-hf-bill-to", "x-mine", "cookie"),
)
# What a library sends of itself, where the call says nothing.
DEFAULTS = {"accept": "*/*"}


def counted(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a request with those headers alone that count."""
    headers = {
        name: value
        for name, value in asked["headers"].items()
        if name in COUNTED and value != DEFAULTS.get(name)
    }
    return {**asked, "headers": dict(sorted(headers.items()))}


def call(client: Any, case: Case, folder: Path) -> Any:
    """Make a call, and return what came of it."""
    path = folder / f"input.{case.media}"
    path.write_bytes(media_of(case.media))
    arguments = [str(path) if one == MEDIA else one for one in case.arguments]
    return getattr(client, case.method)(*arguments, **case.keywords)


def outcome(found: Any) -> Any:
    """Write a result so that two libraries' types compare: pixels, bytes, numbers, texts."""
    if hasattr(found, "choices"):
        return [[one.message.content, one.finish_reason] for one in found.choices]
    if isinstance(found, list) and found and hasattr(found[0], "choices"):
        return [[choice.delta.content for choice in one.choices] for one in found]
    if isinstance(found, list) and found and isinstance(found[0], (float, str)):
        return found
    if isinstance(found, list):
        return [dict(sorted(told(vars_of(one)).items())) for one in found]
    if getattr(found, "details", None):
        details = found.details
        return [found.generated_text, details.finish_reason, details.seed, details.generated_tokens]
    if isinstance(found, (bytes, str)) or hasattr(found, "getpixel") or hasattr(found, "shape"):
        return told(found)
    if hasattr(found, "text"):
        return found.text
    fields = vars_of(found)
    return fields[next(iter(fields))] if len(fields) == 1 else dict(sorted(told(fields).items()))


def vars_of(value: Any) -> dict[str, Any]:
    """Return the fields of a result that are there."""
    fields = value if isinstance(value, dict) else vars(value)
    names = {"content_type": "content-type"}  # it is no name of a field
    return {names.get(name, name): one for name, one in fields.items() if one is not None}


def taken(client: type) -> dict[str, list[str]]:
    """Return the arguments of each public method."""
    return {
        name: [one for one in inspect.signature(method).parameters if one != "self"]
        for name, method in inspect.getmembers(client, inspect.isfunction)
        if not name.startswith("_")
    }


def main() -> None:
    """Make all calls, and print them."""
    import httpx2
    import huggingface_hub
    from huggingface_hub.inference._providers import _common, hf_inference

    os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
    time.sleep = lambda seconds: None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    hosts: list[Hosts] = []

    def handle(request: Any) -> Any:
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = hosts[-1].answer(request.method, str(request.url), headers, request.read())
        kind = {"Content-Type": reply.kind}
        return httpx2.Response(reply.status, headers=kind, content=reply.body)

    transport = httpx2.MockTransport(handle)
    huggingface_hub.set_client_factory(lambda: httpx2.Client(transport=transport))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for case in all_cases():
            for key in key_names(case):
                _common._fetch_inference_provider_mapping.cache_clear()
                hf_inference._check_supported_task.cache_clear()
                hosts.append(Hosts(case))
                client = huggingface_hub.InferenceClient(
                    MODEL, provider=case.provider, api_key=key, **case.client
                )
                result = call(client, case, Path(folder))
                result = list(result) if case.keywords.get("stream") else result
                asked = [counted(one) for one in hosts[-1].asked if not one["url"].startswith(HUB)]
                found.append({"asked": asked, "result": outcome(result)})
    written = {"calls": found, "takes": taken(huggingface_hub.InferenceClient)}
    sys.stdout.write(json.dumps(written, indent=0, sort_keys=True))


if __name__ == "__main__":
    main()
