"""PDF files of a few pages with printed words, as programs write them."""

from __future__ import annotations

import io
from functools import cache

FACTS = (
    ("Invoice number:", "INV-204{number}"),
    ("Date:", "2026-03-1{number}"),
    ("Sold to:", "Ada Lovelace"),
    ("Total due:", "128.50 EUR"),
)


@cache
def invoice(pages: int = 2) -> bytes:
    """Return an invoice a page; the first has the number INV-2041."""
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    file = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(file) as pdf:
        for number in range(1, pages + 1):
            figure = Figure(figsize=(5.8, 8.3))  # A5
            figure.text(0.1, 0.93, "The Analytical Engine Company", size=15, weight="bold")
            for row, (label, value) in enumerate(FACTS):
                figure.text(0.1, 0.84 - 0.05 * row, label, size=11)
                figure.text(0.45, 0.84 - 0.05 * row, value.format(number=number), size=11)
            pdf.savefig(figure)
    return file.getvalue()


def scan() -> bytes:
    """Return a PDF file of one page that is a picture, without words."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (80, 120), "white").save(file, "PDF")
    return file.getvalue()
