"""One lane: an entry, its runs, and what came of them. The engine takes it for a widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.compare.chat_text import ChatText
from hfwidgets.widgets.compare.entries import Entry
from hfwidgets.widgets.compare.frames import Frames
from hfwidgets.widgets.engine.control import GOING, RunControl
from hfwidgets.widgets.engine.history import RunRecord
from hfwidgets.widgets.engine.output import Output
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.provided import ServedCalls
from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.text.streamed_text import StreamedText
from hfwidgets.wire.addresses import shown_address

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

# What the page is told of a lane's state.
STATE = ("status", "waiting", "problem", "counters", "notice")


class Holder(Protocol):
    """What a lane needs of the comparison."""

    client: ClientBase
    frames: Frames

    def lane_told(self, lane: Lane, values: Mapping[str, Any]) -> None:
        """Take it that attributes of a lane were set."""

    def note_growth(self) -> None:
        """Take it that text came."""

    def lane_over(self) -> None:
        """Take it that a lane has ended."""


class Lane(ServedCalls):
    """One of those that are compared.

    Attributes:
        name: What it is called.
        model: Model id or address, None for the client's or the recommended one.
        provider: Who answers, None at a server without providers.
        own_parameters: Parameters that it has for itself.
        status: `"idle"`, `"loading"`, `"running"`, `"done"`, `"stopped"` or `"error"`.
        result: What the client's method would have returned, or None.
        error: The exception of the last run, or None.
        stats: Counters of the last run; times in seconds.
        history: Its earlier runs, oldest first.
        pinned: The run that was pinned, or None.
    """

    status: str = "idle"
    result: Any = None
    error: Exception | None = None
    problem: dict[str, Any] | None = None
    waiting: dict[str, Any] | None = None
    notice: str | None = None
    pinned: RunRecord | None = None

    def __init__(self, compare: Holder, key: str, entry: Entry, spec: TaskSpec) -> None:
        """Hold an entry; nothing was run yet."""
        self.key = key
        self.stats: dict[str, Any] = {}
        self.counters: dict[str, Any] = {}
        self.history: tuple[RunRecord, ...] = ()
        self._compare = compare
        self._client = compare.client
        self._spec = spec
        self.entry = entry
        self.control = RunControl(self, spec, lambda: self._client.model, self._new_output())

    @property
    def name(self) -> str:
        """What it is called."""
        return self.entry.name

    @property
    def model(self) -> str | None:
        """Model id or address."""
        return self.entry.model

    @property
    def provider(self) -> str | None:
        """Who answers."""
        return self.entry.provider or self._client.provider

    @property
    def own_parameters(self) -> Mapping[str, Any]:
        """Parameters that it has for itself."""
        return self.entry.parameters

    @property
    def text(self) -> str:
        """What came so far."""
        return self.control.output.text

    @property
    def going(self) -> bool:
        """Whether a run is under way."""
        return self.status in GOING

    def __repr__(self) -> str:
        return f"<{self.name}: {self.status}, {len(self.text)} characters>"

    def run(self, values: Mapping[str, Any]) -> None:
        """Start a call with the values that all lanes share; its own come before them."""
        asked = {**values, **self.own_parameters}
        if self.model is not None:
            asked["model"] = self.model
        output = self._new_output()
        self.control.begin(output, asked, lambda: self.flow_of(output, asked))

    def stop(self) -> None:
        """Close the connection of its run; what came is kept."""
        self.control.stop()

    def last(self) -> RunRecord | None:
        """Return its last run that has ended, or None."""
        return self.history[-1] if self.history else None

    def snapshot(self) -> dict[str, Any]:
        """Return all that came so far, for a view that was opened late or missed something."""
        message, _ = self.control.snapshot()
        message.pop("prompts", None)
        return {**message, "state": self.state()}

    def state(self) -> dict[str, Any]:
        """Return how it stands, for the page."""
        return {name: getattr(self, name) for name in STATE}

    def _new_output(self) -> StreamedText:
        return ChatText() if self._spec.output == "conversation" else StreamedText()

    # What the engine asks of its widget.

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        """Send a message to the page with the next frame."""
        self._compare.frames.put({**content, "lane": self.key})

    def tell(self, **values: Any) -> None:
        """Set attributes together, and tell the page and observers of them."""
        for name, value in values.items():
            setattr(self, name, value)
        told = {name: values[name] for name in STATE if name in values}
        if told:
            self.send({"kind": "lane", "state": told})
        self._compare.lane_told(self, values)

    def show_start(self, output: Output) -> None:
        """Begin with nothing."""
        self.stats = {}

    def show_growth(self, output: Output, seconds_to_first: float | None) -> None:
        """Note that text came: who observes it is told with the frame."""
        self._compare.note_growth()

    def show_result(self, output: Output, outcome: Outcome) -> None:
        """Keep the result, or the error."""
        result = None if outcome.error else output.result(self.control.asked)
        self.tell(result=result, error=outcome.error)

    def show_sent(self) -> None:
        """Nothing is named by the last message of a run."""

    def noted(self, name: str, value: Any) -> Any:
        """Return an input as the history keeps it."""
        if name == "messages":
            said = [one.get("content") for one in value or () if isinstance(one, Mapping)]
            return displayable(said[-1]) if said and isinstance(said[-1], str) else ""
        if isinstance(value, str):
            return shown_address(value) if name == "model" else value
        return plain(value)

    def renew_still(self) -> None:
        """Have the comparison put into the notebook when its last lane has ended."""
        self._compare.lane_over()
