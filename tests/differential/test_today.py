"""Each provider's tasks, called as today's huggingface_hub does: the same asked, the same had.

`today.json` is what huggingface_hub 2.4.0 did, as `tests.differential.write_today` wrote it down.
"""

from __future__ import annotations

import json
import subprocess
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.wire.flow import Request
from hfwidgets.wire.mapping import mappings
from tests.differential.today_all import all_cases
from tests.differential.today_caller import counted, outcome, taken
from tests.differential.today_cases import (
    HUB,
    KEY,
    MEDIA,
    MODEL,
    Case,
    Hosts,
    key_names,
    media_of,
)
from tests.differential.write_today import PACKAGES, RECORDED, python_of_today, written_by
from tests.providers.world import World, call, streamed
from tests.unit.played import Reply, response

CASES = [(case, key) for case in all_cases() for key in key_names(case)]
NAMES = [f"{case.name}-{case.provider}-{key[:3]}" for case, key in CASES]


class Network(World):
    """The hosts of one case."""

    hosts: Hosts

    def send(self, request: Request) -> Any:
        headers = {name.lower(): str(value) for name, value in request.headers.plain().items()}
        body = request.body if isinstance(request.body, bytes) else b""
        if request.body is not None and not isinstance(request.body, bytes):
            with request.body.opened() as file:
                body = file.read()
        reply = self.hosts.answer(request.method, request.url, headers, body)
        kind = {"Content-Type": reply.kind}
        found = response(request, Reply(reply.status, reply.body, kind))
        return streamed(found) if request.stream else found


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    for name in ("HF_INFERENCE_ENDPOINT", "HF_ENDPOINT", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    mappings.clear()
    return Network(monkeypatch)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RECORDED.read_text())
    assert len(found["calls"]) == len(CASES)
    return found


def done(network: Network, case: Case, key: str, mode: str, folder: Path) -> dict[str, Any]:
    """Make a call, and return what was asked of models and what came of it."""
    network.hosts = Hosts(case)
    path = folder / f"input.{case.media}"
    path.write_bytes(media_of(case.media))
    arguments = [str(path) if one == MEDIA else one for one in case.arguments]
    client = {"model": MODEL, "provider": case.provider, "api_key": key, **case.client}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = call(mode, case.method, *arguments, client=client, **case.keywords)
    asked = [counted(one) for one in network.hosts.asked if not one["url"].startswith(HUB)]
    told = json.loads(json.dumps({"asked": asked, "result": outcome(found)}))
    assert isinstance(told, dict)
    return told


# Where the two differ on purpose: why, and what ours is instead.


def without_content(asked: dict[str, Any], case: Case, key: str) -> None:
    """A question for a job has no body, so that it has no type of one."""
    if asked["method"] == "GET":
        asked["headers"].pop("content-type", None)


def renamed(asked: dict[str, Any], case: Case, key: str) -> None:
    """`max_new_tokens` is `max_tokens` in OpenAI's format: providers refuse or ignore the other."""
    if case.method == "text_generation" and "max_new_tokens" in asked["body"]:
        asked["body"]["max_tokens"] = asked["body"].pop("max_new_tokens")


def quoted(asked: dict[str, Any], case: Case, key: str) -> None:
    """The file of an adapter is part of an address: a space in it is escaped."""
    for lora in asked["body"].get("loras", ()) if isinstance(asked["body"], dict) else ():
        lora["path"] = lora["path"].replace(" ", "%20")


def unbilled(asked: dict[str, Any], case: Case, key: str) -> None:
    """Who pays for a provider's own key is told by the key: the name is no business of its host."""
    if key == KEY:
        asked["headers"].pop("x-hf-bill-to", None)


def typed(asked: dict[str, Any], case: Case, key: str) -> None:
    """Data has the type that it is of, under the provider's name of it."""
    if isinstance(asked["body"], dict):
        for name, value in asked["body"].items():
            if name == "image" and str(value).startswith("data:image/jpeg"):
                asked["body"][name] = value.replace("image/jpeg", "image/png", 1)
            if name == "audio_url":
                asked["body"][name] = value.replace("audio/mpeg", "audio/x-wav", 1)


# What 0.20.3 sends, where nothing is said.
SETTLED = {
    "details": False,
    "decoder_input_details": False,
    "do_sample": False,
    "max_new_tokens": 20,
    "return_full_text": False,
    "stop": [],
    "watermark": False,
}


def settled(asked: dict[str, Any], case: Case, key: str) -> None:
    """A text is as long as it was in 0.20.3, where no length is given; None leaves it open."""
    if case.method == "text_generation" and case.provider == "hf-inference":
        defaults = {
            k: v for k, v in SETTLED.items() if k != "max_new_tokens" or k not in case.keywords
        }
        asked["body"]["parameters"] = defaults | asked["body"]["parameters"]
        asked["body"].setdefault("stream", False)


BETTER = (without_content, renamed, quoted, unbilled, typed, settled)


def one_answer(result: Any, case: Case) -> Any:
    """Where one answer is asked for one is had, also of a server that has a list of them."""
    single = case.method == "question_answering" and case.keywords.get("top_k") is None
    return result[0] if single and isinstance(result, list) else result


@pytest.mark.parametrize("mode", ["blocking", "awaiting"])
@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_a_call_is_that_of_todays_client(
    network: Network, recorded: dict[str, Any], tmp_path: Path, number: int, mode: str
) -> None:
    case, key = CASES[number]
    ours = done(network, case, key, mode, tmp_path)
    theirs = deepcopy(recorded["calls"][number])
    for asked in theirs["asked"]:
        for rule in BETTER:
            rule(asked, case, key)
    theirs["result"] = one_answer(theirs["result"], case)
    assert ours == theirs


# No calls of models, or of none that today's client has a route to.
OTHERS = {"close", "get_endpoint_info", "health_check", "tabular_regression"}


def test_every_keyword_of_todays_client_is_compared(recorded: dict[str, Any]) -> None:
    compared: dict[str, set[str]] = {}
    for case, _ in CASES:
        placed = recorded["takes"][case.method][: len(case.arguments)]
        compared.setdefault(case.method, {"model", "kwargs"}).update(case.keywords, placed)
    left = {
        method: set(names) - compared[method]
        for method, names in recorded["takes"].items()
        if method not in OTHERS
    }
    assert {method: names for method, names in left.items() if names} == {}


@pytest.mark.parametrize("client", [InferenceClient, AsyncInferenceClient])
def test_every_argument_of_todays_client_is_taken(recorded: dict[str, Any], client: type) -> None:
    ours = taken(client)
    left = {method: set(names) - set(ours[method]) for method, names in recorded["takes"].items()}
    assert {method: names for method, names in left.items() if names} == {}


@pytest.mark.timeout(300)
def test_what_todays_client_does_is_what_is_recorded(recorded: dict[str, Any]) -> None:
    try:
        python = python_of_today()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{PACKAGES[0]} cannot be installed here: {error}")
    assert written_by(python) == recorded
