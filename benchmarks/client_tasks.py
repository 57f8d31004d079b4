"""What tasks cost in the client, beside huggingface_hub 0.20.3: pictures, uploads, lists, waiting.

`python -m benchmarks.client_tasks [ROUNDS]`. Every contender is measured in processes of its own,
round by round. A figure is the median of its rounds; an upload, which the system's copying makes
dear while others work, that of the least disturbed one. Compare ratios.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass

from benchmarks.client import MS, measured, print_table, running_server
from benchmarks.peer_environment import python_with_peer

CONTENDERS = ("ours", "peer")
PARTS = ("answers", "uploads", "many", "loading")
MIB = (1 / (1 << 20), "MiB")
ONES = (1.0, "requests")


@dataclass(frozen=True)
class Goal:
    """A figure, its unit, and what it may be: as a multiple of the peer's, or at most."""

    key: str
    name: str
    unit: tuple[float, str] = MS
    of_peer: float | None = None
    most: float | None = None


def _uploads() -> list[Goal]:
    goals: list[Goal] = []
    for mode in ("", "async "):
        for source in ("path", "file", "bytes"):
            key, name = f"{mode}upload {source}", f"{mode}upload of 50 MB from {source}"
            # Blocking, from bytes, both only hand them to the system.
            most = 0.92 if (mode, source) == ("", "bytes") else 0.7
            goals += [
                Goal(key, f"{name}, CPU", MS, most),
                Goal(f"{key} memory", f"{name}, memory", MIB, None, 2),
            ]
    return goals


GOALS = [
    Goal("png", "a PNG of 512 x 512, CPU", MS, 0.6),
    Goal("masks", "50 masks of 512 x 512, CPU", MS, 0.75),
    Goal("doubles with orjson", "features 512 x 1024, doubles, orjson, CPU", MS, 0.35),
    Goal("doubles", "features 512 x 1024, doubles, CPU", MS, 0.95),
    Goal("doubles memory", "features 512 x 1024, doubles, memory", MIB),
    Goal("floats with orjson", "features 512 x 1024, 8 decimals, orjson, CPU", MS, 0.6),
    Goal("floats", "features 512 x 1024, 8 decimals, CPU", MS, 0.95),
    *_uploads(),
    Goal("list", 'list_deployed_models("all"), wall', MS, 0.12),
    Goal("async list", 'async list_deployed_models("all"), wall', MS, 0.95),
    Goal("late calls", "500 calls of 50 ms, 64 threads, wall", MS, 0.9),
    Goal("late calls CPU", "500 calls of 50 ms, 64 threads, CPU", MS, 0.42),
    Goal("async late calls", "async 500 calls of 50 ms at once, wall", MS, 0.35),
    Goal("loading wasted", "a model ready after 1.2 s, wasted", MS, 0.2),
    Goal("loading requests", "a model ready after 1.2 s, tries", ONES, None, 8),
    Goal("held wasted", "the same, where the server holds requests", MS, 0.02),
    Goal("held requests", "the same, tries", ONES, None, 2),
    Goal("deadline missed", "a deadline of 2 s, missed by", MS, None, 50),
    Goal("stall", "the event loop stood still meanwhile", MS, None, 5),
]


def row(goal: Goal, found: dict[str, dict[str, float]]) -> list[str]:
    """Return the cells of one figure."""
    ours, peer = (found[name][goal.key] for name in CONTENDERS)
    scale, unit = goal.unit
    ratio = ours / peer if peer else float("inf")
    shown = [f"{value * scale:,.4g}" for value in (ours, peer)]
    if goal.of_peer is not None:
        target, met = f"{goal.of_peer:g} x peer", ratio <= goal.of_peer
    elif goal.most is not None:
        target, met = f"{goal.most:g} {unit}", ours * scale <= goal.most
    else:
        return [f"{goal.name} [{unit}]", *shown, "-", f"{ratio:.3g}", "-", "", ""]
    verdict = "met" if met else "MISSED"
    return [f"{goal.name} [{unit}]", *shown, "-", f"{ratio:.3g}", "-", target, verdict]


def main(rounds: int = 3) -> None:
    """Measure everything and print it."""
    python = python_with_peer()
    found: dict[str, dict[str, list[float]]] = {name: {} for name in CONTENDERS}
    with running_server(python, "client_tasks_server") as url:
        for number in range(rounds):
            for part in PARTS:
                for contender in CONTENDERS:
                    figures = measured(python, contender, part, url, "client_tasks_probe")
                    for key, value in figures.items():
                        found[contender].setdefault(key, []).append(value)
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    medians = {
        name: {
            key: (min if "upload" in key else statistics.median)(values)
            for key, values in figures.items()
        }
        for name, figures in found.items()
    }
    print("\nTasks in the client, beside huggingface_hub 0.20.3\n")
    print_table([row(goal, medians) for goal in GOALS])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
