"""The serverless API of 2023: spoken by servers with many models, and by the sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from hfwidgets.wire.addresses import PLAIN, quoted
from hfwidgets.wire.dialects.base import Dialect, Shape, may_be_loading
from hfwidgets.wire.flow import Response
from hfwidgets.wire.model_status import ModelStatus

# These two take a vector per text: hosted models answer them on a route of their own.
PIPELINES = frozenset({"feature-extraction", "sentence-similarity"})


def at_root(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    """Return a body whose inputs stand at its root, beside parameters where there are any."""
    return {**inputs, **({"parameters": parameters} if parameters else {})}


def all_at_root(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    """Return a body whose parameters stand beside its input, as servers of embeddings want them.

    https://huggingface.github.io/text-embeddings-inference
    """
    return {"inputs": inputs, **(parameters or {})}


def joined_labels(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return parameters whose labels are one text, as old servers want them, where they can be."""
    labels = parameters["candidate_labels"]
    if any("," in label for label in labels):
        return parameters
    return {**parameters, "candidate_labels": ",".join(labels)}


def _of_labels(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    return {"inputs": inputs, "parameters": joined_labels(parameters or {})}


def _of_image_and_labels(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    return {"image": inputs, "parameters": joined_labels(parameters or {})}


class Classic(Dialect):
    """A server of the serverless API as it was: `/models`, `/pipeline`, `/status`, `/framework`."""

    __slots__ = ()

    name: ClassVar[str] = "classic"
    has_conversations: ClassVar[bool] = True
    has_framework_lists: ClassVar[bool] = True
    shapes: ClassVar[Mapping[str, Shape]] = {
        "document-question-answering": at_root,
        "feature-extraction": all_at_root,
        "question-answering": at_root,
        "table-question-answering": at_root,
        "tabular-classification": at_root,
        "tabular-regression": at_root,
        "visual-question-answering": at_root,
        "zero-shot-classification": _of_labels,
        "zero-shot-image-classification": _of_image_and_labels,
    }

    @staticmethod
    def plain(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
        """Return a body that leaves out parameters that there are not."""
        return (
            {"inputs": inputs}
            if parameters is None
            else {"inputs": inputs, "parameters": parameters}
        )

    @property
    def base(self) -> str:
        """Address below which everything but chats is found."""
        return self.endpoint

    def model_url(self, task: str | None, identifier: str) -> str:
        """Return where a model of this server answers a task; its id is quoted already."""
        if task in PIPELINES:
            return f"{self.base}/pipeline/{task}/{identifier}"
        return f"{self.base}/models/{identifier}"

    def pipeline_url(self, task: str, model: str) -> str:
        """Return where the legacy API calls a model for a task that may not be its own."""
        return f"{self.base}/pipeline/{task}/{model}"

    def is_loading(self, response: Response) -> bool:
        """Whether a 503 means that the model loads: here it does, unless it tells another cause."""
        return may_be_loading(response)

    def lists(self, frameworks: Sequence[str]) -> list[tuple[str, str]]:
        """Return the lists of models to read: one a framework."""
        start = f"{self.base}/framework"
        return [(name, f"{start}/{quote(name, safe=PLAIN.strip('/'))}") for name in frameworks]

    def status_url(self, model: str) -> str:
        """Return where the state of a model is told."""
        return f"{self.base}/status/{quoted(model)}"

    def status_in(self, payload: Any) -> ModelStatus | None:
        """Return the state that an answer tells, or None where it tells none."""
        keys = ("loaded", "state", "compute_type", "framework")
        if not isinstance(payload, dict) or not all(key in payload for key in keys):
            return None
        return ModelStatus(*(payload[key] for key in keys))
