"""Bytes of the messages that make a widget, beyond a bare counter's; no page is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anywidget
import comm
import traitlets
from comm.base_comm import BaseComm
from ipykernel.jsonutil import json_clean
from jupyter_client.session import json_packer

from benchmarks.report import Figure
from hfwidgets import ModelExplorer
from hfwidgets.widgets.engine import bundles
from hfwidgets.widgets.registry import task_widgets

# A cell with a bare counter.
COUNTER = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''export default {render({model, el}) {
      const button = document.createElement("button"); button.className = "counter";
      button.onclick = () => { model.set("value", model.get("value") + 1); model.save_changes(); };
      const show = () => { button.textContent = "count is " + model.get("value"); };
      model.on("change:value", show); show(); el.append(button);
    }}'''
    value = traitlets.Int(0).tag(sync=True)
Counter()
"""


class Counter(anywidget.AnyWidget):
    """A bare counter, as in benchmarks.page."""

    _esm = COUNTER.split("'''")[1]
    value = traitlets.Int(0).tag(sync=True)


class CountedComm(BaseComm):
    """Counts the bytes of what is opened: content, metadata and buffers of its messages."""

    opened = 0

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Count a message in place of sending it."""
        if msg_type == "comm_open":
            content = json_clean({"data": data, "comm_id": self.comm_id, **keys})
            CountedComm.opened += len(json_packer(content)) + len(json_packer(metadata or {}))
            CountedComm.opened += sum(len(memoryview(one).cast("B")) for one in buffers or ())


def creation() -> Iterator[Figure]:
    """Bytes of each widget's messages beyond a counter's: the first of a kernel, and the next."""
    before, comm.create_comm = comm.create_comm, CountedComm
    try:
        counter = bytes_of(Counter)
        for kind in [*task_widgets(), ModelExplorer]:
            bundles.STORE = bundles.Store()
            first, later = (bytes_of(kind) - counter for _ in range(2))
            name = f"{kind.__name__}: made first in a kernel"
            yield Figure(name, first / 1000, "kB", most=30)
            yield Figure(f"{kind.__name__}: made again", later / 1000, "kB", most=30)
    finally:
        comm.create_comm = before


def bytes_of(kind: Any) -> int:
    """Return the bytes of the messages that make a widget of a kind."""
    before = CountedComm.opened
    kind()
    return CountedComm.opened - before
