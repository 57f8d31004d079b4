"""All measurements, one after the other: `python -m benchmarks [client] [page] [pictures] ...`."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = (
    "client",
    "client_auto",
    "client_tasks",
    "page",
    "pictures",
    "batch",
    "compare",
    "explorer",
    "tasks_page",
    "stills",
    "chat",
    "weights",
)


def main(asked: list[str]) -> None:
    """Run the parts that are named, or all of them."""
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        sys.exit(f"There is no measurement {unknown[0]!r}; there are {', '.join(PARTS)}")
    for name in asked or PARTS:
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
