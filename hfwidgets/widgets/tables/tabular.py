"""The widgets of the tasks on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.tables.cells import kind_of
from hfwidgets.widgets.tables.outputs import Predictions
from hfwidgets.widgets.tables.table import Column
from hfwidgets.widgets.tables.task import TableTask, frame_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import (
        TableQuestionAnsweringArguments,
        TabularClassificationArguments,
        TabularRegressionArguments,
    )


class TableQuestionAnswering(TableTask):
    """Answer a question about a table; the cells of the answer are marked in it.

    Takes the arguments of `InferenceClient.table_question_answering`; each is a trait of the same
    name. Every cell is sent as a text, a missing one as an empty text.

    Example:
        >>> table = {"Repository": ["Transformers", "Datasets"], "Stars": [36542, 4512]}
        >>> w = TableQuestionAnswering(table=table, query="How many stars has Datasets?")
        >>> w.run().wait()["cells"]
        ['4512']
    """

    task = "table-question-answering"
    texts = True

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TableQuestionAnsweringArguments]
    ) -> None:
        super().__init__(model, **arguments)


class PredictionTask(TableTask):
    """A task widget that predicts something for each row of a table."""

    def to_frame(self) -> Any:
        """Return the rows that were asked about, with their predictions, as a `pandas.DataFrame`.

        The predictions are its last column, `"prediction"`. Before the first result it is the table
        as it is now.

        Raises:
            ImportError: pandas is not installed.
            ValueError: There is no table yet.
        """
        shown = self.control.shown
        if self.result is None or not isinstance(shown, Predictions) or shown.held.table is None:
            return super().to_frame()
        cells = shown.column()
        return frame_of(shown.held.table, Column("prediction", kind_of(cells), cells))


class TabularClassification(PredictionTask):
    """Predict a class for each row of a table; it stands beside the row.

    Takes the arguments of `InferenceClient.tabular_classification`; each is a trait of the same
    name.

    Example:
        >>> w = TabularClassification("sandbox/penguin-species", table=Path("penguins.csv"))
        >>> w.run().wait()
        ['Adelie', 'Adelie', ...]
        >>> w.to_frame()["prediction"].value_counts()
    """

    task = "tabular-classification"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TabularClassificationArguments]
    ) -> None:
        super().__init__(model, **arguments)


class TabularRegression(PredictionTask):
    """Predict a number for each row of a table; it stands beside the row.

    Takes the arguments of `InferenceClient.tabular_regression`; each is a trait of the same name.

    Example:
        >>> fish = {"Height": [11.52, 12.48], "Width": [4.02, 4.3056], "Length1": [23.2, 24.0]}
        >>> w = TabularRegression("scikit-learn/Fish-Weight", table=fish)
        >>> w.run().wait()
        [242.1, 260.4]
    """

    task = "tabular-regression"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[TabularRegressionArguments]
    ) -> None:
        super().__init__(model, **arguments)
