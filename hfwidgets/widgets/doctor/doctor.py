"""`hfwidgets.doctor()`: what works here, what does not, and what to do about it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.catalogue.packing import line_of
from hfwidgets.widgets.doctor.browser import no_page, page_findings
from hfwidgets.widgets.doctor.findings import MARKS, Finding, as_text, summary
from hfwidgets.widgets.doctor.kernel import has_page, kernel_findings
from hfwidgets.widgets.doctor.server import account_finding, endpoint_finding, models_finding
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.base import Widget
from hfwidgets.widgets.engine.busy_kernel import awaited, waited
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.desk import Content, Desk, acknowledged
from hfwidgets.widgets.engine.still import Sheet, Still, Table
from hfwidgets.wire.flow import Flow, drive_async

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hfwidgets.client.base import ClientBase
    from hfwidgets.wire.config import Config

SERVERS: dict[str, Callable[[Config], Flow[Finding]]] = {
    "Inference server": endpoint_finding,
    "Hub": account_finding,
    "Models": models_finding,
}
PATIENCE = 10.0  # seconds for a server to answer


class Doctor(Widget):
    """What works here: host, versions, token, servers, the page's abilities; each with its fix.

    It looks when it is made, and again by its button or `look()`. `print(doctor)` tells the same as
    text. `hfwidgets.doctor()` makes one.

    Args:
        client: Client whose servers are asked, with its settings. None makes one.
        layout: Layout of the widget, as in ipywidgets.

    Attributes:
        findings: What was found so far: each has `subject`, `verdict` (`"ok"`, `"note"`,
            `"problem"`, `"waiting"`), `told`, `fix` and `part` (`"here"`, `"server"`, `"page"`).

    Example:
        >>> print(hfwidgets.doctor().wait())
        ✓ Python and hfwidgets: Python 3.11.7, hfwidgets 0.1.0 ...
    """

    bundle = "doctor"

    rows: t.List[Any] = t.List(help="What was found").tag(sync=True)
    summary = t.Unicode(help="How it looks, in a few words").tag(sync=True)

    client: ClientBase
    _machinery: ClassVar[tuple[str, ...]] = ("rows",)

    def __init__(self, client: ClientBase | None = None, *, layout: Any = None) -> None:
        """Look."""
        self.client = client if client is not None else default_client()
        self._lock = threading.Lock()
        self._found: dict[str, Finding] = {}
        self._asking: list[Future[Any]] = []
        options = {} if layout is None else {"layout": layout}
        super().__init__(**options)
        answers = {
            "facts": acknowledged(self, self._hear_page),
            "look": acknowledged(self, lambda _: self.look()),
            "snapshot": acknowledged(self, lambda _: None),
        }
        Desk(self, answers)
        if has_page():
            self._put([no_page()])
        self.look()

    @property
    def findings(self) -> list[Finding]:
        """What was found so far."""
        parts = ("here", "server", "page")
        with self._lock:
            return sorted(self._found.values(), key=lambda one: parts.index(one.part))

    @property
    def ok(self) -> bool:
        """Whether nothing that was found is a problem."""
        return all(one.verdict != "problem" for one in self.findings)

    def look(self) -> Doctor:
        """Look again, and return at once; servers are asked in the background.

        Raises:
            RuntimeError: The widget is closed.
        """
        if self.closed:
            raise RuntimeError("this Doctor is closed; make a new one with hfwidgets.doctor()")
        waiting = [Finding(name, "waiting", "is being asked", part="server") for name in SERVERS]
        self._put([*kernel_findings(self.client._config), *waiting])
        self._asking = [background().submit(self._ask(name)) for name in SERVERS]
        return self

    def wait(self, timeout: float | None = None) -> Doctor:
        """Block until the servers have answered, and return the widget. The page is not waited for.

        Args:
            timeout: Most seconds to wait; None for no limit (each server has 10 s).

        Raises:
            TimeoutError: They have not answered in time.
        """
        if not waited(self._is_over, self.comm, timeout):
            raise TimeoutError(f"the servers have not answered after {timeout:g} s")
        return self

    def __await__(self) -> Generator[Any, None, Doctor]:
        """Wait as `wait()` does, in a cell or coroutine."""
        yield from awaited(self._is_over, self.comm).__await__()
        return self

    def _is_over(self, seconds: float) -> bool:
        from concurrent.futures import wait as wait_for

        return not wait_for(self._asking, seconds).not_done

    def close(self) -> None:
        """Ask no more, and free everything on both sides."""
        for one in self.__dict__.get("_asking", ()):
            one.cancel()
        super().close()

    def __repr__(self) -> str:
        if "_found" not in self.__dict__:
            return "<Doctor, not made yet>"
        return f"hfwidgets doctor: {summary(self.findings)}\n{as_text(self.findings)}"

    __str__ = __repr__

    def sheet(self) -> Sheet:
        """Return the findings as a table."""
        found = self.findings
        rows = [[f"{MARKS[one.verdict]} {one.subject}", one.told, one.fix] for one in found]
        table = Table(["", "found", "what to do"], rows)
        return Sheet("hfwidgets doctor", still=Still(table=table), line=summary(found))

    async def _ask(self, name: str) -> None:
        try:
            flow = SERVERS[name](self.client._config)
            found = await asyncio.wait_for(drive_async(flow, background().perform), PATIENCE)
        except (asyncio.TimeoutError, TimeoutError):
            fix = "check the network and the proxy, or work without: hfwidgets.Sandbox().start()"
            told = f"no answer within {PATIENCE:g} s"
            found = Finding(name, "problem", told, fix, "server")
        except Exception as error:  # whatever is wrong, it is told and not raised in a thread
            found = Finding(name, "problem", line_of(str(error)), part="server")
        self._put([found])

    def _hear_page(self, content: Content) -> None:
        facts = content.get("facts")
        if not isinstance(facts, dict):
            raise ValueError("the page told no facts")
        with self._lock:
            self._found.pop("Page", None)
        self._put(list(page_findings(facts)))

    def _put(self, findings: list[Finding]) -> None:
        with self._lock:
            self._found.update({one.subject: one for one in findings})
        if self.closed:
            return
        rows = self.findings
        self.tell(rows=[one.as_json() for one in rows], summary=summary(rows))
        if self.still_display.shown:
            carry(self.still_display.renew)


def doctor(client: ClientBase | None = None) -> Doctor:
    """Look at what works here, and tell what to do where something does not.

    Host, versions, token (never its value), the inference server and the Hub, which models answer,
    and what the page may do: messages, downloads, copying, the microphone.

    Args:
        client: Client whose servers are asked. None makes one as the environment says.

    Returns:
        A widget that shows it; `print(hfwidgets.doctor().wait())` tells it as text.

    Example:
        >>> hfwidgets.doctor()
    """
    return Doctor(client)
