"""docs/add-a-task.md, followed to the letter on a copy of the tree: a widget comes of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hfwidgets import Sandbox
from tests.unit.earlier_tree import HOME, NODE, copied, without_kind, without_widget

GUIDE = HOME / "docs" / "add-a-task.md"
# What the guide makes, whether or not the package has it by now.
WIDGETS, KIND = ("fill-mask", "sentence-similarity"), "similarity"
STEP = re.compile(
    r"^(?:In|New file) `(?P<path>[^`]+)`"
    r"(?:, (?P<how>after|in the order of|instead of|at the end|without)"
    r"(?: `(?P<line>[^`]+)`)?)?:\n\n```\w+\n(?P<code>.*?)```",
    re.MULTILINE | re.DOTALL,
)
MOST_LINES, MOST_FILES, MOST_FILES_OF_A_KIND = 25, 3, 6
# Run in the copy: what a widget returns, what its page is told, what completion offers.
USED = """
import sys
import hfwidgets
from hfwidgets import {name}, InferenceClient
client = InferenceClient(endpoint=sys.argv[1])
given = {given}
w = {name}(client=client, **given)
sent = []
w.send = lambda content, buffers=None: sent.append(content)
found = w.run().wait(120)
assert found == client.{method}(**given), found
assert w.status == "done" and w.history[-1].inputs.items() >= given.items()
assert "{name}" in hfwidgets.__all__ and set(given) <= set(dir(w))
print(sorted(sent[-1]["output"]), w.bundle)
"""
FILL_MASK = USED.format(
    name="FillMask", method="fill_mask", given={"text": "The goal of life is [MASK]."}
)
SIMILARITY = USED.format(
    name="SentenceSimilarity",
    method="sentence_similarity",
    given={"sentence": "a cat sat", "other_sentences": ["a cat", "two dogs"]},
)


@dataclass(frozen=True)
class Step:
    path: str
    how: str | None
    line: str | None
    code: str

    def take(self, tree: Path) -> None:
        path = tree / self.path
        if self.how is None:
            assert not path.exists(), f"{self.path} is no new file"
            path.write_text(self.code, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        path.write_text(self.changed(text), encoding="utf-8")

    def changed(self, text: str) -> str:
        if self.how == "at the end":
            return text + self.code
        if self.how == "without":
            assert text.count(self.code) == 1, f"{self.code!r} is not in {self.path} once"
            return text.replace(self.code, "")
        lines = text.splitlines(keepends=True)
        if self.how == "in the order of":
            lines.insert(self.place(lines), self.code)
            return "".join(lines)
        (at,) = [n for n, one in enumerate(lines) if one.strip() == self.line]
        lines[at : at + 1] = [self.code] if self.how == "instead of" else [lines[at], self.code]
        return "".join(lines)

    def place(self, lines: list[str]) -> int:
        """Return where the step's line stands among those that begin as it does."""
        alike = [n for n, one in enumerate(lines) if one.strip().startswith(str(self.line))]
        later = [n for n in alike if lines[n].strip() > self.code.strip()]
        if later:
            return later[0]
        past = alike[-1] + 1
        while lines[past].startswith((" " * 8, "    )")):  # the rest of a statement
            past += 1
        return past


def steps_of(heading: str) -> list[Step]:
    (section,) = re.findall(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", GUIDE.read_text(encoding="utf-8"), re.M | re.S
    )
    return [
        Step(one["path"], one["how"], one["line"], one["code"]) for one in STEP.finditer(section)
    ]


KNOWN, NEW = steps_of("Of a known kind of output"), steps_of("Of a new kind of output")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copied(tmp_path)
    for task in WIDGETS:
        without_widget(tmp_path, task)
    without_kind(tmp_path, KIND)
    return tmp_path


def python(tree: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(tree: Path) -> None:
    if not NODE.exists():
        return  # then the built files of the package are those of the copy
    done = subprocess.run(
        ["node", "build.mjs"], cwd=tree / "js", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Sandbox() as running:
        yield running.url


def contract(tree: Path, *more: str) -> None:
    tests = ("tests/unit/test_contract.py", "tests/unit/test_arguments.py", *more)
    python(tree, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)


def test_a_widget_of_a_known_kind_is_three_files(tree: Path, url: str) -> None:
    for step in KNOWN:
        step.take(tree)
    contract(tree)
    drawn = python(tree, "-c", FILL_MASK, url)
    assert drawn == "['lists', 'mask', 'pieces'] scores\n"


def test_a_new_kind_of_output_is_drawn_by_its_renderer(tree: Path, url: str) -> None:
    for step in NEW:
        step.take(tree)
    python(tree, "scripts/write_protocol.py")
    build(tree)
    more = ["tests/unit/test_protocol.py"] if NODE.exists() else []
    contract(tree, *more)
    assert python(tree, "-c", SIMILARITY, url).split() == ["['rows']", "value"]


@pytest.mark.skipif(not NODE.exists(), reason="the front end cannot be built here")
@pytest.mark.parametrize("path", ["js/src/widgets/value.ts", "hfwidgets/widgets/protocol"])
def test_a_renderer_that_only_one_side_knows_is_told(tree: Path, path: str) -> None:
    for step in NEW:
        if not step.path.startswith(path):
            step.take(tree)
    python(tree, "scripts/write_protocol.py")
    build(tree)
    if path.startswith("js"):
        with pytest.raises(AssertionError, match=r"value\.js draws no similarity"):
            contract(tree, "tests/unit/test_protocol.py")
    else:
        with pytest.raises(AssertionError, match="value draws similarity"):
            contract(tree, "tests/unit/test_protocol.py")


@pytest.mark.skipif(not NODE.exists(), reason="the front end cannot be built here")
@pytest.mark.parametrize("steps", [KNOWN, NEW], ids=["known", "new"])
def test_the_code_of_the_steps_passes_the_checks(tree: Path, steps: list[Step]) -> None:
    for step in steps:
        step.take(tree)
    sources = [step.path for step in steps if step.path.endswith(".py")]
    python(tree, "scripts/write_protocol.py")
    python(tree, "-m", "ruff", "check", *sources)
    python(tree, "-m", "ruff", "format", "--check", *sources)
    for command in (["biome", "check", "src"], ["tsc", "--noEmit"]):
        program = tree / "js" / "node_modules" / ".bin" / command[0]
        done = subprocess.run(
            [program, *command[1:]], cwd=tree / "js", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_steps_are_few() -> None:
    lines = sum(step.code.count("\n") for step in KNOWN)
    assert len({step.path for step in KNOWN}) <= MOST_FILES
    assert lines <= MOST_LINES
    assert len({step.path for step in NEW}) <= MOST_FILES_OF_A_KIND


@pytest.mark.parametrize("left_out", range(len(KNOWN)))
def test_a_step_that_is_left_out_is_told(tree: Path, left_out: int) -> None:
    for step in [*KNOWN[:left_out], *KNOWN[left_out + 1 :]]:
        step.take(tree)
    with pytest.raises(AssertionError, match=r"(?i)fill.?mask"):
        contract(tree)
