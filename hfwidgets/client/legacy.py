"""`InferenceApi`: the legacy way to call a model, one object per model and task."""

from __future__ import annotations

import logging
import re
import warnings
from typing import TYPE_CHECKING, Any

from hfwidgets.client.performing import Blocking, performed
from hfwidgets.tasks.checking import refuse
from hfwidgets.wire.config import configure
from hfwidgets.wire.exchange import exchange, follow
from hfwidgets.wire.failure import payload_of, wrong_shape
from hfwidgets.wire.flow import Flow, Response, Step, drive
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.pictures import opened

if TYPE_CHECKING:
    from hfwidgets.wire.dialects import DialectName

logger = logging.getLogger("hfwidgets")

TASKS = (
    "text-classification",
    "token-classification",
    "table-question-answering",
    "question-answering",
    "zero-shot-classification",
    "translation",
    "summarization",
    "conversational",
    "feature-extraction",
    "text-generation",
    "text2text-generation",
    "fill-mask",
    "sentence-similarity",
    "text-to-speech",
    "automatic-speech-recognition",
    "audio-to-audio",
    "audio-classification",
    "voice-activity-detection",
    "image-classification",
    "object-detection",
    "image-segmentation",
    "text-to-image",
    "image-to-image",
    "tabular-classification",
    "tabular-regression",
)
_NAME = re.compile(r"^(?!.*(--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$", re.ASCII)


class InferenceApi:
    """Call one model of the Hub. `InferenceClient` does the same with a method per task.

    Args:
        repo_id: Model id, `"name"` or `"organisation/name"`.
        task: Task to use instead of the model's own.
        token: Access token; None takes the stored one if there is one.
        gpu: Ask for a GPU.
        use_auth_token: Older name of `token`.
        endpoint: Base address of the inference server, as for `InferenceClient`.
        hub_endpoint: Base address of the Hub's API, as for `InferenceClient`.
        dialect: `"classic"` or `"router"`, as for `InferenceClient`.

    Attributes:
        task: Task that is called.
        api_url: Address that is called.
        options: Sent with every JSON body.

    Raises:
        ParameterError: An id that is none, or an unknown task (a `ValueError`).
        ValueError: The model has no task, and none is given.
        RepositoryNotFoundError: There is no such model.

    Example:
        >>> inference = InferenceApi("bert-base-uncased")
        >>> inference(inputs="The goal of life is [MASK].")
        [{'sequence': 'the goal of life is life.', 'score': 0.109, ...}]
    """

    def __init__(
        self,
        repo_id: str,
        task: str | None = None,
        token: str | None = None,
        gpu: bool = False,
        *,
        use_auth_token: str | None = None,
        endpoint: str | None = None,
        hub_endpoint: str | None = None,
        dialect: DialectName | None = None,
    ) -> None:
        """Ask the Hub for the model's task."""
        warnings.warn(
            "InferenceApi is deprecated: InferenceClient has a method for each task",
            FutureWarning,
            stacklevel=2,
        )
        if use_auth_token is not None and token is not None:
            warnings.warn("use_auth_token is ignored: token is given", UserWarning, stacklevel=2)
        checked_id(repo_id)
        self._config = configure(
            None,
            token if token is not None else use_auth_token,
            None,
            None,
            None,
            endpoint=endpoint,
            hub_endpoint=hub_endpoint,
            dialect=dialect,
            bill_to=None,
            on_wait=None,
        )
        self.options = {"wait_for_model": True, "use_gpu": gpu}
        self.task = self._task_of(repo_id, task)
        self.api_url = self._config.dialect.pipeline_url(self.task, repo_id)
        self.headers = self._config.headers

    def __call__(
        self,
        inputs: Any = None,
        params: dict[str, Any] | None = None,
        data: bytes | None = None,
        raw_response: bool = False,
    ) -> Any:
        """Call the model.

        Args:
            inputs: What the task works on.
            params: Parameters of the task.
            data: Raw body; `inputs` and `params` are then left out.
            raw_response: Return the answer undecoded, as a `requests.Response`.

        Returns:
            Decoded JSON whatever its status, a PIL image, or a `requests.Response`.

        Raises:
            ParameterError: A parameter breaks its rule (a `ValueError`; nothing was sent).
            NotImplementedError: An answer of another type; read it with `raw_response=True`.
        """
        if isinstance(params, dict):
            self._refuse(params)
        response = drive(self._asked(inputs, params, data), _perform)
        kind = response.headers.get("Content-Type", "")
        if raw_response:
            from hfwidgets.errors import as_requests

            return as_requests(response)
        if kind.startswith("image"):
            try:
                return opened(response.body)
            except ValueError as error:
                raise wrong_shape(f"a picture ({error})", response.body, response) from None
        if kind.partition(";")[0].strip() == "application/json":
            if (payload := payload_of(response.body)) is not None or response.body == b"null":
                return payload  # whatever it tells: an error too
            return response.json()
        raise NotImplementedError(
            f"{self.api_url} answered {kind or 'without a Content-Type'}, which is not decoded; "
            "pass raw_response=True and read its content"
        )

    def _refuse(self, params: dict[str, Any]) -> None:
        """Refuse parameters that the task's own method would refuse."""
        from hfwidgets.client.blocking import InferenceClient

        method = getattr(InferenceClient, self.task.replace("-", "_"), None)
        flow = getattr(method, "__wrapped_flow__", None)
        if flow is not None:
            refuse(flow, params)

    def __repr__(self) -> str:
        return f"InferenceAPI(api_url={self.api_url!r}, task={self.task!r}, options={self.options})"

    def _asked(self, inputs: Any, params: Any, data: Any) -> Flow[Response]:
        body: dict[str, Any] = {"options": self.options}
        if inputs:
            body["inputs"] = inputs
        if params:
            body["parameters"] = params
        config = self._config
        request = (
            config.post(self.api_url, data=data)
            if data is not None
            else config.post(self.api_url, json_body=body)
        )
        return (yield from follow(request))

    def _task_of(self, repo_id: str, task: str | None) -> str:
        config = self._config
        url = f"{config.dialect.hub}/api/models/{repo_id}"
        payload = drive(exchange(config, config.get(url)), _perform).json()
        own = payload.get("pipeline_tag") if isinstance(payload, dict) else None
        if task is None or task == own:
            if not own:
                raise ValueError(f"{repo_id} has no task of its own: give one (task=...)")
            return str(own)
        if task not in TASKS:
            raise ParameterError({"task": f"task is {task!r}; it is one of {', '.join(TASKS)}"})
        if own:
            logger.warning("%s is made for %s and is called for %s", repo_id, own, task)
        return task


def _perform(step: Step) -> Any:
    return performed(step, Blocking())


def checked_id(repo_id: str) -> None:
    """Refuse an id that no repository can have.

    Raises:
        ParameterError: It says what an id may hold.
    """
    parts = repo_id.split("/") if isinstance(repo_id, str) else []
    good = 1 <= len(parts) <= 2 and all(_NAME.match(part) for part in parts)
    if not good or repo_id.endswith(".git"):
        raise ParameterError(
            {
                "repo_id": f"repo_id is {repo_id!r:.120}; it is 'name' or 'organisation/name' of "
                "at most 96 letters, digits, '_', '-' and '.', not '--' or '..', no '-' or '.' at "
                "its ends, not ending in '.git'"
            }
        )
