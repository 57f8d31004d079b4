"""What every kind of server has: addresses, bodies, answers, lists. Its kinds fill them in."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import check_address, is_address, quoted
from hfwidgets.wire.failure import payload_of, server_message
from hfwidgets.wire.flow import Flow, Response
from hfwidgets.wire.model_status import ModelStatus

DialectName = Literal["classic", "router"]
# How a picture or a sound is given: as the body (with parameters: as base64 in JSON), as an address
# or one with data in it, or as the file of a form.
Media = Literal["raw", "link", "form"]
# Inputs and parameters of a task to its JSON body.
Shape: TypeAlias = Callable[[Any, "dict[str, Any] | None"], "dict[str, Any]"]

LOADING = re.compile(
    r"\b(loading|starting|warming|initiali[sz]ing|scaling|booting|not (yet )?ready)\b",
    re.IGNORECASE,
)
# What proxies say for a server that is not there (yet).
SAYS_NOTHING = re.compile(
    r"|(503 ?)?(the )?(service|server|backend|model)?( is)?( temporarily| currently)?"
    r" ?unavailable\W*"
    r"|no healthy upstream|upstream connect error.*",
    re.IGNORECASE | re.DOTALL,
)
CHAT = "/chat/completions"
UNNAMED = "dummy"  # what servers of one model take as its name, and others do not know


@dataclass(frozen=True, slots=True)
class Dialect(ABC):
    """What a server speaks, and where. Each kind of server is a subclass.

    A task hands over what it works on; the dialect says which request that becomes, and makes of
    what comes the answer that the task reads. A server that answers with a job to be asked for
    again does so in `answered`, in steps of the same flow.

    Attributes:
        endpoint: Base address of the models.
        hub: Base address of the Hub's API.
    """

    endpoint: str
    hub: str

    name: ClassVar[str]
    shapes: ClassVar[Mapping[str, Shape]]  # by task, where the body is not `plain`
    has_conversations: ClassVar[bool]  # whether `conversational` is a task, and not a chat
    has_one_model: ClassVar[bool] = False  # whether chats may leave their model unnamed
    has_framework_lists: ClassVar[bool]  # whether there is a list a framework, and not one in all

    def task_url(self, task: str | None, model: str) -> str:
        """Return where a model answers a task. A model that is an address is its own answer."""
        if is_address(model):
            return check_address(model, "model")
        return self.model_url(task, quoted(model))

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a model answers a chat, and what the body calls it.

        An address gets the path that it lacks.
        """
        if is_address(model):
            return with_chat_path(check_address(model, "model")), UNNAMED
        return f"{self.task_url(None, model)}/v1{CHAT}", model

    def body(
        self, task: str, inputs: Any, parameters: dict[str, Any] | None = None, **further: Any
    ) -> dict[str, Any]:
        """Return the JSON body of a task.

        Args:
            task: Task name, such as `"question-answering"`.
            inputs: What it works on; several inputs are a dict by their names.
            parameters: How; None where the task has none.
            **further: Members beside them, such as `stream`.
        """
        found = self.shapes.get(task, self.plain)(inputs, parameters)
        found.update(further)
        return found

    @property
    def media(self) -> Media:
        """How a picture or a sound is given."""
        return "raw"

    def kind_of(self, kind: str) -> str:
        """Return what this server calls a type of data."""
        return kind

    def chat_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a chat as this server wants it."""
        return body

    def answered(self, task: str, response: Response) -> Flow[Response] | None:
        """Return how to come from a first answer to the one that the task reads.

        None where it is that one already. A server that queues its jobs returns a flow of pauses
        and requests that ends with the result.
        """
        return None

    @abstractmethod
    def model_url(self, task: str | None, identifier: str) -> str:
        """Return where a model of this server answers a task; its id is quoted already."""

    @abstractmethod
    def pipeline_url(self, task: str, model: str) -> str:
        """Return where the legacy API calls a model for a task that may not be its own."""

    @staticmethod
    @abstractmethod
    def plain(inputs: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
        """Return the body of a task with one input."""

    @abstractmethod
    def is_loading(self, response: Response) -> bool:
        """Whether a 503 means that the model loads, and that asking again is worth it."""

    @abstractmethod
    def lists(self, frameworks: Sequence[str]) -> list[tuple[str, str]]:
        """Return the lists of models to read, name and address each."""

    @abstractmethod
    def status_url(self, model: str) -> str:
        """Return where the state of a model is told."""

    @abstractmethod
    def status_in(self, payload: Any) -> ModelStatus | None:
        """Return the state that an answer tells, or None where it tells none."""


def says_loading(response: Response) -> bool:
    """Whether an answer itself says that the model loads: by its estimate, or in words."""
    payload = payload_of(response.body)
    if isinstance(payload, dict) and "estimated_time" in payload:
        return True
    return bool(LOADING.search(server_message(response) or ""))


def may_be_loading(response: Response) -> bool:
    """Whether an answer says that the model loads, or nothing that tells why there is none."""
    said = server_message(response) or ""
    return says_loading(response) or SAYS_NOTHING.fullmatch(said) is not None


def with_chat_path(address: str) -> str:
    """Return an address with the path of chats, as far as it lacks it."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path.endswith(CHAT):
        path += CHAT if path.endswith("/v1") else f"/v1{CHAT}"
    return parts._replace(path=path).geturl()


def with_schema(
    body: dict[str, Any], form: Callable[[Any], dict[str, Any]] | None
) -> dict[str, Any]:
    """Return the body of a chat with a JSON schema in a server's own form, if it has one."""
    wanted = body.get("response_format")
    if form is None or not isinstance(wanted, Mapping) or wanted.get("type") != "json_schema":
        return body
    described = wanted.get("json_schema")
    if not isinstance(described, Mapping) or "schema" not in described:
        return body
    return {**body, "response_format": form(described["schema"])}
