"""What is used of other libraries though it is private or undocumented there, and why.

Each test fails with a version that lacks it; the reason tells what then has to be found anew.
"""

from __future__ import annotations

import asyncio
import http.client
import inspect
import io
import json
import json.decoder
import queue
import re
import threading
from pathlib import Path
from typing import Any

import aiohttp
import ipywidgets
import pytest
import requests
import traitlets
import urllib3
import zmq
from ipykernel.subshell_manager import SubshellManager
from requests.adapters import HTTPAdapter
from zmq.eventloop.zmqstream import ZMQStream

import hfwidgets
from hfwidgets.client.line import Connector, Line
from hfwidgets.widgets.engine.base import let_messages_in

SOURCES = Path(hfwidgets.__file__).parent
CLIENT = "\n".join(path.read_text() for path in sorted((SOURCES / "client").glob("*.py")))

# What the client's modules use, as they write it: why there is no public way.
USED = {
    "asyncio._get_running_loop": "asks for the loop without an error where there is none, in a "
    "finaliser, where an exception in flight would be lost",
    'getattr(content, "_read_nowait"': "gives what had arrived before a connection broke; public "
    "calls raise the break first",
    "super()._make_request": "takes an address as it is: `urlopen` escapes a signed one anew",
    "self._factory": "makes the connections of aiohttp: no public way tells which were used, "
    "whether a byte of an answer came, and what a server still takes",
    "raw._fp": "tells an answer at its end from one that has nothing to give yet",
}


@pytest.mark.parametrize("used", sorted(USED))
def test_what_is_named_here_is_used(used: str) -> None:
    assert used in CLIENT


def test_nothing_private_is_used_that_is_not_named_here() -> None:
    """Attributes of other objects than our own, read by a name with an underscore."""
    ours = {"_config", "_transport", "_opened", "_perform", "_adapter", "_client", "_described"}
    found = set(re.findall(r"(?<!self)(?<!cls)\.(_[a-z]\w*)", CLIENT)) - ours
    named = {match[0] for name in USED if (match := re.search(r"_[a-z]\w*", name))}
    assert found <= named


def test_asyncio_tells_the_running_loop_without_an_error() -> None:
    assert asyncio._get_running_loop() is None

    async def inside() -> bool:
        return asyncio._get_running_loop() is asyncio.get_running_loop()

    assert asyncio.run(inside())


def test_aiohttp_gives_what_had_arrived_before_a_break() -> None:
    async def broken() -> bytes:
        protocol: Any = aiohttp.base_protocol.BaseProtocol(asyncio.get_running_loop())
        reader = aiohttp.StreamReader(protocol, 2**16, loop=asyncio.get_running_loop())
        reader.feed_data(b"arrived")
        reader.set_exception(aiohttp.ClientPayloadError())
        with pytest.raises(aiohttp.ClientPayloadError):
            await reader.read()
        return reader._read_nowait(-1)

    assert asyncio.run(broken()) == b"arrived"


def test_aiohttp_makes_the_connections_that_its_connector_is_told_to() -> None:
    async def made() -> tuple[Any, Any]:
        connectors = aiohttp.TCPConnector(), Connector(asyncio.get_running_loop())
        found = [connector._factory() for connector in connectors]
        for connector in connectors:
            await connector.close()
        return found[0], found[1]

    theirs, ours = asyncio.run(made())
    assert isinstance(ours, Line)
    assert isinstance(ours, type(theirs))
    for name in set(vars(Line)) & {"data_received", "connection_lost", "set_exception", "close"}:
        assert callable(getattr(theirs, name)), name
    parameters = inspect.signature(aiohttp.BaseConnector.connect).parameters
    assert "timeout" in parameters


def test_http_answers_read_their_head_from_a_buffer() -> None:
    """`begin` is not documented; it is where an end before the first byte can be told."""
    assert "response.begin()" in inspect.getsource(http.client.HTTPConnection.getresponse)
    assert "self.response_class(" in inspect.getsource(http.client.HTTPConnection.getresponse)
    for kind in (urllib3.connection.HTTPConnection, urllib3.connection.HTTPSConnection):
        assert kind.response_class is http.client.HTTPResponse
        assert callable(kind.send)
    pools = urllib3.HTTPConnectionPool, urllib3.HTTPSConnectionPool
    assert all("self.ConnectionCls(" in inspect.getsource(pool._new_conn) for pool in pools)


