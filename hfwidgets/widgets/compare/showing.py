"""What is shown of a comparison: on its page, in a saved notebook, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.frames import frame_of
from hfwidgets.tasks.fields import Kind
from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.engine.history import RunRecord
from hfwidgets.widgets.engine.still import Sheet, Still, Table
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.task_still import STATES
from hfwidgets.wire.addresses import shown_address

if TYPE_CHECKING:
    from hfwidgets.widgets.compare.lane import Lane

# Parameters that the page shows, where the task has them; all others are set from Python.
SHOWN = (
    *("max_tokens", "max_new_tokens", "temperature", "top_p", "top_k", "seed", "do_sample"),
    *("repetition_penalty", "frequency_penalty", "presence_penalty", "stop", "stop_sequences"),
)
KINDS: tuple[Kind, ...] = ("integer", "number", "boolean", "strings", "text")
HELP = {
    "conversation": "What all models are asked",
    "text-stream": "A text that all models go on from",
}
MEASURED = ("tokens", "time_to_first_token", "tokens_per_second", "elapsed", "cost")
MOST_SAID = 20_000  # characters of a message before the prompt that a page is sent
UNTOLD = ("prompt", "messages", "model", "stream")


def form_of(spec: TaskSpec) -> dict[str, Any]:
    """Return the form of what all lanes share."""
    names = [one.name for one in spec.fields if one.name in SHOWN and one.kind in KINDS]
    names.sort(key=SHOWN.index)
    prompt = {"name": "prompt", "kind": "text", "group": "input", "help": HELP[spec.output]}
    return {
        "task": spec.name,
        "title": "Compare",
        "output": spec.output,
        "fields": [prompt, *(spec.field(name).to_form() for name in names)],
        "sections": [["", names]],
    }


def said_before(messages: Iterable[Any]) -> list[dict[str, str]]:
    """Return messages as a page shows them: who said it, and the words."""
    found = []
    for one in messages:
        said = one if isinstance(one, Mapping) else {}
        content = said.get("content")
        if isinstance(content, list):
            texts = [part.get("text") for part in content if isinstance(part, Mapping)]
            content = " ".join(text if isinstance(text, str) else "(a picture)" for text in texts)
        text = content if isinstance(content, str) else ""
        role = displayable(str(said.get("role", "?"))[:40])
        found.append({"role": role, "text": displayable(text[:MOST_SAID])})
    return found


def asked_for(record: RunRecord) -> str:
    """Return model and parameters of a run in a line."""
    values = {k: v for k, v in record.parameters.items() if k not in UNTOLD}
    parts = [record.model or record.stats.get("model") or "default model"]
    parts += [f"{name} {value!r:.40}" for name, value in values.items()]
    return displayable(" · ".join(map(str, parts)))


def pinned_shown(lane: Lane) -> dict[str, Any] | None:
    """Return the pinned run of a lane, for the page."""
    record = lane.pinned
    if record is None:
        return None
    stats = record.stats
    took = [f"{stats['tokens']:,} tokens"] if stats.get("tokens") else []
    line = " · ".join([asked_for(record), STATES.get(record.status, record.status), *took])
    return {"text": displayable(record.text), "line": line}


def table_of(compare: Any) -> Any:
    """Return a row for each lane, and one for each pinned run; see `Compare.to_frame`."""
    rows = [
        _row(compare, lane, record, pinned=record is lane.pinned and record is not lane.last())
        for lane in compare.lanes
        for record in _records(lane)
    ]
    columns = {name: [told[name] for told, _ in rows] for name in rows[0][0]}
    varied = list(dict.fromkeys(name for _, parameters in rows for name in parameters))
    for name in varied:
        column = name if name not in columns else f"{name}_parameter"
        columns[column] = [parameters.get(name) for _, parameters in rows]
    return frame_of(columns)


def _records(lane: Lane) -> Sequence[RunRecord | None]:
    last = lane.last()
    return [last] if lane.pinned in (None, last) else [lane.pinned, last]


def _row(
    compare: Any, lane: Lane, record: RunRecord | None, *, pinned: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is told of a run, and its parameters."""
    stats: Mapping[str, Any] = {} if record is None else record.stats
    parameters = {**compare.parameters, **lane.own_parameters}
    if record is not None:
        parameters = {k: v for k, v in record.parameters.items() if k not in UNTOLD}
    model = None if record is None else record.model or stats.get("model")
    if record is None and lane.model is not None:
        model = shown_address(lane.model)
    told = {
        "name": lane.name,
        "model": model,
        "provider": stats.get("provider") or lane.provider,
        "status": "idle" if record is None else record.status,
        "text": "" if record is None else record.text,
        **{name: stats.get(name) for name in MEASURED},
        "finish_reason": stats.get("finish_reason"),
        "error": None if record is None else record.error,
        "best": lane.name == compare.best,
        "pinned": pinned,
    }
    return told, parameters


def sheet_of(compare: Any) -> Sheet:
    """Return what a saved notebook shows: the prompt, and the answers in a table."""
    inputs = {one["role"]: one["text"] for one in compare.before}
    if compare.prompt:
        inputs["prompt"] = compare.prompt
    if compare.status == "idle":
        names = ", ".join(lane.name for lane in compare.lanes)
        return Sheet("Compare", inputs, line=f"Nothing was run yet: {names}")
    rows = [_line(compare, lane) for lane in compare.lanes]
    table = Table(["", "answer", "how it went"], rows)
    return Sheet("Compare", inputs, Still(table=table))


def _line(compare: Any, lane: Lane) -> list[str]:
    stats = lane.stats
    card = lane.problem or {}
    speed, cost = stats.get("tokens_per_second"), stats.get("cost")
    how = [
        STATES.get(lane.status, "Still running when this was written"),
        f"{card.get('title')}: {card.get('cause')}" if card else "",
        f"{stats['tokens']:,} tokens" if stats.get("tokens") else "",
        f"{speed:,.1f} tokens/s" if speed else "",
        f"{stats['elapsed']:.2f} s" if stats.get("elapsed") is not None else "",
        f"${cost:.2g}" if cost else "",
    ]
    name = f"★ {lane.name}" if lane.name == compare.best else lane.name
    return [name, lane.text, " · ".join(filter(None, how))]
