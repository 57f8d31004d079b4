"""Where a server points: followed, with secrets for their own host alone."""

from __future__ import annotations

import pytest

from hfwidgets import errors
from hfwidgets.wire.exchange import MOST_REDIRECTS, exchange, follow
from hfwidgets.wire.flow import Request
from tests.unit.played import Played, Reply, config, play

SECRETS = {"Authorization": "Bearer canary", "Cookie": "a=canary", "api-key": "canary"}


def moved(location: str, status: int = 307) -> Reply:
    return Reply(status, headers={"Location": location})


def ask(url: str, location: str, status: int = 307) -> Played:
    settings = config(headers={**SECRETS, "x-use-cache": "0"})
    request = settings.post(url, json_body={"inputs": "x"})
    return play(follow(request), moved(location, status), Reply())


def has_secrets(request: Request) -> bool:
    return any(name in request.headers for name in SECRETS)


@pytest.mark.parametrize(
    ("known", "pointed"),
    [
        ("https://a.org/x", "https://a.org/y"),
        ("https://a.org/x", "/y"),
        ("https://a.org/x", "https://a.org:443/y"),
        ("http://a.org/x", "https://a.org/y"),
        ("http://a.org:80/x", "https://A.org/y"),
        ("http://a.org:8080/x", "http://a.org:8080/y"),
    ],
)
def test_the_same_host_keeps_seeing_the_token(known: str, pointed: str) -> None:
    assert has_secrets(ask(known, pointed).requests[1])


@pytest.mark.parametrize(
    ("known", "pointed"),
    [
        ("https://a.org/x", "https://b.org/y"),
        ("https://a.org/x", "//b.org/y"),
        ("https://a.org/x", "http://a.org/x"),
        ("https://a.org/x", "https://a.org:8443/x"),
        ("http://a.org:8080/x", "https://a.org/x"),
        ("https://a.org/x", "https://a.org.evil.org/x"),
        ("https://a.org/x", "https://sub.a.org/x"),
    ],
)
def test_another_host_never_sees_the_token(known: str, pointed: str) -> None:
    followed = ask(known, pointed).requests[1]
    assert not has_secrets(followed)
    assert followed.headers["x-use-cache"] == "0"


@pytest.mark.parametrize(
    "name",
    [
        "x-goog-api-key",
        "Ocp-Apim-Subscription-Key",
        "X-Amz-Security-Token",
        "X-Auth-Token",
        "X-Mine",
    ],
)
def test_what_a_caller_adds_stays_with_its_host_unless_it_is_known_to_be_harmless(
    name: str,
) -> None:
    request = config(headers={name: "canary", "Accept-Language": "de"}).post("https://a.org/x")
    elsewhere = play(follow(request), moved("https://b.org/y"), Reply()).requests[1]
    assert name not in elsewhere.headers
    assert elsewhere.headers["accept-language"] == "de"
    here = play(follow(request), moved("/z"), Reply()).requests[1]
    assert here.headers[name] == "canary"


def test_a_way_through_another_host_does_not_bring_the_token_back() -> None:
    request = config(headers=SECRETS).post("https://a.org/x")
    played = play(follow(request), moved("https://b.org/"), moved("https://a.org/x"), Reply())
    assert [has_secrets(one) for one in played.requests] == [True, False, False]


@pytest.mark.parametrize("status", [307, 308])
def test_method_and_body_are_kept_where_the_server_says_so(status: int) -> None:
    followed = ask("http://a.org/x", "/y", status).requests[1]
    assert (followed.method, followed.body) == ("POST", b'{"inputs": "x"}')


@pytest.mark.parametrize("status", [301, 302, 303])
def test_other_redirects_of_a_post_are_fetched(status: int) -> None:
    followed = ask("http://a.org/x", "/y", status).requests[1]
    assert (followed.method, followed.body) == ("GET", None)
    assert "Content-Type" not in followed.headers


@pytest.mark.parametrize("status", [301, 302, 303])
def test_an_error_after_a_redirect_that_drops_the_content_says_so(status: int) -> None:
    settings = config()
    request = settings.post("http://127.0.0.1:1/old", json_body={"inputs": "x"})
    with pytest.raises(errors.InferenceHTTPError) as caught:
        play(exchange(settings, request), moved("/new", status), Reply(405))
    assert "The request was sent to http://127.0.0.1:1/old, which redirects" in str(caught.value)
    assert "for http://127.0.0.1:1/new" in str(caught.value)
    assert "redirects" in caught.value.remedy


def test_a_second_redirect_still_tells_where_the_content_was_dropped() -> None:
    settings = config()
    request = settings.post("http://127.0.0.1:1/old", json_body={"inputs": "x"})
    with pytest.raises(errors.InferenceHTTPError, match=r"sent to \S+/old, which"):
        play(exchange(settings, request), moved("/a", 302), moved("/b", 301), Reply(404))


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_content_is_not_blamed(status: int) -> None:
    settings = config()
    request = settings.post("http://127.0.0.1:1/old", json_body={"inputs": "x"})
    with pytest.raises(errors.InferenceHTTPError) as caught:
        play(exchange(settings, request), moved("/new", status), Reply(405))
    assert "redirects" not in str(caught.value)


def test_a_redirect_without_end_is_an_error() -> None:
    request = config().post("http://127.0.0.1:1/x")
    with pytest.raises(errors.InferenceConnectionError, match="redirects more than 10 times"):
        play(follow(request), moved("/x"))
    assert MOST_REDIRECTS == 10


@pytest.mark.parametrize("location", ["ftp://a.org/x", "http://[x/", "http://a:b/"])
def test_a_redirect_to_no_http_address_is_an_error(location: str) -> None:
    request = config().post("http://127.0.0.1:1/x")
    with pytest.raises(errors.InferenceConnectionError, match="redirects to nowhere"):
        play(follow(request), moved(location))


@pytest.mark.parametrize("status", [300, 304, 307])
def test_a_redirect_to_nowhere_is_no_answer(status: int) -> None:
    settings = config()
    request = settings.post("http://127.0.0.1:1/x", stream=True)
    with pytest.raises(errors.InferenceHTTPError, match=f"^{status}"):
        play(exchange(settings, request), Reply(status))
