"""Pages of PDF files: drawn, turned, read, refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hfwidgets.pictures.documents import DocumentPage, is_pdf
from hfwidgets.pictures.reading import PictureError
from tests.widgets.documents import invoice, scan


def test_a_page_is_a_picture_of_printable_fineness() -> None:
    page = DocumentPage.of(invoice(), "invoice.pdf")
    assert (page.page, page.pages, page.type) == (1, 2, "image/png")
    assert page.width == pytest.approx(5.8 * 150, abs=2)
    assert page.upright.getextrema() != ((255, 255),) * 3
    assert page.body == page.source


def test_words_stand_where_they_are_drawn() -> None:
    page = DocumentPage.of(invoice(), "invoice.pdf")
    words = dict(page.words)
    left, top, right, bottom = words["INV-2041"]
    assert 440 < left < 460
    assert 130 < top < bottom < 180
    across, down = page.width / 1000, page.height / 1000
    around = (left * across - 1, top * down - 1, right * across + 1, bottom * down + 1)
    drawn = page.upright.convert("L").crop(tuple(map(round, around)))
    assert drawn.getextrema()[0] < 80  # type: ignore[operator]


def test_another_page_has_other_words() -> None:
    page = DocumentPage.of(invoice(), "invoice.pdf").turned_to(2)
    assert page.page == 2
    assert "INV-2042" in dict(page.words)
    assert "INV-2041" not in dict(page.words)


def test_a_scan_has_no_words() -> None:
    assert DocumentPage.of(scan(), "scan.pdf").words == ()


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there_is_refused_with_those_that_are(number: int) -> None:
    with pytest.raises(PictureError, match=rf"no page {number}; it has 1 to 2"):
        DocumentPage.of(invoice(), "invoice.pdf", number)


def test_a_damaged_file_is_refused_with_a_way_out() -> None:
    with pytest.raises(PictureError, match="cut or damaged; save, copy or upload it again"):
        DocumentPage.of(b"%PDF-1.7 and nothing else", "broken.pdf")


def test_without_a_reader_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(PictureError, match=r"pip install 'hfwidgets\[pdf\]'.*as PNG"):
        DocumentPage.of(invoice(), "invoice.pdf")


def test_a_file_is_told_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "named.png"
    path.write_bytes(invoice())
    assert is_pdf(path)
    assert is_pdf(invoice())
    assert not is_pdf(tmp_path / "missing.pdf")
    assert not is_pdf(b"\x89PNG")
    assert not is_pdf("named.pdf")
