"""Which widget a task has. The package's public names, menus and pickers follow from it.

A new widget is a line of `WIDGETS`, and one of the imports, which type checkers read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfwidgets.widgets.chat.chat import Chat as Chat
    from hfwidgets.widgets.engine.task import TaskWidget
    from hfwidgets.widgets.gallery.text_to_image import TextToImage as TextToImage
    from hfwidgets.widgets.pictures.asking import (
        DocumentQuestionAnswering as DocumentQuestionAnswering,
    )
    from hfwidgets.widgets.pictures.asking import ImageToText as ImageToText
    from hfwidgets.widgets.pictures.asking import VisualQuestionAnswering as VisualQuestionAnswering
    from hfwidgets.widgets.pictures.vision import ImageClassification as ImageClassification
    from hfwidgets.widgets.pictures.vision import ImageSegmentation as ImageSegmentation
    from hfwidgets.widgets.pictures.vision import ImageToImage as ImageToImage
    from hfwidgets.widgets.pictures.vision import ObjectDetection as ObjectDetection
    from hfwidgets.widgets.pictures.zero_shot import (
        ZeroShotImageClassification as ZeroShotImageClassification,
    )
    from hfwidgets.widgets.sounds.listening import AudioClassification as AudioClassification
    from hfwidgets.widgets.sounds.listening import (
        AutomaticSpeechRecognition as AutomaticSpeechRecognition,
    )
    from hfwidgets.widgets.sounds.making import AudioToAudio as AudioToAudio
    from hfwidgets.widgets.sounds.making import TextToSpeech as TextToSpeech
    from hfwidgets.widgets.tables.tabular import TableQuestionAnswering as TableQuestionAnswering
    from hfwidgets.widgets.tables.tabular import TabularClassification as TabularClassification
    from hfwidgets.widgets.tables.tabular import TabularRegression as TabularRegression
    from hfwidgets.widgets.text.embedding import FeatureExtraction as FeatureExtraction
    from hfwidgets.widgets.text.fill_mask import FillMask as FillMask
    from hfwidgets.widgets.text.question_answering import QuestionAnswering as QuestionAnswering
    from hfwidgets.widgets.text.sentence_similarity import SentenceSimilarity as SentenceSimilarity
    from hfwidgets.widgets.text.text_classification import TextClassification as TextClassification
    from hfwidgets.widgets.text.text_generation import TextGeneration as TextGeneration
    from hfwidgets.widgets.text.token_classification import (
        TokenClassification as TokenClassification,
    )
    from hfwidgets.widgets.text.writing import Summarization as Summarization
    from hfwidgets.widgets.text.writing import Translation as Translation
    from hfwidgets.widgets.text.zero_shot_classification import (
        ZeroShotClassification as ZeroShotClassification,
    )
    from hfwidgets.widgets.video.widgets import ImageToVideo as ImageToVideo
    from hfwidgets.widgets.video.widgets import TextToVideo as TextToVideo

# By task: the module below `hfwidgets.widgets`, and the class in it.
WIDGETS: dict[str, str] = {
    "audio-classification": "sounds.listening:AudioClassification",
    "audio-to-audio": "sounds.making:AudioToAudio",
    "automatic-speech-recognition": "sounds.listening:AutomaticSpeechRecognition",
    "chat-completion": "chat.chat:Chat",
    "document-question-answering": "pictures.asking:DocumentQuestionAnswering",
    "feature-extraction": "text.embedding:FeatureExtraction",
    "fill-mask": "text.fill_mask:FillMask",
    "image-classification": "pictures.vision:ImageClassification",
    "image-segmentation": "pictures.vision:ImageSegmentation",
    "image-to-image": "pictures.vision:ImageToImage",
    "image-to-text": "pictures.asking:ImageToText",
    "image-to-video": "video.widgets:ImageToVideo",
    "object-detection": "pictures.vision:ObjectDetection",
    "question-answering": "text.question_answering:QuestionAnswering",
    "sentence-similarity": "text.sentence_similarity:SentenceSimilarity",
    "summarization": "text.writing:Summarization",
    "table-question-answering": "tables.tabular:TableQuestionAnswering",
    "tabular-classification": "tables.tabular:TabularClassification",
    "tabular-regression": "tables.tabular:TabularRegression",
    "text-classification": "text.text_classification:TextClassification",
    "text-generation": "text.text_generation:TextGeneration",
    "text-to-image": "gallery.text_to_image:TextToImage",
    "text-to-speech": "sounds.making:TextToSpeech",
    "text-to-video": "video.widgets:TextToVideo",
    "token-classification": "text.token_classification:TokenClassification",
    "translation": "text.writing:Translation",
    "visual-question-answering": "pictures.asking:VisualQuestionAnswering",
    "zero-shot-classification": "text.zero_shot_classification:ZeroShotClassification",
    "zero-shot-image-classification": "pictures.zero_shot:ZeroShotImageClassification",
}


def public_names() -> dict[str, str]:
    """Return the modules of the named widgets, by the name of the class."""
    homes = (home.split(":") for home in WIDGETS.values())
    return {name: f"widgets.{module}" for module, name in homes}


def widget_class(task: str) -> type[TaskWidget] | None:
    """Return the widget of a task, or None where there is none. It is imported here."""
    home = WIDGETS.get(task)
    if home is None:
        return None
    module, name = home.split(":")
    found: type[TaskWidget] = getattr(import_module(f"hfwidgets.widgets.{module}"), name)
    return found


def task_widgets() -> tuple[type[TaskWidget], ...]:
    """Return the widgets of all tasks that have one, by their tasks."""
    found = (widget_class(task) for task in sorted(WIDGETS))
    return tuple(one for one in found if one is not None)


def widgets_taking(kind: str) -> dict[str, type[TaskWidget]]:
    """Return the widgets that are given a kind of thing, such as `"image"`, by their titles."""
    from hfwidgets.tasks.table import TASKS

    return {
        TASKS[one.task].title: one
        for one in task_widgets()
        if any(field.kind == kind for field in TASKS[one.task].fields)
    }
