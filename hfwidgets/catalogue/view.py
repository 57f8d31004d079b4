"""What is looked for in a list of models, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class View:
    """What is looked for, and in which order.

    Attributes:
        query: Words; each is part of the id, the task or the framework, without regard to case.
            Empty for all.
        task: Only this task; None for all. Likewise `framework` and `state`.
        sort: `"id"`, `"task"`, `"framework"`, `"state"`, or empty for the order of the list. Where
            providers serve models also `"providers"` (how many) and a term in `BETTER`.
        descending: From the end.
        provider: Only models of this provider; None for all.
        needs: What one offer has to have, keys of `NEEDS`.
        limits: What its terms have to be, at most or at least, by their names in `BETTER`. Where
            providers serve models, `state` is that of the same offer, and only offers that fit all
            of these are compared.
    """

    query: str = ""
    task: str | None = None
    framework: str | None = None
    state: str | None = None
    sort: str = ""
    descending: bool = False
    provider: str | None = None
    needs: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the attributes as a dict."""
        return {**asdict(self), "needs": list(self.needs)}
