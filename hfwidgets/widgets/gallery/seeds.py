"""The trait of a seed."""

from __future__ import annotations

from typing import Any

from hfwidgets.widgets.engine.base import FieldTrait


class SeedTrait(FieldTrait):
    """A seed: one that is set stays for the runs to come."""

    def set(self, obj: Any, value: Any) -> None:
        """Take a value, also the one that is there."""
        super().set(obj, value)
        if value is not None:
            obj.seed_set()
