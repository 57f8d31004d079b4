"""From the bytes of an answer to the models in it: fast where all is well, patient where not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from hfwidgets.catalogue.columns import UNKNOWN, Rows
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Response

LONGEST_ID = 2000  # characters; the Hub's have at most 200
LONGEST_NAME = 100  # characters of a task, a framework, a state
# These models are listed under both tasks, as the client's own list has them.
SENTENCES = "sentence-transformers"
TASKS_OF_SENTENCES = ("feature-extraction", "sentence-similarity")
# What says more about a model than its name, task and framework.
TELLING = frozenset({"state", "loaded", "inference"})


def rows_of(response: Response) -> Rows:
    """Return the models of an answer, in either dialect.

    Raises:
        InvalidResponseError: There is no model in it, and it is not an empty list.
    """
    payload, broken = decoded(response.body)
    if not isinstance(payload, list) or (broken and not payload):
        raise wrong_shape("a list of models", response.body, response)
    rows = _at_once(payload) or one_by_one(payload)
    if broken:
        rows.broken = f"the answer is no complete JSON: {len(rows):,} models of it could be read"
    return rows


def decoded(body: bytes) -> tuple[Any, bool]:
    """Return the JSON of a body, or the items of a list that breaks off, and whether it does."""
    try:
        return _loads()(body), False
    except (ValueError, RecursionError):
        pass
    try:
        # What orjson refuses and Python takes: half of a surrogate pair, NaN.
        return json.loads(body), False
    except (ValueError, RecursionError):
        return list(_items(body.decode("utf-8", "replace"))), True


def _loads() -> Callable[[bytes], Any]:
    try:
        import orjson
    except ImportError:
        return json.loads
    loads: Callable[[bytes], Any] = orjson.loads
    return loads


def _items(text: str) -> Iterator[Any]:
    """Yield the items of a list until it breaks off."""
    decode = json.JSONDecoder().raw_decode
    place = len(text) - len(text.lstrip()) + 1
    if text[place - 1 : place] != "[":
        return
    while place < len(text):
        while text[place : place + 1] in (" ", "\n", "\r", "\t", ","):
            place += 1
        try:
            item, place = decode(text, place)
        except (ValueError, RecursionError):
            return
        yield item


def _at_once(payload: list[Any]) -> Rows | None:
    """Return the models of a classic list that has nothing odd in it, else None."""
    first = payload[0] if payload else {}
    if not isinstance(first, dict) or not TELLING.isdisjoint(first):
        return None
    rows = Rows()
    add_id, add_task = rows.ids.append, rows.tasks.append
    add_framework = rows.frameworks.append
    tasks, frameworks = rows.task_codes, rows.framework_codes
    try:
        for one in payload:
            add_id(one["model_id"])
            add_task(tasks[one["task"]])
            add_framework(frameworks[one["framework"]])
        names = {*tasks, *frameworks}
        plain = max(map(len, rows.ids), default=0) <= LONGEST_ID and "" not in rows.ids
        text = "".join(rows.ids)  # a TypeError unless all are text
        if not text.isascii():
            text.encode()
    except (KeyError, TypeError, UnicodeEncodeError):
        return None
    if not plain or SENTENCES in names or not all(map(_is_name, names)):
        return None
    return rows


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def one_by_one(payload: list[Any]) -> Rows:
    """Return the models of a list, each item looked at for what is odd in it."""
    rows = Rows()
    sentences = []
    for one in payload:
        wrong = _wrong(one)
        if wrong:
            rows.left_out[wrong] = rows.left_out.get(wrong, 0) + 1
        elif one.get("framework") == SENTENCES and "model_id" in one:
            sentences.append(one)
        else:
            _take(one, rows)
    # Task by task: the same name twice in a row looks like a mistake.
    for task in TASKS_OF_SENTENCES:
        for one in sentences:
            _take({**one, "task": task}, rows)
    return rows


def _wrong(one: Any) -> str | None:
    """Say why an item cannot be a model."""
    if not isinstance(one, dict):
        return "is no description of a model"
    name = one.get("model_id", one.get("id"))
    if not isinstance(name, str) or not name:
        return "has no id"
    return f"has an id of more than {LONGEST_ID:,} characters" if len(name) > LONGEST_ID else None


def _take(one: dict[str, Any], rows: Rows) -> None:
    rows.ids.append(encodable(one["model_id"] if "model_id" in one else one["id"]))
    rows.tasks.append(rows.task_codes[name_of(one.get("task", one.get("pipeline_tag")))])
    framework = name_of(one.get("framework", one.get("library_name")))
    rows.frameworks.append(rows.framework_codes[framework])
    rows.states.append(rows.state_codes[_state(one)])


def encodable(name: str) -> str:
    r"""Write half of a surrogate pair, which no text can hold, as `\ud800`."""
    return name.encode("utf-8", "backslashreplace").decode()


def name_of(value: Any) -> str:
    """Return a name that can be shown; `unknown` for what is none."""
    if _is_name(value):
        return str(value)
    if not isinstance(value, str) or not value:
        return UNKNOWN
    return "".join(mark if mark.isprintable() else "�" for mark in value[:LONGEST_NAME])


def _state(one: dict[str, Any]) -> str:
    if one.get("state"):
        return name_of(one["state"])
    if one.get("loaded") is True or one.get("inference") == "warm":
        return "Loaded"
    return UNKNOWN
