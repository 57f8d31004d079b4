"""What is selected in an explorer: records in Python, rows in the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.records import ModelRecord
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.widgets.models.model_explorer import ModelExplorer


class Selection:
    """Keeps records and rows of one explorer in step, also when its list is read anew.

    Args:
        widget: Whose traits `selected`, `selection`, `selected_row`, `selection_rows` these are.
    """

    def __init__(self, widget: ModelExplorer) -> None:
        """Nothing is selected yet."""
        self._widget = widget

    def record(self, model: Any) -> ModelRecord:
        """Return the record of an id or of a record, as it is now.

        Raises:
            ParameterError: It is not in the list.
        """
        row = self._row(model)
        if row is None:
            name = model.model_id if isinstance(model, ModelRecord) else model
            raise ParameterError(
                {"model": f"{name!r:.200} is not in the list; refresh() it, or look at .models"}
            )
        return self._widget.listing.models([row])[0]

    def records(self, models: Iterable[Any]) -> tuple[ModelRecord, ...]:
        """Return the records of ids or of records.

        Raises:
            ParameterError: One is not in the list.
        """
        return tuple(self.record(one) for one in models)

    def select(self, rows: Sequence[int], focus: int | None) -> None:
        """Select rows, and show the details of one."""
        models = self._widget.listing.models
        self._widget.tell(
            selection=tuple(models(rows)),
            selected=None if focus is None else models([focus])[0],
        )

    def show(self) -> None:
        """Tell the page which rows are selected."""
        widget = self._widget
        rows = [self._row(one) for one in widget.selection]
        widget.tell(
            selected_row=None if widget.selected is None else self._row(widget.selected),
            selection_rows=[row for row in rows if row is not None],
        )

    def seek(self, *, final: bool) -> None:
        """Find what is selected in a list that has grown; let go what is gone at its end."""
        widget = self._widget
        if widget.selected is None and not widget.selection:
            return
        if final:
            kept = tuple(one for one in widget.selection if self._row(one) is not None)
            gone = widget.selected is not None and self._row(widget.selected) is None
            widget.tell(selection=kept, **({"selected": None} if gone else {}))
        self.show()

    def renew(self, models: set[str]) -> None:
        """Replace selected records of models whose state is another now."""
        widget = self._widget
        selected = widget.selected
        traits: dict[str, Any] = {}
        if selected is not None and selected.model_id in models and self._row(selected) is not None:
            traits["selected"] = self.record(selected)
        if any(one.model_id in models for one in widget.selection):
            traits["selection"] = tuple(
                one if self._row(one) is None else self.record(one) for one in widget.selection
            )
        if traits:
            widget.tell(**traits)

    def _row(self, model: Any) -> int | None:
        columns = self._widget.listing.columns
        if not isinstance(model, ModelRecord):
            rows = columns.places(model) if isinstance(model, str) else []
            return rows[0] if rows else None
        wanted = (model.task, model.framework)
        for row in columns.places(model.model_id):
            task = columns.task_codes.names[columns.tasks[row]]
            if (task, columns.framework_codes.names[columns.frameworks[row]]) == wanted:
                return row
        return None
