"""The models that a server has, as a list to search, to check, and to open widgets from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.catalogue.records import ModelRecord, Models
from hfwidgets.catalogue.search import View
from hfwidgets.tasks.recommended import choose_model
from hfwidgets.widgets.engine.busy_kernel import awaited_by_some, polled, waited
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.models.checks import AT_ONCE, Checks, id_of
from hfwidgets.widgets.models.kept_list import KeptList
from hfwidgets.widgets.models.list_display import ListDisplay
from hfwidgets.widgets.models.listing import Listing, listing_of
from hfwidgets.widgets.models.looking import Limits, check_names, checked_view
from hfwidgets.widgets.models.opening import opened
from hfwidgets.widgets.models.page import ExplorerPage
from hfwidgets.widgets.models.selection import Selection
from hfwidgets.wire.dialects import AUTO
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.client.base import ClientBase
    from hfwidgets.widgets.engine.task import TaskWidget

SHORTEST = 10.0  # seconds between two lists that are read by themselves
MOST_CHECKED = 500  # models that are asked for at once


class ModelExplorer(KeptList):
    """The models that a server has now: search them, ask for their state, open one.

    The list is read when the widget is shown, or by `refresh()`: in the classic API a list a
    framework, all at once; today the Hub's list of what all providers serve, page by page, with the
    prices and speeds that the router tells of chat models. A list that fails is told in
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
        facets: How many models each task, framework, state and provider has.
        selected: The record that details are shown of, or None; set it to a record or an id.
        selection: The records that are selected; set it to records or ids.
        refresh_every: Seconds after which the list is read anew by itself, at least 10, or None;
            not while the widget is hidden.
        recommended: Models that you recommended, by task; calls without a model take them.

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
    facets = t.Dict(help="Counts by task, framework, state and provider").tag(sync=True)
    has_offers = t.Bool(help="Whether providers serve the models").tag(sync=True)
    view = t.Dict(help="What is looked for, and in which order").tag(sync=True)
    first = t.Dict(help="The first rows of the view").tag(sync=True)
    selected_row = t.Int(None, allow_none=True, help="Row of `selected`").tag(sync=True)
    selection_rows: t.List[Any] = t.List(help="Rows of `selection`").tag(sync=True)
    recommended = t.Dict(help="The recommended model of each task").tag(sync=True)
    watched = t.Dict(help="Models that are waited for, by row").tag(sync=True)
    refresh_every = t.Float(None, allow_none=True, help="Seconds between lists").tag(sync=True)
    opened = t.Unicode(None, allow_none=True, help="The widget that was opened").tag(sync=True)
    opened_title = t.Unicode(help="Its title").tag(sync=True)
    selected = t.Any(None, help="The record that details are shown of")
    selection = t.Tuple(help="The records that are selected")

    client: ClientBase
    checks: Checks
    listing: Listing
    opened_widgets: tuple[TaskWidget, ...]
    page: ExplorerPage
    rows: Selection
    display: ListDisplay
    _machinery: ClassVar[tuple[str, ...]] = (
        *(
            "checks",
            "first",
            "has_offers",
            "listing",
            "opened",
            "opened_title",
            "opened_widgets",
            "page",
        ),
        *("problem", "rows", "selected_row", "selection_rows", "display", "version", "view"),
        "close_opened",
    )

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
        self.client = client if client is not None else default_client()
        self.listing = listing_of(self.client._config, frameworks)
        by = self.client.provider
        self.display = ListDisplay(self, View(task=task, provider=None if by == AUTO else by))
        self._verifying: set[Any] = set()
        self._awaiting: list[object] = []
        self.checks = Checks(
            lambda: self.client._config,
            self.listing.learn,
            self.listing.state_of,
            lambda _: self.display.watched(),
        )
        self.opened_widgets = ()
        self.rows = Selection(self)
        options = {} if layout is None else {"layout": layout}
        super().__init__(
            **options,
            **self.display.all_of_it(),
            recommended=dict(self.client._config.learnt.chosen),
        )
        self.page = ExplorerPage(self)
        self.listing.watch(self.display)

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
        self.display.sources_changed()
        return self

    def stop(self) -> None:
        """Close the connections of a list that is being read; what came is kept."""
        self.listing.stop()

    def retry(self, source: str | None = None) -> ModelExplorer:
        """Read a list again that failed or was stopped, and return at once.

        Args:
            source: Its name in `sources`; None for all such.
        """
        self.listing.retry(source)
        self.display.sources_changed()
        return self

    def wait(self, timeout: float | None = None) -> Models:
        """Block until the list is read, and states are known that were asked for; or `await` it.

        Returns:
            All models.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Raises:
            RuntimeError: Nothing was asked for yet.
            TimeoutError: It is not read in time; reading goes on.
        """
        try:
            over = waited(self._is_over(), self.comm, timeout)
        except KeyboardInterrupt:
            self._give_up()
            raise
        if not over:
            raise TimeoutError(f"the list is not read after {timeout:g} s; it goes on")
        return self.models

    def __await__(self) -> Generator[Any, None, Models]:
        """Wait as `wait()` does, in a cell or coroutine; to cancel the last that waits stops it."""
        waiting = awaited_by_some(self._awaiting, self._is_over(), self.comm, self._give_up)
        yield from waiting.__await__()
        return self.models

    def _give_up(self) -> None:
        self.stop()
        self.checks.stop()

    def _is_over(self) -> Callable[[float], bool]:
        ended = self.listing.ended
        if ended is None and not self._verifying and self.status == "idle":
            raise RuntimeError("nothing to wait for: call refresh() first, or press Refresh")
        return polled(lambda: not self._verifying and (ended is None or ended.is_set()))

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
        provider: str | None = None,
        needs: Iterable[str] = (),
        **limits: Unpack[Limits],
    ) -> Models:
        """Show only some of the models, and return them.

        Args:
            query: Words, without regard to case; each must be in the id, the task or the framework.
            task: Only this task; None for all.
            framework: Only this framework; None for all.
            state: Only this state, such as `"Loaded"`; where providers serve models, one of an
                offer: `"live"`, `"staging"`, `"error"`. None for all.
            sort: `"id"`, `"task"`, `"framework"`, `"state"`, or empty for the order of the list;
                where providers serve models also `"providers"` (how many), `"input_price"`,
                `"output_price"`, `"context_length"`, `"first_token_latency"`, `"throughput"`.
            descending: From the end.
            provider: Only models of this provider; None for all.
            needs: What one offer has to have: `"tools"`, `"structured"` (output by a schema),
                `"free"`, `"author"` (the provider published the model).
            **limits: What its terms may be: `max_input_price` and `max_output_price` (US dollars
                per million tokens), `min_context_length` (tokens), `max_first_token_latency`
                (seconds), `min_throughput` (tokens a second).

        Raises:
            ParameterError: No such order, another type, or a misspelt name (a `ValueError`).
        """
        given: dict[str, Any] = {
            "query": query,
            "task": task,
            "framework": framework,
            "state": state,
        }
        given |= {"provider": provider, "needs": needs, "sort": sort, "descending": descending}
        view = checked_view(given, limits)
        check_names(self.listing, view)
        return self.display.look_for(view)

    def verify(
        self, models: Iterable[Any] | None = None, *, at_once: int = AT_ONCE
    ) -> ModelExplorer:
        """Ask for the state of models, and return at once.

        Args:
            models: Records or ids; None for the first 500 that `filter` or the page shows.
            at_once: How many are asked for at the same time, from 1 to 32.

        Returns:
            The widget: `explorer.verify().wait()` gives the models with their states.

        Raises:
            ParameterError: More than 500 models, or `at_once` out of its range.
        """
        if models is None:
            models = self.display.found()[:MOST_CHECKED].ids
        if isinstance(models, (str, ModelRecord)):
            models = [models]
        names = [id_of(one) for one in models]
        if len(names) > MOST_CHECKED:
            said = f"{len(names):,} models; ask for {MOST_CHECKED} at most, or filter first"
            raise ParameterError({"models": said})
        if not isinstance(at_once, int) or not 1 <= at_once <= 32:
            raise ParameterError({"at_once": f"at_once is {at_once!r:.40}; it is from 1 to 32"})
        future = self.checks.verify(names, at_once)
        self._verifying.add(future)
        future.add_done_callback(self._verifying.discard)
        return self

    def watch(self, model: Any) -> ModelExplorer:
        """Ask for a model's state again and again until it is ready, and return at once.

        `watched` tells the states it had, and `notice` when it is ready. It ends after ten minutes,
        and rests while the widget is hidden.

        Args:
            model: Record or id.
        """
        self.checks.watch(id_of(model))
        return self

    def unwatch(self, model: Any) -> None:
        """Wait for a model no more."""
        self.checks.unwatch(id_of(model))

    def open_model(
        self, model: Any, *, provider: str | None = None, show: bool = True
    ) -> TaskWidget:
        """Make the widget of a model's task, with the model, and return it.

        Args:
            model: Record or id.
            provider: Who serves it, of those that do, or `"auto"`; None takes the client's.
            show: Whether it appears below the list.

        Raises:
            ParameterError: The model is not in the list, its task has no widget, or the provider
                does not serve it.
        """
        record = self.rows.record(model)
        widget = opened(self.client, record, provider)
        self.opened_widgets = (*self.opened_widgets, widget)
        if show:
            by = f" at {provider}" if provider else ""
            title = f"{record.model_id}{by}"
            self.tell(opened=f"IPY_MODEL_{widget.model_id}", opened_title=title)
        return widget

    def recommend(self, model: Any, on: bool = True) -> None:
        """Have calls of this client without a model take this one for its task.

        Args:
            model: Record or id.
            on: False takes the Hub's suggestion again.

        Raises:
            ParameterError: The model is not in the list.
        """
        record = self.rows.record(model)
        choose_model(self.client._config, record.task, record.model_id if on else None)
        self.tell(recommended=dict(self.client._config.learnt.chosen))

    def close(self) -> None:
        """Stop reading, and free everything on both sides."""
        self.closed = True
        if "listing" in self.__dict__:  # missing where the construction failed
            self.listing.leave(self.display)
        if "checks" in self.__dict__:
            self.checks.stop()
        super().close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}: {self.total:,} models>"

    # Called by the page of this widget.

    def close_opened(self) -> None:
        """Close the widget below the list."""
        if self.opened_widgets and self.opened is not None:
            last, self.opened_widgets = self.opened_widgets[-1], self.opened_widgets[:-1]
            self.tell(opened=None, opened_title="")
            last.close()

    @t.validate("selected")
    def _one_record(self, proposal: Any) -> ModelRecord | None:
        return None if proposal.value is None else self.rows.record(proposal.value)

    @t.validate("selection")
    def _many_records(self, proposal: Any) -> tuple[ModelRecord, ...]:
        return self.rows.records(proposal.value)

    @t.observe("selected", "selection")
    def _show_selection(self, _: Any) -> None:
        self.rows.show()

    @t.observe("refresh_every")
    def _refresh_by_itself(self, change: Any) -> None:
        self.checks.cancel("refresh")
        if change.new is not None:
            self.checks.run("refresh", self._refreshing(max(change.new, SHORTEST)))

    async def _refreshing(self, seconds: float) -> None:
        while not self.closed:
            await asyncio.sleep(seconds)
            if not self.checks.paused:
                self.listing.refresh()
