"""Pages of PDF files as pictures, and the words that they hold with their places.

pypdfium2 reads them, the extra `pdf`; without it the error says so.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.reading import Picture, PictureError
from hfwidgets.wire.pictures import encoded

if TYPE_CHECKING:
    from PIL.Image import Image

# A word, and its left, top, right and bottom in thousandths of the page, as models take them.
WordBox = tuple[str, tuple[float, float, float, float]]

_DOTS = 150 / 72  # pixels a point: what printed text is read well at
_LONGEST = 2000  # pixels of the longer side
_MOST_WORDS = 2000
_FINE = 10  # parts of a thousandth, which PDFium's whole numbers count
_lock = threading.Lock()  # PDFium is not made for several threads


def is_pdf(value: Any) -> bool:
    """Whether a path or the bytes of a file are a PDF, by how it begins."""
    if isinstance(value, Path):
        try:
            with value.open("rb") as file:
                return file.read(5) == b"%PDF-"
        except OSError:
            return False
    return isinstance(value, (bytes, bytearray)) and bytes(value[:5]) == b"%PDF-"


@dataclass(frozen=True, eq=False)
class DocumentPage(Picture):
    """A page of a PDF file as a picture.

    Attributes:
        document: The file, as a path or its bytes.
        page: Number of the page, from 1.
        pages: How many the file has.
    """

    document: Path | bytes | None = None
    page: int = 1
    pages: int = 1

    @classmethod
    def of(cls, document: Path | bytes, name: str, page: int = 1) -> DocumentPage:
        """Draw a page.

        Raises:
            PictureError: No reader of PDF files, none that can be read, or no such page.
        """
        with _opened(document, name) as file:
            count = len(file)
            if not 1 <= page <= count:
                last = f"1 to {count}" if count > 1 else "1 only"
                raise PictureError(f"{name} has no page {page}; it has {last}")
            image = _drawn(file, page)
        picture = Picture.read(encoded(image), name)
        return cls(
            picture.source,
            name,
            *(picture.width, picture.height, picture.type),
            document=document,
            page=page,
            pages=count,
        )

    def turned_to(self, page: int) -> DocumentPage:
        """Return another page of the same file.

        Raises:
            PictureError: There is none of this number.
        """
        if self.document is None:
            raise PictureError(f"{self.name} was cut out of its page; take the whole page first")
        return self.of(self.document, self.name, page)

    @cached_property
    def words(self) -> tuple[WordBox, ...]:
        """The words that the page holds as text, at most 2,000; none where it is a scan."""
        if self.document is None:
            return ()
        with _opened(self.document, self.name) as file:
            return tuple(_words(file, self.page))


@contextmanager
def _opened(document: Path | bytes, name: str) -> Iterator[Any]:
    try:
        import pypdfium2  # type: ignore[import-untyped]
    except ImportError:
        raise PictureError(
            f"{name} is a PDF file, for which a reader is missing: run `pip install "
            "'hfwidgets[pdf]'`, or export its page as PNG"
        ) from None
    with _lock:
        try:
            file = pypdfium2.PdfDocument(document)
        except pypdfium2.PdfiumError as error:
            raise PictureError(_unreadable(name, str(error))) from None
        try:
            yield file
        except pypdfium2.PdfiumError as error:
            raise PictureError(_unreadable(name, str(error))) from None
        finally:
            file.close()


def _unreadable(name: str, reason: str) -> str:
    if "password" in reason.lower():
        return f"{name} is locked by a password; save a copy without one, or export its page as PNG"
    return f"{name} begins like a PDF file, but is cut or damaged; save, copy or upload it again"


def _drawn(file: Any, number: int) -> Image:
    """Return a page as it is seen, on white."""
    page = file[number - 1]
    longest = max(*page.get_size(), 1.0)
    image: Image = page.render(scale=min(_DOTS, _LONGEST / longest)).to_pil()
    return image.convert("RGB")


def _words(file: Any, number: int) -> Iterator[WordBox]:
    """Yield the words of a page in the file's order, which is that of reading as a rule."""
    page = file[number - 1]
    text = page.get_textpage()
    word, edges, found = "", [], 0
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip() and sign.isprintable():
            word += sign
            edges.append(_placed(page, text.get_charbox(index)))
        elif word:
            yield word, _around(edges)
            word, edges, found = "", [], found + 1
            if found >= _MOST_WORDS:
                return
    if word:
        yield word, _around(edges)


def _placed(page: Any, box: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Return a box of the page's own space, whichever way it is turned, in thousandths."""
    import ctypes

    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    places = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        side = 1000 * _FINE
        pdfium.FPDF_PageToDevice(page, 0, 0, side, side, 0, x, y, across, down)
        places.append((across.value / _FINE, down.value / _FINE))
    (left, top), (right, bottom) = places
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _around(boxes: list[tuple[float, ...]]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    edges = (min(lefts), min(tops), max(rights), max(bottoms))
    left, top, right, bottom = (round(min(max(edge, 0.0), 1000.0), 1) for edge in edges)
    return left, top, right, bottom
