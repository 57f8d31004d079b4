"""`record` and `replay`: which cassette is in use, in the process or in one client."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from hfwidgets.cassettes.playing import Player
from hfwidgets.cassettes.recording import Recorder
from hfwidgets.client import performing

_lock = threading.Lock()


def record(path: str | os.PathLike[str], *, overwrite: bool = False) -> Recorder:
    """Record every exchange of this process's clients and widgets with a server, from now on.

    What is asked, what comes back and when goes into one readable file, without tokens, keys and
    cookies; prompts and answers are in it. Bodies of more than 16 kB, and those that are no text,
    go into the folder `<path>.files`, by their hash. `replay` plays it.

    Args:
        path: The file to make, such as `"lesson.cassette"`.
        overwrite: Replace a file that is there.

    Returns:
        A recorder: use it with `with`, or call its `close()`.

    Raises:
        FileExistsError: There is such a file.
        ValueError: Another cassette is in use.

    Example:
        >>> with hfwidgets.record("lesson.cassette"):
        ...     client.text_generation("Once upon a time")
    """
    _check_free()
    recorder = Recorder(checked_path(path), overwrite)
    _use(recorder)
    return recorder


def replay(path: str | os.PathLike[str], *, speed: float | None = 1.0) -> Player:
    """Answer every request of this process from a cassette, from now on; nothing is sent.

    No token and no network are needed. Streams come as they came. Of several answers to the same
    request each is given once, in their order, and then the last one. The port of a server on this
    machine does not count, nor does the order of names in JSON.

    Args:
        path: A file that `record` made.
        speed: How many times as fast as it was recorded, above 0; None does not wait at all.

    Returns:
        A player: use it with `with`, or call its `close()`.

    Raises:
        FileNotFoundError: There is no such file.
        CassetteError: It is no cassette; and, in calls: the request is not in it.
        ValueError: Another cassette is in use, or `speed` is out of its range.

    Example:
        >>> with hfwidgets.replay("lesson.cassette"):
        ...     client.text_generation("Once upon a time")
    """
    _check_free()
    player = Player(checked_path(path), checked_speed(speed))
    _use(player)
    return player


def tape_of(cassette: object) -> Recorder | Player | None:
    """Return the cassette of one client: a file is played if it is there, else recorded.

    Raises:
        TypeError: It is no path and no cassette.
    """
    if cassette is None or isinstance(cassette, (Recorder, Player)):
        return cassette
    if not isinstance(cassette, (str, os.PathLike)):
        raise TypeError(
            f"cassette is of type {type(cassette).__name__}; pass the path of a file: it is played "
            "if it is there, else recorded"
        )
    path = checked_path(cassette)
    return Player(path, 1.0) if path.exists() else Recorder(path, overwrite=False)


def checked_path(path: object) -> Path:
    """Refuse what is no path of a file.

    Raises:
        TypeError, ValueError: It is none, or a folder.
    """
    if not isinstance(path, (str, os.PathLike)) or isinstance(path, bytes):
        raise TypeError(
            f"path is of type {type(path).__name__}; pass the path of a file, such as "
            "'lesson.cassette'"
        )
    found = Path(os.fspath(path))
    if not str(path).strip() or found.is_dir():
        raise ValueError(f"path is {str(path)!r}; pass the path of a file, not of a folder")
    return found


def checked_speed(speed: float | None) -> float | None:
    """Refuse a speed that no clock can keep.

    Raises:
        TypeError, ValueError: It is no number above 0.
    """
    if speed is None:
        return None
    if isinstance(speed, bool) or not isinstance(speed, (int, float)):
        raise TypeError(f"speed is of type {type(speed).__name__}; pass a number above 0, or None")
    if not 0 < speed < float("inf"):
        raise ValueError(
            f"speed is {speed!r}; pass a number above 0, or None for no waiting at all"
        )
    return float(speed)


def _check_free() -> None:
    tape = performing.in_use.tape
    if tape is not None:
        raise ValueError(f"{tape!r} is in use; close it first with its close()")


def _use(tape: Recorder | Player) -> None:
    """Have all requests of the process pass through a cassette."""
    from hfwidgets.wire import config, mapping, token

    with _lock:
        tape.on_close = lambda: _leave(tape)
        # What was asked before belongs into the cassette too: whoever plays it knows nothing.
        mapping.mappings.clear()
        if "hfwidgets.catalogue.terms" in sys.modules:
            from hfwidgets.catalogue.terms import terms

            terms.clear()
        config.forget_suggestions()
        if isinstance(tape, Player):
            config.plays.network = False
            token.stand_in.token = STAND_IN if tape.has_token else None
        performing.in_use.tape = tape


STAND_IN = "hf_replayed"  # what is played was asked with a token; whoever plays it needs none


def _leave(tape: Recorder | Player) -> None:
    from hfwidgets.wire import config, token

    with _lock:
        if performing.in_use.tape is not tape:
            return
        performing.in_use.tape = None
        config.plays.network = True
        token.stand_in.token = None
