"""The models that a server has, as a list to search, to check, and to open widgets from."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import traitlets as t

from hfwidgets.catalogue.packing import Part
from hfwidgets.catalogue.records import Models
from hfwidgets.catalogue.search import SORTS, View, counts, found
from hfwidgets.widgets import busy_kernel
from hfwidgets.widgets.base import Widget
from hfwidgets.widgets.explorer_listing import listing_of
from hfwidgets.widgets.explorer_page import ExplorerPage
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

FIRST = 40  # rows that the page shows before all have come, and that are saved with a notebook


class ModelExplorer(Widget):
    """The models that a server has now: search them, ask for their state, open one.

    The list is read when the widget is shown, or by `refresh()`: in the classic API a list a
    framework, all at once; today the Hub's list page by page. A list that fails is told in
    `sources`, and what the others brought stays. Models of sentence-transformers are listed under
    both tasks that they do.

    Args:
        task: Show only this task at first.
        frameworks: One or more libraries, `"all"` of them, or None for the four main ones (today's
            service: all).
        client: Client whose settings (endpoint, token, timeout) are used. None makes one.
        layout: Layout of the widget, as in ipywidgets.

    Attributes:
        status: `"idle"`, `"listing"`, `"done"`, `"stopped"` or `"error"` (nothing came).
        sources: The lists: name, url, state, how many models, when they were read, what failed.
        total: How many models came.
        facets: How many models each task, framework and state has.
        selected: The record that details are shown of, or None; set it to a record or an id.
        selection: The records that are selected.

    Raises:
        ParameterError: Frameworks that are none (a `ValueError`).

    Example:
        >>> explorer = ModelExplorer("text-generation")
        >>> explorer.refresh().wait()
        <12 models: ...>
        >>> explorer.filter("smollm").to_frame()
    """

    bundle = "model_explorer"

    status = t.Enum(["idle", "listing", "done", "stopped", "error"], "idle").tag(sync=True)
    problem = t.Instance(dict, allow_none=True, help="Why nothing came").tag(sync=True)
    version = t.Int(help="Counts the lists that came").tag(sync=True)
    total = t.Int(help="How many models came").tag(sync=True)
    announce = t.Enum(["off", "summary", "full"], "summary").tag(sync=True)
    sources: t.List[Any] = t.List(help="The lists that are read").tag(sync=True)
    facets = t.Dict(help="Counts by task, framework and state").tag(sync=True)
    view = t.Dict(help="What is looked for, and in which order").tag(sync=True)
    first = t.Dict(help="The first rows of the view").tag(sync=True)
    selected_row = t.Int(None, allow_none=True, help="Row of `selected`").tag(sync=True)
    selection_rows: t.List[Any] = t.List(help="Rows of `selection`").tag(sync=True)
    recommended = t.Dict(help="The recommended model of each task").tag(sync=True)
    watched = t.Dict(help="Models that are waited for, by row").tag(sync=True)
    opened = t.Unicode(None, allow_none=True, help="The widget that was opened").tag(sync=True)
    opened_title = t.Unicode(help="Its title").tag(sync=True)
    selected = t.Any(None, help="The record that details are shown of")
    selection = t.Tuple(help="The records that are selected")

    closed = False

    def __init__(
        self,
        task: str | None = None,
        frameworks: str | list[str] | None = None,
        *,
        client: ClientBase | None = None,
        layout: Any = None,
    ) -> None:
        """Find the list, which other widgets may have read already."""
        if task is not None and not isinstance(task, str):
            raise ParameterError({"task": f"task is {task!r:.80}; it is a name, or None for all"})
        self.client = client if client is not None else _client()
        self.listing = listing_of(self.client._config, frameworks)
        self._view = View(task=task)
        options = {} if layout is None else {"layout": layout}
        super().__init__(**options, **self._shown(), **self._state(), view=self._view_json(""))
        self._own_layout = None if layout is not None else self.layout
        self.page = ExplorerPage(self)
        self.listing.watch(self)

    def refresh(self) -> ModelExplorer:
        """Read the list anew, and return at once; what is there stays until the first models come.

        Returns:
            The widget: `explorer.refresh().wait()` gives the models.

        Raises:
            RuntimeError: The widget is closed.
        """
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")
        self.listing.refresh()
        self.sources_changed()
        return self

    def stop(self) -> None:
        """Close the connections of a list that is being read; what came is kept."""
        self.listing.stop()

    def wait(self, timeout: float | None = None) -> Models:
        """Block until the list is read, and return its models.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Raises:
            RuntimeError: Nothing was asked for yet.
            TimeoutError: It is not read in time; reading goes on.
        """
        ended = self.listing.ended
        if ended is None:
            raise RuntimeError("nothing to wait for: call refresh() first, or press Refresh")
        kernel = busy_kernel.current_kernel()
        deadline = None if timeout is None else time.monotonic() + timeout
        try:
            while not ended.wait(0.02 if deadline is None else 0.005):
                if kernel is not None:
                    busy_kernel.take_messages(kernel, self.comm)
                if deadline is not None and time.monotonic() >= deadline:
                    raise TimeoutError(f"the list is not read after {timeout:g} s; it goes on")
        except KeyboardInterrupt:
            self.stop()
            raise
        return self.models

    @property
    def models(self) -> Models:
        """All models that came, in the order in which they came."""
        return self.listing.models()

    def to_frame(self) -> Any:
        """Return all models as a pandas DataFrame; as a dict of lists where pandas is missing."""
        return self.models.to_frame()

    def filter(
        self,
        query: str = "",
        *,
        task: str | None = None,
        framework: str | None = None,
        state: str | None = None,
        sort: str = "",
        descending: bool = False,
    ) -> Models:
        """Show only some of the models, and return them.

        Args:
            query: Part of an id, a task or a framework, without regard to case.
            task: Only this task; None for all.
            framework: Only this framework; None for all.
            state: Only this state, such as `"Loaded"`; None for all.
            sort: `"id"`, `"task"`, `"framework"`, `"state"`, or empty for the order of the list.
            descending: From the end.

        Raises:
            ParameterError: An order that there is not (a `ValueError`).
        """
        if sort not in SORTS:
            raise ParameterError(
                {"sort": f"sort is {sort!r:.80}; it is one of {', '.join(map(repr, SORTS))}"}
            )
        return self.show(View(query, task, framework, state, sort, descending), "")

    def close(self) -> None:
        """Stop reading, and free everything on both sides."""
        self.closed = True
        listing = self.__dict__.get("listing")  # missing where the construction failed
        if listing is not None:
            listing.leave(self)
        super().close()
        layout = self.__dict__.get("_own_layout")
        if layout is not None:
            layout.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}: {self.total:,} models>"

    # Called by the page and the listing of this widget.

    def show(self, view: View, by: str) -> Models:
        """Take what is looked for, and return the models."""
        self._view = view
        rows = found(self.listing.columns, view)
        self.tell(view=self._view_json(by), first=self._first(rows))
        return self.listing.models(rows)

    def listing_began(self) -> None:
        """Begin a new version; what was selected is sought in it again as it comes."""

    def rows_came(self, start: int, end: int, part: Part) -> None:
        """Send rows to the page."""
        message, buffers = part
        if start == 0:
            self.tell(**self._shown(), **self._state())
        self.send({**message, "now": time.time()}, buffers)

    def sources_changed(self) -> None:
        """Show how far the list is read."""
        self.tell(**self._shown(), **self._state())

    def checks_came(self, models: list[str]) -> None:
        """Show what single models' states are."""

    def _shown(self) -> dict[str, Any]:
        columns = self.listing.columns
        facets = {name: [list(one) for one in ones] for name, ones in counts(columns).items()}
        return {
            "version": self.listing.version,
            "total": len(columns),
            "facets": facets,
            "first": self._first(found(columns, self._view)),
        }

    def _state(self) -> dict[str, Any]:
        listing = self.listing
        return {
            "sources": [one.as_json() for one in listing.readings],
            "problem": listing.problem,
            "status": listing.status,
        }

    def _view_json(self, by: str) -> dict[str, Any]:
        return {**self._view.as_json(), "by": by}

    def _first(self, rows: Any) -> dict[str, Any]:
        from hfwidgets.catalogue.packing import line_of

        columns = self.listing.columns
        shown = [
            [
                row,
                line_of(columns.ids[row]),
                columns.task_codes.names[columns.tasks[row]],
                columns.framework_codes.names[columns.frameworks[row]],
                columns.state_codes.names[columns.states[row]],
            ]
            for row in rows[:FIRST]
        ]
        return {"matched": len(rows), "rows": shown}


def explore(
    task: str | None = None,
    frameworks: str | list[str] | None = None,
    *,
    client: ClientBase | None = None,
) -> ModelExplorer:
    """Return an explorer of the models that a server has, and begin to read them.

    Args:
        task: Show only this task at first.
        frameworks: One or more libraries, `"all"` of them, or None for the four main ones.
        client: Client whose settings (endpoint, token, timeout) are used. None makes one.

    Raises:
        ParameterError: Frameworks that are none (a `ValueError`).

    Example:
        >>> explore("text-generation")
    """
    return ModelExplorer(task, frameworks, client=client).refresh()


def _client() -> ClientBase:
    from hfwidgets.client.blocking import InferenceClient

    return InferenceClient()
