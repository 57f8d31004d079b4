"""The names of a widget: what completion offers, and what a misspelt one says."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, ModelExplorer, ModelStatusBadge, TextGeneration, TokenLens
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.registry import task_widgets

KINDS = [*task_widgets(), ModelExplorer, ModelStatusBadge, TokenLens]
EVERY = "close closed freeze layout notice observe save to_html to_markdown unobserve unobserve_all"
OF_TASKS = (
    f"{EVERY} announce error history model parameters provider result run stats status stop task "
    "batch examples map to_code wait"
)
OF_PICTURES = f"{OF_TASKS} crop image opened restore save selected send_to to_frame uncrop"
OF_TEXTS = f"{OF_TASKS} opened send_to"
OF_ANSWERS = f"{OF_PICTURES} answers ask_again delete page pages undelete"
# Besides those of the task's fields.
PUBLIC = {
    "AudioClassification": f"{OF_TEXTS} restore",
    "AudioToAudio": f"{OF_TEXTS} restore save",
    "AutomaticSpeechRecognition": f"{OF_TEXTS} chunks restore save",
    "TextToSpeech": f"{OF_TEXTS} restore save",
    "FillMask": f"{OF_TEXTS} filled",
    "QuestionAnswering": OF_TEXTS,
    "TextClassification": OF_TEXTS,
    "TokenClassification": f"{OF_TEXTS} spans to_frame",
    "ZeroShotClassification": OF_TEXTS,
    "TextGeneration": f"{OF_TASKS} text details details_parameter lens",
    "TextToImage": (
        f"{OF_PICTURES} images contact_sheet delete from_png grid_images pin randomize retry "
        "save_all sweep take_parameters take_png"
    ),
    "ImageClassification": OF_PICTURES,
    "ImageSegmentation": f"{OF_PICTURES} cutout label_map masks segments",
    "ImageToImage": f"{OF_PICTURES} use_result",
    "ObjectDetection": f"{OF_PICTURES} boxes crop_of detections",
    "Chat": (
        f"{OF_TASKS} answer approve attach auto_approve calls choose clear delete draft edit "
        "from_json leave_out_oldest left_out prompt prompt_for redo refuse regenerate room send "
        "stop_parameter text to_json tree undo"
    ),
    "FeatureExtraction": f"{OF_TASKS} vectors",
    "SentenceSimilarity": f"{OF_TASKS} compare_all matrix to_frame",
    "Summarization": f"{OF_TEXTS} parameters_parameter",
    "TableQuestionAnswering": f"{OF_TASKS} save to_frame",
    "TabularClassification": f"{OF_TASKS} save to_frame",
    "TabularRegression": f"{OF_TASKS} save to_frame",
    "TextToVideo": OF_PICTURES,
    "DocumentQuestionAnswering": OF_ANSWERS,
    "ImageToText": OF_ANSWERS,
    "VisualQuestionAnswering": OF_ANSWERS,
    "ZeroShotImageClassification": OF_PICTURES,
    "ImageToVideo": OF_PICTURES,
    "Translation": OF_TEXTS,
    "ModelExplorer": (
        f"{EVERY} announce client facets filter models open_model recommend recommended refresh "
        "refresh_every retry selected selection sources status stop to_frame total unwatch verify "
        "wait watch watched"
    ),
    "ModelStatusBadge": (
        f"{EVERY} checked client compute_type model reason refresh state unwatch wait watch watched"
    ),
    "TokenLens": (
        f"{EVERY} announce branch branches cut provider run status stop summary text to_frame "
        "tokens unsure wait"
    ),
}


@pytest.fixture
def make() -> Iterator[Callable[[Any], Any]]:
    made: list[Any] = []

    def one(kind: Any) -> Any:
        client = InferenceClient("a/b", endpoint="http://127.0.0.1:9")
        given = {"source": []} if kind is TokenLens else {}
        made.append(kind(client=client, **given))
        return made[-1]

    yield one
    for widget in made:
        widget.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_completion_offers_what_people_use_and_no_machinery(kind: Any, make: Any) -> None:
    fields = (
        set() if kind in (ModelExplorer, ModelStatusBadge, TokenLens) else set(make(kind).trait_of)
    )
    shown = {name for name in dir(make(kind)) if name[0] != "_"}
    absent = {
        "ImageToImage": {"to_frame"},
        "ImageToVideo": {"to_frame"},
        "TextToImage": {"image"},
        "TextToVideo": {"image", "to_frame"},
    }.get(kind.__name__, set())
    assert shown == (set(PUBLIC[kind.__name__].split()) | fields) - absent


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_hidden_can_still_be_reached(kind: Any, make: Any) -> None:
    widget = make(kind)
    for name in ("bundle", "send", "comm", "tell", "get_state"):
        assert name not in dir(widget) or (kind.__name__, name) == ("Chat", "send")
        assert hasattr(widget, name)


@pytest.mark.parametrize("kind", task_widgets(), ids=lambda kind: kind.task)
def test_the_signature_of_a_widget_names_every_argument(kind: Any) -> None:
    names = set(inspect.signature(kind).parameters)
    assert names >= {one.name for one in TASKS[kind.task].fields} | {"client", "layout", "model"}
    assert "arguments" not in names


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("temprature", "temperature"),
        ("promt", "prompt"),
        ("max_new_token", "max_new_tokens"),
        ("Seed", "seed"),
        ("anounce", "announce"),
    ],
)
def test_a_misspelt_attribute_is_refused_with_the_likely_one(
    make: Any, name: str, likely: str
) -> None:
    with pytest.raises(TypeError, match=f"has no attribute '{name}'; did you mean '{likely}'"):
        setattr(make(TextGeneration), name, 5)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", ["colour", "zzz", "on_click"])
def test_an_unknown_attribute_is_refused_in_every_widget(make: Any, kind: Any, name: str) -> None:
    widget = make(kind)
    with pytest.raises(TypeError, match=rf"{kind.__name__} has no attribute '{name}'\. It has '"):
        setattr(widget, name, "red")
    assert not hasattr(widget, name)


def test_a_misspelt_size_of_a_picture_is_refused(make: Any) -> None:
    kind = next(one for one in task_widgets() if one.task == "text-to-image")
    with pytest.raises(TypeError, match="has no attribute 'heigth'; did you mean 'height'"):
        make(kind).heigth = 3


def test_a_class_of_your_own_has_attributes_of_its_own(make: Any) -> None:
    class Mine(TextGeneration):
        def __init__(self, **arguments: Any) -> None:
            super().__init__(**arguments)
            self.colour = "red"

    assert make(Mine).colour == "red"


def test_a_method_can_be_replaced(make: Any) -> None:
    widget = make(TextGeneration)
    widget.send = print
    assert widget.send is print
