"""The widget that says how close sentences are to one, and each to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from hfwidgets.frames import frame_of
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.desk import PageAnswer, acknowledged
from hfwidgets.widgets.engine.output import Output
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.text.lines import LinesTrait
from hfwidgets.widgets.text.similarities import AllSimilarities, Similarities
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import SentenceSimilarityArguments

MOST_COMPARED = 500  # sentences that are compared each with each


class SentenceSimilarity(TaskWidget):
    """Say how close other sentences are to one: ranked, and each with each on request.

    Takes the arguments of `InferenceClient.sentence_similarity`; each is a trait of the same name.

    Example:
        >>> w = SentenceSimilarity(
        ...     sentence="A happy person", other_sentences=["A glad human", "A sad dog"]
        ... )
        >>> w.run().wait()
        [0.88, 0.21]
        >>> w.compare_all().wait()  # one call for each sentence but the last
        >>> w.matrix.shape
        (3, 3)
    """

    task = "sentence-similarity"
    _machinery: ClassVar[tuple[str, ...]] = ("comparing",)
    comparing = False

    def __init__(
        self, model: str | None = None, **arguments: Unpack[SentenceSimilarityArguments]
    ) -> None:
        super().__init__(model, **arguments)

    def compare_all(self) -> SentenceSimilarity:
        """Start to compare each sentence with each, and return at once.

        That is one call for each sentence but the last, one after another; Stop keeps what came.

        Raises:
            ParameterError: A sentence is missing, or there are more than 500 in all.
        """
        count = 1 + len(self.other_sentences or ())
        if count > MOST_COMPARED:
            raise ParameterError(
                {
                    "other_sentences": f"{count:,} sentences would take {count - 1:,} calls; it is "
                    f"at most {MOST_COMPARED} in all. FeatureExtraction compares as many with one"
                }
            )
        self.comparing = True
        try:
            self.run()
        finally:
            self.comparing = False
        return self

    @property
    def matrix(self) -> NDArray[np.float32] | None:
        """Similarities of all, `float32` of shape `(sentences, sentences)`; None without them.

        The first is `sentence`. NaN stands where a run was stopped before.
        """
        shown: Any = self.control.shown
        return shown.matrix if isinstance(shown, AllSimilarities) else None

    def to_frame(self) -> Any:
        """Return the ranking as a pandas DataFrame; a dict of lists without pandas.

        Raises:
            ValueError: There is no result yet.
        """
        shown: Any = self.control.shown
        if shown.answer is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        ranking = shown.ranking()
        return frame_of(
            {
                "sentence": [text for text, _score in ranking],
                "similarity": [score for _text, score in ranking],
            }
        )

    def make_output(self, continue_from: str = "") -> Output:
        """Return what a run fills."""
        if self.comparing:
            return AllSimilarities(lambda text: self.tell(notice=text))
        return Similarities()

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the wish to compare all."""

        def compare(_: Any) -> None:
            self.compare_all()

        return {"compare": acknowledged(self, compare)}

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field: sentences come in any list."""
        if field.name == "other_sentences":
            return LinesTrait(field, alone=False).tag(sync=True)
        return super().trait_for(field)

    def noted(self, name: str, value: Any) -> Any:
        """Return an input for the history; of many sentences the first."""
        if name == "other_sentences" and isinstance(value, list) and len(value) > 20:
            return [*value[:20], f"... {len(value) - 20:,} more"]
        return super().noted(name, value)
