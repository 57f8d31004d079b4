"""`InferenceClient`: calls that block until the answer is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from hfwidgets.catalogue import deployed, serving
from hfwidgets.client.base import ClientBase
from hfwidgets.client.binding import described_by
from hfwidgets.client.performing import Blocking, Caller, performed
from hfwidgets.client.recommending import StaticOrBound
from hfwidgets.tasks import (
    audio,
    chat,
    embeddings,
    endpoints,
    generation,
    multimodal,
    nlp,
    tabular,
    text2text,
    video,
    vision,
)
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, Step, drive

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from hfwidgets.client.mapping import OnError
    from hfwidgets.client.previewing import Preview

P = ParamSpec("P")
T = TypeVar("T")


def _method(
    flow: Callable[Concatenate[Config, P], Flow[T]],
) -> Callable[Concatenate[Caller, P], T]:
    def call(self: Caller, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return drive(flow(self._config, *args, **kwargs), self._perform)

    described_by(call, flow)
    call.__qualname__ = f"InferenceClient.{flow.__name__}"
    return call


class ChatCompletions:
    """`client.chat.completions`, as OpenAI's client has it.

    Args:
        client: Whose chats these are.
    """

    def __init__(self, client: InferenceClient) -> None:
        self._client = client

    @property
    def _config(self) -> Config:
        return self._client._config

    def _perform(self, step: Step) -> Any:
        return self._client._perform(step)

    create = _method(chat.chat_completion)


class Chat:
    """`client.chat`, as OpenAI's client has it.

    Attributes:
        completions: Its `create` is `chat_completion`.
    """

    def __init__(self, client: InferenceClient) -> None:
        self.completions = ChatCompletions(client)


class InferenceClient(ClientBase):
    """Ask models for their answers, over requests.

    Use one client from as many threads as you like; connections are kept and shared.
    `close()` or `with` closes the idle ones.
    """

    __doc__ = ClientBase._described(__doc__)

    audio_classification = _method(audio.audio_classification)
    audio_to_audio = _method(audio.audio_to_audio)
    automatic_speech_recognition = _method(audio.automatic_speech_recognition)
    chat_completion = _method(chat.chat_completion)
    conversational = _method(text2text.conversational)
    document_question_answering = _method(multimodal.document_question_answering)
    feature_extraction = _method(embeddings.feature_extraction)
    fill_mask = _method(nlp.fill_mask)
    get_endpoint_info = _method(endpoints.get_endpoint_info)
    get_model_status = _method(deployed.get_model_status)
    health_check = _method(endpoints.health_check)
    image_classification = _method(vision.image_classification)
    image_segmentation = _method(vision.image_segmentation)
    image_to_image = _method(vision.image_to_image)
    image_to_text = _method(vision.image_to_text)
    image_to_video = _method(video.image_to_video)
    list_deployed_models = _method(deployed.list_deployed_models)
    list_served_models = _method(serving.list_served_models)
    object_detection = _method(vision.object_detection)
    post = _method(endpoints.post)
    question_answering = _method(nlp.question_answering)
    sentence_similarity = _method(embeddings.sentence_similarity)
    summarization = _method(text2text.summarization)
    table_question_answering = _method(tabular.table_question_answering)
    tabular_classification = _method(tabular.tabular_classification)
    tabular_regression = _method(tabular.tabular_regression)
    text_classification = _method(nlp.text_classification)
    text_generation = _method(generation.text_generation)
    text_to_image = _method(vision.text_to_image)
    text_to_speech = _method(audio.text_to_speech)
    text_to_video = _method(video.text_to_video)
    token_classification = _method(nlp.token_classification)
    translation = _method(text2text.translation)
    visual_question_answering = _method(multimodal.visual_question_answering)
    zero_shot_classification = _method(nlp.zero_shot_classification)
    zero_shot_image_classification = _method(multimodal.zero_shot_image_classification)
    get_recommended_model = StaticOrBound()

    @property
    def chat(self) -> Chat:
        """Chats under the names of OpenAI's client: `client.chat.completions.create(...)`."""
        return Chat(self)

    def map(
        self,
        task: str,
        inputs: Iterable[Any],
        *,
        max_workers: int = 8,
        on_error: OnError = "raise",
        progress: bool = True,
        executor: Executor | None = None,
        **parameters: Any,
    ) -> list[Any]:
        """Call a task for many inputs, several at once.

        Args:
            task: Task name, such as `"text-classification"`.
            inputs: What the task works on, one after the other; a tuple is several arguments, such
                as question and context.
            max_workers: How many calls are under way at once, at most.
            on_error: `"raise"` ends with the first error; `"return"` leaves each in its place.
            progress: Show a progress bar (where tqdm is installed).
            executor: Where calls are made instead of in threads, for instance
                `dask.distributed.Client.get_executor()`. Paths are read there.
            **parameters: Further arguments of each call.

        Returns:
            Results in the order of the inputs.

        Raises:
            ValueError: No such task, or another argument out of its range.

        Example:
            >>> client.map("text-classification", ["I like it", "I do not"])
            [[{'label': 'POSITIVE', ...}], [{'label': 'NEGATIVE', ...}]]
        """
        from hfwidgets.client import mapping

        total = len(inputs) if isinstance(inputs, Sized) else None
        results = self.imap(
            task,
            inputs,
            max_workers=max_workers,
            on_error=on_error,
            executor=executor,
            **parameters,
        )
        found = []
        with mapping.progress_bar(total, progress) as advance:
            for result in results:
                found.append(result)
                advance()
        return found

    def imap(
        self,
        task: str,
        inputs: Iterable[Any],
        *,
        max_workers: int = 8,
        on_error: OnError = "raise",
        executor: Executor | None = None,
        **parameters: Any,
    ) -> Iterator[Any]:
        """Call a task for many inputs, and yield results as they come, in order.

        Args:
            task: Task name, such as `"text-classification"`.
            inputs: What the task works on, one after the other; a generator is read as far as
                needed, a tuple is several arguments.
            max_workers: How many calls are under way at once, at most.
            on_error: `"raise"` ends with the first error; `"return"` leaves each in its place.
            executor: Where calls are made instead of in threads, for instance
                `dask.distributed.Client.get_executor()`. Paths are read there.
            **parameters: Further arguments of each call.

        Returns:
            An iterator of results. Leaving its loop cancels what has not begun.

        Raises:
            ValueError: No such task, or another argument out of its range.

        Example:
            >>> for labels in client.imap("text-classification", texts):
            ...     print(labels[0])
        """
        from hfwidgets.client import mapping

        return mapping.imap(
            self,
            task,
            inputs,
            max_workers=max_workers,
            on_error=on_error,
            executor=executor,
            **parameters,
        )

    def preview(self, task: str, *args: Any, **parameters: Any) -> Preview:
        """Return what a call would send to the model, without sending it.

        Which provider serves the model is looked up, and pictures given by address are read. No
        budget is used.

        Args:
            task: Task name, such as `"text-generation"`.
            *args: What the task's method takes.
            **parameters: Its named arguments.

        Returns:
            A `Preview` with method, address, headers (secrets are `***`), body and provider.

        Raises:
            ValueError: No such task, or an argument out of its range.

        Example:
            >>> client.preview("text-generation", "Once upon a time", max_new_tokens=5)
            POST https://router.huggingface.co/hf-inference/models/...
        """
        from hfwidgets.client import previewing

        return previewing.preview(self, task, args, parameters)

    def close(self) -> None:
        """Close the connections that no call is using. The client can be used again."""
        import sys

        transport = sys.modules.get("hfwidgets.client.sync_transport")
        if transport is not None:
            transport.close_idle()

    def __enter__(self) -> InferenceClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _perform(self, step: Step) -> Any:
        return performed(step, Blocking(self._config.on_wait))
