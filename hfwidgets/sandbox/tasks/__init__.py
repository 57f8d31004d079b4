"""Which module answers which task. A new task is a module with a `HANDLER` and a row here.

A handler checks a request's fields, has an engine do the work and writes the answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

    from hfwidgets.sandbox.inference import Call


@dataclass(frozen=True, slots=True)
class Handler:
    """How a task is answered.

    Args:
        answer: Answers a call whose model is loaded.
        body_limit: Most bytes a request's body may have; beyond it is 413.
    """

    answer: Callable[[Call], Awaitable[web.StreamResponse]]
    body_limit: int


HANDLERS = {
    "audio-classification": "hfwidgets.sandbox.tasks.audio_classification",
    "automatic-speech-recognition": "hfwidgets.sandbox.tasks.automatic_speech_recognition",
    "conversational": "hfwidgets.sandbox.tasks.conversational",
    "document-question-answering": "hfwidgets.sandbox.tasks.document_question_answering",
    "feature-extraction": "hfwidgets.sandbox.tasks.feature_extraction",
    "fill-mask": "hfwidgets.sandbox.tasks.fill_mask",
    "image-classification": "hfwidgets.sandbox.tasks.image_classification",
    "image-segmentation": "hfwidgets.sandbox.tasks.image_segmentation",
    "image-to-image": "hfwidgets.sandbox.tasks.image_to_image",
    "image-to-text": "hfwidgets.sandbox.tasks.image_to_text",
    "object-detection": "hfwidgets.sandbox.tasks.object_detection",
    "question-answering": "hfwidgets.sandbox.tasks.question_answering",
    "sentence-similarity": "hfwidgets.sandbox.tasks.sentence_similarity",
    "summarization": "hfwidgets.sandbox.tasks.summarization",
    "table-question-answering": "hfwidgets.sandbox.tasks.table_question_answering",
    "tabular-classification": "hfwidgets.sandbox.tasks.tabular",
    "tabular-regression": "hfwidgets.sandbox.tasks.tabular",
    "text-classification": "hfwidgets.sandbox.tasks.text_classification",
    "text-generation": "hfwidgets.sandbox.tasks.text_generation",
    "text-to-image": "hfwidgets.sandbox.tasks.text_to_image",
    "text-to-speech": "hfwidgets.sandbox.tasks.text_to_speech",
    "token-classification": "hfwidgets.sandbox.tasks.token_classification",
    "translation": "hfwidgets.sandbox.tasks.translation",
    "visual-question-answering": "hfwidgets.sandbox.tasks.visual_question_answering",
    "zero-shot-classification": "hfwidgets.sandbox.tasks.zero_shot_classification",
    "zero-shot-image-classification": "hfwidgets.sandbox.tasks.zero_shot_image_classification",
}

CHAT = "hfwidgets.sandbox.tasks.chat_completions"
# The tasks whose models also answer chat completions.
CHATTING = ("text-generation", "conversational")
# A model of one of these answers the other too, when its route names it.
EMBEDDING = frozenset({"feature-extraction", "sentence-similarity"})
