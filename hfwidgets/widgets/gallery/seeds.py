"""The trait of a seed."""

from __future__ import annotations

from typing import Any

from hfwidgets.widgets.engine.base import FieldTrait


class SeedTrait(FieldTrait):
    """A seed: one that is set stays for the runs to come; None has one drawn for each."""

    def set(self, obj: Any, value: Any) -> None:
        """Take a value, also the one that is there."""
        super().set(obj, value)
        obj.seed_set(value)
