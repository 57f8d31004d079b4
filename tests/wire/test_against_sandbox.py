"""Both clients against the sandbox: both dialects, every fault, each in its time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfwidgets import InferenceTimeoutError, Sandbox, errors
from hfwidgets.sandbox.faults import ABOUT_JOBS, ABOUT_LISTS, FAULTS
from hfwidgets.sandbox.refusals import SHAPES
from tests.waiting import PATIENCE, ran_out
from tests.wire.conftest import Blocking

NGRAM = "sandbox/ngram-topics"
PROMPT = "When an exception occurs,"
STATUSES = [400, 401, 402, 403, 404, 410, 413, 422, 424, 429, 502, 504]
PECULIARITIES = ["old", "new", "openai-end", "unchunked", "comments", "crlf", "bom", "cached"]
PECULIARITIES += ["chunk=5", "split=3", "slow=0.01", "first=0.1", "delay=0.1"]
PECULIARITIES += ["crlf,split=1,comments,bom,openai-end"]
DIALECTS = ["classic", "router"]


class Caller:
    """Asks the sandbox, in one dialect, with one client."""

    def __init__(self, either: Blocking, sandbox: Sandbox, dialect: str) -> None:
        self.either = either
        url = sandbox.url if dialect == "classic" else sandbox.router_url
        self.client = either.client(NGRAM, endpoint=url, timeout=PATIENCE)
        self.tag = f"tag={either.name}-{dialect}"

    def ask(self, fault: str, *, stream: bool = False, details: bool = False) -> Any:
        arguments: dict[str, Any] = {"stream": stream, "details": details, "max_new_tokens": 12}
        model = f"{NGRAM}@{fault},{self.tag}" if fault else NGRAM
        return self.either.call(self.client, "text_generation", PROMPT, model=model, **arguments)

    def patiently(self, seconds: float) -> Caller:
        self.client.timeout = seconds
        return self

    def read(self, fault: str, *, details: bool = False) -> list[Any]:
        return self.either.read(self.ask(fault, stream=True, details=details))


@pytest.fixture(params=DIALECTS)
def caller(request: pytest.FixtureRequest, either: Blocking, sandbox: Sandbox) -> Caller:
    return Caller(either, sandbox, request.param)


def test_all_four_returns_agree(caller: Caller) -> None:
    text = caller.ask("")
    whole = caller.ask("", details=True)
    tokens = caller.read("")
    events = caller.read("", details=True)
    assert text == whole.generated_text == "".join(tokens) == events[-1].generated_text
    assert [one.token for one in events] == whole.details.tokens
    assert len(tokens) == whole.details.generated_tokens == 12
    assert events[-1].details.finish_reason == whole.details.finish_reason == "length"
    assert not [one for one in events[:-1] if one.details]


@pytest.mark.parametrize("fault", PECULIARITIES)
def test_a_lawful_peculiarity_changes_nothing(caller: Caller, fault: str) -> None:
    assert caller.read(fault) == caller.read("")


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("cut=3", errors.StreamError, "broke in the middle"),
        ("reset=3", errors.StreamError, "broke in the middle"),
        ("cut=3,unchunked", errors.StreamError, "broke in the middle|ended early"),
        ("ends=3", errors.StreamError, "ended early, after 3 tokens"),
        ("broken-json=3", errors.InvalidResponseError, "but not with token events"),
        ("error=generation,at=3", errors.GenerationError, "told to fail"),
        ("error=validation,at=3", errors.ValidationError, "told to refuse"),
        ("error=overloaded,at=3", errors.OverloadedError, "overloaded"),
        ("error=incomplete_generation,at=3", errors.IncompleteGenerationError, "Incomplete"),
        ("error=unknown,at=3", errors.UnknownError, "Something else"),
    ],
)
def test_a_fault_in_a_stream_is_its_error_after_three_tokens(
    caller: Caller, fault: str, kind: Any, words: str
) -> None:
    first = caller.read("")[:3]
    stream = caller.ask(fault, stream=True)
    if not fault.startswith("reset"):  # a reset may overtake what was sent
        assert caller.either.take(stream, 3) == first
    with pytest.raises(kind, match=words):
        caller.either.read(stream)


def test_a_stream_that_falls_silent_is_a_timeout_after_three_tokens(caller: Caller) -> None:
    first = caller.read("")[:3]
    taken: list[Any] = []

    def read(seconds: float) -> None:
        stream = caller.patiently(seconds).ask("hang=3", stream=True)
        taken[:] = caller.either.take(stream, 3)
        caller.either.read(stream)

    assert isinstance(ran_out(read, "went silent", lambda: taken), InferenceTimeoutError)
    assert taken == first


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("status", "body"),
    [*((status, "error") for status in STATUSES), *((500, body) for body in SHAPES)],
)
def test_every_status_in_every_shape_is_an_error_with_a_way_out(
    caller: Caller, status: int, body: str, stream: bool
) -> None:
    with pytest.raises(errors.InferenceError) as caught:
        caller.ask(f"status={status},body={body}", stream=stream)
    assert caught.value.status == status
    assert caught.value.remedy
    assert str(caught.value)


@pytest.mark.parametrize("stream", [False, True])
def test_waits_for_a_model_that_loads(caller: Caller, stream: bool) -> None:
    answer = caller.ask(f"loading=0.4,tokens={5 + stream}", stream=stream)
    assert answer if not stream else caller.either.read(answer)


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_loads_too_long_is_a_timeout(caller: Caller, stream: bool) -> None:
    def ask(seconds: float) -> None:
        caller.patiently(seconds).ask(f"loading={3600 - stream}", stream=stream)

    found = ran_out(ask, "was still loading")
    assert isinstance(found, errors.ModelLoadingError)
    assert found.estimate is not None


@pytest.mark.parametrize("fault", ["hang", "delay=3600"])
@pytest.mark.parametrize("stream", [False, True])
def test_silence_is_a_timeout(caller: Caller, fault: str, stream: bool) -> None:
    found = ran_out(
        lambda seconds: caller.patiently(seconds).ask(fault, stream=stream), "did not answer"
    )
    assert isinstance(found, InferenceTimeoutError)


@pytest.mark.parametrize("fault", ["cut", "reset"])
def test_an_answer_that_breaks_off_is_an_error(caller: Caller, fault: str) -> None:
    with pytest.raises(errors.InferenceConnectionError):
        caller.ask(fault)


def test_an_answer_that_is_no_json_is_an_error(caller: Caller) -> None:
    with pytest.raises(errors.InvalidResponseError, match="but not with JSON"):
        caller.ask("broken-json")


def test_a_rate_limit_says_when_to_come_back(caller: Caller) -> None:
    with pytest.raises(errors.RateLimitError) as caught:
        caller.ask("rate-limited=30")
    assert caught.value.retry_after is not None
    assert 25 < caught.value.retry_after <= 31


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("RepoNotFound", 404, errors.RepositoryNotFoundError),
        ("GatedRepo", 403, errors.GatedRepoError),
    ],
)
def test_the_hubs_codes_are_told(caller: Caller, code: str, status: int, kind: Any) -> None:
    with pytest.raises(kind):
        caller.ask(f"status={status},code={code}")


def test_a_token_may_be_needed(either: Blocking, sandbox: Sandbox) -> None:
    model = f"{NGRAM}@needs-token"
    with pytest.raises(errors.AuthenticationError):
        either.call(either.client(model, endpoint=sandbox.url), "text_generation", PROMPT)
    client = either.client(model, endpoint=sandbox.url, token="hf_x")
    assert either.call(client, "text_generation", PROMPT)


def test_a_server_that_is_no_tgi_is_fallen_back_to(caller: Caller) -> None:
    assert caller.ask("plain")
    with pytest.warns(UserWarning, match="ignores details"):
        assert isinstance(caller.ask("plain", details=True), str)
    with pytest.raises(ValueError, match="cannot stream"):
        caller.ask("plain", stream=True)


def test_an_unknown_model_is_not_found(caller: Caller) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        caller.either.call(caller.client, "text_generation", PROMPT, model="no/such")
    assert "no/such" in str(caught.value)


def test_the_servers_own_rules_are_told(caller: Caller) -> None:
    with pytest.raises(errors.ValidationError):
        caller.either.call(caller.client, "text_generation", PROMPT, max_new_tokens=10**9)


def test_no_fault_is_forgotten_here() -> None:
    here = Path(__file__).read_text()
    elsewhere = {"retry-after", "times", "size", "only", *ABOUT_LISTS, *ABOUT_JOBS}
    assert [name for name in FAULTS if name not in here and name not in elsewhere] == []
