"""Calls every task that a sandbox answers with one client, by the models that it recommends.

`python -m tests.differential.sandbox_caller MODULE SANDBOX FOLDER`
"""

from __future__ import annotations

import asyncio
import io
import json
import math
import struct
import sys
import urllib.request
import warnings
import wave
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.wire.task_cases import TABLE, png, told

TEXT = "Sarah Miller moved to London in 2014. She likes it there, because she met her friends."
PICTURE = png(96, 64)


def tone() -> bytes:
    """Half a second of a tone, as WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        samples = (int(9000 * math.sin(at * 0.17)) for at in range(8000))
        sound.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return file.getvalue()


SOUND = tone()
PENGUINS = {
    "species": ["Adelie", "Gentoo"],
    "island": ["Torgersen", "Biscoe"],
    "bill_length_mm": ["39.1", "47.5"],
    "bill_depth_mm": ["18.7", "15.0"],
    "flipper_length_mm": ["181", "218"],
    "body_mass_g": ["3750", "4950"],
    "sex": ["male", "female"],
}
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "audio-classification": ((SOUND,), {}),
    "automatic-speech-recognition": ((SOUND,), {}),
    "conversational": (("Hi, who are you?",), {"parameters": {"seed": 3}}),
    "document-question-answering": ((PICTURE, "What is it?"), {}),
    "feature-extraction": ((TEXT,), {}),
    "fill-mask": (("The goal of life is [MASK].",), {}),
    "image-classification": ((PICTURE,), {}),
    "image-segmentation": ((PICTURE,), {}),
    "image-to-image": ((PICTURE, "at night"), {"seed": 3}),
    "image-to-text": ((PICTURE,), {}),
    "object-detection": ((PICTURE,), {}),
    "question-answering": (("Where did Sarah move?", TEXT), {}),
    "sentence-similarity": (("a dog", ["a cat", "a tax"]), {}),
    "summarization": ((TEXT,), {}),
    "table-question-answering": ((TABLE, "How many stars has a?"), {}),
    "tabular-classification": ((PENGUINS,), {"model": None}),
    "tabular-regression": ((PENGUINS,), {"model": None}),
    "text-classification": ((TEXT,), {}),
    "text-generation": (("When an exception",), {"details": True, "max_new_tokens": 8}),
    "text-to-image": (("a house at night",), {"seed": 3, "height": 64, "width": 64}),
    "text-to-speech": (("Hello",), {}),
    "token-classification": ((TEXT,), {}),
    "translation": (("My name is Sarah",), {"src_lang": "en", "tgt_lang": "fr"}),
    "visual-question-answering": ((PICTURE, "What colour is it?"), {}),
    "zero-shot-classification": ((TEXT, ["travel", "cooking"]), {}),
    "zero-shot-image-classification": ((PICTURE, ["a cat", "a house"]), {}),
}


def main() -> None:
    """Call everything, blocking and awaited."""
    name, url = sys.argv[1:3]
    Path(sys.argv[3]).mkdir(exist_ok=True)
    module = import_module(name)
    warnings.simplefilter("ignore")
    tasks = json.loads(urllib.request.urlopen(f"{url}/api/tasks").read())
    found = {}
    for task, row in sorted((name, row) for name, row in tasks.items() if name in CALLS):
        if not any(row["widgetModels"]):
            continue
        found[task] = _outcome(partial(_made, module, task))
        found[f"{task}, awaited"] = _outcome(partial(_run, module, task))
    stream = module.InferenceClient().text_generation("When an exception", stream=True)
    found["stream"] = list(stream)
    models = [row["widgetModels"][0] for row in tasks.values() if row["widgetModels"]]
    found["status"] = [told(module.InferenceClient().get_model_status(one)) for one in models]
    found["listed"] = module.InferenceClient().list_deployed_models("all")
    sys.stdout.write(json.dumps(found))


def _made(module: Any, task: str) -> Any:
    arguments, keywords = CALLS[task]
    return getattr(module.InferenceClient(), task.replace("-", "_"))(*arguments, **keywords)


def _run(module: Any, task: str) -> Any:
    return asyncio.run(_awaited(module, task))


async def _awaited(module: Any, task: str) -> Any:
    arguments, keywords = CALLS[task]
    client = module.AsyncInferenceClient()
    found = await getattr(client, task.replace("-", "_"))(*arguments, **keywords)
    if hasattr(client, "close"):
        await client.close()
    return found


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return told(call())
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
