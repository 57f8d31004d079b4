"""Every fault of the sandbox, a task of each kind, both clients: the documented error, in time.

Nothing hangs, no socket and no thread stays, nothing shows the token.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import InferenceTimeoutError, Sandbox, errors
from hfwidgets.sandbox.faults import ABOUT_JOBS, ABOUT_LISTS, FAULTS
from hfwidgets.sandbox.refusals import SHAPES
from tests.waiting import PATIENCE, growing
from tests.wire.conftest import Blocking
from tests.wire.task_cases import png

TOKEN = "hf_canaryCANARY0123456789"
PICTURE = png(48, 32)
ASKED = [{"role": "user", "content": "When an exception occurs"}]


@dataclass(frozen=True)
class Kind:
    """A kind of call, and the task that stands for it.

    Attributes:
        name: Shown by the test.
        task: The sandbox's first model for it is called.
        method: Method of the client.
        arguments: Positional arguments.
        keywords: Named arguments.
    """

    name: str
    task: str
    method: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]

    @property
    def is_streamed(self) -> bool:
        return bool(self.keywords.get("stream"))

    @property
    def own_errors(self) -> tuple[type[Exception], ...]:
        """What a generation server's typed errors are besides."""
        return (errors.TextGenerationError,) if self.task == "text-generation" else ()


GENERATE = {"max_new_tokens": 8}
KINDS = (
    Kind("json", "text-classification", "text_classification", ("I like it",), {}),
    Kind("array", "feature-extraction", "feature_extraction", ("I like it",), {}),
    Kind("raw", "image-segmentation", "image_segmentation", (PICTURE,), {}),
    Kind("base64", "image-to-image", "image_to_image", (PICTURE, "winter"), {}),
    Kind("picture", "text-to-image", "text_to_image", ("a house",), {"width": 32, "height": 32}),
    Kind("sound", "text-to-speech", "text_to_speech", ("Hi",), {}),
    Kind("text", "text-generation", "text_generation", ("When an",), GENERATE),
    Kind(
        "stream", "text-generation", "text_generation", ("When an",), {"stream": True, **GENERATE}
    ),
    Kind("chat", "conversational", "chat_completion", (ASKED,), {"max_tokens": 8}),
    Kind(
        "chat stream",
        "conversational",
        "chat_completion",
        (ASKED,),
        {"max_tokens": 8, "stream": True},
    ),
)
Broken = (errors.StreamError, errors.InferenceConnectionError)
# What each fault must end in; None is success. In a stream a break is a StreamError.
WHOLE: dict[str, Any] = {
    "loading=0.1": None,
    "loading=3600": errors.ModelLoadingError,
    "delay=0.05": None,
    "delay=3600": InferenceTimeoutError,
    "hang": InferenceTimeoutError,
    "hang=1": InferenceTimeoutError,
    "cut": Broken,
    "reset": Broken,
    "rate-limited=30": errors.RateLimitError,
    "needs-token": None,
    "unchunked": None,
    "cached": None,
    "status=404,code=RepoNotFound": errors.RepositoryNotFoundError,
    "status=403,code=GatedRepo": errors.GatedRepoError,
    "status=400": errors.BadRequestError,
    "status=401": errors.AuthenticationError,
    "status=402": errors.PaymentRequiredError,
    "status=403": errors.ForbiddenError,
    "status=404": errors.NotFoundError,
    "status=410": errors.GoneError,
    "status=413": errors.PayloadTooLargeError,
    "status=422": errors.UnprocessableError,
    "status=429,retry-after=7": errors.RateLimitError,
    "status=502": errors.ServerError,
    "status=504": errors.ServerError,
    **{f"status=500,body={shape}": errors.InferenceError for shape in SHAPES},
}
IN_STREAMS: dict[str, Any] = {
    "cut=2": errors.StreamError,
    "reset=2": errors.StreamError,
    "ends=2": errors.StreamError,
    "hang=2": InferenceTimeoutError,
    "broken-json=2": errors.InvalidResponseError,
    "error=generation,at=2": (errors.GenerationError, errors.StreamError),
    "slow=0.01": None,
    "first=0.05": None,
    "chunk=3": None,
    "split=3": None,
    "comments": None,
    "crlf": None,
    "bom": None,
    "openai-end": None,
}


