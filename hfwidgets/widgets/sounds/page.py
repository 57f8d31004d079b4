"""What the page asks of a widget with sounds: to take, play, draw, hand on and save them.

The handlers return at once; what reads or writes a file is done in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.widgets.engine.desk import (
    Answerer,
    Buffers,
    Content,
    PageAnswer,
    acknowledged,
    apart,
    reply,
)
from hfwidgets.widgets.pictures.uploads import Uploads

if TYPE_CHECKING:
    from hfwidgets.sounds.reading import Sound
    from hfwidgets.widgets.sounds.input import Source


class Sounded(Answerer, Protocol):
    """What the page needs of a widget with sounds."""

    def take_sound(
        self, value: Any, *, field: Any = None, source: Source = "python", **more: Any
    ) -> None:
        """Set an audio field."""

    def restore(self, field: Any = None) -> None:
        """Work on the sound that was there before."""

    def sound_of(self, sound_id: str) -> Sound | None:
        """Return a sound by its id."""

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a file for the user: its name, its type and its content."""


class SoundPage:
    """Answers the messages about sounds of the views of one widget."""

    def __init__(self, widget: Sounded) -> None:
        """Know the widget; its `Page` listens."""
        self._widget = widget
        self._uploads = Uploads()
        self._read_later = apart(widget, self._read)
        now = partial(acknowledged, widget)
        self.answers: dict[str, PageAnswer] = {
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("file")),
            "sound-url": now(self._url),
            "sound-clear": now(lambda content: self._input(content, None)),
            "sound-restore": now(lambda content: widget.restore(content.get("field"))),
            "sound": apart(widget, self._sound),
            "peaks": apart(widget, self._peaks),
            "file": apart(widget, self._file),
        }

    def _upload(self, content: Content, buffers: Buffers) -> None:
        upload = self._uploads.add(content, buffers)
        if content.get("last"):
            self._read_later({**content, "content": upload.content}, ())
        else:
            reply(self._widget, "uploaded", content, received=len(upload.content))

    def _read(self, content: Content, _: Buffers) -> None:
        data = bytes(content["content"])
        more = {"name": str(content.get("name") or "") or None, "upload": content.get("file")}
        self._widget.take_sound(data, field=content.get("field"), source="page", **more)
        reply(self._widget, "uploaded", content, received=len(data))

    def _url(self, content: Content) -> None:
        url = str(content.get("url") or "").strip()
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r:.80} is no web address; it begins with http:// or https://")
        self._input(content, url)

    def _input(self, content: Content, value: Any) -> None:
        self._widget.take_sound(value, field=content.get("field"), source="page")

    def _asked(self, content: Content) -> Sound:
        sound = self._widget.sound_of(str(content.get("sound")))
        if sound is None:
            raise ValueError("This sound is not kept any more.")
        return sound

    def _sound(self, content: Content, _: Buffers) -> None:
        sound = self._asked(content)
        reply(self._widget, "sound", content, [sound.content()], type=sound.type)

    def _peaks(self, content: Content, _: Buffers) -> None:
        peaks = self._asked(content).peaks
        buffers = [] if peaks is None else [peaks.tobytes()]
        reply(self._widget, "peaks", content, buffers)

    def _file(self, content: Content, _: Buffers) -> None:
        what = content.get("what")
        form = str(content.get("format"))
        name, kind, data = self._widget.export(what if isinstance(what, Mapping) else {}, form)
        reply(self._widget, "file", content, [data], name=name, type=kind)
