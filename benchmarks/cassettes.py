"""What a cassette costs: streams recorded, beside the same ones unrecorded.

`python -m benchmarks.cassettes [ROUNDS]`. CPU of this process, which reads the stream; pairs of
rounds, one after the other. The replay must give the same tokens.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import hfwidgets
from benchmarks.client import running_server
from benchmarks.peer_environment import ROOT
from hfwidgets import InferenceClient


def read(url: str) -> tuple[list[str], float]:
    """Read a stream; return its texts and the seconds of CPU."""
    client = InferenceClient(url, token=False)
    start = time.process_time()
    texts = list(client.text_generation("x", stream=True))
    return texts, time.process_time() - start


def pairs(url: str, folder: Path, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Read a stream as it is, recorded, and replayed; return the seconds of CPU of each."""
    plain, taped, replayed = [], [], []
    read(url)
    for number in range(rounds):
        path = folder / f"{number}.cassette"
        _, seconds = read(url)
        plain.append(seconds)
        with hfwidgets.record(path, overwrite=True):
            start = time.process_time()
            expected, _ = read(url)
        taped.append(time.process_time() - start)
        with hfwidgets.replay(path, speed=None):
            found, seconds = read(url)
        replayed.append(seconds)
        assert found == expected, "the replay is not exact"
    return plain, taped, replayed


def told(name: str, measured: tuple[list[float], list[float], list[float]]) -> None:
    """Print the medians of a stream and their ratio."""
    plain, taped, _ = measured
    ratio = statistics.median(two / one for one, two in zip(plain, taped, strict=True))
    before, after, again = (statistics.median(one) * 1e3 for one in measured)
    print(f"{name}: {before:.1f} ms; recorded {after:.1f} ms, {ratio:.3f}x (goal 1.05)")
    print(f"  replayed at once: {again:.1f} ms; exact")


def main(rounds: int) -> None:
    """Print what recording costs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(sys.executable), where=ROOT) as server,
    ):
        place = Path(folder)
        burst = pairs(f"{server}/tokens/one", place, rounds)
        told("CPU of 20,000 tokens as fast as they come", burst)
        paced = pairs(f"{server}/paced/chunked", place, rounds)
        told("CPU of 160 tokens, 200 a second", paced)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
