"""What the page asks of a widget with pictures: to take, show, crop, hand on and save them.

The handlers return at once; what decodes or writes a picture is done in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.page import PageAnswer
from hfwidgets.widgets.pictures.uploads import Uploads
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.pictures.reading import Picture
    from hfwidgets.widgets.pictures.input import Source

Content = Mapping[str, Any]
Buffers = Sequence[memoryview]


class Pictured(Protocol):
    """What the page needs of a widget with pictures."""

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        """Send a message to the page."""

    def tell(self, **traits: Any) -> None:
        """Set traits together."""

    def take_picture(
        self, value: Any, *, field: Any = None, source: Source = "python", **more: Any
    ) -> None:
        """Set an image field."""

    def crop(self, box: tuple[float, float, float, float], *, field: Any = None) -> None:
        """Work on a part of the picture."""

    def uncrop(self, *, field: Any = None) -> None:
        """Work on the whole picture again."""

    def restore(self, field: Any = None) -> None:
        """Work on the picture that was there before."""

    def close_opened(self) -> None:
        """Close the widget that was opened below."""

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return a picture by its id."""

    def targets(self) -> list[dict[str, str]]:
        """Return the widgets that can be handed a picture."""

    def use_in(self, target: str, what: Mapping[str, Any]) -> None:
        """Hand a picture to another widget."""

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a file for the user: its name, its type and its content."""


class PicturePage:
    """Answers the messages about pictures of the views of one widget."""

    def __init__(self, widget: Pictured) -> None:
        """Know the widget; its `Page` listens."""
        self._widget = widget
        self._uploads = Uploads()
        self.answers: dict[str, PageAnswer] = {
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("id")),
            "picture": self._picture,
            "picture-url": self._now(self._url),
            "picture-clear": self._now(lambda content: self._input(content, None)),
            "picture-crop": self._later(self._crop),
            "picture-uncrop": self._later(self._uncrop),
            "picture-restore": self._now(lambda content: widget.restore(content.get("field"))),
            "close": self._now(lambda _: widget.close_opened()),
            "select": self._select,
            "targets": self._targets,
            "use": self._later(self._use),
            "file": self._file,
            "save": self._later(self._save),
        }

    def _upload(self, content: Content, buffers: Buffers) -> None:
        error = None
        received = 0
        try:
            upload = self._uploads.add(content, buffers)
            received = len(upload.content)
            if content.get("last"):
                self._widget.take_picture(
                    bytes(upload.content),
                    field=upload.field,
                    source="page",
                    name=upload.name or None,
                    upload=content.get("id"),
                )
        except (ValueError, TypeError) as problem:
            error = reason(problem)
        self._reply("uploaded", content, received=received, error=error)

    def _picture(self, content: Content, _: Buffers) -> None:
        picture_id = str(content.get("picture"))
        about = {"kind": "picture", "view": content.get("view"), "picture": picture_id}

        def send() -> None:
            picture = self._widget.picture_of(picture_id)
            if picture is None:
                self._widget.send({**about, "error": "This picture is not kept any more."})
                return
            try:
                data, kind = picture.display_file()
            except Exception as error:
                self._widget.send({**about, "error": str(error)})
            else:
                self._widget.send({**about, "type": kind}, [data])

        in_a_thread(send)

    def _url(self, content: Content) -> None:
        url = str(content.get("url") or "").strip()
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r:.80} is no web address; it begins with http:// or https://")
        self._input(content, url)

    def _input(self, content: Content, value: Any) -> None:
        self._widget.take_picture(value, field=content.get("field"), source="page")

    def _crop(self, content: Content) -> None:
        self._widget.crop(content.get("box"), field=content.get("field"))  # type: ignore[arg-type]

    def _uncrop(self, content: Content) -> None:
        self._widget.uncrop(field=content.get("field"))

    def _select(self, content: Content, _: Buffers) -> None:
        index = content.get("index")
        self._widget.tell(selected=index if isinstance(index, int) and index >= 0 else None)

    def _targets(self, content: Content, _: Buffers) -> None:
        targets = self._widget.targets()
        self._widget.send({"kind": "targets", "view": content.get("view"), "targets": targets})

    def _use(self, content: Content) -> None:
        self._widget.use_in(str(content.get("target")), content.get("what") or {})

    def _file(self, content: Content, _: Buffers) -> None:
        about = {"kind": "file", "view": content.get("view"), "id": content.get("id")}

        def send() -> None:
            try:
                name, kind, data = self._exported(content)
            except Exception as error:
                self._widget.send({**about, "error": reason(error)})
            else:
                self._widget.send({**about, "name": name, "type": kind}, [data])

        in_a_thread(send)

    def _save(self, content: Content) -> dict[str, Any]:
        name, _, data = self._exported(content)
        given = str(content.get("path") or "").strip()
        path = Path(given or name).expanduser()
        if path.is_dir():
            path = path / name
        try:
            with path.open("xb") as file:  # what is there stays
                file.write(data)
        except FileExistsError:
            raise ValueError(f"{path} is there already; choose another name") from None
        except OSError as error:
            raise ValueError(f"{path} cannot be written: {error.strerror}") from None
        return {"path": str(path)}

    def _exported(self, content: Content) -> tuple[str, str, bytes]:
        return self._widget.export(content.get("what") or {}, str(content.get("format")))

    def _now(self, act: Callable[[Content], Any]) -> PageAnswer:
        """Return the answer that acts at once and acknowledges."""
        return lambda content, _: self._act(act, content)

    def _later(self, act: Callable[[Content], Any]) -> PageAnswer:
        """Return the answer that acts in a thread and acknowledges when that is done."""
        return lambda content, _: in_a_thread(lambda: self._act(act, content))

    def _act(self, act: Callable[[Content], Any], content: Content) -> None:
        try:
            more = act(content) or {}
        except Exception as error:
            more = {"error": reason(error)}
        self._reply("ack", content, **more)

    def _reply(self, kind: str, content: Content, **more: Any) -> None:
        self._widget.send({"kind": kind, "id": content.get("id"), **more})


def in_a_thread(work: Callable[[], None]) -> None:
    """Do something that takes a while, apart from the kernel's thread."""
    background().submit(asyncio.to_thread(work))


def reason(error: Exception) -> str:
    """Return an error for people."""
    if isinstance(error, ParameterError):
        return " ".join(error.problems.values())
    return str(error) or type(error).__name__
