"""What one contender needs for each figure; runs in the peer's environment, prints JSON.

`python -m benchmarks.client_probe CONTENDER FIGURES URL`
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import socket
import sys
import time
import warnings
from collections.abc import Callable, Coroutine
from functools import partial
from importlib import import_module
from statistics import median, quantiles
from typing import Any

from benchmarks.client_start import MODULES

CALLS = 640
STREAMS = ("one", "fifty", "random")
AT_ONCE = (1, 8, 64)
Figures = dict[str, float]


def warm(contender: str, url: str) -> Figures:
    """CPU of calls and of tokens, once everything is loaded."""
    module = import_module(MODULES[contender])
    found: Figures = {}
    gc.disable()
    client = module.InferenceClient(f"{url}/small", token=False)
    for threads in AT_ONCE:
        found[f"call {threads}"] = _calls(client, threads)
    for details in (False, True):
        for name in STREAMS:
            one = module.InferenceClient(f"{url}/tokens/{name}", token=False)
            _drain(one, details)
            found[f"token {name} {_kind(details)}"] = _cpu(partial(_drain, one, details))
    one = module.InferenceClient(f"{url}/tokens/long", token=False)
    _drain(one, False)
    found["long event"] = _cpu(partial(_drain, one, False)) * 20_000
    asyncio.run(_warm_async(module.AsyncInferenceClient, url, found))
    return found


def _calls(client: Any, threads: int) -> float:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(client.text_generation, ["x"] * 2 * threads))
        start = time.process_time()
        list(pool.map(client.text_generation, ["x"] * CALLS))
        return (time.process_time() - start) / CALLS


def _kind(details: bool) -> str:
    return "details" if details else "text"


def _drain(client: Any, details: bool) -> int:
    return sum(1 for _ in client.text_generation("x", stream=True, details=details))


def _cpu(work: Callable[[], Any]) -> float:
    """Return the CPU of one of 20,000 tokens."""
    gc.collect()
    start = time.process_time()
    work()
    return (time.process_time() - start) / 20_000


async def _warm_async(client_of: Any, url: str, found: Figures) -> None:
    client = client_of(f"{url}/small", token=False)
    for at_once in AT_ONCE:
        await asyncio.gather(*[client.text_generation("x") for _ in range(at_once)])
        start = time.process_time()
        for _ in range(CALLS // at_once):
            await asyncio.gather(*[client.text_generation("x") for _ in range(at_once)])
        found[f"async call {at_once}"] = (time.process_time() - start) / CALLS
    await _close(client)
    for details in (False, True):
        for name in STREAMS:
            one = client_of(f"{url}/tokens/{name}", token=False)
            await _drain_async(one, details)
            gc.collect()
            start = time.process_time()
            await _drain_async(one, details)
            used = (time.process_time() - start) / 20_000
            found[f"async token {name} {_kind(details)}"] = used
            await _close(one)


async def _drain_async(client: Any, details: bool) -> None:
    async for _ in await client.text_generation("x", stream=True, details=details):
        pass


async def _close(client: Any) -> None:
    if hasattr(client, "close"):
        await client.close()


def delays(contender: str, url: str) -> Figures:
    """Seconds from a token's sending to its arrival, in the middle and at the 99th of 100."""
    found: Figures = {}
    for framing in ("chunked", "close"):
        for mode in ("", "async "):
            found |= _told(f"{mode}delay {framing}", _delays(contender, url, framing, mode))
    return found


def _delays(contender: str, url: str, framing: str, mode: str) -> list[float]:
    if contender == "floor" and not mode:
        return _delays_of_socket(url, framing)
    module = import_module(MODULES[contender])
    address = f"{url}/paced/{framing}"
    if not mode:
        client = module.InferenceClient(address, token=False)
        stream = client.text_generation("x", stream=True)
        return [float(time.monotonic_ns() - int(text)) for text in stream]

    async def main() -> list[float]:
        client = module.AsyncInferenceClient(address, token=False)
        stream = await client.text_generation("x", stream=True)
        found = [float(time.monotonic_ns() - int(text)) async for text in stream]
        await _close(client)
        return found

    return asyncio.run(main())


def _delays_of_socket(url: str, framing: str) -> list[float]:
    host, port = url.removeprefix("http://").split(":")
    found: list[float] = []
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST /paced/{framing} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while block := connection.recv(65536):
            now = time.monotonic_ns()
            found += [now - int(part.split(b'"', 1)[0]) for part in block.split(b'"text": "')[1:]]
            if block.endswith(b"0\r\n\r\n"):
                break
    return found


def _told(name: str, found: list[float]) -> Figures:
    return {name: median(found) / 1e9, f"{name} p99": quantiles(found, n=100)[98] / 1e9}


def gone_wrong(contender: str, url: str) -> Figures:
    """How many of the lawful and broken streams are not read as they must be."""
    from tests.wire.streams import CASES

    module = import_module(MODULES[contender])

    def read(number: int, texts: list[Any]) -> None:
        client = module.InferenceClient(f"{url}/case/{number}", token=False, timeout=10)
        texts += client.text_generation("x", stream=True, details=True)

    async def read_async(number: int, texts: list[Any]) -> None:
        client = module.AsyncInferenceClient(f"{url}/case/{number}", token=False, timeout=10)
        stream = await client.text_generation("x", stream=True, details=True)
        async for one in stream:
            texts.append(one)  # noqa: PERF401 - what came before an error counts
        await _close(client)

    def is_wrong(number: int, reading: Callable[[int, list[Any]], Any]) -> bool:
        values: list[Any] = []
        case, failed = CASES[number], False
        try:
            outcome = reading(number, values)
            if isinstance(outcome, Coroutine):
                asyncio.run(outcome)
        except Exception:
            failed = True
        if [one.token.text for one in values] != case.texts or failed != bool(case.fails):
            return True
        reason = None if case.fails else values[-1].details.finish_reason
        return reason is not None and getattr(reason, "value", reason) != case.reason

    numbers = range(len(CASES))
    return {
        "gone wrong": sum(is_wrong(number, read) for number in numbers),
        "async gone wrong": sum(is_wrong(number, read_async) for number in numbers),
    }


def main() -> None:
    """Measure what is asked for."""
    contender, figures, url = sys.argv[1:4]
    warnings.simplefilter("ignore")
    measures: dict[str, Callable[[], Figures]] = {
        "warm": lambda: warm(contender, url),
        "delays": lambda: delays(contender, url),
        "wrong": lambda: gone_wrong(contender, url),
    }
    with contextlib.redirect_stdout(sys.stderr):
        found = measures[figures]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
