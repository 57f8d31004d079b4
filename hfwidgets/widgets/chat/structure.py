"""Answers in a shape: what a chat asks for, and what page and notebook get of the answer."""

from __future__ import annotations

from typing import Any

from hfwidgets.conversations.message import Message
from hfwidgets.tools.reading import JSONFaultError, read_json
from hfwidgets.tools.structured import response_format
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.parameter_error import ParameterError

SHAPED = ("json_object", "json_schema", "json")


class FormatTrait(FieldTrait):
    """The shape of answers: a schema, a type, or what servers take; it holds what they take.

    The type itself is kept beside it, by the widget's `shape`.
    """

    def validate(self, obj: Any, value: Any) -> Any:
        """Return what servers take.

        Raises:
            ParameterError: JSON has no shape for it.
        """
        if value is None:
            obj.shape = None
            return None
        try:
            asked = response_format(value)
        except TypeError as error:
            raise ParameterError(
                {
                    "response_format": f"response_format is {value!r:.80}: {error}; give a JSON "
                    "schema, a TypedDict, a dataclass or a pydantic model"
                }
            ) from None
        if asked != getattr(obj, "response_format", None):  # set again, it is no type any more
            obj.shape = value
        return super().validate(obj, asked)


def structure_of(message: Message) -> dict[str, Any] | None:
    """Return an answer that was asked for as JSON, as the page shows it: its value, or the fault.

    Args:
        message: An answer that has ended.
    """
    asked = message.parameters.get("response_format")
    kind = asked.get("type") if isinstance(asked, dict) else None
    if message.role != "assistant" or kind not in SHAPED or not message.text:
        return None
    try:
        return {"value": plain(read_json(message.text, fenced=True))}
    except JSONFaultError as fault:
        told = {"line": fault.line, "column": fault.column, "text": displayable(fault.text)}
        return {"fault": displayable(str(fault)), **told}
