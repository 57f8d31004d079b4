"""Over every provider and task: the router and the Hub see a token, a provider its own key."""

from __future__ import annotations

import traceback
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from hfwidgets.providers import names, provider_named
from hfwidgets.wire.flow import Request
from hfwidgets.wire.headers import HIDDEN
from tests.differential.test_today import Network
from tests.differential.today_all import all_cases
from tests.differential.today_cases import (
    KEY,
    MEDIA,
    MODEL,
    TOKEN,
    Case,
    Hosts,
    key_names,
    media_of,
)
from tests.providers.world import call, headers_of, streamed
from tests.unit.played import Reply, response

OF_THE_HUB = {"huggingface.co", "router.huggingface.co"}
CALLS = [(case, key) for case in all_cases() for key in key_names(case)]
IDS = [f"{case.name}-{case.provider}-{key[:3]}" for case, key in CALLS]
# One call of each provider's task, with each kind of key.
ONE_EACH = list({(case.provider, case.task, key): (case, key) for case, key in CALLS}.values())
ONE_IDS = [f"{case.task}-{case.provider}-{key[:3]}" for case, key in ONE_EACH]


class Watching(Network):
    """Keeps who saw which secret; may answer models with an error that gives all of it back."""

    broken: Reply | None = None
    seen: list[tuple[str, str, str]]

    def send(self, request: Request) -> Any:
        host = urlsplit(request.url).netloc
        self.seen.append((host, request.method, headers_of(request)))
        if self.broken is not None and request.method == "POST":
            secret = request.headers["authorization"].encode()
            body = self.broken.body.replace(b"<key>", secret)
            found = response(request, Reply(self.broken.status, body, self.broken.headers))
            return streamed(found) if request.stream and found.status == 200 else found
        return super().send(request)


@pytest.fixture
def watching(world: Any, monkeypatch: pytest.MonkeyPatch) -> Watching:
    found = Watching(monkeypatch)
    found.seen = []
    return found


def make(watching: Watching, case: Case, key: str, mode: str, folder: Path) -> Any:
    watching.hosts = Hosts(case)
    path = folder / f"input.{case.media}"
    path.write_bytes(media_of(case.media))
    arguments = [str(path) if one == MEDIA else one for one in case.arguments]
    client = {"model": MODEL, "provider": case.provider, "api_key": key, **case.client}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(mode, case.method, *arguments, client=client, **case.keywords)


@pytest.mark.parametrize(("case", "key"), CALLS, ids=IDS)
def test_a_secret_is_seen_by_its_own_host_alone(
    watching: Watching, case: Case, key: str, mode: str, tmp_path: Path
) -> None:
    make(watching, case, key, mode, tmp_path)
    saw = {host for host, _, headers in watching.seen if key in headers}
    provider = provider_named(case.provider or "hf-inference")
    if key == TOKEN:
        assert saw <= OF_THE_HUB
    else:
        assert provider is not None
        route = provider.routes[case.task]
        assert saw == {urlsplit(route.host or provider.host).netloc}
    assert any(method == "POST" and key in headers for _, method, headers in watching.seen)


ERRORS = [
    Reply.of({"error": "bad <key>"}, 401),
    Reply.of({"error": {"message": "no credits <key>", "type": "x", "code": 402}}, 402),
    Reply.of({"detail": [{"loc": ["body"], "msg": "wrong <key>", "type": "x"}]}, 422),
    Reply.of({"title": "Bad", "detail": "not here <key>", "status": 404}, 404),
    Reply.of({"code": 429, "message": "too many <key>", "data": None}, 429),
    Reply.of(["list of <key>"], 400),
    Reply(500, b"text <key>"),
    Reply(502, b"<html>page <key>", {"Content-Type": "text/html"}),
    Reply.of({"error": "late <key>"}, 200),
]


@pytest.mark.parametrize("reply", ERRORS, ids=[str(one.status) for one in ERRORS])
@pytest.mark.parametrize(("case", "key"), ONE_EACH, ids=ONE_IDS)
def test_an_error_names_who_was_asked_and_never_the_key(
    watching: Watching, case: Case, key: str, reply: Reply, tmp_path: Path
) -> None:
    watching.broken = reply
    with pytest.raises(OSError) as caught:  # noqa: PT011 - each has its own words
        make(watching, case, key, "blocking", tmp_path)
    error: Any = caught.value
    text = "".join(traceback.format_exception_only(error)) + repr(vars(error))
    assert KEY not in text
    assert TOKEN not in text
    if case.provider is not None:
        assert error.provider == case.provider
        assert f"{case.task} of '{MODEL}'" in str(error)
    said = error.server_message
    if b"html" not in reply.body:
        assert said
        assert HIDDEN in said
        assert str(error).count(said) == 1


def test_every_provider_and_task_is_called_here() -> None:
    called = {(case.provider, case.task) for case in all_cases()}
    declared = {
        (name, task) for name in names() if (one := provider_named(name)) for task in one.routes
    }
    # Those that huggingface_hub 2.4.0 lacks, and other clients have: in test_more_tasks.
    more = {
        *(("fal-ai", "audio-to-audio"), ("groq", "text-generation")),
        *(("ovhcloud", "text-generation"), ("scaleway", "text-generation")),
        *(("together", "automatic-speech-recognition"), ("zai-org", "image-to-text")),
    }
    assert declared - called == more


def test_a_declaration_is_short() -> None:
    import hfwidgets.providers

    folder = Path(hfwidgets.providers.__file__).parent
    lengths = {path.name: len(path.read_text().splitlines()) for path in folder.glob("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}
