"""A person's own models: transformers pipelines from local folders, as rows of the table."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from hfwidgets.sandbox.model_row import Model

# The tasks whose payloads are handed to a pipeline as they are.
TASKS = (
    "audio-classification",
    "automatic-speech-recognition",
    "feature-extraction",
    "fill-mask",
    "image-classification",
    "image-segmentation",
    "image-to-text",
    "object-detection",
    "question-answering",
    "summarization",
    "table-question-answering",
    "text-classification",
    "token-classification",
    "translation",
    "zero-shot-classification",
)


def read_pipeline(text: str) -> Model:
    """Return the row of a model given as "task=folder".

    Raises:
        ValueError: No such task, or no folder with a model; the message says which.
    """
    task, given, folder = text.partition("=")
    if not given or task not in TASKS:
        raise ValueError(f"{text!r} is no TASK=FOLDER; tasks are {', '.join(TASKS)}")
    path = Path(folder).expanduser().resolve()
    if not (path / "config.json").is_file():
        raise ValueError(
            f"{folder!r} is no folder of a transformers model: it has no config.json. Only local "
            "folders are served; the sandbox downloads nothing."
        )
    name = f"local/{re.sub(r'[^A-Za-z0-9._-]', '-', path.name) or 'model'}"

    def missing() -> str:
        if importlib.util.find_spec("transformers") is not None:
            return ""
        return (
            f"{name} needs the package transformers. Install it with `pip install transformers` "
            "and the framework that the model needs, such as torch, then start the sandbox again."
        )

    return Model(
        name,
        task,
        "hfwidgets.sandbox.engines.transformers_pipeline:load",
        f"A transformers pipeline from the folder {path}.",
        "other",
        "transformers",
        20.0,
        missing,
        made_by="transformers pipeline from a local folder",
        good_for="your own model",
        argument=f"{task}={path}",
        handler="hfwidgets.sandbox.tasks.local_pipeline",
    )
