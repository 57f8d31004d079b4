"""Examples of a model's card: `widgetData` of what the Hub tells about it.

A card is written by whoever made the model: its texts are texts, an address is one of the web or a
file of the model, and nothing on this machine is read. What a field does not take is left out.

Its form is that of https://huggingface.co/docs/hub/models-widgets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from hfwidgets.cassettes.asked import secrets_in
from hfwidgets.catalogue.status import hub_record
from hfwidgets.tasks.recommended import model_of
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.problems import redacted_text
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.examples.example import FILES, Example, fields_of
from hfwidgets.wire.addresses import is_address, quoted
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.headers import HIDDEN
from hfwidgets.wire.parameter_error import ParameterError

MOST = 20
LONGEST = 20_000  # characters of an example
# What the Hub calls an argument, in the order in which names are tried.
NAMES: dict[str, tuple[str, ...]] = {
    "image": ("src",),
    "audio": ("src",),
    "labels": ("candidate_labels",),
    "messages": ("messages", "text"),
    "multi_label": ("multi_class",),
    "other_sentences": ("sentences",),
    "prompt": ("prompt", "text"),
    "query": ("text",),
    "question": ("text",),
    "sentence": ("source_sentence",),
    "table": ("table", "structured_data", "structuredData"),
}
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def card_of(config: Any, task: str, model: str | None) -> Flow[tuple[str, list[Any]]]:
    """Return whose card it is, and the entries of `widgetData`.

    Args:
        config: Settings of the client.
        task: Its name.
        model: Model id or address; None for the one that a call would take.

    Raises:
        ValueError: A model at an address has no card, or there is no model.
        InferenceError: The Hub does not tell.
    """
    found = yield from model_of(config, task, model)
    if is_address(found):
        raise ValueError("A model at an address has no card at the Hub.")
    record = yield from hub_record(config, found, ("widgetData",))
    entries = record.get("widgetData")
    secrets = secrets_in(config.get(config.dialect.hub))
    return found, _without(secrets, entries) if isinstance(entries, list) else []


def _without(secrets: Iterable[str], told: Any) -> Any:
    """Return what a Hub tells without the token, which a careless one gives back."""
    if isinstance(told, str):
        for secret in secrets:
            told = told.replace(secret, HIDDEN)
        return redacted_text(told)
    if isinstance(told, list):
        return [_without(secrets, one) for one in told]
    if isinstance(told, dict):
        return {_without(secrets, name): _without(secrets, one) for name, one in told.items()}
    return told


def examples_of_card(spec: Any, entries: list[Any], files: str) -> tuple[Example, ...]:
    """Return the examples that a card has for a task.

    Args:
        spec: The task.
        entries: What the Hub tells: whatever it is.
        files: Address of the model's files, with a slash behind it.
    """
    found = []
    for entry in entries:
        if isinstance(entry, Mapping) and _length(entry) <= LONGEST:
            values = _values(fields_of(spec), entry, files)
            if any(fields_of(spec)[name].group == "input" for name in values):
                title = entry.get("example_title")
                found.append(Example(values, _line(title) if isinstance(title, str) else ""))
        if len(found) == MOST:
            break
    return tuple(found)


def files_of(hub: str, model: str) -> str:
    """Return where the files of a model are."""
    return f"{hub}/{quoted(model)}/resolve/main/"


def _length(entry: Mapping[str, Any]) -> int:
    try:
        return len(json.dumps(entry))
    except (TypeError, ValueError):
        return LONGEST + 1


def _values(
    fields: Mapping[str, FieldSpec], entry: Mapping[str, Any], files: str
) -> dict[str, Any]:
    """Return the arguments that an entry has."""
    parameters = entry.get("parameters")
    settings = parameters if isinstance(parameters, Mapping) else {}
    values = {}
    for name, field in fields.items():
        told = field.group == "input" or name in NAMES
        names = (*NAMES.get(name, ()), name) if told else ()
        raw = next((entry[one] for one in names if one in entry), settings.get(name))
        value = _value(field, raw, files) if raw is not None and name != "model" else None
        if value is not None:
            values[name] = value
    return values


def _value(field: FieldSpec, raw: Any, files: str) -> Any:
    """Return what a field takes of what a card says, None where it is nothing of the kind."""
    if field.kind in FILES:
        return _address(raw, files)
    if field.kind == "table":
        return _table(raw)
    if field.name == "messages" and isinstance(raw, list):
        raw = _asked(raw)
    if field.kind == "strings" and isinstance(raw, str):
        raw = [one.strip() for one in raw.split(",") if one.strip()]
    try:
        value = field.check(raw)
    except (ParameterError, ValueError, TypeError):
        return None
    if isinstance(value, str):
        return displayable(value) or None
    if field.kind == "strings":
        return [displayable(one) for one in value] or None
    return value


def _address(raw: Any, files: str) -> str | None:
    """Return an address of the web; a path is that of a file of the model, not of this machine."""
    if not isinstance(raw, str) or not raw.isprintable():
        return None
    if is_address(raw):
        return raw
    parts = raw.split("/")
    if SCHEME.match(raw) or "\\" in raw or any(part in ("", "..") for part in parts):
        return None
    return files + quote("/".join(part for part in parts if part != "."))


def _table(raw: Any) -> dict[str, list[Any]] | None:
    """Return columns by name: of them, or of rows by name."""
    from hfwidgets.widgets.tables.values import table_of

    try:
        table = table_of(raw, "table").table
    except (ParameterError, ValueError, TypeError, AttributeError):
        return None
    return table.values() if table.columns else None


def _asked(messages: list[Any]) -> str | None:
    """Return what the person said last."""
    said = [one for one in messages if isinstance(one, Mapping) and one.get("role") == "user"]
    content = said[-1].get("content") if said else None
    return content if isinstance(content, str) else None


def _line(title: str) -> str:
    return displayable(" ".join(title.split())[:80])
