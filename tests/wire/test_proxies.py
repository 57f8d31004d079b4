"""Through a proxy where the environment says so, with its password for the proxy alone."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme

from hfwidgets.client import surroundings
from hfwidgets.client.awaiting import AsyncInferenceClient
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer

READY = Reply.of_json([{"generated_text": "ok"}])


@pytest.fixture(autouse=True)
def _fresh_routes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*surroundings.PROXIES, *surroundings.CERTIFICATES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    surroundings._routes.clear()
    yield
    surroundings._routes.clear()


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_used(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, server.url.replace("http://", "http://me:secret@"))
    server.play(READY)
    client = either.client(endpoint="http://inference.invalid/api", token="hf_x")
    assert either.call(client, "text_generation", "Hi") == "ok"
    asked = server.asked[0]
    assert asked.path == "http://inference.invalid/api/models/m"
    assert asked.headers["host"] == "inference.invalid"
    assert asked.headers["authorization"] == "Bearer hf_x"
    assert asked.headers["proxy-authorization"] == "Basic bWU6c2VjcmV0"


def test_a_tunnel_to_a_server_over_tls_shows_the_proxy_no_token(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", server.url.replace("http://", "http://me:secret@"))
    server.play(Reply(status=403, framing="length"))
    client = either.client(endpoint="https://inference.invalid", token="hf_x")
    with pytest.raises(OSError, match="No answer from"):
        either.call(client, "text_generation", "Hi")
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("CONNECT", "inference.invalid:443")
    assert asked.headers["proxy-authorization"] == "Basic bWU6c2VjcmV0"
    assert "authorization" not in asked.headers


def test_this_machine_is_reached_without_a_proxy(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.play(READY)
    assert either.call(either.client(endpoint=server.url), "text_generation", "Hi") == "ok"
    assert server.asked[0].path == "/models/m"


def test_exceptions_from_the_proxy_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1")
    monkeypatch.setenv("no_proxy", ".inner.org,10.0.0.0/8")
    assert surroundings.route_to("http://a.inner.org").proxy is None
    assert surroundings.route_to("http://10.1.2.3:80").proxy is None
    assert surroundings.route_to("http://outer.org").proxy == "http://proxy.invalid:1"


def test_a_change_of_the_environment_is_seen_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    assert surroundings.route_to("http://outer.org").proxy is None
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1")
    monkeypatch.setattr(surroundings.time, "monotonic", lambda: 1e12)
    assert surroundings.route_to("http://outer.org").proxy == "http://proxy.invalid:1"


def test_certificates_of_the_environment_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/my/bundle")
    assert surroundings.route_to("https://outer.org").certificates == "/my/bundle"


@pytest.mark.parametrize("name", surroundings.CERTIFICATES)
def test_a_server_of_ones_own_authority_is_trusted_where_a_variable_names_it(
    either: Blocking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    authority = trustme.CA()
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b'[{"generated_text": "over TLS"}]'
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as own:
        own.socket = context.wrap_socket(own.socket, server_side=True)
        thread = Thread(target=own.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            url = f"https://127.0.0.1:{own.server_address[1]}/m"
            with pytest.raises(OSError, match="No answer from"):
                either.call(either.client(url), "text_generation", "Hi")
            surroundings._routes.clear()
            monkeypatch.setenv(name, str(trusted))
            assert either.call(either.client(url), "text_generation", "Hi") == "over TLS"
        finally:
            own.shutdown()
            thread.join()


def test_the_first_variable_that_names_certificates_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in reversed(surroundings.CERTIFICATES):
        surroundings._routes.clear()
        monkeypatch.setenv(name, f"/{name}")
        assert surroundings.route_to("https://outer.org").certificates == f"/{name}"


@pytest.mark.parametrize("name", surroundings.CERTIFICATES)
def test_a_missing_bundle_of_certificates_is_told(
    either: Blocking, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/no/such/bundle")
    client = either.client(endpoint="https://127.0.0.1:9")
    with pytest.raises(OSError, match="No answer from"):
        either.call(client, "text_generation", "Hi")


@pytest.mark.parametrize("form", ["{host}", "me:secret@{host}", "http://{host}"])
def test_a_proxy_without_a_scheme_is_one_of_http(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("http_proxy", form.format(host=server.url.partition("://")[2]))
    server.play(READY)
    client = either.client(endpoint="http://inference.invalid/api")
    assert either.call(client, "text_generation", "Hi") == "ok"
    assert server.asked[0].path == "http://inference.invalid/api/models/m"


@pytest.mark.parametrize("scheme", ["gopher", "ftp", "sock", "socks5x"])
def test_a_proxy_of_an_unknown_scheme_is_sent_nothing(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    host = server.url.partition("://")[2]
    monkeypatch.setenv("http_proxy", f"{scheme}://me:canary@{host}")
    client = either.client(endpoint="http://inference.invalid/api", token="hf_canary")
    with pytest.raises(OSError, match=f"speaks {scheme}, and this client speaks http") as caught:
        either.call(client, "text_generation", "Hi")
    assert "canary" not in str(caught.value)
    assert not server.asked


def test_the_async_client_sends_nothing_to_a_proxy_that_speaks_socks(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5h://" + server.url.partition("://")[2])

    async def ask() -> None:
        async with AsyncInferenceClient(
            "m", endpoint="http://inference.invalid/api", token="hf_canary"
        ) as client:
            await client.text_generation("Hi")

    with pytest.raises(OSError, match="speaks socks5h, and this client speaks http, https"):
        asyncio.run(ask())
    assert not server.asked


@pytest.mark.parametrize(
    "proxy", ["me:canary@127.0.0.1:1", "http://me:canary@127.0.0.1:1", "me:canary@host:port"]
)
def test_no_message_shows_the_password_of_a_proxy(
    either: Blocking, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    client = either.client(endpoint="http://inference.invalid/api")
    with pytest.raises(OSError, match="No answer from") as caught:
        either.call(client, "text_generation", "Hi")
    told = "".join(traceback.format_exception(caught.value))
    assert "canary" not in told
