"""A transformers pipeline from a local folder. transformers is imported here and nowhere else."""

from __future__ import annotations

import os
from typing import Any


def load(argument: str) -> Any:
    """Load the pipeline of "task=folder", without asking anybody for anything.

    Raises:
        ImportError: transformers is not installed.
        OSError: The folder has no model that can be read.
    """
    # Read at import: with these it looks for nothing outside the folder.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    task, _, folder = argument.partition("=")
    from transformers import pipeline

    return pipeline(task, model=folder, trust_remote_code=False)
