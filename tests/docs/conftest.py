"""Fixtures: which tests there are, asked of pytest once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.environments import alone

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def collected(shared_folder: Path) -> list[str]:
    """The tests of hosts, as pytest names them; the first worker that wants them asks."""
    file = shared_folder / "collected.txt"
    with alone(file):
        if not file.exists():
            file.write_text(_collect("tests/browser", "tests/lite"), encoding="utf-8")
    return file.read_text(encoding="utf-8").splitlines()


def _collect(*folders: str) -> str:
    quiet = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *folders]
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=True)
    return done.stdout
