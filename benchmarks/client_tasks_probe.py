"""What one contender needs for each figure of tasks; runs in the peer's environment, prints JSON.

`python -m benchmarks.client_tasks_probe CONTENDER FIGURES URL`
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.client_start import MODULES
from benchmarks.client_tasks_server import READY

MIB = 1 << 20
UPLOAD = 50 * MIB
CALLS = 500
Figures = dict[str, float]


def answers(module: Any, url: str) -> Figures:
    """CPU of reading large answers: a picture, masks, numbers."""
    client = module.InferenceClient(token=False)
    found = {
        "png": _cpu(lambda: client.text_to_image("x", model=f"{url}/png"), 30),
        "masks": _cpu(lambda: client.image_segmentation(b"x", model=f"{url}/masks"), 15),
    }
    for kind in ("doubles", "floats"):
        features = partial(client.feature_extraction, "x", model=f"{url}/{kind}")
        found[f"{kind} with orjson"] = _cpu(features, 5)
        with _without_orjson(module):
            found[kind] = _cpu(features, 5)
            found[f"{kind} memory"] = _growth(features)
    return found


@contextlib.contextmanager
def _without_orjson(module: Any) -> Iterator[None]:
    if module.__name__ != "hfwidgets":
        yield
        return
    numbers = import_module("hfwidgets.tasks.numbers")
    fastest, numbers._fastest_decoder = numbers._fastest_decoder, lambda: None
    yield
    numbers._fastest_decoder = fastest


def _cpu(work: Callable[[], Any], times: int) -> float:
    """Return the CPU of the least disturbed of several times."""
    work()
    gc.collect()
    found = []
    for _ in range(times):
        start = time.process_time()
        kept = work()
        found.append(time.process_time() - start)
        del kept
    return min(found)


def _growth(work: Callable[[], Any]) -> float:
    """Return how many bytes the process's memory grows at most meanwhile (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    kept = work()
    after = _status("VmHWM")
    del kept
    return max(after - before, 0)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) * 1024


def uploads(module: Any, url: str) -> Figures:
    """CPU and memory of sending 50 MB from a path, a file and bytes."""
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.bin"
        path.write_bytes(os.urandom(MIB) * (UPLOAD // MIB))
        content = path.read_bytes()
        sources: dict[str, Callable[[], Any]] = {
            "path": lambda: path,
            "file": lambda: path.open("rb"),
            "bytes": lambda: content,
        }
        client = module.InferenceClient(f"{url}/upload", token=False)
        loop = asyncio.new_event_loop()
        client_async = module.AsyncInferenceClient(f"{url}/upload", token=False)
        for name, source in sources.items():
            send = partial(_send, client, source)
            found[f"upload {name}"] = _cpu(send, 5)
            found[f"upload {name} memory"] = _growth(send)
            send = partial(_send_async, loop, client_async, source)
            found[f"async upload {name}"] = _cpu(send, 5)
            found[f"async upload {name} memory"] = _growth(send)
        loop.run_until_complete(_close(client_async))
        loop.close()
    return found


def _send(client: Any, source: Callable[[], Any]) -> None:
    client.post(data=source())


def _send_async(loop: asyncio.AbstractEventLoop, client: Any, source: Callable[[], Any]) -> None:
    loop.run_until_complete(client.post(data=source()))


async def _close(client: Any) -> None:
    if hasattr(client, "close"):
        await client.close()


def many(module: Any, url: str) -> Figures:
    """Wall time of lists, and of 500 calls that take 50 ms each."""
    os.environ["HF_INFERENCE_ENDPOINT"] = url  # read again by ours; the peer's was set at import
    found: Figures = {}
    client = module.InferenceClient(f"{url}/late", token=False)
    found["list"] = _wall(lambda: client.list_deployed_models("all"), 3)
    with ThreadPoolExecutor(64) as pool:
        prompts = ["x"] * CALLS
        list(pool.map(client.text_generation, prompts[:64]))
        start, cpu = time.perf_counter(), time.process_time()
        list(pool.map(client.text_generation, prompts))
        found["late calls"] = time.perf_counter() - start
        found["late calls CPU"] = time.process_time() - cpu
    asyncio.run(_many_async(module, url, found))
    return found


def _wall(work: Callable[[], Any], times: int) -> float:
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


async def _many_async(module: Any, url: str, found: Figures) -> None:
    client = module.AsyncInferenceClient(f"{url}/late", token=False)
    await client.text_generation("x")
    for key in ("", "async late calls"):  # the first time connects
        start = time.perf_counter()
        await asyncio.gather(*[client.text_generation("x") for _ in range(CALLS)])
        found[key] = time.perf_counter() - start
    del found[""]
    await client.list_deployed_models("all")
    start = time.perf_counter()
    await client.list_deployed_models("all")
    found["async list"] = time.perf_counter() - start
    await _close(client)


def loading(module: Any, url: str) -> Figures:
    """Seconds wasted on a model that is ready after 1.2 s, and what a deadline means."""
    tag = f"{module.__name__}-{time.monotonic_ns()}"
    found: Figures = {}
    module.InferenceClient(f"{url}/small", token=False).text_generation("x")
    for key, name in (("loading", "loading"), ("held", "loading-held")):
        path = f"/{name}/{tag}"
        client = module.InferenceClient(url + path, token=False)
        start = time.monotonic()
        client.text_generation("x")
        found[f"{key} wasted"] = time.monotonic() - start - READY
        with urllib.request.urlopen(f"{url}/tries{path}") as answer:
            found[f"{key} requests"] = float(answer.read())
    client = module.InferenceClient(f"{url}/loading-never/{tag}", token=False, timeout=2)
    start = time.monotonic()
    with contextlib.suppress(Exception):
        client.text_generation("x")
    found["deadline missed"] = abs(time.monotonic() - start - 2)
    found["stall"] = asyncio.run(_stall(module, url, tag))
    return found


async def _stall(module: Any, url: str, tag: str) -> float:
    """Return the longest time for which the event loop stood still while a model loaded."""
    client = module.AsyncInferenceClient(f"{url}/small", token=False)
    await client.text_generation("x")
    waiting = asyncio.ensure_future(client.text_generation("x", model=f"{url}/loading/stall-{tag}"))
    longest = 0.0
    while not waiting.done():
        start = time.monotonic()
        await asyncio.sleep(0.002)
        longest = max(longest, time.monotonic() - start - 0.002)
    await waiting
    await _close(client)
    return longest


def main() -> None:
    """Measure what is asked for."""
    contender, figures, url = sys.argv[1:4]
    os.environ["HF_INFERENCE_ENDPOINT"] = os.environ["HF_ENDPOINT"] = url
    warnings.simplefilter("ignore")
    measures = {"answers": answers, "uploads": uploads, "many": many, "loading": loading}
    with contextlib.redirect_stdout(sys.stderr):
        found = measures[figures](import_module(MODULES[contender]), url)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
