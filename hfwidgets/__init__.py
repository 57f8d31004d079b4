"""Hugging Face inference in a notebook: widgets, their client, and a sandbox to try them with.

Everything is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hfwidgets import plot as plot
    from hfwidgets.cassettes.tapes import record as record
    from hfwidgets.cassettes.tapes import replay as replay
    from hfwidgets.client.awaiting import AsyncInferenceClient as AsyncInferenceClient
    from hfwidgets.client.blocking import InferenceClient as InferenceClient
    from hfwidgets.client.legacy import InferenceApi as InferenceApi
    from hfwidgets.conversations.templates import ChatTemplate as ChatTemplate
    from hfwidgets.errors import InferenceError as InferenceError
    from hfwidgets.errors import InferenceTimeoutError as InferenceTimeoutError
    from hfwidgets.sandbox import Sandbox as Sandbox
    from hfwidgets.tasks.chat_types import ChatCompletionChoice as ChatCompletionChoice
    from hfwidgets.tasks.chat_types import ChatCompletionFunctionCall as ChatCompletionFunctionCall
    from hfwidgets.tasks.chat_types import ChatCompletionMessage as ChatCompletionMessage
    from hfwidgets.tasks.chat_types import ChatCompletionOutput as ChatCompletionOutput
    from hfwidgets.tasks.chat_types import ChatCompletionStreamChoice as ChatCompletionStreamChoice
    from hfwidgets.tasks.chat_types import ChatCompletionStreamOutput as ChatCompletionStreamOutput
    from hfwidgets.tasks.chat_types import ChatCompletionToolCall as ChatCompletionToolCall
    from hfwidgets.tasks.chat_types import ChatCompletionUsage as ChatCompletionUsage
    from hfwidgets.tasks.generation_types import BestOfSequence as BestOfSequence
    from hfwidgets.tasks.generation_types import Details as Details
    from hfwidgets.tasks.generation_types import FinishReason as FinishReason
    from hfwidgets.tasks.generation_types import InputToken as InputToken
    from hfwidgets.tasks.generation_types import StreamDetails as StreamDetails
    from hfwidgets.tasks.generation_types import (
        TextGenerationParameters as TextGenerationParameters,
    )
    from hfwidgets.tasks.generation_types import TextGenerationRequest as TextGenerationRequest
    from hfwidgets.tasks.generation_types import TextGenerationResponse as TextGenerationResponse
    from hfwidgets.tasks.generation_types import (
        TextGenerationStreamResponse as TextGenerationStreamResponse,
    )
    from hfwidgets.tasks.generation_types import Token as Token
    from hfwidgets.tasks.outputs import AudioToAudioOutput as AudioToAudioOutput
    from hfwidgets.tasks.outputs import BoundingBox as BoundingBox
    from hfwidgets.tasks.outputs import ClassificationOutput as ClassificationOutput
    from hfwidgets.tasks.outputs import ConversationalOutput as ConversationalOutput
    from hfwidgets.tasks.outputs import (
        ConversationalOutputConversation as ConversationalOutputConversation,
    )
    from hfwidgets.tasks.outputs import (
        DocumentQuestionAnsweringOutput as DocumentQuestionAnsweringOutput,
    )
    from hfwidgets.tasks.outputs import FillMaskOutput as FillMaskOutput
    from hfwidgets.tasks.outputs import ImageSegmentationOutput as ImageSegmentationOutput
    from hfwidgets.tasks.outputs import ObjectDetectionOutput as ObjectDetectionOutput
    from hfwidgets.tasks.outputs import QuestionAnsweringOutput as QuestionAnsweringOutput
    from hfwidgets.tasks.outputs import TableQuestionAnsweringOutput as TableQuestionAnsweringOutput
    from hfwidgets.tasks.outputs import TokenClassificationOutput as TokenClassificationOutput
    from hfwidgets.tasks.outputs import (
        VisualQuestionAnsweringOutput as VisualQuestionAnsweringOutput,
    )
    from hfwidgets.tasks.token_reading import TokenSummary as TokenSummary
    from hfwidgets.tasks.token_reading import summary_of as summary_of
    from hfwidgets.tasks.token_reading import tokens_of as tokens_of
    from hfwidgets.tasks.token_records import TokenAlternative as TokenAlternative
    from hfwidgets.tasks.token_records import TokenRecord as TokenRecord
    from hfwidgets.tools.structured import read_answer as read_answer
    from hfwidgets.tools.structured import response_format as response_format
    from hfwidgets.widgets.compare.compare import Compare as Compare
    from hfwidgets.widgets.doctor.doctor import doctor as doctor
    from hfwidgets.widgets.lens.token_lens import TokenLens as TokenLens
    from hfwidgets.widgets.lookup import widget as widget
    from hfwidgets.widgets.models.explore import explore as explore
    from hfwidgets.widgets.models.model_explorer import ModelExplorer as ModelExplorer
    from hfwidgets.widgets.models.model_status_badge import ModelStatusBadge as ModelStatusBadge
    from hfwidgets.widgets.options import options as options
    from hfwidgets.widgets.overview import tasks as tasks
    from hfwidgets.widgets.registry import *  # noqa: F403 - the widgets of tasks
    from hfwidgets.wire.budget import Budget as Budget
    from hfwidgets.wire.flow import Wait as Wait
    from hfwidgets.wire.model_status import ModelStatus as ModelStatus
    from hfwidgets.wire.stream import Stream as Stream

_MODULES = ("plot", "tasks")  # importing one makes it an attribute; the second can be called
_HOMES = {
    "AsyncInferenceClient": "client.awaiting",
    "AudioToAudioOutput": "tasks.outputs",
    "BestOfSequence": "tasks.generation_types",
    "BoundingBox": "tasks.outputs",
    "Budget": "wire.budget",
    "ChatCompletionChoice": "tasks.chat_types",
    "ChatCompletionFunctionCall": "tasks.chat_types",
    "ChatCompletionMessage": "tasks.chat_types",
    "ChatCompletionOutput": "tasks.chat_types",
    "ChatCompletionStreamChoice": "tasks.chat_types",
    "ChatCompletionStreamOutput": "tasks.chat_types",
    "ChatCompletionToolCall": "tasks.chat_types",
    "ChatCompletionUsage": "tasks.chat_types",
    "ChatTemplate": "conversations.templates",
    "ClassificationOutput": "tasks.outputs",
    "Compare": "widgets.compare.compare",
    "ConversationalOutput": "tasks.outputs",
    "ConversationalOutputConversation": "tasks.outputs",
    "Details": "tasks.generation_types",
    "DocumentQuestionAnsweringOutput": "tasks.outputs",
    "FillMaskOutput": "tasks.outputs",
    "FinishReason": "tasks.generation_types",
    "ImageSegmentationOutput": "tasks.outputs",
    "InferenceApi": "client.legacy",
    "InferenceClient": "client.blocking",
    "InferenceError": "errors",
    "InferenceTimeoutError": "errors",
    "InputToken": "tasks.generation_types",
    "ModelExplorer": "widgets.models.model_explorer",
    "ModelStatus": "wire.model_status",
    "ModelStatusBadge": "widgets.models.model_status_badge",
    "ObjectDetectionOutput": "tasks.outputs",
    "QuestionAnsweringOutput": "tasks.outputs",
    "Sandbox": "sandbox",
    "Stream": "wire.stream",
    "StreamDetails": "tasks.generation_types",
    "TableQuestionAnsweringOutput": "tasks.outputs",
    "TextGenerationParameters": "tasks.generation_types",
    "TextGenerationRequest": "tasks.generation_types",
    "TextGenerationResponse": "tasks.generation_types",
    "TextGenerationStreamResponse": "tasks.generation_types",
    "Token": "tasks.generation_types",
    "TokenAlternative": "tasks.token_records",
    "TokenClassificationOutput": "tasks.outputs",
    "TokenLens": "widgets.lens.token_lens",
    "TokenRecord": "tasks.token_records",
    "TokenSummary": "tasks.token_reading",
    "VisualQuestionAnsweringOutput": "tasks.outputs",
    "Wait": "wire.flow",
    "record": "cassettes.tapes",
    "replay": "cassettes.tapes",
    "doctor": "widgets.doctor.doctor",
    "explore": "widgets.models.explore",
    "options": "widgets.options",
    "read_answer": "tools.structured",
    "response_format": "tools.structured",
    "summary_of": "tasks.token_reading",
    "tokens_of": "tasks.token_reading",
    "widget": "widgets.lookup",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"hfwidgets.{name}")
    if name == "load_ipython_extension":  # `%load_ext hfwidgets`
        return import_module("hfwidgets.widgets.magics").load_ipython_extension
    homes = _homes()
    if name == "__all__":  # checkers read the imports above
        return sorted(homes)
    if name not in homes:
        raise AttributeError(f"module 'hfwidgets' has no attribute {name!r}")
    value = getattr(import_module(f"hfwidgets.{homes[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*_homes(), "__version__", *_MODULES]


def _homes() -> dict[str, str]:
    """Return the modules of all public names."""
    from hfwidgets.widgets.registry import public_names

    return {**_HOMES, **public_names()}


def _version() -> str:
    from os import listdir
    from os.path import dirname

    # The name of an installed package's folder tells it; importlib.metadata costs 15 ms.
    home = dirname(dirname(__file__))  # noqa: PTH120 - pathlib is not loaded otherwise
    start, end = "hfwidgets-", ".dist-info"
    names = [name for name in listdir(home) if name.startswith(start) and name.endswith(end)]  # noqa: PTH208
    found = names[0][len(start) : -len(end)] if len(names) == 1 else _editable_version()
    globals()["__version__"] = found
    return found


def _editable_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hfwidgets")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0"
