"""A picture that a widget works on: set from Python, fetched, or sent by the page."""

from __future__ import annotations

import concurrent.futures
import functools
import itertools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal
from urllib.parse import urlsplit

from hfwidgets.pictures.entries import label_of
from hfwidgets.pictures.reading import Picture, content_of
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.base import GivenTrait
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow, drive_async, elsewhere
from hfwidgets.wire.media import download
from hfwidgets.wire.parameter_error import ParameterError

Source = Literal["page", "python", "url", "widget"]
# Up to what may be secret, such as the signature of a redirect, and that.
ADDRESS = re.compile(r"(\b\w+://[^\s?#'\"]*)[?#][^\s'\"]*")
_numbers = itertools.count(1)


def new_id() -> str:
    """Return a name for a picture that no other has in this process."""
    return f"p{next(_numbers)}"


class NotFetchedError(ParameterError):
    """The address of a picture gave none."""


@dataclass(frozen=True)
class Held:
    """What an input holds at a moment, to come back to."""

    value: Any
    picture: Picture | None
    id: str
    more: dict[str, Any]
    whole: tuple[Any, Picture, str] | None = None
    fetched: concurrent.futures.Future[Picture] | None = None


class PictureInput:
    """What an image field holds, and what the page is told of it.

    Args:
        field: The field.
        config: Returns the settings by which an address is fetched.
        changed: Called when `description` is another one.

    Attributes:
        value: What was set.
        picture: It, as far as it was read; None for nothing, and until an address is fetched.
        id: Names the picture in messages.
    """

    def __init__(
        self, field: FieldSpec, config: Callable[[], Config], changed: Callable[[], None]
    ) -> None:
        """Hold nothing."""
        self.field = field
        self.value: Any = None
        self.picture: Picture | None = None
        self.id = ""
        self._config = config
        self._changed = changed
        self._more: dict[str, Any] = {}
        self._whole: tuple[Any, Picture, str] | None = None  # what a crop was made of
        self._fetched: concurrent.futures.Future[Picture] | None = None
        self._earlier: Held | None = None
        self._closed = False

    def take(self, value: Any, source: Source = "python", **more: Any) -> None:
        """Hold another value; what was held stays where it is no picture.

        Args:
            value: A path, an http(s) address, bytes, an opened file, a PIL image, an array
                `(height, width[, channels])`, or None for nothing.
            source: Where it comes from.
            **more: What else the page is told: `name`, `upload`.

        Raises:
            ParameterError: It is no picture, or one that cannot be used.
        """
        if is_address(value):
            before = self.held()
            self._hold(
                value, None, {"source": "url", "url": shown_address(value), "state": "fetching"}
            )
            self._fetch(value, before if source == "page" else None)
            return
        if hasattr(value, "read") and not hasattr(value, "getbands"):
            more.setdefault("name", _name_of(value))
            value = self._content(value)
        picture = None if value is None else self._read(value, more.pop("name", None))
        self._hold(value, picture, {"source": source, **more})

    def crop(self, box: tuple[float, float, float, float]) -> None:
        """Hold a part of the picture; `uncrop` brings the whole back.

        Args:
            box: `xmin, ymin, xmax, ymax` in pixels of the upright picture.

        Raises:
            ParameterError: The box holds no pixel of it.
        """
        picture = self.picture
        if picture is None:
            raise self._refusal("there is no picture to crop")
        edges = self._edges(box)
        left, top = max(0, edges[0]), max(0, edges[1])
        right, bottom = min(picture.width, edges[2]), min(picture.height, edges[3])
        if right <= left or bottom <= top:
            raise self._refusal(
                f"the box {tuple(edges)} holds no pixel of a picture of {picture.width} x "
                f"{picture.height}; draw it inside"
            )
        whole = self._whole or (self.value, picture, str(self._more.get("source", "python")))
        part = picture.upright.crop((left, top, right, bottom))
        self._hold(part, self._read(part, picture.name), {"source": whole[2], "cropped": True})
        self._whole = whole

    def _edges(self, box: Any) -> list[int]:
        try:
            edges = [round(float(edge)) for edge in box]
        except (TypeError, ValueError, OverflowError):
            edges = []
        if len(edges) != 4:
            raise self._refusal(f"the box is {box!r:.80}; it is xmin, ymin, xmax, ymax")
        return edges

    def uncrop(self) -> None:
        """Hold the whole picture again."""
        if self._whole is not None:
            value, picture, source = self._whole
            self._hold(value, picture, {"source": source})

    def read(self, value: Any) -> Picture:
        """Return the picture that a value is.

        Raises:
            ParameterError: It is none.
        """
        return self._read(value, None)

    def checked(self, value: Any) -> Any:
        """Return a value that can be taken later, and more than once: of an opened file its bytes.

        Raises:
            ParameterError: It is no picture.
        """
        if hasattr(value, "read") and not hasattr(value, "getbands"):
            value = self._content(value)
        if not is_address(value):
            self.read(value)
        return value

    def now(self) -> Held:
        """Return what is held, for `come_back`."""
        return self.held()

    def come_back(self, held: Held) -> None:
        """Hold again what was held once; an address that had not answered is asked again."""
        if held.picture is None and is_address(held.value):
            self.take(held.value)
        else:
            self._hold_again(held)

    def restore(self) -> None:
        """Hold what was held before the last change.

        Raises:
            ParameterError: There was nothing.
        """
        earlier = self._earlier
        if earlier is None:
            raise self._refusal("there was no picture before; choose one")
        self._hold_again(earlier)

    def _hold_again(self, held: Held) -> None:
        self._earlier = self.held() if self.picture is not None else None
        self._put_back(held)
        self._changed()

    def file(self, held: Held) -> Flow[tuple[Any, Picture]]:
        """Return what a server gets, and the picture; one that is being fetched is waited for.

        Args:
            held: What was held when the run began: by now it may be another picture.
        """
        picture = held.picture
        if picture is None:
            picture = yield from self._fetched_of(held)
        whole = picture
        return (yield from elsewhere(lambda: file_or_path(whole))), whole

    def _fetched_of(self, held: Held) -> Flow[Picture]:
        fetched = held.fetched
        failed = fetched is None or (
            fetched.done() and (fetched.cancelled() or fetched.exception() is not None)
        )
        if failed and not self._closed and self.id == held.id:  # try again
            self._more = {"source": "url", "url": self._more["url"], "state": "fetching"}
            fetched = self._fetch(self.value, None)
        try:
            picture: Picture = yield from elsewhere(functools.partial(_came, fetched))
        except Exception as error:  # not its cause: addresses may hold what is secret
            raise NotFetchedError({self.field.name: reason_of(error)}) from None
        if self._fetched is fetched:  # its own callback may come later
            self.picture = picture
        return picture

    def describe(self) -> dict[str, Any] | None:
        """Return what the page is told: never the pixels."""
        if self.value is None:
            return None
        told = {"id": self.id, "state": "ready", **self._more}
        picture = self.picture
        if picture is not None:
            told["name"] = label_of(picture.name)  # a file may be called anything
            told.update(width=picture.width, height=picture.height, type=picture.type)
            told["size"] = picture.size
            if picture.notices:
                told["notice"] = " ".join(picture.notices)
        return told

    def noted(self) -> str:
        """Return it in a few words, for the history."""
        told = self.describe() or {}
        name = told.get("url") or told.get("name") or "a picture"
        size = f" ({told['width']} x {told['height']})" if "width" in told else ""
        return f"{name}{size}"

    def close(self) -> None:
        """Stop fetching, for good."""
        self._closed = True
        if self._fetched is not None:
            self._fetched.cancel()

    def _hold(self, value: Any, picture: Picture | None, more: dict[str, Any]) -> None:
        if self.picture is not None:
            self._earlier = self.held()
        self._put_back(Held(value, picture, new_id(), more))
        self._changed()

    def held(self) -> Held:
        """Return what it holds at this moment."""
        more, whole = self._more, self._whole
        return Held(self.value, self.picture, self.id, more, whole, self._fetched)

    def _put_back(self, held: Held) -> None:
        self.value, self.picture, self.id = held.value, held.picture, held.id
        self._more, self._whole = held.more, held.whole
        fetched, self._fetched = self._fetched, None
        if fetched is not None:  # at last: a run that waits for it must not fetch it again
            fetched.cancel()

    def _read(self, value: Any, name: str | None) -> Picture:
        try:
            return Picture.read(value, name)
        except (ValueError, TypeError, OSError) as error:
            raise self._refusal(str(error)) from error

    def _content(self, file: Any) -> bytes:
        try:
            return content_of(file)
        except (ValueError, TypeError, OSError) as error:
            raise self._refusal(str(error)) from error

    def _refusal(self, text: str) -> ParameterError:
        return ParameterError({self.field.name: text})

    def _fetch(self, address: str, before: Held | None) -> concurrent.futures.Future[Picture]:
        """Fetch an address in the background; on failure `before` comes back, with the reason."""
        config = self._config()
        fetched_id = self.id

        async def fetch() -> Picture:
            body = await drive_async(download(config, address), background().perform)
            name = PurePath(urlsplit(address).path).name
            return self._read(bytes(body), name or None)

        def done(future: concurrent.futures.Future[Picture]) -> None:
            if future.cancelled() or fetched_id != self.id:
                return
            error = future.exception()
            if error is None:
                self.picture = future.result()
                self._more["state"] = "ready"
                self._changed()
                return
            fault = reason_of(error)
            if before is None or before.picture is None:
                self._more.update(state="bad", fault=fault)
            else:
                self._put_back(before)
                self._more = {**self._more, "fault": fault}
            self._changed()

        fetched = self._fetched = background().submit(fetch())
        fetched.add_done_callback(done)
        return fetched


class PictureTrait(GivenTrait):
    """An image field: holds what was set."""

    inputs = "picture_inputs"


def file_or_path(picture: Picture) -> bytes | Path:
    """Return what a server gets of a picture: its file, as bytes or where it is."""
    body = picture.body
    if isinstance(body, bytes):
        return body
    return Path(os.fspath(body.source))  # type: ignore[arg-type]  # a picture's is a path


def is_address(value: Any) -> bool:
    """Whether a value is a web address."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _came(fetched: concurrent.futures.Future[Picture] | None) -> Picture:
    try:
        if fetched is not None:
            return fetched.result()
    except concurrent.futures.CancelledError:  # the run would take it as its own
        pass
    raise ValueError("Another picture was set before this address had answered.")


def reason_of(error: BaseException) -> str:
    """Return why an address was not fetched, without what may be secret in it or a redirect."""
    text = str(error).partition("\n")[0]
    if not text.endswith((".", "!", "?")):
        text += "."
    return f"{ADDRESS.sub(lambda found: found[1], text)} Check the address, or choose a file."


def _name_of(file: Any) -> str | None:
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) else None
