"""Tasks that read a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import an_object, ask, given
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import Flag, Model, Table, Text
from hfwidgets.tasks.outputs import TableQuestionAnsweringOutput
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow, Response

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def table_question_answering(
    config: Config,
    table: Table,
    query: Text,
    *,
    model: Model = None,
    padding: str | None = None,
    sequential: Flag = None,
    truncation: Flag = None,
) -> Flow[TableQuestionAnsweringOutput]:
    """Answer a question about a table.

    Args:
        table: Column names to their values, all texts; or a DataFrame.
        query: What to ask.
        model: Model id, or address of a server. Empty: the recommended model.
        padding: How the rows are filled up: "do_not_pad", "longest" or "max_length".
        sequential: Whether parts are asked one after another, each knowing the answers before.
        truncation: Whether a table that is too long is cut.

    Returns:
        The answer, the cells it comes from with their (row, column) from 0, and how they are
        combined (`NONE`, `SUM`, `AVERAGE`, `COUNT`).

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> table = {"Repository": ["Transformers", "Datasets"], "Stars": ["36542", "4512"]}
        >>> client.table_question_answering(table, "How many stars has Transformers?")
        {'answer': 'AVERAGE > 36542', 'coordinates': [[0, 1]], 'cells': ['36542'], ...}
    """
    asked = {"query": query, "table": table}
    parameters = given(padding=padding, sequential=sequential, truncation=truncation)
    response = yield from ask(config, "table-question-answering", model, asked, parameters)
    found: TableQuestionAnsweringOutput = an_object(response, "answer")
    return found


@checks()
def tabular_classification(config: Config, table: Table, *, model: Model) -> Flow[list[Any]]:
    """Predict a class for each row of a table.

    Args:
        table: Column names to their values, or a DataFrame; NaN and NA are sent as null.
        model: Model id, or address of a server; None takes the client's.

    Returns:
        One label per row.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> table = {"fixed_acidity": ["7.4", "7.8"], "alcohol": ["9.4", "9.8"]}
        >>> client.tabular_classification(table, model="julien-c/wine-quality")
        ["5", "5"]
    """
    return (yield from _predicted(config, "tabular-classification", table, model))


@checks()
def tabular_regression(config: Config, table: Table, *, model: Model) -> Flow[list[float]]:
    """Predict a number for each row of a table.

    Args:
        table: Column names to their values, or a DataFrame; NaN and NA are sent as null.
        model: Model id, or address of a server; None takes the client's.

    Returns:
        One number per row.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> table = {"Height": ["11.52", "12.48"], "Width": ["4.02", "4.3056"]}
        >>> client.tabular_regression(table, model="scikit-learn/Fish-Weight")
        [110, 120]
    """
    return (yield from _predicted(config, "tabular-regression", table, model))


def _predicted(config: Config, task: str, table: Any, model: str | None) -> Flow[list[Any]]:
    response: Response = yield from ask(config, task, model, {"table": table})
    payload = response.json()
    if isinstance(payload, list):
        return payload
    raise wrong_shape("a list with a value for each row", response.body, response)
