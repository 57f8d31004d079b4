"""The border between Python and the page: what is written from it is current."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import typing
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hfwidgets.tasks.spec import Output
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.protocol import answers, calls, compare, doctor, lens, news
from hfwidgets.widgets.protocol.outputs import OUTPUTS
from hfwidgets.widgets.registry import task_widgets

HOME = Path(__file__).parents[2]
WRITER = HOME / "scripts" / "write_protocol.py"
SOURCES = HOME / "js" / "src" / "widgets"
STATIC = HOME / "hfwidgets" / "static"


def test_what_is_written_from_the_protocol_is_current():
    done = subprocess.run(
        [sys.executable, str(WRITER), "--check"], cwd=HOME, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_kind_of_output_is_one_of_the_table():
    assert set(typing.get_args(Output)) == set(OUTPUTS)


def test_every_kind_of_output_has_its_class():
    from hfwidgets.widgets.engine.output import Output as Base

    for name, kind in OUTPUTS.items():
        assert issubclass(kind.output_class(), Base), name


def kinds_in(unions) -> set[str]:
    """Return the kinds that the messages of some unions have."""
    messages = {message for union in unions for message in typing.get_args(union) or (union,)}
    hints = [typing.get_type_hints(message)["kind"] for message in messages]
    return {kind for hint in hints for kind in typing.get_args(hint)}


FROM_PAGE = kinds_in(
    (
        *(calls.TaskCall, calls.ExplorerCall, calls.BadgeCall, doctor.DoctorCall),
        *(lens.LensCall, compare.LanesCall),
    )
)
FROM_KERNEL = kinds_in(
    (
        *(news.TaskNews, news.ExplorerNews, news.BadgeNews, doctor.DoctorNews),
        *(lens.LensNews, compare.LanesNews, compare.LaneNews),
    )
)


def sent_by_python() -> set[str]:
    """Return the kinds of the messages that the widgets send, as their source names them."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (HOME / "hfwidgets" / "widgets").rglob("*.py")
        if "protocol" not in path.parts
    )
    return set(re.findall(r'"kind": "([\w-]+)"', source)) | set(
        re.findall(r'\breply\([\w.]+, "([\w-]+)"', source)
    )


def test_every_message_that_python_sends_is_in_the_protocol():
    parts = {"input", "made", "segment", "box", "item"}  # what is handed on has a kind, too
    assert sent_by_python() - parts <= FROM_KERNEL
    assert FROM_KERNEL - {"columns", "offers"} <= sent_by_python()


def kinds_of(messages: Iterable[Any]) -> set[str]:
    return {
        kind for one in messages for kind in typing.get_args(typing.get_type_hints(one)["kind"])
    }


