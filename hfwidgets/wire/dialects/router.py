"""Today's hosted service: https://huggingface.co/docs/inference-providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from hfwidgets.wire.addresses import ROUTER, is_address, quoted
from hfwidgets.wire.dialects.base import (
    CHAT,
    Dialect,
    Shape,
    may_be_loading,
    says_loading,
    with_schema,
)
from hfwidgets.wire.dialects.classic import PIPELINES, all_at_root, at_root
from hfwidgets.wire.flow import Response
from hfwidgets.wire.model_status import ModelStatus

PAGE = 500  # models of the Hub's list asked for at once
LISTED = ("pipeline_tag", "library_name", "inference")
STATUS = ("inference", "inferenceProviderMapping", "pipeline_tag", "library_name")


def _of_table(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    return {**at_root(inputs, None), "parameters": parameters}


def _of_question_and_image(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    return {"inputs": inputs["image"], "parameters": parameters, **inputs}


def _with_target_size(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
    """Return a body whose size, where both sides are given, is one member."""
    named = dict(parameters or {})
    if named.get("height") and named.get("width"):
        size = {"width": named.pop("width"), "height": named.pop("height")}
        named = {"target_size": size, **named}
    return {"inputs": inputs, "parameters": named}


class Router(Dialect):
    """The service of today, and what speaks like it at another address."""

    __slots__ = ()

    name: ClassVar[str] = "router"
    has_conversations: ClassVar[bool] = False
    has_framework_lists: ClassVar[bool] = False
    shapes: ClassVar[Mapping[str, Shape]] = {
        "feature-extraction": all_at_root,
        "image-to-image": _with_target_size,
        "tabular-classification": _of_table,
        "tabular-regression": _of_table,
        "visual-question-answering": _of_question_and_image,
    }

    @staticmethod
    def plain(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
        """Return a body with parameters, though there may be none."""
        return {"inputs": inputs, "parameters": parameters}

    def body(
        self, task: str, inputs: Any, parameters: dict[str, Any] | None = None, **further: Any
    ) -> dict[str, Any]:
        """Return the JSON body of a task: always with parameters, and without nulls in them."""
        given = without_none(parameters or {})
        return super().body(task, inputs, given, **further)

    def model_url(self, task: str | None, identifier: str) -> str:
        """Return where a model of this server answers a task; its id is quoted already."""
        url = f"{self.endpoint}/models/{identifier}"
        return f"{url}/pipeline/{task}" if task in PIPELINES else url

    def pipeline_url(self, task: str, model: str) -> str:
        """Return where the legacy API calls a model for a task that may not be its own."""
        return self.task_url(task, model)

    @property
    def root(self) -> str:
        """Address below which each provider has its name."""
        return self.endpoint.removesuffix("/hf-inference")

    @property
    def is_hosted(self) -> bool:
        """Whether this is the service itself."""
        return urlsplit(self.endpoint).hostname == urlsplit(ROUTER).hostname

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a chat is answered: the hosted service routes it by the body."""
        if self.is_hosted and not is_address(model):
            return f"{self.root}/v1{CHAT}", model
        return super().chat_url(model)

    def is_loading(self, response: Response) -> bool:
        """Whether a 503 means that the model loads: of the service itself, only if it says so."""
        asked, own = urlsplit(response.url), urlsplit(self.endpoint)
        is_own = (asked.scheme, asked.netloc) == (own.scheme, own.netloc)
        return says_loading(response) if is_own else may_be_loading(response)

    def lists(self, frameworks: Sequence[str]) -> list[tuple[str, str]]:
        """Return the lists of models to read: the Hub's one."""
        query = [("inference_provider", "hf-inference"), ("limit", str(PAGE))]
        query += [("expand", name) for name in LISTED]
        return [("Hub", f"{self.hub}/api/models?{urlencode(query)}")]

    def status_url(self, model: str) -> str:
        """Return where the state of a model is told."""
        query = urlencode([("expand", name) for name in STATUS])
        return f"{self.hub}/api/models/{quoted(model)}?{query}"

    def status_in(self, payload: Any) -> ModelStatus | None:
        """Return the state that an answer tells: whether the service has the model ready."""
        if not isinstance(payload, dict):
            return None
        warm = payload.get("inference") == "warm" or "hf-inference" in dict(_providers(payload))
        framework = payload.get("library_name") or "unknown"
        return ModelStatus(warm, "Loaded" if warm else "Unknown", "cpu", framework)


class Automatic(Router):
    """The service where it chooses the provider: of chats by itself, for the rest see `placing`."""

    __slots__ = ()

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a chat is answered; suffixes of the model, such as `:fastest`, go along."""
        return super().chat_url(model) if is_address(model) else (f"{self.root}/v1{CHAT}", model)


class HFInference(Router):
    """The provider `hf-inference`, by name: its chats are answered by the model's own address."""

    __slots__ = ()

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a chat is answered."""
        if is_address(model):
            return super().chat_url(model)
        return f"{self.model_url(None, quoted(model))}/v1{CHAT}", model

    def chat_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a chat, with a JSON schema as text-generation-inference wants it."""
        return with_schema(body, lambda schema: {"type": "json_object", "value": schema})


def _providers(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield providers that serve a model, and how: the mapping is an object or a list."""
    mapping = payload.get("inferenceProviderMapping")
    if isinstance(mapping, dict):
        mapping = [{"provider": name, **entry} for name, entry in mapping.items()]
    for entry in mapping if isinstance(mapping, list) else []:
        if isinstance(entry, dict) and entry.get("status") in ("live", "staging"):
            yield str(entry.get("provider")), str(entry["status"])


def without_none(value: Any) -> Any:
    """Remove null members at every depth."""
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_none(item) for item in value]
    return value
