"""`scripts/at_once.py`, which runs the parts of `make check` side by side."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

SCRIPT = Path(__file__).parents[2] / "scripts" / "at_once.py"
TWO_PROCESSORS = "import os, runpy, sys; os.cpu_count = lambda: 2; "
RUN = f"sys.argv[0] = {str(SCRIPT)!r}; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"


def at_once(*commands: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TWO_PROCESSORS + RUN, *commands],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_what_each_says_stands_together(tmp_path: Path) -> None:
    # Each says its second line only after the other has said its first.
    says = "echo {0}1; touch {0}; until [ -e {1} ]; do sleep 0.01; done; echo {0}2 >&2"
    done = at_once(says.format("a", "b"), says.format("b", "a"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines.index("a2") == lines.index("a1") + 1
    assert lines.index("b2") == lines.index("b1") + 1
    assert done.stderr == ""


@pytest.mark.parametrize("place", range(3))
def test_a_failure_is_told_last_and_the_others_are_run(tmp_path: Path, place: int) -> None:
    commands = ["echo fine >> ran", "echo fine >> ran"]
    commands.insert(place, "echo why; exit 3")
    done = at_once(*commands, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Failed with 3: echo why; exit 3\n"
    assert "\nwhy\n" in done.stdout
    assert (tmp_path / "ran").read_text() == "fine\nfine\n"


def test_a_command_that_is_killed_or_not_there_has_failed(tmp_path: Path) -> None:
    done = at_once("kill -9 $$", "no-such-command-here", cwd=tmp_path)
    assert done.returncode == 1
    assert "Failed with -9: kill -9 $$" in done.stderr
    assert "Failed with 127: no-such-command-here" in done.stderr
