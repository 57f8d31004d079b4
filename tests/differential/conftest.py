"""huggingface_hub 0.20.3 in an environment of its own, and calls made from there."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peer_environment import PROBES, python_with_peer

MODULES = ("hfwidgets", "huggingface_hub")
Run = Callable[..., Any]


@pytest.fixture(scope="session")
def peer_python() -> Path:
    try:
        return python_with_peer()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"huggingface_hub 0.20.3 cannot be installed here: {error}")


@pytest.fixture
def run(peer_python: Path, tmp_path: Path) -> Run:
    """Run a module of this folder with a client; return what it prints as JSON."""

    def call(name: str, module: str, url: str) -> Any:
        done = subprocess.run(
            [str(peer_python), "-m", f"tests.differential.{name}", module, url, str(tmp_path)],
            cwd=PROBES,
            env={
                **os.environ,
                "HF_INFERENCE_ENDPOINT": url,
                "HF_ENDPOINT": url,
                "HF_HUB_DISABLE_TELEMETRY": "1",
                "NO_PROXY": "*",
            },
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return call
