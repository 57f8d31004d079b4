"""What a saved notebook shows of a conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfwidgets.widgets.chat.turn import transcript
from hfwidgets.widgets.engine.still import Sheet, Still
from hfwidgets.widgets.engine.task_still import sheet_of


def chat_sheet(widget: Any) -> Sheet:
    """Return a conversation with how its last answer went.

    Args:
        widget: A `Chat`.
    """
    sheet = sheet_of(widget)
    if not widget.tree.path:
        return sheet
    line = "" if widget.control.run is None else sheet.line
    return replace(sheet, inputs={}, still=Still(transcript(widget.tree)), line=line)
