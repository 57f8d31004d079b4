"""What the page asks of a widget with a table: take a file, tell all, change and restore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.widgets.engine.desk import (
    Answerer,
    Buffers,
    Content,
    PageAnswer,
    acknowledged,
    apart,
    reply,
)
from hfwidgets.widgets.pictures.uploads import Uploads
from hfwidgets.widgets.tables.cells import text_of
from hfwidgets.widgets.tables.reading import read_file

if TYPE_CHECKING:
    from hfwidgets.widgets.tables.input import TableInput


class Tabled(Answerer, Protocol):
    """What the page needs of a widget with a table."""

    table_inputs: dict[str, TableInput]

    def tell_edited(self, name: str) -> None:
        """Set the trait of a table that was changed."""


class TablePage:
    """Answers the messages about tables of the views of one widget."""

    def __init__(self, widget: Tabled) -> None:
        """Know the widget; its `Page` listens."""
        self._widget = widget
        self._uploads = Uploads()
        self._read_later = apart(widget, self._read)
        self.answers: dict[str, PageAnswer] = {
            "table": self._table,
            "table-edit": acknowledged(widget, self._edit),
            "table-clear": acknowledged(widget, lambda content: self._input(content).hold(None)),
            "table-restore": acknowledged(widget, lambda content: self._input(content).restore()),
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("file")),
        }

    def _table(self, content: Content, _: Buffers) -> None:
        numbers, columns = self._input(content).columns()
        heads = [{"name": one.name, "kind": one.kind} for one in columns]
        buffers = [json.dumps([text_of(cell) for cell in one.cells]).encode() for one in columns]
        told = {"field": content.get("field"), "heads": heads, **numbers}
        reply(self._widget, "table", content, buffers, **told)

    def _edit(self, content: Content) -> None:
        changes = list(content.get("changes") or ())
        given = self._input(content)
        given.edit(changes, content.get("shape"))
        told = {"view": content.get("view"), "field": given.field.name, "changes": changes}
        self._widget.send({"kind": "table-edited", **told})
        self._widget.tell_edited(given.field.name)

    def _upload(self, content: Content, buffers: Buffers) -> None:
        upload = self._uploads.add(content, buffers)
        if content.get("last"):
            self._read_later({**content, "upload": upload}, ())
        else:
            reply(self._widget, "uploaded", content, received=len(upload.content))

    def _read(self, content: Content, _: Buffers) -> None:
        upload = content["upload"]
        read = read_file(bytes(upload.content), upload.name)
        self._input(content).hold(read, upload.name)
        reply(self._widget, "uploaded", content, received=len(upload.content))

    def _input(self, content: Content) -> TableInput:
        name = str(content.get("field"))
        found = self._widget.table_inputs.get(name)
        if found is None:
            kind: Any = type(self._widget).__name__
            raise ValueError(f"{kind} has no table {name!r:.40}")
        return found
