"""What `provider="auto"` adds to a chat: CPU up to its first token, beside a plain address.

`python -m benchmarks.client_auto [ROUNDS]`. Both ask one server that answers both alike, in
turn, call by call, so that what else the machine does falls on both. The ratio is what counts, of
the lower quartiles of many calls (goal: at most 1.05). Cold: the import and the first call, in a
process of its own each.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.client import running_server

GOAL = 1.05
CALLS = 1500  # in a round, of each
COLD = 5  # processes in a round, of each
ASKED = [{"role": "user", "content": "What is the capital of France?"}]
KINDS = ("address", "auto")
ROOT = Path(__file__).parents[1]
COLD_CALL = """
import sys, time
kind, url = sys.argv[1:]
start = time.process_time()
from hfwidgets import InferenceClient
client = InferenceClient(f"{url}/v1", token="hf_x") if kind == "address" else InferenceClient(
    "org/model", provider="auto", token="hf_x", endpoint=url)
stream = client.chat_completion([{"role": "user", "content": "Hi"}], stream=True, max_tokens=20)
next(iter(stream))
print(time.process_time() - start)
"""


def settings(kind: str, url: str) -> dict[str, Any]:
    """Return the arguments of a client that asks an address, or lets the service choose."""
    if kind == "address":
        return {"model": f"{url}/v1", "token": "hf_x"}
    return {"model": "org/model", "provider": "auto", "token": "hf_x", "endpoint": url}


def warm(url: str) -> dict[str, float]:
    """Return the CPU seconds of a call by each kind, in the blocking client."""
    from hfwidgets import InferenceClient

    clients = {kind: InferenceClient(**settings(kind, url)) for kind in KINDS}

    def call(kind: str) -> float:
        start = time.process_time()
        stream = clients[kind].chat_completion(ASKED, stream=True, max_tokens=20)
        events = iter(stream)
        next(events)
        used = time.process_time() - start
        for _ in events:
            pass
        return used

    return _in_turn(call)


def warm_async(url: str) -> dict[str, float]:
    """Return the CPU seconds of a call by each kind, in the async client."""
    from hfwidgets import AsyncInferenceClient

    async def main() -> dict[str, float]:
        clients = {kind: AsyncInferenceClient(**settings(kind, url)) for kind in KINDS}

        async def call(kind: str) -> float:
            start = time.process_time()
            stream = await clients[kind].chat_completion(ASKED, stream=True, max_tokens=20)
            events = aiter(stream)
            await anext(events)
            used = time.process_time() - start
            async for _ in events:
                pass
            return used

        found: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for number in range(CALLS):
            for kind in _order(number):
                found[kind].append(await call(kind))
        for client in clients.values():
            await client.close()
        return _typical(found)

    return asyncio.run(main())


def _in_turn(call: Callable[[str], float]) -> dict[str, float]:
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(CALLS):
        for kind in _order(number):
            found[kind].append(call(kind))
    return _typical(found)


def _order(number: int) -> tuple[str, ...]:
    return KINDS if number % 2 else KINDS[::-1]


def _typical(found: dict[str, list[float]]) -> dict[str, float]:
    """Return the lower quartile of each: a call that was interrupted counts the interruption."""
    return {kind: statistics.quantiles(values, n=4)[0] for kind, values in found.items()}


def cold(url: str) -> dict[str, float]:
    """Return the CPU seconds of import and first call by each kind."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(COLD):
        for kind in _order(number):
            done = subprocess.run(
                [sys.executable, "-c", COLD_CALL, kind, url],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            found[kind].append(float(done.stdout))
    return {kind: min(values) for kind, values in found.items()}


PARTS = {"blocking": warm, "async": warm_async, "cold": cold}


def main(rounds: int = 5) -> None:
    """Measure each part so many times, print both figures and their ratio."""
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in PARTS}
    with running_server(Path(sys.executable), where=ROOT) as url:
        for name in PARTS:  # the first calls load what the others need
            if name != "cold":
                subprocess.run(_command(name, url), cwd=ROOT, check=True, capture_output=True)
        for _ in range(rounds):
            for name in PARTS:
                done = subprocess.run(
                    _command(name, url), cwd=ROOT, check=True, capture_output=True, text=True
                )
                measured[name].append(json.loads(done.stdout))
    print(
        f"{'CPU to the first token [us]':30} {'address':>9} {'auto':>9} {'ratio':>7}  goal {GOAL}"
    )
    for name, rows in measured.items():
        ratio = statistics.median(one["auto"] / one["address"] for one in rows)
        shown = [statistics.median(one[kind] for one in rows) * 1e6 for kind in KINDS]
        verdict = "met" if ratio <= GOAL else "MISSED"
        print(f"{name:30} {shown[0]:9,.0f} {shown[1]:9,.0f} {ratio:7.3f}  {verdict}")


def _command(name: str, url: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.client_auto", "--part", name, url]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        print(json.dumps(PARTS[sys.argv[2]](sys.argv[3])))
    else:
        main(*map(int, sys.argv[1:2]))