@pytest.fixture(scope="module")
def models(sandbox: Sandbox) -> dict[str, str]:
    """The first model of each task, loaded."""
    with urllib.request.urlopen(f"{sandbox.url}/api/tasks") as answer:
        tasks = json.loads(answer.read())
    return {task: row["widgetModels"][0] for task, row in tasks.items() if row["widgetModels"]}


def sockets() -> int:
    count = 0
    for entry in Path("/proc/self/fd").iterdir():
        try:
            count += str(entry.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue
    return count


def settled(count: Callable[[], int], most: int) -> bool:
    """Whether a count falls to what it was."""
    end = time.monotonic() + PATIENCE
    while count() > most and time.monotonic() < end:
        time.sleep(0.01)
    return count() <= most


class Caller:
    """Makes the calls of a kind with one client, and watches what they leave behind."""

    def __init__(self, either: Blocking, sandbox: Sandbox, model: str, kind: Kind) -> None:
        self.either, self.sandbox, self.model, self.kind = either, sandbox, model, kind
        self.call("", PATIENCE)  # loads the model, and here what it takes

    def call(self, fault: str, timeout: float = PATIENCE) -> Any:
        kind = self.kind
        tag = f"{self.either.name}-{kind.name.replace(' ', '-')}"
        model = f"{self.model}@{fault},tag={tag}" if fault else self.model
        client = self.either.client(model, endpoint=self.sandbox.url, timeout=timeout, token=TOKEN)
        try:
            found = self.either.call(client, kind.method, *kind.arguments, **kind.keywords)
            return self.either.read(found) if kind.is_streamed else found
        finally:
            self.either.close_client(client)

    def ends_as(self, fault: str, expected: Any) -> None:
        before = (sockets(), threading.active_count())
        if expected is None:
            assert self.call(fault) is not None, fault
        else:
            kinds = expected if isinstance(expected, tuple) else (expected,)
            runs_out = issubclass(kinds[0], InferenceTimeoutError)
            kinds += self.kind.own_errors
            for seconds in growing(0.25) if runs_out else (PATIENCE,):
                with pytest.raises((*kinds, InferenceTimeoutError)) as caught:
                    self.call(fault, seconds)
                if isinstance(caught.value, kinds):
                    break
            assert isinstance(caught.value, kinds)
            assert_clean(caught.value, fault)
            del caught
        assert settled(sockets, before[0]), f"{fault} leaves a socket"
        assert settled(threading.active_count, before[1]), f"{fault} leaves a thread"


def assert_clean(error: BaseException, fault: str) -> None:
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    texts = ["".join(shown.format()), str(error), repr(error), repr(vars(error))]
    assert not [text for text in texts if "canaryCANARY" in text], fault
    assert getattr(error, "remedy", ""), fault


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def caller(
    request: pytest.FixtureRequest, either: Blocking, sandbox: Sandbox, models: dict[str, str]
) -> Caller:
    kind: Kind = request.param
    if kind.task not in models:
        pytest.skip(f"no model of the sandbox does {kind.task} here")
    return Caller(either, sandbox, models[kind.task], kind)


def test_every_fault_ends_in_its_documented_error_in_time(caller: Caller) -> None:
    faults = {**WHOLE, **(IN_STREAMS if caller.kind.is_streamed else {})}
    for fault, expected in faults.items():
        caller.ends_as(fault, expected)


def test_no_fault_is_forgotten_here() -> None:
    elsewhere = {"plain", "old", "new", "times", "tokens", "size", "tag", "at", "body", "status"}
    elsewhere |= {"only"}  # whose fault it is
    tried = {part.partition("=")[0] for fault in (*WHOLE, *IN_STREAMS) for part in fault.split(",")}
    assert set(FAULTS) - tried - elsewhere - ABOUT_LISTS - ABOUT_JOBS == set()
