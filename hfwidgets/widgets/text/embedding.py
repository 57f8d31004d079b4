"""The widget that turns texts into vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.text.lines import LinesTrait

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import FeatureExtractionArguments


class FeatureExtraction(TaskWidget):
    """Turn texts into vectors: their numbers, how close they are, and where they lie.

    Takes the arguments of `InferenceClient.feature_extraction`; each is a trait of the same name,
    and `text` is one text or a list of them.

    Example:
        >>> w = FeatureExtraction(text=["A happy person", "A glad human", "A sad dog"])
        >>> w.run().wait().shape
        (3, 512)
    """

    task = "feature-extraction"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[FeatureExtractionArguments]
    ) -> None:
        super().__init__(model, **arguments)

    @property
    def vectors(self) -> NDArray[np.float32] | None:
        """The result as rows, `float32` of shape `(vectors, dimensions)`; None without one."""
        from hfwidgets.widgets.text.reducing import rows_of

        return None if self.result is None else rows_of(self.result)

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field: several texts are a list."""
        if field.name == "text":
            return LinesTrait(field, alone=True).tag(sync=True)
        return super().trait_for(field)

    def noted(self, name: str, value: Any) -> Any:
        """Return an input for the history; of many texts the first."""
        if name == "text" and isinstance(value, list) and len(value) > 20:
            return [*value[:20], f"... {len(value) - 20:,} more"]
        return super().noted(name, value)
