"""Writes what a client's methods take: `python -m tests.differential.signatures MODULE ...`."""

from __future__ import annotations

import inspect
import json
import sys
from importlib import import_module
from typing import Any


def written(function: Any) -> str:
    """Write a signature as `text * model=None`, without `self`."""
    words: list[str] = []
    for name, one in inspect.signature(function).parameters.items():
        if name == "self":
            continue
        if one.kind is one.VAR_KEYWORD:
            words.append(f"**{name}")
            continue
        if one.kind is one.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        words.append(name if one.default is one.empty else f"{name}={one.default!r}")
    return " ".join(words)


def main() -> None:
    """Write the public methods of the three classes."""
    module = import_module(sys.argv[1])
    found: dict[str, dict[str, str]] = {}
    for name in ("InferenceClient", "AsyncInferenceClient", "InferenceApi"):
        client = getattr(module, name)
        methods = {"__init__", "__call__", *(one for one in dir(client) if one[0] != "_")}
        found[name] = {
            method: written(getattr(client, method))
            for method in sorted(methods)
            if inspect.isfunction(getattr(client, method, None))
        }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
