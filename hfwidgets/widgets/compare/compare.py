"""The widget that asks several models, providers or sets of parameters the same thing at once."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.compare.entries import MOST, count_checked, described
from hfwidgets.widgets.compare.frames import Frames
from hfwidgets.widgets.compare.holding import LanesWidget
from hfwidgets.widgets.compare.lane import Lane
from hfwidgets.widgets.compare.page import ComparePage
from hfwidgets.widgets.compare.showing import form_of, sheet_of, table_of
from hfwidgets.widgets.compare.words import Piece, word_diff
from hfwidgets.widgets.engine.base import refuse_unknown
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.engine.orphans import end_orphans
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.engine.waiting import Awaited
from hfwidgets.wire.addresses import shown_address

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

TASK_NAMES = ("chat-completion", "text-generation")


class Compare(LanesWidget):
    """Ask several models, providers or sets of parameters the same thing at once, side by side.

    Each lane streams, stops and fails by itself. What holds for all is given here; an entry may
    have parameters of its own.

    Args:
        entries: One to eight: `"model"`, `"model:provider"`, a dict with `model`, `provider`,
            `name` and parameters, or a pair of a name and one of these. None is the client's model.
        prompt: What is asked: the user's message, or with `task="text-generation"` a text that
            goes on.
        messages: What was said before the prompt: `{"role": ..., "content": ...}` each. Without a
            prompt they are what is asked.
        task: `"chat-completion"` or `"text-generation"`.
        client: Client whose settings the calls use. None makes one.
        layout: Layout of the widget, as in ipywidgets.
        **parameters: Of all lanes, by the names of the task's method.

    Attributes:
        parameters: Those of all lanes.
        status: `"idle"`, `"running"` or `"done"`.
        texts: What came so far, by name of the lane; told at most 30 times a second.
        results: What the client's method would have returned, by name; None where it failed.
        errors: Exceptions, by name of the lanes that failed.
        stats: Counters of the last runs by name, times in seconds.
        best: Name of the lane that somebody likes best, or None.
        announce: What screen readers hear: `"off"`, `"summary"` or `"full"`.

    Raises:
        TypeError: An entry or a parameter that there is not.
        ParameterError: A value breaks its rule (a `ValueError`).
        ValueError: No entries, or more than eight.

    Example:
        >>> c = Compare(["model-a", ("warm", {"model": "model-a", "temperature": 1.2})], "Why?")
        >>> c.run().wait()
        {'model-a': ChatCompletionOutput(...), 'warm': ChatCompletionOutput(...)}
        >>> c.to_frame()
    """

    def __init__(
        self,
        entries: Any,
        prompt: str = "",
        *,
        messages: Any = None,
        task: str = "chat-completion",
        client: ClientBase | None = None,
        layout: Any = None,
        **parameters: Any,
    ) -> None:
        """Check what is given, and open the channel to the page."""
        if task not in TASK_NAMES:
            raise ValueError(f"task is {task!r:.40}; it is {' or '.join(map(repr, TASK_NAMES))}")
        self._spec = TASKS[task]
        self.client = client if client is not None else default_client()
        self.frames = Frames(self._send_frame)
        refuse_unknown("Compare", parameters, self._known())
        given = count_checked(entries)
        options = {} if layout is None else {"layout": layout}
        if messages is not None:
            options["messages"] = messages
        model = self.client.model
        super().__init__(
            **options,
            prompt=prompt,
            parameters=parameters,
            form=form_of(self._spec),
            client_model=None if model is None else shown_address(model),
            has_providers=self.client.provider is not None,
        )
        for one in given:
            self._lanes += (self._made(one),)
        self.show_lanes()
        self._page = ComparePage(self)

    def run(self, only: str | int | Lane | None = None, **values: Any) -> Compare:
        """Ask all lanes at once, as the button does, and return at once.

        Args:
            only: The lane that is asked alone.
            **values: `prompt`, `messages` or parameters of all lanes, to be set first.

        Returns:
            The widget: `c.run().wait()` gives the results.

        Raises:
            ParameterError: A value breaks its rule; nothing was sent.
            RuntimeError: The widget is closed.
        """
        if self.closed:
            raise RuntimeError("this Compare is closed; make a new one")
        refuse_unknown("Compare", values, ["prompt", "messages", *self._known()])
        for name in ("prompt", "messages"):
            if name in values:
                setattr(self, name, values.pop(name))
        if values:
            self.parameters = {**self.parameters, **values}
        asked = self.asked()
        end_orphans()
        chosen = self._lanes if only is None else (self[only],)
        self._starting = True  # the first may be over before the last begins
        try:
            for lane in chosen:
                lane.run(asked)
        finally:
            self._starting = False
        self._tell_traits()
        return self

    def stop(self, only: str | int | Lane | None = None) -> None:
        """Stop all lanes, or one; what came is kept."""
        for lane in self._lanes if only is None else (self[only],):
            lane.stop()

    def wait(self, timeout: float | None = None) -> dict[str, Any]:
        """Block until all lanes have ended, and return their results by name.

        A lane that failed has None, and its exception in `errors`: none is raised for it.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Raises:
            RuntimeError: Nothing was run yet.
            TimeoutError: Not all have ended in time; they go on.
        """
        self._awaited().block(timeout)
        return dict(self.results)

    def __await__(self) -> Generator[Any, None, dict[str, Any]]:
        """Wait for all lanes in a cell or coroutine; cancelling stops them."""
        yield from self._awaited().until_over().__await__()
        return dict(self.results)

    def _awaited(self) -> Awaited:
        return Awaited([one.control.run for one in self.lanes], self.comm)

    def add(self, entry: Any = None) -> Lane:
        """Add a lane.

        Args:
            entry: As those that the widget is made with.

        Raises:
            ValueError: There are eight already, or a value breaks its rule.
            TypeError: It is no entry.
        """
        if len(self._lanes) >= MOST:
            raise ValueError(f"there are {MOST} lanes, which is the most; remove one first")
        lane = self._made(entry)
        self._lanes += (lane,)
        self.show_lanes()
        return lane

    def remove(self, which: str | int | Lane) -> None:
        """Remove a lane; its run is stopped.

        Raises:
            ValueError: It is the last one.
        """
        lane = self[which]
        if len(self._lanes) == 1:
            raise ValueError("this is the last lane; add another one first")
        lane.stop()
        self._lanes = tuple(one for one in self._lanes if one is not lane)
        if self.best == lane.name:
            self.best = None
        self.show_lanes()

    def change(self, which: str | int | Lane, **values: Any) -> Lane:
        """Have a lane ask otherwise from its next run on.

        Args:
            which: The lane.
            **values: `name`, `model`, `provider` or parameters; None takes one away.

        Raises:
            TypeError, ParameterError: As for entries of the widget.
        """
        lane = self[which]
        entry = lane.entry
        before = described(entry.model, entry.provider, entry.parameters)
        whole = {"model": entry.model, "provider": entry.provider, **entry.parameters, **values}
        # One that was named after what it asks is named anew.
        if "name" not in values and not entry.name.startswith(before):
            whole["name"] = entry.name
        entry = self._entry(whole, [one.name for one in self._lanes if one is not lane])
        if self.best == lane.name:
            self.best = entry.name
        lane.entry = entry
        self.show_lanes()
        return lane

    def diff(self, first: str | int | Lane, second: str | int | Lane | None = None) -> list[Piece]:
        """Return what differs between two answers, word by word.

        Args:
            first: A lane.
            second: Another one. None: `first` as it was pinned is compared with `first` as it is.

        Returns:
            Pairs of `"="` (in both), `"-"` (in the first alone) or `"+"` (in the second), and text.

        Raises:
            ValueError: Nothing is pinned.
        """
        lane = self[first]
        if second is not None:
            return word_diff(lane.text, self[second].text)
        if lane.pinned is None:
            raise ValueError(f"no run of {lane.name!r} is pinned; call pin() after a run")
        return word_diff(lane.pinned.text, lane.text)

    def pin(self) -> None:
        """Keep the last run of each lane, to be compared with the next ones.

        Raises:
            ValueError: No run has ended yet.
        """
        if not any(lane.history for lane in self._lanes):
            raise ValueError("there is nothing to pin yet; run first")
        for lane in self._lanes:
            lane.pinned = lane.last()
            self._tell_pin(lane)

    def unpin(self) -> None:
        """Keep no run any more."""
        for lane in self._lanes:
            lane.pinned = None
            self._tell_pin(lane)

    def to_frame(self) -> Any:
        """Return a row for each lane, and one for each pinned run.

        Returns:
            A `pandas.DataFrame`, or a dict of columns where pandas is not installed: `name`,
            `model`, `provider`, `status`, `text`, `tokens`, `time_to_first_token`,
            `tokens_per_second`, `elapsed` (seconds), `cost` (US dollars), `finish_reason`,
            `error`, `best`, `pinned`, and a column for each parameter that any lane has.
        """
        return table_of(self)

    def close(self) -> None:
        """Stop all lanes, and free everything on both sides."""
        self.closed = True
        for lane in self.__dict__.get("_lanes", ()):  # missing where the construction failed
            lane.stop()
        page = self.__dict__.get("_page")
        if page is not None and page.picker is not None:
            page.picker.close()
        super().close()

    def __repr__(self) -> str:
        if "_lanes" not in self.__dict__:
            return "<Compare, not made yet>"
        return f"<Compare {self.status}: {', '.join(one.name for one in self._lanes)[:200]}>"

    def sheet(self) -> Sheet:
        """Return what a saved notebook shows of the comparison."""
        return sheet_of(self)
