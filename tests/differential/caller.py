"""Makes the calls with one client, and writes what came back, in huggingface_hub's environment.

`python -m tests.differential.caller MODULE SERVER FOLDER`. Before each call the server is told its
number, so that it knows which requests belong to it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.differential.calls import MEDIA, PICTURE, SERVER, Call, all_calls
from tests.wire.task_cases import told

GENERATION = "TextGenerationError"
OF_GENERATION = (
    *("ValidationError", "OverloadedError", "GenerationError", "IncompleteGenerationError"),
    "UnknownError",
)
FAMILIES = (
    *("ValueError", "TypeError", "FileNotFoundError", "NotImplementedError", "TimeoutError"),
    *("HTTPError", GENERATION, *OF_GENERATION),
)


class Caller:
    """Makes calls with the client of a module.

    Args:
        module: `huggingface_hub` or `hfwidgets`.
        server: Address of the server.
        folder: Where files may be written.
    """

    def __init__(self, module: str, server: str, folder: Path) -> None:
        self.module = import_module(module)
        self.server = server
        self.path = folder / "cat.png"
        self.path.write_bytes(PICTURE)

    def outcome(self, call: Call) -> Any:
        """Return a call's result or failure, as JSON can hold it."""
        try:
            return told(self._made(call))
        except Exception as error:
            names = [one.__name__ for one in type(error).__mro__]
            response = getattr(error, "response", None)
            status = None if response is None else response.status_code
            text = str(error)
            return {
                "raised": [name for name in FAMILIES if _is_one(names, name)],
                "status": status,
                "said": [word for word in ("said", "r-1", "too big") if word in text],
            }

    def _made(self, call: Call) -> Any:
        if call.method == "InferenceApi":
            return self.module.InferenceApi("org/model", token="hf_x")(**call.keywords)
        if call.mode == "async":
            return asyncio.run(self._awaited(call))
        client = self.module.InferenceClient(**self._named(call.client))
        found = self._with_media(client, call)
        return list(found) if call.keywords.get("stream") else found

    async def _awaited(self, call: Call) -> Any:
        client = self.module.AsyncInferenceClient(**self._named(call.client))
        found = await self._with_media(client, call)
        if call.keywords.get("stream"):
            found = [one async for one in found]
        if hasattr(client, "close"):
            await client.close()
        return found

    def _with_media(self, client: Any, call: Call) -> Any:
        media: Any = {
            "bytes": lambda: PICTURE,
            "path": lambda: self.path,
            "text": lambda: str(self.path),
            "url": lambda: f"{self.server}/cat.png",
            "file": lambda: self.path.open("rb"),
        }[call.media]()
        arguments = [media if one == MEDIA else one for one in call.arguments]
        return getattr(client, call.method)(*arguments, **self._named(call.keywords))

    def _named(self, values: Any) -> Any:
        return {
            key: value.replace(SERVER, self.server) if isinstance(value, str) else value
            for key, value in values.items()
        }


def _is_one(names: list[str], family: str) -> bool:
    return family in names and (family not in OF_GENERATION or GENERATION in names)


def main() -> None:
    """Make all calls."""
    module, server, folder = sys.argv[1:4]
    caller = Caller(module, server, Path(folder))
    warnings.simplefilter("ignore")
    found = []
    for number, call in enumerate(all_calls()):
        urllib.request.urlopen(f"{server}/call/{number}").read()
        found.append(caller.outcome(call))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
