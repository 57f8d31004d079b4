"""All calls that are compared with today's client.

The standard library alone: the newest huggingface_hub's environment reads this too.
"""

from __future__ import annotations

from tests.differential.today_cases import Case, task_cases
from tests.differential.today_keywords import keyword_cases


def all_cases() -> list[Case]:
    """Every case."""
    return [*task_cases(), *keyword_cases()]
