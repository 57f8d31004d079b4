"""Every notebook runs from top to bottom against the sandbox, and is committed clean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from hfwidgets import Sandbox
from hfwidgets.sandbox.cli import PACE_VARIABLE
from tests.waiting import PATIENCE

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
COLUMNS = 96  # of code in JupyterLab at 1280 px, where lines are not wrapped: measured there

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PACE_VARIABLE, "0")
        running = Sandbox().start()
    yield running
    running.close()


def test_there_are_notebooks():
    assert NOTEBOOKS


@every_notebook
def test_notebook_runs_from_top_to_bottom(path: Path, sandbox: Sandbox):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=int(PATIENCE),
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    )
    # Nobody reads along, in the sandboxes that a notebook starts neither.
    client.execute(env={**os.environ, **sandbox.environment, PACE_VARIABLE: "0"})
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in ran)


@every_notebook
def test_notebook_is_committed_without_outputs(path: Path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert {cell.execution_count for cell in code} <= {None}
    assert "widgets" not in notebook.metadata


@every_notebook
def test_notebook_names_no_server_of_its_own(path: Path):
    """It runs unchanged against the hosted service: the sandbox is chosen by the environment."""
    assert "127.0.0.1" not in path.read_text(encoding="utf-8")


@every_notebook
def test_notebooks_lines_of_code_fit_a_window_of_1280_px(path: Path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert [line for text in code for line in text.splitlines() if len(line) > COLUMNS] == []
