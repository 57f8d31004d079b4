"""A person's own models: transformers pipelines from local folders, as rows of the table."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.tasks import LOCAL

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
    "text-generation",
    "token-classification",
    "translation",
    "zero-shot-classification",
)


# Tasks whose pipelines transformers 5 no longer has.
_BEFORE_5 = (
    "image-to-text",
    "question-answering",
    "summarization",
    "translation",
)
_WEIGHTS = ("*.safetensors", "*.bin", "*.safetensors.index.json", "*.bin.index.json")


def read_pipelines(texts: Iterable[str]) -> list[Model]:
    """Return the rows of models given as "task=folder"; ids are made of folders' names.

    Raises:
        ValueError: No such task, no folder with a model, or two that would have one id.
    """
    found: dict[str, Model] = {}
    for text in texts:
        model = read_pipeline(text)
        if model.id in found:
            # One folder may serve several tasks.
            model = replace(model, id=f"{model.id}-{model.task}")
        if model.id in found:
            raise ValueError(f"{text!r} would be {model.id} as another is; rename its folder")
        found[model.id] = model
    return list(found.values())


def read_pipeline(text: str) -> Model:
    """Return the row of a model given as "task=folder".

    Raises:
        ValueError: No such task, or no folder with a model; the message says which.
    """
    task, given, folder = text.partition("=")
    if not given or task not in TASKS:
        raise ValueError(f"{text!r} is no TASK=FOLDER; tasks are {', '.join(TASKS)}")
    path = Path(folder).expanduser().resolve()
    _check_folder(folder, path)
    name = f"local/{re.sub(r'[^A-Za-z0-9._-]', '-', path.name) or 'model'}"
    writes = task == "text-generation"
    return Model(
        name,
        task,
        f"hfwidgets.sandbox.engines.transformers_{'text' if writes else 'pipeline'}:load",
        f"A transformers {'model' if writes else 'pipeline'} from the folder {path}.",
        "other",
        "text-generation-inference" if writes else "transformers",
        20.0,
        lambda: _missing(name, task),
        made_by=f"transformers {'model' if writes else 'pipeline'} from a local folder",
        good_for="your own model",
        argument=f"{task}={path}",
        handler="" if writes else LOCAL,
        mask_token=_mask_token(path) if task == "fill-mask" else "",
        preferred=9,
    )


def _check_folder(folder: str, path: Path) -> None:
    if not path.is_dir():
        what = "a file" if path.exists() else "not there"
        raise ValueError(
            f"{folder!r} is no folder: it is {what}. Only local folders are served; "
            "the sandbox downloads nothing."
        )
    if not (path / "config.json").is_file():
        raise ValueError(
            f"{folder!r} is no folder of a transformers model: it has no config.json. Name the "
            "folder that save_pretrained() wrote."
        )
    if not any(next(path.glob(pattern), None) for pattern in _WEIGHTS):
        raise ValueError(
            f"{folder!r} holds no weights of a model: no *.safetensors and no *.bin. Name the "
            "folder that save_pretrained() wrote."
        )


def _missing(name: str, task: str) -> str:
    if importlib.util.find_spec("transformers") is None:
        return (
            f"{name} needs the package transformers. Install it with `pip install transformers` "
            "and the framework that the model needs, such as torch, then start the sandbox again."
        )
    try:
        version = importlib.metadata.version("transformers")
    except importlib.metadata.PackageNotFoundError:
        return ""
    if task in _BEFORE_5 and int(version.partition(".")[0]) >= 5:
        return (
            f"{name} needs a pipeline for {task}, which transformers {version} no longer has. "
            "Install an older one with `pip install 'transformers<5'`, then start the sandbox "
            "again."
        )
    return ""


def _mask_token(path: Path) -> str:
    """Return what stands for the word to guess, as the tokenizer's files have it."""
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        try:
            settings = json.loads((path / name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        token = settings.get("mask_token") if isinstance(settings, dict) else None
        token = token.get("content") if isinstance(token, dict) else token
        if isinstance(token, str):
            return token
    return ""
