"""What the client costs, beside huggingface_hub 0.20.3 and beside the floor of the same libraries.

`python -m benchmarks.client [ROUNDS]`. Every contender is measured in processes of its own, one
after the other, round by round. A figure is the median of its rounds; a delay, which other work on
the machine multiplies, that of the least disturbed one. Floors: requests' pool and aiohttp with
nothing around them, for delays of the blocking client a bare socket. Compare ratios.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peer_environment import PROBES, python_with_peer

CONTENDERS = ("ours", "peer", "floor")
STARTS = ("import", "first", "async")
PARTS = (*STARTS, "warm", "delays", "delays")  # delays twice: a machine is seldom quiet
MS, US = (1e3, "ms"), (1e6, "us")


@dataclass(frozen=True)
class Goal:
    """A figure, its unit, and what it may be at most: as a multiple of the peer's, the floor's."""

    key: str
    name: str
    unit: tuple[float, str]
    of_peer: float | None = None
    of_floor: float | None = None


def _tokens(mode: str, pattern: str, words: str, of_peer: float) -> list[Goal]:
    return [
        Goal(f"{mode}token {pattern} {kind}", f"{mode}CPU per token, {words}, {kind}", US, of_peer)
        for kind in ("text", "details")
    ]


def _calls(mode: str) -> list[Goal]:
    words = {1: "one at a time", 8: "8 at once", 64: "64 at once"}
    return [
        Goal(f"{mode}call {count}", f"{mode}CPU of a small call, {text}", US, 0.38)
        for count, text in words.items()
    ]


def _delays(mode: str) -> list[Goal]:
    goals: list[Goal] = []
    for framing, words in (("chunked", "chunked"), ("close", "no chunks")):
        key, name = f"{mode}delay {framing}", f"{mode}delay of a token, {words}"
        goals += [
            Goal(key, f"{name}, median", US, None, 1.1),
            Goal(f"{key} p99", f"{name}, p99", US),
        ]
    return goals


GOALS = [
    Goal("import", "import of the class, CPU", MS, 0.2),
    Goal("first", "import and first call, wall", MS, 0.7),
    Goal("async", "async import and first call, wall", MS, 0.7),
    *_calls(""),
    *_calls("async "),
    *_tokens("", "one", "one a chunk", 0.6),
    *_tokens("", "fifty", "50 a chunk", 0.4),
    *_tokens("", "random", "cut at random", 0.55),
    *_tokens("async ", "one", "one a chunk", 0.6),
    *_tokens("async ", "fifty", "50 a chunk", 0.4),
    *_tokens("async ", "random", "cut at random", 0.55),
    Goal("long event", "last event of 1 MB, CPU", MS, 0.02, 1.2),
    *_delays(""),
    *_delays("async "),
]


@contextmanager
def running_server(
    python: Path, name: str = "client_server", where: Path = PROBES
) -> Iterator[str]:
    """Run the server of the figures, and give its address."""
    command = [str(python), "-m", f"benchmarks.{name}"]
    with subprocess.Popen(
        command, cwd=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


def measured(
    python: Path, contender: str, part: str, url: str, probe: str = "client_probe"
) -> dict[str, float]:
    """Measure one part of one contender in a process of its own."""
    module = "client_start" if part in STARTS else probe
    done = subprocess.run(
        [str(python), "-m", f"benchmarks.{module}", contender, part, url],
        cwd=PROBES,
        env={**os.environ, "HF_HUB_DISABLE_TELEMETRY": "1", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{contender}, {part}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def medians(python: Path, url: str, rounds: int) -> dict[str, dict[str, float]]:
    """Return contender to figure to the median of its rounds."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in CONTENDERS}
    for number in range(rounds):
        for part in PARTS:
            for contender in CONTENDERS:
                for key, value in measured(python, contender, part, url).items():
                    found[contender].setdefault(key, []).append(value)
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return {
        name: {
            key: (min if "delay" in key else statistics.median)(values)
            for key, values in keys.items()
        }
        for name, keys in found.items()
    }


def row(goal: Goal, found: dict[str, dict[str, float]]) -> list[str]:
    """Return the cells of one figure."""
    ours, peer, floor = (found[name].get(goal.key) for name in CONTENDERS)
    assert ours is not None
    scale, unit = goal.unit
    shown = ["-" if value is None else f"{value * scale:,.4g}" for value in (ours, peer, floor)]
    of_peer = None if peer is None else ours / peer
    of_floor = None if floor is None else ours / floor
    targets, met = [], True
    for ratio, most, name in ((of_peer, goal.of_peer, "peer"), (of_floor, goal.of_floor, "floor")):
        if most is not None and ratio is not None:
            targets.append(f"{most:g} x {name}")
            met = met and ratio <= most
    ratios = ["-" if ratio is None else f"{ratio:.3g}" for ratio in (of_peer, of_floor)]
    verdict = "" if not targets else "met" if met else "MISSED"
    return [f"{goal.name} [{unit}]", *shown, *ratios, ", ".join(targets), verdict]


def print_table(rows: list[list[str]]) -> None:
    """Print rows under their heads."""
    heads = ["figure", "ours", "0.20.3", "floor", "x 0.20.3", "x floor", "target", ""]
    widths = [max(len(line[column]) for line in [heads, *rows]) for column in range(len(heads))]
    for line in [heads, *rows]:
        cells = [
            cell.ljust(width) if column in (0, 6, 7) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def main(rounds: int = 5) -> None:
    """Measure everything and print it."""
    python = python_with_peer()
    with running_server(python) as url:
        found = medians(python, url, rounds)
        wrong = [measured(python, name, "wrong", url) for name in ("ours", "peer")]
    rows = [row(goal, found) for goal in GOALS]
    for key in ("gone wrong", "async gone wrong"):
        ours, peer = (f"{one[key]:.0f}" for one in wrong)
        verdict = "met" if ours == "0" else "MISSED"
        rows.append([f"{key}, of 28 streams", ours, peer, "-", "-", "-", "none", verdict])
    print("\nThe client, beside huggingface_hub 0.20.3 and the floor of the same libraries\n")
    print_table(rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
