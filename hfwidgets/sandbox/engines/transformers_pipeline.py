"""A transformers pipeline from a local folder, loaded without a connection to anywhere."""

from __future__ import annotations

import os
from typing import Any


def load(argument: str) -> Any:
    """Load the pipeline of "task=folder", without asking anybody for anything.

    Raises:
        ImportError: transformers is not installed.
        OSError: The folder has no model that can be read.
    """
    stay_offline()
    task, _, folder = argument.partition("=")
    from transformers import pipeline

    return pipeline(task, model=folder, trust_remote_code=False)


def stay_offline() -> None:
    """Have transformers look for nothing outside a folder; it reads this at its import."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # Bars of progress would fill the log.
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
