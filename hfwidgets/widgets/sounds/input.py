"""A sound that a widget works on: set from Python, fetched, or sent by the page."""

from __future__ import annotations

import concurrent.futures
import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Literal
from urllib.parse import urlsplit

from hfwidgets.pictures.entries import label_of
from hfwidgets.sounds.reading import Sound
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.base import GivenTrait
from hfwidgets.widgets.pictures.input import NotFetchedError, is_address, reason_of
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, drive_async, elsewhere
from hfwidgets.wire.media import decoded_link, download
from hfwidgets.wire.parameter_error import ParameterError

Source = Literal["page", "python", "url", "widget"]
Fetched = concurrent.futures.Future[Sound]
_numbers = itertools.count(1)


def new_id() -> str:
    """Return a name for a sound that no other has in this process."""
    return f"s{next(_numbers)}"


@dataclass
class Held:
    """What an input holds at a moment, to come back to.

    Attributes:
        value: What was set.
        sound: It, as far as it was read; None for nothing, and until an address is fetched.
        more: What else the page is told.
        id: Names the sound in messages.
        fetched: What an address will bring.
    """

    value: Any = None
    sound: Sound | None = None
    more: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    fetched: Fetched | None = None

    def describe(self) -> dict[str, Any] | None:
        """Return what the page is told: never the samples."""
        if self.value is None:
            return None
        told = {"id": self.id, "name": "", "type": "", "size": 0, "seconds": None}
        told |= {"state": "ready", **self.more}
        sound = self.sound
        if sound is not None:
            told |= {"name": label_of(sound.name), "type": sound.type, "size": sound.size}
            if sound.layout is not None:
                told |= {"seconds": sound.seconds, "rate": sound.layout.rate}
                told["channels"] = sound.layout.channels
        return told


class SoundInput:
    """What an audio field holds, and what the page is told of it.

    Args:
        spec: The field.
        config: Returns the settings by which an address is fetched.
        changed: Called when it holds another one, or an address has answered.

    Attributes:
        held: What it holds now.
    """

    def __init__(
        self, spec: FieldSpec, config: Callable[[], Config], changed: Callable[[], None]
    ) -> None:
        """Hold nothing."""
        self.field = spec
        self.held = Held()
        self._config = config
        self._changed = changed
        self._earlier: Held | None = None
        self._closed = False

    def take(self, value: Any, source: Source = "python", **more: Any) -> None:
        """Hold another value; what was held stays where it is no sound.

        Args:
            value: What `Sound.read` takes, an http(s) address, or None for nothing.
            source: Where it comes from.
            **more: What else the page is told: `name`, `upload`.

        Raises:
            ParameterError: It is no sound.
        """
        name = more.pop("name", None)
        if is_address(value):
            shown = {"source": "url", "url": shown_address(value), "state": "fetching"}
            before = self.held if source == "page" and self.held.sound is not None else None
            self._hold(Held(value, None, shown))
            self.held.fetched = self._fetch(self.held, before)
        else:
            sound = None if value is None else self._read(value, name)
            self._hold(Held(value, sound, {"source": source, **more}))
        self._changed()

    def read(self, value: Any) -> Sound:
        """Return the sound that a value is.

        Raises:
            ParameterError: It is none.
        """
        return self._read(value, None)

    def checked(self, value: Any) -> Any:
        """Return a value that can be taken later, and more than once: of an opened file its bytes.

        Raises:
            ParameterError: It is no sound.
        """
        if is_address(value):
            return value
        sound = self.read(value)
        return sound.content() if hasattr(value, "read") else value

    def now(self) -> Held:
        """Return what is held, for `come_back`."""
        return self.held

    def come_back(self, held: Held) -> None:
        """Hold again what was held once; an address that had not answered is asked again."""
        if held.sound is None and is_address(held.value):
            self.take(held.value)
        else:
            self._hold(held)
            self._changed()

    def restore(self) -> None:
        """Hold what was held before the last change.

        Raises:
            ParameterError: There was nothing.
        """
        earlier = self._earlier
        if earlier is None:
            raise ParameterError({self.field.name: "there was no sound before; choose one"})
        self._hold(earlier)
        self._changed()

    def file(self, held: Held) -> Flow[tuple[bytes | Path, Sound]]:
        """Return what a server gets, and the sound; one that is being fetched is waited for.

        Args:
            held: What was held when the run began: by now it may be another sound.
        """
        sound = held.sound
        if sound is None:
            sound = yield from self._fetched_of(held)
        whole = sound
        return (yield from elsewhere(lambda: whole.body)), whole

    def close(self) -> None:
        """Stop fetching, for good."""
        self._closed = True
        if self.held.fetched is not None:
            self.held.fetched.cancel()

    def _fetched_of(self, held: Held) -> Flow[Sound]:
        if _failed(held.fetched) and not self._closed:  # try again
            held.more = {"source": "url", "url": held.more["url"], "state": "fetching"}
            held.fetched = self._fetch(held, None)
        fetched = held.fetched
        try:
            return (yield from elsewhere(functools.partial(_came, fetched)))
        except Exception as error:  # not its cause: addresses may hold what is secret
            raise NotFetchedError({self.field.name: reason_of(error)}) from None

    def _hold(self, held: Held) -> None:
        before, self.held = self.held, held
        if before.sound is not None:
            self._earlier = before
        if before.fetched is not None and before is not held:
            before.fetched.cancel()

    def _read(self, value: Any, name: str | None) -> Sound:
        try:
            if isinstance(value, str) and value.startswith("data:"):
                value = decoded_link(value)[1]
            return Sound.read(value, name)
        except (ValueError, TypeError, OSError) as error:
            raise ParameterError({self.field.name: str(error)}) from error

    def _fetch(self, held: Held, before: Held | None) -> Fetched:
        """Fetch an address in the background; on failure `before` comes back, with the reason."""
        config, address = self._config(), held.value

        async def fetch() -> Sound:
            body = await drive_async(download(config, address), background().perform)
            return self._read(bytes(body), PurePath(urlsplit(address).path).name or None)

        def done(future: Fetched) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is None:
                held.sound = future.result()
                held.more["state"] = "ready"
            else:
                held.more.update(state="bad", fault=reason_of(error))
            if held is self.held:
                if error is not None and before is not None:
                    self.held = before
                    before.more["fault"] = held.more["fault"]
                self._changed()

        fetched = background().submit(fetch())
        fetched.add_done_callback(done)
        return fetched


class SoundTrait(GivenTrait):
    """An audio field: holds what was set."""

    inputs = "sound_inputs"


def _failed(fetched: Fetched | None) -> bool:
    return fetched is None or (
        fetched.done() and (fetched.cancelled() or fetched.exception() is not None)
    )


def _came(fetched: Fetched | None) -> Sound:
    try:
        if fetched is not None:
            return fetched.result()
    except concurrent.futures.CancelledError:  # the run would take it as its own
        pass
    raise ValueError("Another sound was set before this address had answered.")
