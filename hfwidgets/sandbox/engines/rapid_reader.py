"""Reading pages, photographed ones too, with RapidOCR and the models that its package carries.

rapidocr is imported here and nowhere else.
"""

from __future__ import annotations

import importlib
import io
import statistics
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from hfwidgets.sandbox.engines.page import PageWord

_OPTIONS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # Below this it tells on stderr of every blank page.
    "Global.log_level": "error",
}


def load() -> RapidReader:
    """Load RapidOCR and its models.

    Raises:
        ImportError: rapidocr or onnxruntime is not installed.
        FileNotFoundError: The package came without its models.
    """
    importlib.import_module("onnxruntime")
    downloads = importlib.import_module("rapidocr.utils.download_file").DownloadFile
    downloads.run = staticmethod(_stay_local)
    return RapidReader()


def _stay_local(asked: Any) -> None:
    """Stand in for RapidOCR's download: the sandbox opens no connection."""
    path = Path(asked.save_path)
    if not path.is_file():
        raise FileNotFoundError(
            f"the package rapidocr has no {path.name}, and the sandbox downloads nothing; "
            "install it anew with `pip install --force-reinstall rapidocr`"
        )


class RapidReader:
    """Reads with RapidOCR's models."""

    def __init__(self) -> None:
        self._engine = importlib.import_module("rapidocr").RapidOCR(params=_OPTIONS)
        # Its three models are loaded when a text is first found.
        sample = Image.new("RGB", (320, 64), "white")
        ImageDraw.Draw(sample).text((10, 10), "Ready to read", "black", ImageFont.load_default(32))
        self.read(sample)

    def read(self, image: Image.Image) -> list[PageWord]:
        """Return the words of an image in RGB, their boxes as if the page lay straight."""
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=1)
        page = self._engine(buffer.getvalue(), return_word_box=True)
        if page.boxes is None or page.txts is None:
            return []
        placed = page.word_results if len(page.word_results) == len(page.txts) else page.txts
        words: list[PageWord] = []
        for corners, text, parts in zip(page.boxes, page.txts, placed, strict=True):
            words += _placed(text, parts) or _shared_out(text, _frame(corners))
        slope = _slope(page.boxes)
        return [_levelled(word, slope) for word in words]


def _slope(boxes: Any) -> float:
    """Return how steeply a page's lines fall to the right; long ones tell it best."""
    edges = [(float(box[1][0] - box[0][0]), float(box[1][1] - box[0][1])) for box in boxes]
    wide = max(width for width, _ in edges)
    slopes = [fall / width for width, fall in edges if width > max(wide / 2, 1.0)]
    return statistics.median(slopes) if slopes else 0.0


def _levelled(word: PageWord, slope: float) -> PageWord:
    left, top, right, bottom = word.box
    lift = slope * (left + right) / 2
    return PageWord(word.text, (left, top - lift, right, bottom - lift))


def _placed(text: str, parts: Any) -> list[PageWord]:
    """Return a line's words where they stand, or none unless all of them are known."""
    if not isinstance(parts, tuple):
        return []
    words = [PageWord(word, _frame(corners)) for word, _, corners in parts]
    return words if [word.text for word in words] == text.split() else []


def _frame(corners: Any) -> tuple[float, float, float, float]:
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _shared_out(text: str, box: tuple[float, float, float, float]) -> list[PageWord]:
    """Return a line's words with its box shared out by letters."""
    left, top, right, bottom = box
    step, words, at = (right - left) / max(len(text), 1), [], 0
    for word in text.split():
        at = text.index(word, at)
        place = (left + at * step, top, left + (at + len(word)) * step, bottom)
        words.append(PageWord(word, place))
        at += len(word)
    return words
