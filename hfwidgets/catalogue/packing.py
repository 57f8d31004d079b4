"""Columns on their way to a page: binary buffers, deflated where that pays."""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from collections.abc import Sequence
from typing import Any, TypeAlias

from hfwidgets.catalogue.columns import UNKNOWN, Codes, Columns
from hfwidgets.catalogue.offer_search import NEEDS
from hfwidgets.catalogue.served import BETTER, Offer

Part: TypeAlias = "tuple[dict[str, Any], list[bytes]]"

SMALL = 1 << 14  # bytes below which deflating is not worth the trouble
LARGEST = 50_000  # rows of a part: the first ones are on screen while the others are packed
FIRST = 5_000
MOST_OFFERS, MOST_SAVED = 255, 24  # of one model: for a page, in a saved notebook
FLAGS = tuple(NEEDS.values())
NAN = float("nan")
CONTROLS = bytes([*range(10), *range(11, 32), 127])
_ODD = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


def spans(start: int, end: int) -> list[tuple[int, int]]:
    """Return from which row to which the parts go that carry rows to a page."""
    found = []
    while start < end:
        stop = min(end, start + (LARGEST if start else FIRST))
        found.append((start, stop))
        start = stop
    return found


def packed(columns: Columns, start: int, end: int) -> Part:
    """Return a message and its buffers: ids a line each, then the numbers of their names.

    Buffers: ids in UTF-8, task numbers in one or two bytes (little endian), framework numbers,
    state numbers.
    """
    tasks = columns.tasks[start:end]
    wide = len(columns.task_codes) > 256
    if wide and sys.byteorder == "big":
        tasks.byteswap()
    buffers = [
        _lines(columns.ids[start:end]),
        tasks.tobytes() if wide else array("B", tasks).tobytes(),
        bytes(columns.frameworks[start:end]),
        bytes(columns.states[start:end]),
    ]
    deflated = sum(map(len, buffers)) > SMALL
    message = {
        "kind": "columns",
        "from": start,
        "to": end,
        "tasks": list(columns.task_codes.names),
        "frameworks": list(columns.framework_codes.names),
        "states": list(columns.state_codes.names),
        "task_bytes": 2 if wide else 1,
        "encoding": "deflate" if deflated else "plain",
    }
    return message, [zlib.compress(one, 1) for one in buffers] if deflated else buffers


def packed_offers(columns: Columns, start: int, end: int) -> Part:
    """Return a message and its buffers: who serves the models of these rows, and on which terms.

    Buffers: how many offers each row has (a byte); of each offer in turn the number of its
    provider, of its task and of its state (a byte each), two bits of each of `FLAGS` (0: not told,
    1: no, 2: yes); then a column of 32-bit floats for each of `BETTER`, NaN where it is not told.
    """
    rows = [offers[:MOST_OFFERS] for offers in columns.offers[start:end]]
    offers = [one for some in rows for one in some]
    providers, tasks, states = Codes(most=256), Codes(most=256), Codes(most=256)
    numbers = array("f")
    for name in BETTER:
        numbers.extend([NAN if (value := getattr(one, name)) is None else value for one in offers])
    if sys.byteorder == "big":
        numbers.byteswap()
    buffers = [
        bytes(map(len, rows)),
        bytes([providers[line_of(one.provider)] for one in offers]),
        bytes([tasks[line_of(one.task or UNKNOWN)] for one in offers]),
        bytes([states[line_of(one.status)] for one in offers]),
        bytes(map(_flags, offers)),
        numbers.tobytes(),
    ]
    message = {
        "kind": "offers",
        "from": start,
        "to": end,
        "providers": providers.names,
        "tasks": tasks.names,
        "states": states.names,
        "encoding": "deflate",
    }
    return message, [zlib.compress(one, 1) for one in buffers]


def shown_offers(offers: Sequence[Offer]) -> list[list[Any]]:
    """Return offers as the first rows of a page have them: at most `MOST_SAVED` of a model.

    Each is the provider, the task, the state, the flags as in `packed_offers`, and the terms in the
    order of `BETTER`, None where one is not told.
    """
    return [
        [
            line_of(one.provider),
            line_of(one.task or UNKNOWN),
            line_of(one.status),
            _flags(one),
            [getattr(one, name) for name in BETTER],
        ]
        for one in offers[:MOST_SAVED]
    ]


def _flags(offer: Offer) -> int:
    found = 0
    for place, name in enumerate(FLAGS):
        value = getattr(offer, name)
        found |= 0 if value is None else (1 + value) << 2 * place
    return found


def _lines(ids: list[str]) -> bytes:
    r"""Return ids a line each; what would break the lines is written as `\u000a`."""
    lines = "\n".join(ids).encode()
    plain = lines.count(b"\n") == len(ids) - 1 and len(lines.translate(None, CONTROLS)) == len(
        lines
    )
    return lines if plain else "\n".join(map(line_of, ids)).encode()


def line_of(text: str) -> str:
    r"""Return a text as one line: control characters as `\u000a`."""
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
