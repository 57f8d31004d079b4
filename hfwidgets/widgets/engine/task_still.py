"""From a task widget to the sheet that a notebook keeps of it: its last result, and how it went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.still import Sheet, Still

STATES = {"done": "Done", "stopped": "Stopped", "error": "Failed"}
REASONS = {
    "length": "token limit reached",
    "eos_token": "end of text",
    "stop_sequence": "stop sequence found",
}
UNNAMED = "the picture ("
NOTHING_YET = "Nothing was run yet."


def sheet_of(widget: Any) -> Sheet:
    """Return the result that a task widget shows, with what was asked for it.

    Args:
        widget: A `TaskWidget`.
    """
    control = widget.control
    title, status = str(widget.form["title"]), str(widget.status)
    if control.run is None:
        return Sheet(title, line=NOTHING_YET)
    fault = fault_of(widget.problem) if status == "error" else ""
    own = control.shown is control.output
    records = [one for one in widget.history if own or one.status == "done"]
    if not own and not records:  # nothing has come of any run
        return Sheet(title, _texts(control.inputs), line=_line(widget, status), fault=fault)
    inputs = records[-1].inputs if records and status not in GOING else control.inputs
    line = _line(widget, status)
    if not own:
        line += " · above is what an earlier run brought"
    still = _still(control.shown)
    if still.picture is not None:  # which says more than "the picture (640 x 480)"
        inputs = {name: one for name, one in inputs.items() if not str(one).startswith(UNNAMED)}
    return Sheet(title, _texts(inputs), still, line, fault)


def _still(output: Any) -> Still:
    try:
        found: Still = output.still()
    except Exception as error:  # of a kind that others wrote; the notebook says so
        return Still(output.text or f"The result cannot be shown: {type(error).__name__}")
    return found


def _texts(inputs: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: one if isinstance(one, str) else json.dumps(plain(one), ensure_ascii=False)
        for name, one in inputs.items()
    }


def fault_of(problem: Mapping[str, Any] | None) -> str:
    """Return in a sentence what the card of an error says."""
    card = problem or {}
    said = [str(card.get(name) or "") for name in ("title", "cause")]
    return "Failed: " + ". ".join(one.rstrip(".") for one in said if one) + "."


def counted(count: int, noun: str) -> str:
    """Return how many there are, and of what: "1 token", "1,200 tokens"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _line(widget: Any, status: str) -> str:
    """Return model, state and counters of the last run."""
    stats = widget.stats
    state = STATES.get(status, "Still running when this was written")
    reason = stats.get("finish_reason")
    if status == "done" and reason:
        state += f": {REASONS.get(reason, reason)}"
    elapsed, speed = stats.get("elapsed"), stats.get("tokens_per_second")
    parts = [
        stats.get("model"),
        state,
        counted(stats["tokens"], "token") if stats.get("tokens") else None,
        f"{speed:,.{0 if speed >= 100 else 1}f} tokens/s" if speed else None,
        f"{elapsed:.2f} s" if isinstance(elapsed, (int, float)) else None,
        widget.notice,
    ]
    return " · ".join(str(one) for one in parts if one)