FAMILIES = {
    "task": (calls.TaskCall, news.TaskNews),
    "explorer": (calls.ExplorerCall, news.ExplorerNews),
    "badge": (calls.BadgeCall, news.BadgeNews),
    "doctor": (doctor.DoctorCall, doctor.DoctorNews),
    "compare": (compare.LanesCall, compare.LanesNews),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_what_answers_a_call_bears_its_id_and_goes_where_it_came_from(family):
    """`ask` in js/src/talk waits for it by that id."""
    asked, told = FAMILIES[family]
    with_id = kinds_of(one for one in typing.get_args(asked) if "id" in one.__annotations__)
    without = kinds_of(one for one in typing.get_args(asked) if "id" not in one.__annotations__)
    assert not with_id & without
    assert not set(answers.ANSWERS) & without
    awaited = {answers.ANSWERS.get(kind, news.AckNews) for kind in with_id}
    assert awaited <= set(typing.get_args(told) or (told,))
    assert all("id" in one.__annotations__ for one in awaited)


def test_only_calls_have_answers():
    every = {kind for asked, _ in FAMILIES.values() for kind in kinds_of(typing.get_args(asked))}
    assert set(answers.ANSWERS) <= every


@pytest.fixture(scope="module")
def built() -> dict[str, dict[str, list[str]]]:
    """What the build found in each bundle: its editors and its renderers."""
    manifest = STATIC / "manifest.json"
    assert manifest.exists(), "the front end is not built: run `node build.mjs` in js"
    bundles = {path.stem for path in SOURCES.glob("*.ts")}
    lacking = [name for name in bundles if not (STATIC / f"{name}.packed").exists()]
    assert not lacking, "the front end is an older one: run `node build.mjs` in js"
    return json.loads(manifest.read_text(encoding="utf-8"))


def drawn_as(name: str) -> str:
    """Return the kind of output that a bundle must draw: many are drawn as a plain value."""
    return "value" if OUTPUTS[name].renderer == "value" else name


def test_the_bundle_that_python_names_has_the_renderer(built):
    lacking = {
        f"{one.bundle}.js draws no {name}"
        for name, one in OUTPUTS.items()
        if drawn_as(name) not in built.get(one.bundle, {"renderers": []})["renderers"]
    }
    assert not lacking


def test_no_bundle_draws_what_python_does_not_know(built):
    drawn = {(name, bundle) for bundle, has in built.items() for name in has["renderers"]}
    named = {(drawn_as(name), kind.bundle) for name, kind in OUTPUTS.items()}
    assert {f"{bundle} draws {name}" for name, bundle in drawn - named} == set()


@pytest.mark.parametrize("task", TASKS)
def test_a_tasks_bundle_draws_its_output_and_edits_its_fields(built, task):
    spec = TASKS[task]
    has = built[OUTPUTS[spec.output].bundle]
    assert drawn_as(spec.output) in has["renderers"]
    kinds = {field.kind for field in spec.shown}
    assert kinds <= set(has["editors"]), "what has no editor is edited as text"
    asked = any(field.group == "parameter" for field in spec.shown)
    assert has["parameters"] or not asked, "parameters have no place in this bundle"


@pytest.mark.parametrize("task", [name for name, spec in TASKS.items() if spec.hidden])
def test_what_a_form_leaves_out_is_a_parameter_that_nobody_must_set(task):
    spec = TASKS[task]
    held = {"messages"}  # a conversation, which is no field of a form
    for name in {*spec.hidden} - held:
        field = spec.field(name)
        assert (field.group, field.required) == ("parameter", False)
    placed = {name for names in spec.sections.values() for name in names}
    assert not placed & set(spec.hidden)


@pytest.mark.parametrize("widget", task_widgets(), ids=lambda widget: widget.task)
def test_a_widget_has_the_bundle_of_its_kind_of_output(widget):
    assert widget.bundle == OUTPUTS[TASKS[widget.task].output].bundle


def test_every_bundle_is_built_from_a_source_of_its_name(built):
    later = {path.stem for path in (SOURCES.parent / "later").glob("*.ts")}
    assert set(built) == {path.stem for path in SOURCES.glob("*.ts")} | later
    assert {name for name, has in built.items() if has.get("later")} == later
    for bundle in set(built) - later:
        assert (SOURCES / f"{bundle}.css").exists()


def test_a_packed_bundle_holds_its_parts_each_below_those_that_import_from_it(built):
    for bundle, has in built.items():
        texts = zlib.decompress((STATIC / f"{bundle}.packed").read_bytes()).decode().split("\0")
        names = [text.split(" ")[0] for text in texts[::4]]
        assert names == has["parts"], f"{bundle}: run `node build.mjs` in js"
        assert names[-1].split(".")[0] == bundle
        for at, (all_names, module) in enumerate(zip(texts[::4], texts[1::4], strict=True)):
            met = {"base", "shell"} if has.get("later") else set()
            imported = set(re.findall(r'=\$\$\("([^"]+)"\)', module))
            assert "return{" in module
            below = set(all_names.split(" ")[1:])
            assert imported <= below
            assert {one for one in below if one.split(".")[0] not in met} <= set(names[:at])


def test_parts_of_one_name_are_the_same_in_all_bundles(built):
    found: dict[str, set[tuple[str, ...]]] = {}
    for bundle in built:
        texts = zlib.decompress((STATIC / f"{bundle}.packed").read_bytes()).decode().split("\0")
        for at in range(0, len(texts), 4):
            found.setdefault(texts[at].split(" ")[0], set()).add(tuple(texts[at : at + 4]))
    assert {name for name, parts in found.items() if len(parts) > 1} == set()
