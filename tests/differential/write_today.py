"""Write today.json: what today's huggingface_hub does in every case, in an environment of its own.

`python -m tests.differential.write_today`
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.environments import python_with

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".cache" / "today"
RECORDED = Path(__file__).parent / "today.json"
PACKAGES = ["huggingface_hub==2.4.0", "numpy", "pillow"]


def python_of_today() -> Path:
    """Return the Python of the environment; make it if it is missing."""
    return python_with(HOME, PACKAGES)


def written_by(python: Path) -> Any:
    """Return what the client of an environment does."""
    done = subprocess.run(
        [str(python), "-m", "tests.differential.today_caller"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


if __name__ == "__main__":
    found = written_by(python_of_today())
    RECORDED.write_text(json.dumps(found, sort_keys=True, separators=(",", ":")) + "\n")
