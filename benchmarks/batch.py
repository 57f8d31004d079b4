"""10,000 short texts through one widget, beside `client.map`: CPU, memory, messages, cancel.

`python -m benchmarks.batch [ROWS]`. The server has a process of its own. Every figure is of this
run; compare ratios.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

from benchmarks.batch_server import LATE
from benchmarks.client import running_server
from benchmarks.report import Figure, print_figures
from hfwidgets import InferenceClient, TextClassification

ROWS = 10_000
ROUNDS = 3
AT_ONCE = 8
STOPS = 5
PATIENCE = 600
KIB = 1 << 10
TASK = "text-classification"


def main(rows: int = ROWS) -> None:
    """Measure everything and print it."""
    with running_server(Path(sys.executable), "batch_server", Path.cwd()) as url:
        client = InferenceClient("model", endpoint=url, token=False)
        texts = [f"text number {number}" for number in range(rows)]
        mapped(client, texts[:200])  # imports and connections
        rounds = [(batched(client, texts), mapped(client, texts)) for _ in range(ROUNDS)]
        stops = [stopped(client, texts) for _ in range(STOPS)]
        few, many = held(client, texts[: rows // 10]), held(client, texts)
    batches, maps = zip(*rounds, strict=True)
    ours = statistics.median(one["cpu"] for one in batches)
    peer = statistics.median(maps)
    name = f"{rows:,} short texts"
    print_figures(
        "Batches: one widget, 8 calls at once",
        [
            Figure(f"{name}: kernel CPU of w.map", ours, "s"),
            Figure(f"{name}: kernel CPU of client.map", peer, "s"),
            Figure(f"{name}: w.map beside client.map", ours / peer, "x"),
            Figure(f"{name}: messages", max(one["rate"] for one in batches), "1/s", 10),
            Figure(
                f"{name}: stopped with {AT_ONCE} calls of 2 s under way, longest of {STOPS}",
                max(stops),
                "ms",
                300,
            ),
            Figure(f"{name}: memory beyond what stays", many, "KiB"),
            Figure(f"{rows // 10:,} of them: memory beyond what stays", few, "KiB"),
            Figure(f"{name}: beside a tenth of them", many / few, "x", 1.5),
        ],
    )


def counted(
    client: InferenceClient, model: str | None = None
) -> tuple[TextClassification, list[str]]:
    """Return a widget, and the kinds of the messages that it sends."""
    widget = TextClassification(model, client=client)
    sent: list[str] = []

    def send(content: dict[str, Any], buffers: Any = None) -> None:
        sent.append(content["kind"])

    widget.send = send
    return widget, sent


def batched(client: InferenceClient, texts: list[str]) -> dict[str, float]:
    """Run all texts in a widget; CPU in seconds, and messages a second."""
    widget, sent = counted(client)
    gc.collect()
    began, cpu = time.monotonic(), time.process_time()
    batch = widget.map(texts, max_workers=AT_ONCE).wait(PATIENCE)
    cpu = time.process_time() - cpu
    # The first and the last message are told at once, whatever the time between the others.
    rate = max(0, sent.count("batch") - 2) / (time.monotonic() - began)
    if batch.done != len(texts):
        raise RuntimeError(f"{batch!r}: {next(iter(batch.errors.values()), batch.error)}")
    widget.close()
    return {"cpu": cpu, "rate": rate}


def mapped(client: InferenceClient, texts: list[str]) -> float:
    """Return the CPU seconds of the client's own method."""
    gc.collect()
    cpu = time.process_time()
    client.map(TASK, texts, max_workers=AT_ONCE, progress=False)
    return time.process_time() - cpu


def stopped(client: InferenceClient, texts: list[str]) -> float:
    """Stop a batch whose calls are all under way; milliseconds until it has ended."""
    widget, _ = counted(client, LATE)
    batch = widget.map(texts, max_workers=AT_ONCE)
    while batch.done < AT_ONCE:
        time.sleep(0.01)
    began = time.monotonic()
    batch.stop()
    batch.wait(PATIENCE)
    took = 1000 * (time.monotonic() - began)
    if batch.status != "stopped" or batch.done > 2 * AT_ONCE:
        raise RuntimeError(f"{batch!r} went on, or was over before it was stopped")
    widget.close()
    return took


def held(client: InferenceClient, texts: list[str]) -> float:
    """Return the KiB that a batch takes at its most, beyond inputs and results."""
    widget, _ = counted(client)
    gc.collect()
    tracemalloc.start()
    batch = widget.map(texts, max_workers=AT_ONCE).wait(PATIENCE)
    gc.collect()
    stays, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if batch.done != len(texts):
        raise RuntimeError(repr(batch))
    widget.close()
    return (most - stays) / KIB


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
