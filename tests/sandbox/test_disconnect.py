"""The server notices at once that a client has gone, and stops working; others are not held up."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from hfwidgets.sandbox import Sandbox
from tests.sandbox.conftest import NGRAM, Get, Post, entry_of
from tests.sandbox.raw import asked, read_all, read_until
from tests.waiting import PATIENCE

LONG = {
    "inputs": "The",
    "stream": True,
    "parameters": {"max_new_tokens": 20_000, "temperature": 1.5, "seed": 1, "stop": []},
}
NOTICED = PATIENCE  # seconds; what is left of each answer takes longer than that by far


@pytest.mark.parametrize(
    ("path", "events"),
    [
        ("/models/sandbox/flood@tokens=10000,slow=1,tag=gone", 3),
        ("/models/sandbox/flood@tokens=10000000,tag=gone", 100),
        ("/models/sandbox/flood@tokens=100,slow=3600,tag=gone", 0),
        ("/models/sandbox/flood@tokens=100,hang=2,tag=gone", 2),
        (f"{NGRAM}@slow=0.1,tag=gone", 3),
        (f"{NGRAM}@first=3600,tag=gone", 0),
        (f"{NGRAM}@delay=3600,tag=gone", None),
        (f"{NGRAM}@loading=3600,tag=gone", None),
        (f"{NGRAM}@hang,tag=gone", None),
        (f"/hf-inference{NGRAM}@slow=0.1,tag=gone", 3),
    ],
)
def test_a_client_that_leaves_is_noticed(
    sandbox: Sandbox, get: Get, path: str, events: int | None
) -> None:
    with asked(sandbox.url + path, LONG) as connection:
        if events is None:
            assert entry_of(get, path, ended=False)["ended"] == "running"
        else:
            read_until(connection, b"data:" if events else b"\r\n\r\n", max(events, 1))
        left = time.time()
    entry = entry_of(get, path)
    assert entry["ended"] == "disconnected"
    assert -0.05 < entry["ended_at"] - left < NOTICED
    if entry["last_write_at"] is not None:
        assert entry["last_write_at"] < left + NOTICED


def test_a_client_that_leaves_before_a_whole_answer_is_noticed(sandbox: Sandbox, get: Get) -> None:
    path = f"{NGRAM}@slow=0.1,tag=whole"
    with asked(sandbox.url + path, {**LONG, "stream": False}):
        assert entry_of(get, path, ended=False)["ended"] == "running"
        time.sleep(0.15)
        left = time.time()
    entry = entry_of(get, path)
    assert entry["ended"] == "disconnected"
    assert entry["ended_at"] - left < NOTICED


def test_a_text_nobody_reads_stops_the_models_work(sandbox: Sandbox, get: Get) -> None:
    path = f"{NGRAM}@tag=work"
    with asked(sandbox.url + path, LONG) as connection:
        read_until(connection, b"data:", 10)
    first = entry_of(get, path)
    time.sleep(0.2)
    assert entry_of(get, path) == first
    assert first["tokens_written"] < 20_000


def test_a_client_that_does_not_read_does_not_make_the_server_grow(
    sandbox: Sandbox, get: Get
) -> None:
    path = "/models/sandbox/flood@tokens=10000000,tag=lazy"
    with asked(sandbox.url + path, LONG) as connection:
        read_until(connection, b"data:", 1)
        sizes = [0]
        while len(sizes) < 3 or len(set(sizes[-3:])) > 1:
            time.sleep(0.2)
            sizes.append(entry_of(get, path, ended=False)["bytes_written"])
            assert sizes[-1] < 50_000_000
    assert entry_of(get, path)["ended"] == "disconnected"


def test_eight_texts_at_once_do_not_stall_a_stream(sandbox: Sandbox, get: Get, post: Post) -> None:
    post(NGRAM, {"inputs": "The"}, headers={"x-wait-for-model": "1"})  # loaded, before it is timed
    busy = {**LONG, "parameters": {**LONG["parameters"], "max_new_tokens": 1500}}

    def work(seed: int) -> None:
        with asked(f"{sandbox.url}{NGRAM}@times,tag=busy{seed}", busy) as connection:
            read_until(connection, b"\r\n0\r\n\r\n")  # the last chunk, and no header that ends in 0

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    path = "/models/sandbox/flood@tokens=60,slow=0.01,times"
    with asked(sandbox.url + path, LONG) as connection:
        read_until(connection, b'"generated_text":"')
    for thread in threads:
        thread.join()
    # The server's own times: this process is busy reading eight streams.
    times = entry_of(get, path)["token_times"]
    assert len(times) == 60
    texts = [entry_of(get, f"{NGRAM}@times,tag=busy{seed}")["token_times"] for seed in range(8)]
    assert [len(text) for text in texts] == [1500] * 8
    # What held the stream up for a whole text would have written it in one gap.
    gaps = [(a, b) for a, b in pairwise(times) if any(a <= t[0] and t[-1] <= b for t in texts)]
    assert gaps == []


def test_a_connection_serves_one_request_after_the_other(sandbox: Sandbox) -> None:
    body = {"inputs": "A", "parameters": {"max_new_tokens": 1}}
    with asked(sandbox.url + NGRAM, body) as connection:
        read_until(connection, b"}]")
        raw = b'{"inputs": "A", "parameters": {"max_new_tokens": 1}}'
        connection.sendall(
            b"POST /models/sandbox/ngram-topics HTTP/1.1\r\n"
            b"Host: localhost\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw)
        )
        assert read_all(connection).endswith(b"}]")
