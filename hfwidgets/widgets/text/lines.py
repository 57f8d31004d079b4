"""A field that holds one text, or a list of them: one a line on the page."""

from __future__ import annotations

from typing import Any

from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.parameter_error import ParameterError

MOST_LINES = 10_000


class LinesTrait(FieldTrait):
    """A text or a list of texts; anything that lists texts becomes a list.

    Args:
        spec: The field.
        alone: Whether one text by itself is a value, too.
    """

    def __init__(self, spec: Any, *, alone: bool) -> None:
        super().__init__(spec)
        self._alone = alone

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the text or the list.

        Raises:
            ParameterError: Something that is no text, or too many.
        """
        if isinstance(value, str) and not self._alone:
            raise self._refused(f"{value!r:.60}; it is a list of texts: [{value!r:.60}]")
        if value is None or isinstance(value, str):
            return super().validate(obj, value)
        try:
            texts = list(value)
        except TypeError:
            raise self._refused(f"{value!r:.60}; it is a text or a list of texts") from None
        if not texts:
            return self.default_value
        for number, one in enumerate(texts):
            if not isinstance(one, str) or not one:
                raise self._refused(f"{one!r:.60} at place {number}; each is a text, not empty")
        if len(texts) > MOST_LINES:
            raise self._refused(f"{len(texts):,} texts; it is at most {MOST_LINES:,}")
        return [displayable(one) for one in texts]

    def _refused(self, what: str) -> ParameterError:
        return ParameterError({self._spec.name: f"{self._spec.name} has {what}"})
