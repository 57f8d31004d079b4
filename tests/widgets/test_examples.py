"""Examples: own ones, the task's, the model's card's; what was typed before comes back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.examples.example import fields_of
from hfwidgets.widgets.examples.of_models import examples_of_card
from hfwidgets.widgets.examples.of_tasks import EXAMPLES, examples_of_task
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.plain import class_for
from tests.wire.scripted import Reply, ScriptedServer

FILES = "https://hub.example/a/b/resolve/main/"
TONE = np.zeros(800, dtype="float32")


class PageOf:
    """A widget, and what its page asks and is told."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.sent: list[tuple[dict[str, Any], Any]] = []
        widget.send = lambda content, buffers=None: self.sent.append((content, buffers))

    def asks(self, **content: Any) -> tuple[dict[str, Any], Any]:
        name = str(len(self.sent))
        self.widget._handle_custom_msg({"id": name, **content}, [])
        until(lambda: any(one.get("id") == name for one, _ in self.sent))
        return next(pair for pair in self.sent if pair[0].get("id") == name)

    def examples(self, card: bool = False) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.asks(kind="examples", card=card)[0]["examples"]
        return found

    def use(self, key: str, faulty: bool = False) -> dict[str, Any]:
        return self.asks(kind="example-use", key=key, faulty=faulty)[0]

    def back(self, faulty: bool = False) -> dict[str, Any]:
        return self.asks(kind="example-back", faulty=faulty)[0]


@pytest.fixture
def client() -> InferenceClient:
    return InferenceClient("m", endpoint="http://127.0.0.1:9", token=False)


@pytest.fixture
def page(client: InferenceClient) -> Iterator[Any]:
    made = []

    def of(task: str, **options: Any) -> PageOf:
        widget = class_for(task)(client=client, **options)
        made.append(widget)
        return PageOf(widget)

    yield of
    for one in made:
        one.close()


def test_own_examples_are_values_or_arguments_and_are_offered_cut(page: Any) -> None:
    own = page("text-classification", examples=["Fine", {"text": "x" * 500, "top_k": "3"}])
    told = own.examples()
    assert [one["key"] for one in told] == ["own#0", "own#1"]
    assert told[0]["fields"] == [{"name": "text", "said": "Fine"}]
    assert told[1]["fields"][0]["said"] == "x" * 159 + "…"
    assert own.widget.examples == [{"text": "Fine"}, {"text": "x" * 500, "top_k": 3}]
    assert own.use("own#1")["kept"] == 1
    assert (own.widget.text, own.widget.top_k) == ("x" * 500, 3)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("Fine", "examples is 'Fine'; it is a list, of values of 'text' or of dicts"),
        ({"text": "Fine"}, "it is a list"),
        (5, "examples is 5; it is a list"),
        ([{"txt": "Fine"}], "examples[0] has no parameter 'txt'; did you mean 'text'?"),
        (["a", 5], "examples[1]: text is 5; it is a text"),
        (["a", None], "examples[1]: text is None; give it a value, or leave it out"),
        ([""], "examples[0]: text is ''"),
        ([{}], "examples[0] is empty; give it 'text' at least"),
        ([{"text": "a", "top_k": "many"}], "examples[0]: top_k is 'many'; it is a whole number"),
        (["a"] * 51, "examples has 51; at most 50 fit"),
    ],
)
def test_bad_examples_are_refused_with_value_rule_and_way_out(
    client: InferenceClient, given: Any, words: str
) -> None:
    with pytest.raises((TypeError, ParameterError)) as raised:
        class_for("text-classification")(client=client, examples=given)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("task", "given", "words"),
    [
        ("image-classification", [b"no picture"], "examples[0]: "),
        ("image-classification", [Path("gone.png")], "gone.png"),
        ("audio-classification", [b""], "examples[0]: "),
        ("tabular-regression", [{"a": 5}], "examples[0]: "),
    ],
)
def test_examples_of_files_and_tables_are_read_when_they_are_given(
    client: InferenceClient, task: str, given: Any, words: str
) -> None:
    with pytest.raises(ParameterError) as raised:
        class_for(task)(client=client, examples=given)
    assert words in str(raised.value)


def test_a_table_is_an_example_by_itself_whatever_its_columns_are_called(page: Any) -> None:
    frame = pd.DataFrame({"query": ["a"], "n": [1]})
    given = [{"query": ["a", "b"]}, frame, {"table": {"n": [1]}, "query": "how many?"}]
    own = page("table-question-answering", examples=given)
    assert [[one["name"] for one in row["fields"]] for row in own.examples()] == [
        ["table"],
        ["table"],
        ["table", "query"],
    ]
    assert own.examples()[0]["fields"][0]["said"] == "2 rows: query"


