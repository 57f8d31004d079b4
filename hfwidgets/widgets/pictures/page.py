"""What the page asks of a widget with pictures: to take, show, crop, hand on and save them.

The handlers return at once; what decodes or writes a picture is done in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
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
    from hfwidgets.pictures.reading import Picture
    from hfwidgets.widgets.pictures.input import Source


class Pictured(Answerer, Protocol):
    """What the page needs of a widget with pictures."""

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
        now, later = partial(acknowledged, widget), self._later
        self.answers: dict[str, PageAnswer] = {
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("file")),
            "picture": apart(widget, self._picture),
            "picture-url": now(self._url),
            "picture-clear": now(lambda content: self._input(content, None)),
            "picture-crop": later(self._crop),
            "picture-uncrop": later(self._uncrop),
            "picture-restore": now(lambda content: widget.restore(content.get("field"))),
            "close": now(lambda _: widget.close_opened()),
            "select": self._select,
            "targets": self._targets,
            "use": later(self._use),
            "file": apart(widget, self._file),
            "save": later(self._save),
        }

    def _later(self, act: Callable[[Content], Any]) -> PageAnswer:
        """Return the answer that acts in a thread, and acknowledges when that is done."""
        return apart(self._widget, acknowledged(self._widget, act))

    def _upload(self, content: Content, buffers: Buffers) -> None:
        upload = self._uploads.add(content, buffers)
        if content.get("last"):
            self._widget.take_picture(
                bytes(upload.content),
                field=upload.field,
                source="page",
                name=upload.name or None,
                upload=content.get("file"),
            )
        reply(self._widget, "uploaded", content, received=len(upload.content))

    def _picture(self, content: Content, _: Buffers) -> None:
        picture = self._widget.picture_of(str(content.get("picture")))
        if picture is None:
            raise ValueError("This picture is not kept any more.")
        data, kind = picture.display_file()
        reply(self._widget, "picture", content, [data], type=kind)

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
        reply(self._widget, "targets", content, targets=self._widget.targets())

    def _use(self, content: Content) -> None:
        self._widget.use_in(str(content.get("target")), content.get("what") or {})

    def _file(self, content: Content, _: Buffers) -> None:
        name, kind, data = self._exported(content)
        reply(self._widget, "file", content, [data], name=name, type=kind)

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