def test_urllib3_answers_hold_their_file_and_their_connection() -> None:
    answer = urllib3.HTTPResponse(io.BytesIO(b"xy"), preload_content=False)
    assert answer._fp is not None
    for name in ("length_remaining", "connection", "chunked"):
        assert hasattr(answer, name), name
    for name in ("read1", "read_chunked", "supports_chunked_reads", "release_conn", "shutdown"):
        assert callable(getattr(answer, name)), name


def test_urllib3_pools_keep_their_idle_connections_in_a_queue() -> None:
    """`close_idle` empties it: closing a pool would break those who are using it."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1", maxsize=2)
    assert isinstance(pool.pool, queue.Queue)
    assert pool.pool.get(block=False) is None  # room for a connection that is not open yet
    pool.close()
    assert pool.pool is None


def test_urllib3_pools_make_a_request_in_one_place() -> None:
    """It is overridden: `urlopen` hands it the address that it has written anew."""
    found = list(inspect.signature(urllib3.HTTPConnectionPool._make_request).parameters)
    assert found[:4] == ["self", "conn", "method", "url"]
    assert "self._make_request(" in inspect.getsource(urllib3.HTTPConnectionPool.urlopen)


def test_urllib3_connections_have_a_socket_whose_timeout_can_be_set() -> None:
    assert urllib3.connection.HTTPConnection("127.0.0.1").sock is None


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("get_connection_with_tls_context", ["request", "verify", "proxies", "cert"]),
        ("cert_verify", ["conn", "url", "verify", "cert"]),
        ("request_url", ["request", "proxies"]),
        ("build_response", ["req", "resp"]),
        ("init_poolmanager", ["connections", "maxsize", "block", "pool_kwargs"]),
    ],
)
def test_the_adapter_of_requests_has_the_steps_that_are_overridden(
    name: str, parameters: list[str]
) -> None:
    """They are documented as for subclasses, with signatures that have changed before."""
    found = list(inspect.signature(getattr(HTTPAdapter, name)).parameters)
    assert found == ["self", *parameters]
    assert name in inspect.getsource(HTTPAdapter.send) or name == "init_poolmanager"


def test_an_answer_of_requests_can_be_given_its_content() -> None:
    answer = requests.Response()
    answer._content = b'{"a": 1}'
    assert answer.json() == {"a": 1}
    assert "answer._content" in (SOURCES / "errors.py").read_text()


def test_the_json_decoder_scans_from_a_place_in_a_text() -> None:
    """Events are parsed in place: cutting them out costs a third of reading a stream."""
    value, end = json.JSONDecoder().scan_once('xx{"a": [1]}yy', 2)  # type: ignore[attr-defined]
    assert (value, end) == ({"a": [1]}, 12)
    assert "scan_once" in (SOURCES / "wire" / "events.py").read_text()


WIDGETS = "\n".join(path.read_text() for path in sorted((SOURCES / "widgets").rglob("*.py")))
# What the widgets use of traitlets, ipywidgets, comm and ipykernel: why there is no public way.
USED_BY_WIDGETS = {
    "obj._trait_values": "a trait is set by identity: the public way compares old and new, which "
    "decodes pictures",
    "obj._notify_trait": "tells observers of what was set so",
    "obj._cross_validation_lock": "tells a constructor's second setting from one by a person",
    "super()._should_send_property": "traits that several threads set are sent together: what two "
    "threads hold at once with `hold_sync`, it loses",
    "super()._send": "JupyterLite hands values over as they are: None would be undefined there",
    "super()._handle_msg": "the same, on the way back",
    "comm._reply_subshell_for": "ipykernel 7.4 hands messages to where a widget was made, which is "
    "busy while a cell runs",
    'getattr(comm, "_reply_subshell_ids"': "the same",
    "AnyWidget._model_module_version": "parts of bundles are carried by anywidget's model: that of "
    "ipywidgets loses bytes when a page saves it",
    "marimo._runtime": "tells which session and cell a widget is made in; see below",
    'getattr(kernel, "msg_queue"': "ipykernel 6 has one thread for all: a waiting cell takes its "
    "widget's messages out of the queue",
    "stream._recv_callback": "ipykernel 7 without subshells holds messages in its main stream: a "
    "waiting cell reads it, and then gives it back what it has read and who reads it",
    "stream._run_callback": "the rest is handed on as the stream does it",
}


@pytest.mark.parametrize("used", sorted(USED_BY_WIDGETS))
def test_what_is_named_here_is_used_by_widgets(used: str) -> None:
    assert used in WIDGETS


def test_widgets_use_nothing_private_that_is_not_named_here() -> None:
    ours = {"_client", "_config", "_outcome", "_page", "_run", "_edit", "_answers"}
    others = re.findall(r"(?:\b(?!self\b|cls\b)\w+|\))\.(_[a-z]\w*)", WIDGETS)
    named = {match[0] for name in USED_BY_WIDGETS if (match := re.search(r"_[a-z]\w*", name))}
    own = set(re.findall(r"(?:self\.|def )(_[a-z]\w*)", WIDGETS))
    assert set(others) - ours - (own - named) <= named


def test_traitlets_keeps_values_and_tells_observers_by_these() -> None:
    class Kept(traitlets.HasTraits):
        one = traitlets.Any()

    kept, seen = Kept(one=1), []
    kept.observe(lambda change: seen.append((change.old, change.new)), "one")
    assert kept._cross_validation_lock is False
    assert kept._trait_values["one"] == 1
    kept._notify_trait("one", 1, 2)
    assert seen == [(1, 2)]


def test_ipywidgets_asks_whether_a_trait_is_to_be_sent() -> None:
    parameters = inspect.signature(ipywidgets.Widget._should_send_property).parameters
    assert list(parameters) == ["self", "key", "value"]
    assert "_should_send_property(" in inspect.getsource(ipywidgets.Widget.notify_change)


def test_ipywidgets_speaks_to_the_page_in_one_place_and_hears_it_in_one() -> None:
    kind = ipywidgets.Widget
    assert list(inspect.signature(kind._send).parameters) == ["self", "msg", "buffers"]
    for method in (kind.send, kind.send_state):
        assert "self._send(" in inspect.getsource(method)
    assert "self.get_state()" in inspect.getsource(kind.open)
    heard: list[Any] = []
    widget = kind()
    widget.on_msg(lambda _, content, buffers: heard.append((content, buffers)))
    told = {"data": {"method": "custom", "content": {"kind": "x"}}}
    widget._handle_msg({"content": told, "buffers": []})
    assert heard == [({"kind": "x"}, [])]


def test_a_comm_without_subshells_is_left_as_it_is() -> None:
    comm = object()
    let_messages_in(comm)
    assert not hasattr(comm, "_reply_subshell_for")


def test_a_comm_with_subshells_answers_as_the_page_asked() -> None:
    class Comm:
        _reply_subshell_ids = {"a": "b"}  # noqa: RUF012 - as ipykernel has it

        def _reply_subshell_for(self, data: Any, default: Any) -> Any:
            return self._reply_subshell_ids.get(data, default)

    comm: Any = Comm()
    let_messages_in(comm)
    assert comm._reply_subshell_for("a", "page") == "page"
    assert comm._reply_subshell_ids == {}


def test_a_stream_of_the_kernel_tells_who_reads_it_and_hands_on_what_was_read() -> None:
    """Where ipykernel 7 is installed, whose main thread has such a stream."""
    context = zmq.Context()
    ends = [context.socket(zmq.PAIR) for _ in range(2)]
    ends[0].bind("inproc://here")
    ends[1].connect("inproc://here")

    async def heard() -> list[Any]:
        stream, found = ZMQStream(ends[0]), []
        stream.on_recv(found.append, copy=False)
        reads = stream._recv_callback
        stream._run_callback(reads, ["first"])
        await asyncio.sleep(0)
        stream.on_recv(lambda frames: found.append([bytes(frame) for frame in frames]), copy=False)
        ends[1].send(b"second")
        while len(found) < 2:
            stream.flush(zmq.POLLIN)
        stream.close()
        return found

    assert asyncio.run(heard()) == [["first"], [b"second"]]
    ends[1].close()
    context.term()
    pair = SubshellManager.get_shell_channel_to_subshell_pair
    assert list(inspect.signature(pair).parameters) == ["self", "subshell_id"]


def test_marimo_tells_session_and_cell_and_has_threads_that_speak_to_the_page() -> None:
    """hfwidgets/widgets/engine/marimo_host.py: no public way names the cell that one is in."""
    marimo = pytest.importorskip("marimo", reason="marimo is not installed")
    from marimo._plugins.ui._impl.comm import MarimoComm
    from marimo._runtime.context import safe_get_context
    from marimo._runtime.context.kernel_context import KernelRuntimeContext

    assert safe_get_context() is None, "outside of a notebook"
    has = {*dir(KernelRuntimeContext), *KernelRuntimeContext.__dataclass_fields__}
    assert {"cell_id", "with_cell_id", "ui_element_registry"} <= has
    assert issubclass(marimo.Thread, threading.Thread)
    assert "ui_element_id" in inspect.getsource(MarimoComm.__init__), "so its cells run again"