def test_a_picture_is_shown_small_and_a_picture_that_was_there_comes_back(page: Any) -> None:
    file = io.BytesIO()
    Image.new("RGB", (600, 300), "red").save(file, "PNG")
    file.seek(0)
    own = page("image-classification", examples=[file, Image.new("L", (8, 8))])
    content, buffers = own.asks(kind="examples", card=False)
    assert [one["picture"] for one in content["examples"]] == [0, 1]
    assert Image.open(io.BytesIO(buffers[0])).size == (96, 48)
    mine = Image.new("RGB", (20, 10), "blue")
    own.widget.image = mine
    own.widget.crop((0, 0, 5, 5))
    cropped = own.widget.pictures["image"]
    own.use("own#0")
    assert own.widget.pictures["image"]["width"] == 600
    own.use("own#1")
    assert own.back()["left"] == 0
    assert own.widget.pictures["image"] == cropped
    own.widget.uncrop()
    assert own.widget.image is mine


def test_a_sound_and_a_table_that_were_there_come_back_as_they_were(page: Any) -> None:
    listening = page("audio-classification", examples=[TONE])
    mine = (8000, np.ones(80, dtype="float32"))
    listening.widget.audio = mine
    listening.examples()
    listening.use("own#0")
    assert listening.widget.audio is TONE
    listening.back()
    assert listening.widget.audio is mine
    tabular = page("tabular-regression", examples=[{"a": [1]}])
    tabular.widget.table = {"b": [2, 3]}
    given = tabular.widget.table_inputs["table"]
    tabular.examples()
    given._table.columns[0].cells[0] = 7  # as an edit of the page leaves it
    tabular.use("own#0")
    assert tabular.widget.table == {"a": [1]}
    tabular.back()
    assert tabular.widget.table == {"b": [7, 3]}


def test_nothing_that_was_typed_is_lost_whatever_is_used_and_put_back(page: Any) -> None:
    own = page("text-classification", examples=["one", {"text": "two", "top_k": 2}])
    own.examples()
    own.widget.text = "typed"
    own.use("own#0")
    own.use("own#1")
    own.widget.text = "two, edited"
    assert own.back()["left"] == 1  # in its place stands what was edited
    assert (own.widget.text, own.widget.top_k) == ("typed", None)
    seen = {own.widget.text}
    for _ in range(4):
        own.back()
        seen.add(own.widget.text)
    assert {"typed", "two, edited"} <= seen


def test_examples_one_after_the_other_are_one_change(page: Any) -> None:
    own = page(
        "text-classification", examples=["one", {"text": "two", "top_k": 2}, {"top_k": 3}, "four"]
    )
    own.examples()
    own.widget.text = "typed"
    for at in (0, 1, 2, 3, 1):
        own.use(f"own#{at}")
    assert own.back()["left"] == 0
    assert (own.widget.text, own.widget.top_k) == ("typed", None)


def test_a_list_that_is_changed_in_its_place_changes_no_example(page: Any) -> None:
    own = page("zero-shot-classification", examples=[{"text": "a", "labels": ["b", "c"]}])
    own.examples()
    own.use("own#0")
    own.widget.labels.append("d")
    own.use("own#0")
    assert own.widget.labels == ["b", "c"]
    assert own.widget.examples == [{"text": "a", "labels": ["b", "c"]}]


def test_what_an_example_does_not_name_stays_as_it_is(page: Any) -> None:
    own = page("text-classification", examples=["one"])
    own.examples()
    own.widget.top_k = 4
    own.use("own#0")
    own.widget.function_to_apply = "sigmoid"
    own.back()
    assert (own.widget.text, own.widget.top_k) == ("", 4)
    assert own.widget.function_to_apply == "sigmoid"


def test_what_python_has_not_got_is_kept_by_its_number(page: Any) -> None:
    own = page("text-classification", examples=["one"])
    own.examples()
    own.use("own#0")
    assert own.use("own#0")["kept"] is None  # nobody has typed anything since
    assert own.use("own#0", faulty=True)["kept"] == 2
    assert own.back()["back"] == 2


def test_an_example_that_is_gone_changes_nothing_and_says_so(page: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (5, 5)).save(path)
    own = page("image-to-image", examples=[{"prompt": "at night", "image": path}])
    own.widget.prompt = "mine"
    own.examples()
    path.unlink()
    assert "a.png" in own.use("own#0")["error"]
    assert own.widget.prompt == "mine"
    assert "open the examples again" in own.use("own#7")["error"]
    assert "no example was used" in own.back()["error"]


def test_a_chat_has_examples_for_its_box(page: Any) -> None:
    chat = page("chat-completion")
    chat.widget.draft = "Dear model"
    first = chat.examples()[0]
    chat.use(first["key"])
    assert chat.widget.draft == EXAMPLES["chat-completion"][0]["messages"]
    chat.back()
    assert chat.widget.draft == "Dear model"


