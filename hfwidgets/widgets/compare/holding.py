"""The lanes of a comparison: what they are asked, and who is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.compare.entries import Entry, checked, entry_of
from hfwidgets.widgets.compare.frames import Frames
from hfwidgets.widgets.compare.lane import Lane
from hfwidgets.widgets.compare.showing import pinned_shown, said_before
from hfwidgets.widgets.engine.base import Widget, refuse_unknown
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

NOTHING_ASKED = "prompt is empty; write at least one character"


class LanesWidget(Widget):
    """Holds lanes, and tells of them."""

    bundle = "compare"

    title = t.Unicode("Compare").tag(sync=True)
    form = t.Dict(help="What the page draws").tag(sync=True)
    entries: t.List[Any] = t.List(help="What the lanes ask").tag(sync=True)
    before: t.List[Any] = t.List(help="What the page shows of the messages").tag(sync=True)
    client_model = t.Unicode(None, allow_none=True).tag(sync=True)
    has_providers = t.Bool().tag(sync=True)
    prompt = t.Unicode(help="What is asked").tag(sync=True)
    parameters = t.Dict(help="Parameters of all lanes").tag(
        sync=True, to_json=lambda value, _: plain(value)
    )
    status = t.Enum(["idle", "running", "done"], "idle").tag(sync=True)
    announce = t.Enum(["off", "summary", "full"], "summary").tag(sync=True)
    best = t.Unicode(None, allow_none=True, help="The best lane's name").tag(sync=True)
    messages: t.List[Any] = t.List(help="What was said before the prompt")
    texts = t.Dict(help="What came so far")
    results = t.Dict(help="What the calls returned")
    errors = t.Dict(help="Exceptions of the lanes that failed")
    stats = t.Dict(help="Counters of the last runs")

    client: ClientBase
    frames: Frames
    _spec: TaskSpec
    _lanes: tuple[Lane, ...] = ()
    _count = 0  # of lanes that were ever made
    _starting = False
    _grown = False  # whether text has come that observers were not told of
    _machinery: ClassVar[tuple[str, ...]] = (
        *("title", "form", "entries", "before", "client_model", "has_providers", "frames"),
        *("lane_told", "lane_over", "note_growth", "asked"),
        *("lane_of", "show_lanes", "send_state_of"),
    )

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes in order: each has `name`, `status`, `text`, `result`, `error`, `stats`."""
        return self._lanes

    @property
    def task(self) -> str:
        """What is asked of the models."""
        return self._spec.name

    def __getitem__(self, which: str | int | Lane) -> Lane:
        """Return a lane by its name or place.

        Raises:
            KeyError, IndexError: There is none.
        """
        if isinstance(which, Lane):
            return which
        if isinstance(which, int):
            return self._lanes[which]
        found = next((one for one in self._lanes if one.name == which), None)
        if found is None:
            names = ", ".join(repr(one.name) for one in self._lanes)
            raise KeyError(f"there is no lane {which!r:.80}; there are {names}")
        return found

    def stop_unless_awaited(self) -> None:
        """Stop the lanes that nobody waits for."""
        for lane in self._lanes:
            lane.control.stop_unless_awaited()

    def asked(self) -> dict[str, Any]:
        """Return what all lanes are asked.

        Raises:
            ParameterError: There is nothing to ask.
        """
        prompt = self.prompt
        if self._spec.output != "conversation":
            if not prompt:
                raise ParameterError({"prompt": NOTHING_ASKED})
            return {**self.parameters, "prompt": prompt}
        messages = list(self.messages)
        if prompt.strip() or not messages:
            if not prompt.strip():
                raise ParameterError({"prompt": NOTHING_ASKED})
            messages.append({"role": "user", "content": prompt})
        return {**self.parameters, "messages": messages}

    def lane_of(self, key: Any) -> Lane:
        """Return the lane that the page names.

        Raises:
            ValueError: It is not there any more.
        """
        found = next((one for one in self._lanes if one.key == key), None)
        if found is None:
            raise ValueError("this lane is not there any more")
        return found

    def show_lanes(self) -> None:
        """Tell the page and observers which lanes there are."""
        self.entries = [
            {
                "lane": lane.key,
                "name": lane.name,
                "model": None if lane.model is None else shown_address(lane.model),
                "provider": lane.entry.provider,
                "parameters": plain(dict(lane.own_parameters)),
            }
            for lane in self._lanes
        ]
        self._tell_traits()

    def lane_told(self, lane: Lane, values: Mapping[str, Any]) -> None:
        """Take it that attributes of a lane were set; called in the thread of its run."""
        if (
            not self.closed
            and lane in self._lanes
            and values.keys() & {"status", "result", "stats"}
        ):
            self._tell_traits()

    def note_growth(self) -> None:
        """Take it that text came: observers are told with the frame."""
        self._grown = True

    def lane_over(self) -> None:
        """Take it that a lane has ended: the notebook keeps what came when all have."""
        if not any(lane.going for lane in self._lanes):
            self.renew_still()

    def send_state_of(self, view: str) -> None:
        """Tell one view all there is."""
        for lane in self._lanes:
            state = {**lane.state(), "pinned": pinned_shown(lane)}
            snapshot = {**lane.snapshot(), "kind": "snapshot", "view": view, "lane": lane.key}
            self.frames.put({**snapshot, "state": state})

    def _tell_pin(self, lane: Lane) -> None:
        lane.send({"kind": "lane", "state": {"pinned": pinned_shown(lane)}})

    def _tell_traits(self) -> None:
        """Set the traits that gather what the lanes have, until they are as the lanes are."""
        while True:  # lanes end in threads of their own: an older value must not be the last
            going = self._starting or any(lane.going for lane in self._lanes)
            ran = any(lane.control.run is not None for lane in self._lanes)
            found = {
                "texts": {one.name: one.text for one in self._lanes},
                "results": {one.name: one.result for one in self._lanes},
                "errors": {one.name: one.error for one in self._lanes if one.error is not None},
                "stats": {one.name: one.stats for one in self._lanes if one.stats},
                "status": "running" if going else "done" if ran else "idle",
            }
            new = {name: one for name, one in found.items() if getattr(self, name) != one}
            if not new:
                return
            self.tell(**new)

    def _send_frame(self, news: list[dict[str, Any]]) -> None:
        if self.closed:
            return
        self.send({"kind": "frame", "news": news})
        if self._grown:
            self._grown = False
            self.tell(texts={one.name: one.text for one in self._lanes})

    def _known(self) -> list[str]:
        spec = self._spec
        names = [one.name for one in spec.fields if one.name not in spec.inputs]
        return [name for name in names if name != "stream"]

    def _entry(self, given: Any, taken: list[str]) -> Entry:
        entry = entry_of(given, self._spec, taken, provided=self.client.provider is not None)
        if entry.provider is not None:
            from hfwidgets.client.through import config_through

            try:
                config_through(self.client._config, entry.provider)
            except ParameterError:
                raise
            except (TypeError, ValueError) as error:
                raise ParameterError({"provider": str(error)}) from None
        return entry

    def _made(self, given: Any) -> Lane:
        entry = self._entry(given, [one.name for one in self._lanes])
        self._count += 1
        return Lane(self, f"lane{self._count}", entry, self._spec)

    @t.validate("prompt")
    def _displayable(self, proposal: Any) -> str:
        return displayable(proposal["value"])

    @t.validate("parameters")
    def _checked(self, proposal: Any) -> dict[str, Any]:
        values = proposal["value"]
        refuse_unknown("Compare", values, self._known())
        return checked(self._spec, values)

    @t.validate("messages")
    def _spoken(self, proposal: Any) -> list[Any]:
        if self._spec.output != "conversation" and proposal["value"]:
            raise ParameterError(
                {"messages": "text generation takes no messages; leave them out, or the task"}
            )
        return list(proposal["value"])

    @t.observe("messages")
    def _show_messages(self, change: Any) -> None:
        self.before = said_before(change.new)
