"""A picture field that takes PDF files, too: one of their pages is the picture."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.pictures.documents import DocumentPage, is_pdf
from hfwidgets.pictures.reading import Picture
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, apart, reply
from hfwidgets.widgets.pictures.input import PictureInput
from hfwidgets.widgets.pictures.page import Pictured, PicturePage

if TYPE_CHECKING:
    from hfwidgets.widgets.pictures.uploads import Upload


class DocumentInput(PictureInput):
    """What a field holds that takes pictures and PDF files."""

    @property
    def page(self) -> int | None:
        """Number of the page that is the picture, from 1; None where it is no document's."""
        return self.picture.page if isinstance(self.picture, DocumentPage) else None

    @property
    def pages(self) -> int | None:
        """How many pages the document has; None where it is none."""
        return self.picture.pages if isinstance(self.picture, DocumentPage) else None

    def turn(self, page: int) -> None:
        """Hold another page of the same document.

        Raises:
            ParameterError: It is no document, or has no such page.
        """
        picture = self.picture
        if not isinstance(picture, DocumentPage):
            raise self._refusal("this picture has no pages; set a PDF file first")
        if page != picture.page:
            try:
                turned = picture.turned_to(page)
            except (ValueError, OSError) as error:
                raise self._refusal(str(error)) from error
            self._hold(self.value, turned, dict(self._more))

    def describe(self) -> dict[str, Any] | None:
        """Return what the page is told, with the number of the document's page."""
        told = super().describe()
        if told is not None and self.page is not None:
            told.update(page=self.page, pages=self.pages)
        return told

    def _read(self, value: Any, name: str | None) -> Picture:
        if isinstance(value, (str, os.PathLike)):
            path = Path(os.fspath(value))
            if is_pdf(path):
                return self._first_page(path, name or path.name)
        elif isinstance(value, memoryview):
            value = bytes(value)
        if is_pdf(value):
            return self._first_page(bytes(value), name or "document.pdf")
        return super()._read(value, name)

    def _first_page(self, document: Path | bytes, name: str) -> Picture:
        try:
            return DocumentPage.of(document, name)
        except (ValueError, OSError) as error:
            raise self._refusal(str(error)) from error


class Paged(Pictured, Protocol):
    """What the page needs of a widget that takes documents."""

    def turn(self, page: int, *, field: Any = None) -> None:
        """Work on another page of the document."""


class DocumentMessages(PicturePage):
    """Answers the messages about pictures and pages: a file is read, and drawn, in a thread."""

    def __init__(self, widget: Paged) -> None:
        """Know the widget; its `Page` listens."""
        super().__init__(widget)
        self._paged = widget
        self._take_later = apart(widget, self._take)
        more: Mapping[str, PageAnswer] = {
            "picture-page": apart(widget, acknowledged(widget, self._turn))
        }
        self.answers.update(more)

    def _upload(self, content: Content, buffers: Buffers) -> None:
        upload = self._uploads.add(content, buffers)
        if content.get("last"):
            self._take_later({**content, "whole": upload}, ())
        else:
            reply(self._widget, "uploaded", content, received=len(upload.content))

    def _take(self, content: Content, _: Buffers) -> None:
        upload: Upload = content["whole"]
        self._widget.take_picture(
            bytes(upload.content),
            field=upload.field,
            source="page",
            name=upload.name or None,
            upload=content.get("file"),
        )
        reply(self._widget, "uploaded", content, received=len(upload.content))

    def _turn(self, content: Content) -> None:
        page = content.get("page")
        if not isinstance(page, int) or isinstance(page, bool):
            raise ValueError(f"the page is {page!r:.40}; it is a number from 1 on")
        self._paged.turn(page, field=content.get("field"))