@pytest.mark.parametrize("task", sorted(EXAMPLES))
def test_the_examples_of_a_task_are_values_that_its_fields_take(page: Any, task: str) -> None:
    own = page(task)
    for example in examples_of_task(task, "[MASK]"):
        values = dict(example.values)
        assert fields_of(TASKS[task]).keys() >= values.keys()
        page(task, examples=[values])
    assert len(own.examples()) == len(EXAMPLES[task])


@pytest.mark.parametrize("task", sorted(EXAMPLES))
def test_the_sandbox_answers_what_the_examples_of_a_task_ask(sandbox: Sandbox, task: str) -> None:
    if task in ("chat-completion", "conversational", "text-to-video", "translation"):
        pytest.skip("sent from the box, slow, or asked with its languages beside")
    widget = class_for(task)(client=InferenceClient(endpoint=sandbox.url, timeout=PATIENCE))
    for name, value in examples_of_task(task, "[MASK]")[0].values.items():
        setattr(widget, widget.trait_of[name], value)
    widget.run().wait(PATIENCE)
    assert widget.result is not None
    widget.close()


def test_a_model_card_of_the_sandbox_has_examples(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    widget = class_for("zero-shot-classification")(client=client)
    asked = PageOf(widget)
    content, _ = asked.asks(kind="examples", card=True)
    assert content["lack"] is None
    assert content["model"].startswith("sandbox/")
    asked.use(content["examples"][0]["key"])
    assert widget.labels == ["sport", "politics", "weather"]
    widget.close()


def test_a_card_that_cannot_be_read_is_a_sentence(page: Any, server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "gone <b>"}, 404))
    client = InferenceClient("a/b", endpoint=server.url, token=False)
    widget = class_for("text-classification")(client=client)
    asked = PageOf(widget)
    content, _ = asked.asks(kind="examples", card=True)
    assert content["examples"] == []
    assert content["lack"]
    widget.close()


CARDS: list[tuple[str, Any, dict[str, Any]]] = [
    ("text-classification", {"text": "<b>", "example_title": "A\n B"}, {"text": "<b>"}),
    ("question-answering", {"text": "who?", "context": "I"}, {"question": "who?", "context": "I"}),
    (
        "image-classification",
        {"src": "https://x.example/a.png"},
        {"image": "https://x.example/a.png"},
    ),
    ("image-classification", {"src": "a b.png"}, {"image": FILES + "a%20b.png"}),
    ("automatic-speech-recognition", {"src": "s/1.flac"}, {"audio": FILES + "s/1.flac"}),
    (
        "zero-shot-image-classification",
        {"src": "a.png", "candidate_labels": "cat, dog"},
        {"image": FILES + "a.png", "labels": ["cat", "dog"]},
    ),
    (
        "visual-question-answering",
        {"src": "a.png", "text": "What?"},
        {"image": FILES + "a.png", "question": "What?"},
    ),
    ("tabular-regression", {"structured_data": {"a": [1, 2]}}, {"table": {"a": [1, 2]}}),
    ("chat-completion", {"messages": [{"role": "user", "content": "Hi"}]}, {"messages": "Hi"}),
    (
        "text-generation",
        {"text": "A", "parameters": {"temperature": 0.5, "unknown": 1, "top_k": "no"}},
        {"prompt": "A", "temperature": 0.5},
    ),
]


@pytest.mark.parametrize(("task", "entry", "values"), CARDS)
def test_a_card_is_read_as_the_arguments_of_the_task(
    task: str, entry: Any, values: dict[str, Any]
) -> None:
    (example,) = examples_of_card(TASKS[task], [entry], FILES)
    assert dict(example.values) == values


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "../../secret",
        "a/../../b",
        "file:///etc/passwd",
        "C:\\Users",
        "data:image/png;base64,AAAA",
        "~root\n/x",
        "//host/share",
        5,
        "",
    ],
)
def test_no_card_has_a_file_of_this_machine_read(source: Any) -> None:
    assert examples_of_card(TASKS["image-classification"], [{"src": source}], FILES) == ()


@pytest.mark.parametrize(
    "entries",
    [
        ["text", None, 5, []],
        [{"text": None}, {"text": 5}, {"text": ""}, {"text": {"a": 1}}, {"other": "x"}],
        [{"text": "x" * 30_000}],
        [{"structured_data": "no table"}],
    ],
)
def test_what_is_no_example_of_a_card_is_left_out(entries: Any) -> None:
    for task in ("text-classification", "tabular-regression"):
        assert examples_of_card(TASKS[task], entries, FILES) == ()


def test_all_that_the_page_is_told_travels_as_json(page: Any) -> None:
    own = page("text-classification", examples=["\ud800 <script>\u202e"])
    content, _ = own.asks(kind="examples", card=False)
    assert "\ufffd <script>" in json.loads(json.dumps(content))["examples"][0]["fields"][0]["said"]
