"""The one error that needs no HTTP library: a parameter that breaks its rule."""

from __future__ import annotations

from collections.abc import Mapping


class ParameterError(ValueError):
    """One or more parameters break their rules; nothing was sent.

    Args:
        problems: Parameter name to a sentence with value, rule and way out.

    Attributes:
        problems: The same mapping.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Join the sentences to one message."""
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))
