"""From answers to columns: what is well, what is odd, what breaks off."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from hfwidgets.catalogue import search
from hfwidgets.catalogue.answers import rows_of
from hfwidgets.catalogue.columns import OTHERS, Codes, Columns, Rows
from hfwidgets.catalogue.packing import line_of, packed, spans
from hfwidgets.catalogue.records import Checked, Models
from hfwidgets.catalogue.search import View, counts, found
from hfwidgets.errors import InvalidResponseError, ServerError
from hfwidgets.sandbox.lists import ODD
from tests.unit.played import answered


def row(model: Any, task: Any = "fill-mask", framework: Any = "transformers") -> dict[str, Any]:
    return {"model_id": model, "task": task, "framework": framework, "sha": "1"}


def rows(*items: Any) -> Rows:
    return rows_of(answered(body=json.dumps(items).encode()))


def columns(*items: Any) -> Columns:
    made = Columns()
    made.extend(rows(*items), "here")
    return made


def names(made: Rows) -> list[tuple[str, str, str]]:
    tasks, frameworks = made.task_codes.names, made.framework_codes.names
    return [
        (name, tasks[task], frameworks[framework])
        for name, task, framework in zip(made.ids, made.tasks, made.frameworks, strict=True)
    ]


def test_a_classic_list_becomes_columns() -> None:
    assert names(rows(row("a/b"), row("c", "translation"))) == [
        ("a/b", "fill-mask", "transformers"),
        ("c", "translation", "transformers"),
    ]


def test_todays_list_tells_which_models_are_warm() -> None:
    made = rows(
        {"id": "a", "pipeline_tag": "fill-mask", "library_name": "timm", "inference": "warm"},
        {"id": "b"},
    )
    assert names(made) == [("a", "fill-mask", "timm"), ("b", "unknown", "unknown")]
    assert [made.state_codes.names[code] for code in made.states] == ["Loaded", "unknown"]


def test_sentence_models_are_listed_under_both_tasks_as_the_client_does() -> None:
    made = rows(*(row(name, "anything", "sentence-transformers") for name in "st"))
    assert [(name, task) for name, task, _ in names(made)] == [
        ("s", "feature-extraction"),
        ("t", "feature-extraction"),
        ("s", "sentence-similarity"),
        ("t", "sentence-similarity"),
    ]


def test_an_empty_list_is_no_mistake() -> None:
    assert len(rows()) == 0


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b"5", b"[", b"\xff"])
def test_what_is_no_list_is_told(body: bytes) -> None:
    with pytest.raises(InvalidResponseError, match="but not with a list of models"):
        rows_of(answered(body=body))


@pytest.mark.parametrize("body", [b'{"error": "x"}', b'{"object": "error", "message": "x"}'])
def test_an_error_in_the_place_of_a_list_is_told(body: bytes) -> None:
    with pytest.raises(ServerError, match="answered 200, but with an error") as caught:
        rows_of(answered(body=body))
    assert caught.value.server_message == "x"


@pytest.mark.parametrize("cut", [1, 3, 40, 60])
def test_of_a_list_that_breaks_off_what_came_is_kept(cut: int) -> None:
    whole = json.dumps([row("a"), row("b"), row("c")]).encode()
    made = rows_of(answered(body=whole[:-cut]))
    assert made.ids == ["a", "b", "c"][: 3 if cut == 1 else 2]
    assert made.broken
    assert f"{len(made)} models of it" in made.broken


def test_json_that_only_python_reads_is_read() -> None:
    body = b'[{"model_id": "a\\ud800", "task": NaN, "framework": "x"}]'
    made = rows_of(answered(body=body))
    assert names(made) == [("a\\ud800", "unknown", "x")]
    assert made.broken is None


def test_json_nested_without_end_ends() -> None:
    body = b'[{"model_id": "a"}, ' + b"[" * 100_000
    assert rows_of(answered(body=body)).ids == ["a"]


def test_odd_entries_are_counted_and_the_rest_is_kept() -> None:
    made = rows(*ODD, row("last"))
    assert made.left_out == {
        "has no id": 4,
        "has an id of more than 2,000 characters": 1,
        "is no description of a model": 2,
    }
    assert made.ids[-1] == "last"
    assert ("odd/types", "unknown", "unknown") in names(made)
    longest = max(len(name) for name in made.task_codes.names)
    assert longest == 100


def test_states_are_the_servers_words_in_one_line() -> None:
    made = rows({**row("a"), "state": "Hiber\nnating"}, {**row("b"), "loaded": True}, row("c"))
    assert [made.state_codes.names[code] for code in made.states] == [
        "Hiber�nating",
        "Loaded",
        "unknown",
    ]


def test_the_same_model_is_kept_once_a_task_and_framework() -> None:
    made = Columns()
    twice = rows(row("a"), row("a"), row("a", "translation"))
    assert made.extend(twice, "one") == 1
    assert made.extend(rows(row("a"), row("a", framework="timm"), row("b")), "two") == 1
    assert made.ids == ["a", "a", "a", "b"]
    assert [made.source(row) for row in range(4)] == ["one", "one", "two", "two"]
    assert made.places("a") == [0, 1, 2]
    assert made.places("none") == []


def test_more_names_than_numbers_are_others() -> None:
    codes = Codes(["x"], most=4)
    assert [codes[name] for name in ("a", "b", "c", "d", "a", "x")] == [1, 2, 3, 3, 1, 0]
    assert codes.names == ["x", "a", "b", OTHERS]
    many = columns(*(row(f"m{n}", framework=f"f{n}") for n in range(300)))
    assert max(many.frameworks) == 255
    assert many.framework_codes.names[255] == OTHERS


def unpacked(made: Columns, start: int, end: int) -> tuple[list[str], list[bytes]]:
    message, buffers = packed(made, start, end)
    plain = message["encoding"] == "plain"
    ids, *numbers = buffers if plain else [zlib.decompress(one) for one in buffers]
    assert (message["from"], message["to"]) == (start, end)
    return ids.decode().split("\n"), numbers


def test_columns_travel_as_lines_and_bytes() -> None:
    made = columns(row("a"), row("b", "translation"), row("c", framework="timm"))
    assert unpacked(made, 0, 3) == (["a", "b", "c"], [b"\0\1\0", b"\0\0\1", b"\0\0\0"])
    assert unpacked(made, 1, 2) == (["b"], [b"\1", b"\0", b"\0"])


def test_large_columns_are_deflated() -> None:
    made = columns(*(row(f"organisation/model-{n}") for n in range(3000)))
    message, buffers = packed(made, 0, 3000)
    assert message["encoding"] == "deflate"
    assert sum(map(len, buffers)) < 20_000
    assert unpacked(made, 0, 3000)[0] == made.ids


def test_more_than_256_tasks_take_two_bytes() -> None:
    made = columns(*(row(f"m{n}", f"task-{n}") for n in range(300)))
    message, (_, tasks, _, _) = packed(made, 298, 300)
    assert message["task_bytes"] == 2
    assert tasks == (298).to_bytes(2, "little") + (299).to_bytes(2, "little")


@pytest.mark.parametrize("odd", ["a\nb", "a\rb", "a\tb", "a\0b", "\x7f", "a\u2028b"])
def test_ids_with_line_ends_break_no_lines(odd: str) -> None:
    made = columns(row("first"), row(odd), row("last"))
    ids, _ = unpacked(made, 0, 3)
    assert ids[0], ids[2] == ("first", "last")
    assert len(ids) == 3
    assert made.ids[1] == odd


def test_a_control_character_is_written_as_an_escape() -> None:
    assert line_of("a\nb\u2028c") == "a\\u000ab\\u2028c"


def test_parts_begin_small_and_cover_everything() -> None:
    parts = spans(0, 200_000)
    assert parts[0] == (0, 5000)
    assert [one[0] for one in parts[1:]] == [one[1] for one in parts[:-1]]
    assert parts[-1][1] == 200_000
    assert spans(7, 7) == []


LIST = (
    row("Org/BERT-base"),
    row("org/gpt2", "text-generation"),
    row("x/vit", "image-classification", "timm"),
    row("a/translate", "translation"),
)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), [0, 1, 2, 3]),
        (View("bert"), [0]),
        (View("  BeRt "), [0]),
        (View("text-"), [1]),
        (View("org fill"), [0]),
        (View("GENERATION  org gpt"), [1]),
        (View("org zzz"), []),
        (View("TIMM"), [2]),
        (View("zzz"), []),
        (View(task="translation"), [3]),
        (View("org", framework="transformers"), [0, 1]),
        (View(task="no-such"), []),
        (View(state="unknown", framework="timm"), [2]),
        (View(sort="id"), [3, 0, 1, 2]),
        (View(sort="id", descending=True), [2, 1, 0, 3]),
        (View(sort="task"), [0, 2, 1, 3]),
        (View(sort="framework", descending=True), [0, 1, 3, 2]),
        (View(descending=True), [3, 2, 1, 0]),
    ],
)
def test_filters_and_orders_mean_what_the_page_means(view: View, expected: list[int]) -> None:
    assert list(found(columns(*LIST), view)) == expected


def test_equal_rows_keep_their_order_in_both_directions() -> None:
    made = columns(*(row(f"m{n}", "b" if n % 2 else "a") for n in range(6)))
    assert list(found(made, View(sort="task"))) == [0, 2, 4, 1, 3, 5]
    assert list(found(made, View(sort="task", descending=True))) == [1, 3, 5, 0, 2, 4]


def test_counts_of_few_and_of_many_rows_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [("b", "a", "c", "a")[number % 4] for number in range(1000)]
    made = columns(*(row(f"m{n}", f"task-{n % 300}", name) for n, name in enumerate(names)))
    few = counts(made)
    assert few["framework"] == [("a", 500), ("b", 250), ("c", 250)]
    assert len(few["task"]) == 300  # their numbers take two bytes
    made.counted = (0, {})
    monkeypatch.setattr(search, "MANY", 0)
    assert counts(made) == few


def test_counts_are_by_name_the_largest_first() -> None:
    made = columns(*LIST, row("more", "translation"))
    assert counts(made)["task"][0] == ("translation", 2)
    assert counts(made)["framework"] == [("transformers", 4), ("timm", 1)]
    assert counts(Columns()) == {"task": [], "framework": [], "state": []}


def test_records_are_built_when_looked_at() -> None:
    checked = {"org/gpt2": Checked("TooBig", "gpu", 5.0, "too large", "too_big")}
    models = Models(columns(*LIST), checked, range(4))
    assert (len(models), models.ids[2]) == (4, "x/vit")
    assert models[1].state == "TooBig"
    assert (models[1].compute_type, models[1].checked, models[1].reason) == (
        "gpu",
        5.0,
        "too large",
    )
    assert (models[0].state, models[0].source) == ("unknown", "here")
    assert [one.model_id for one in models[2:]] == ["x/vit", "a/translate"]
    assert models[-1].model_id == "a/translate"
    assert "x/vit" in models
    assert models[0] in models
    assert "none" not in models
    assert models[:2] == [models[0], models[1]]
    assert repr(models) == "<4 models: Org/BERT-base, org/gpt2, x/vit, …>"
    assert repr(models[:0]) == "<no models>"


def test_a_frame_has_a_column_for_each_attribute() -> None:
    frame = Models(columns(*LIST), {}, range(4)).to_frame()
    assert list(frame) == [
        *("model_id", "task", "framework", "state"),
        *("compute_type", "checked", "source", "reason"),
    ]
    assert list(frame["framework"]) == ["transformers", "transformers", "timm", "transformers"]
