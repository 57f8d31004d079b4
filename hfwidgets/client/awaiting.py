"""`AsyncInferenceClient`: the same calls, awaited."""

from __future__ import annotations

import sys
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Sized,
)
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from hfwidgets.catalogue import deployed, serving
from hfwidgets.client import network
from hfwidgets.client.base import ClientBase
from hfwidgets.client.binding import described_by
from hfwidgets.client.performing import Awaiting, Caller, performed
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
from hfwidgets.wire.flow import Flow, Step, drive_async

if TYPE_CHECKING:
    from hfwidgets.client.async_transport import AsyncTransport
    from hfwidgets.client.mapping import OnError
    from hfwidgets.client.previewing import Preview

P = ParamSpec("P")
T = TypeVar("T")


def _method(
    flow: Callable[Concatenate[Config, P], Flow[T]],
) -> Callable[Concatenate[Caller, P], Coroutine[Any, Any, T]]:
    async def call(self: Caller, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await drive_async(flow(self._config, *args, **kwargs), self._perform)
        except OSError as error:
            raise _awaited(error) from error.__cause__

    described_by(call, flow)
    call.__qualname__ = f"AsyncInferenceClient.{flow.__name__}"
    return call


def _awaited(error: OSError) -> OSError:
    """Return an error as one of aiohttp's too, where this package's errors and aiohttp are used."""
    if "hfwidgets.errors" not in sys.modules or "aiohttp" not in sys.modules:
        return error
    from hfwidgets.errors import InferenceError

    if not isinstance(error, InferenceError):
        return error
    from hfwidgets.client.awaited_errors import awaited

    return awaited(error)


class AsyncChatCompletions:
    """`client.chat.completions`, as OpenAI's client has it.

    Args:
        client: Whose chats these are.
    """

    def __init__(self, client: AsyncInferenceClient) -> None:
        self._client = client

    @property
    def _config(self) -> Config:
        return self._client._config

    def _perform(self, step: Step) -> Awaitable[Any]:
        return self._client._perform(step)

    create = _method(chat.chat_completion)


class AsyncChat:
    """`client.chat`, as OpenAI's client has it.

    Attributes:
        completions: Its `create` is `chat_completion`.
    """

    def __init__(self, client: AsyncInferenceClient) -> None:
        self.completions = AsyncChatCompletions(client)


class AsyncInferenceClient(ClientBase):
    """Ask models for their answers, over aiohttp, without blocking the event loop.

    Works in any number of event loops, one after the other or in several threads.
    `close()` or `async with` closes its connections; so does the end of the loop.
    """

    __doc__ = ClientBase._described(__doc__)

    _transport: AsyncTransport | None = None

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
    def chat(self) -> AsyncChat:
        """Chats under the names of OpenAI's client: `client.chat.completions.create(...)`."""
        return AsyncChat(self)

    async def map(
        self,
        task: str,
        inputs: Iterable[Any] | AsyncIterable[Any],
        *,
        max_workers: int = 8,
        on_error: OnError = "raise",
        progress: bool = True,
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
            **parameters: Further arguments of each call.

        Returns:
            Results in the order of the inputs.

        Raises:
            ValueError: No such task, or another argument out of its range.

        Example:
            >>> await client.map("text-classification", ["I like it", "I do not"])
            [[{'label': 'POSITIVE', ...}], [{'label': 'NEGATIVE', ...}]]
        """
        from hfwidgets.client import mapping

        total = len(inputs) if isinstance(inputs, Sized) else None
        results = self.imap(task, inputs, max_workers=max_workers, on_error=on_error, **parameters)
        with mapping.progress_bar(total, progress) as advance:
            found = []
            async for result in results:
                found.append(result)
                advance()
        return found

    def imap(
        self,
        task: str,
        inputs: Iterable[Any] | AsyncIterable[Any],
        *,
        max_workers: int = 8,
        on_error: OnError = "raise",
        **parameters: Any,
    ) -> AsyncIterator[Any]:
        """Call a task for many inputs, and yield results as they come, in order.

        Args:
            task: Task name, such as `"text-classification"`.
            inputs: What the task works on, one after the other; a generator is read as far as
                needed, a tuple is several arguments.
            max_workers: How many calls are under way at once, at most.
            on_error: `"raise"` ends with the first error; `"return"` leaves each in its place.
            **parameters: Further arguments of each call.

        Returns:
            An iterator of results. Leaving its loop cancels what is under way.

        Raises:
            ValueError: No such task, or another argument out of its range.

        Example:
            >>> async for labels in client.imap("text-classification", texts):
            ...     print(labels[0])
        """
        from hfwidgets.client import mapping

        method = mapping.method_of(self, task)
        mapping.checked(max_workers, on_error)
        return mapping.imap_async(self, method, inputs, max_workers, on_error, parameters)

    async def preview(self, task: str, *args: Any, **parameters: Any) -> Preview:
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
            >>> await client.preview("text-generation", "Once upon a time", max_new_tokens=5)
            POST https://router.huggingface.co/hf-inference/models/...
        """
        from hfwidgets.client import previewing

        return await previewing.preview_async(self, task, args, parameters)

    async def close(self) -> None:
        """Close all connections of this client. It can be used again."""
        transport = self.__dict__.pop("_transport", None)
        if transport is not None:
            await transport.close()

    async def __aenter__(self) -> AsyncInferenceClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def _perform(self, step: Step) -> Awaitable[Any]:
        found: Awaitable[Any] = performed(step, Awaiting(self._opened, self._config.on_wait))
        return found

    async def _opened(self) -> AsyncTransport:
        if self._transport is not None:
            return self._transport
        await network.loaded()
        # In one step: loops in several threads may come here at once.
        opened: AsyncTransport = self.__dict__.setdefault("_transport", network.opened())
        return opened
