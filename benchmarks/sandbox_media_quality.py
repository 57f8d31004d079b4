"""How good and how fast the sandbox's image and audio models are, on what they were not tuned on.

Run it with `python -m benchmarks.sandbox_media_quality`. What is right was written down in
`media_truth.py` before the engines were built; nothing there may be used to tune them.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any

import requests
from PIL import Image, ImageChops

from benchmarks.media_truth import CLASSES, MEDIA, OUTLINES, SENTENCES, ZERO_SHOT
from benchmarks.report import Figure, print_figures
from hfwidgets.sandbox import Sandbox

_ROUNDS = 5


class Bench:
    """A sandbox and what was measured with it."""

    def __init__(self, sandbox: Sandbox, verbose: bool) -> None:
        self._url = sandbox.url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["x-wait-for-model"] = "1"
        self._verbose = verbose

    def ask(self, model: str, body: bytes | dict[str, Any]) -> requests.Response:
        """Return a model's answer."""
        more: dict[str, Any] = {"json": body} if isinstance(body, dict) else {"data": body}
        response = self._session.post(f"{self._url}/models/sandbox/{model}", timeout=120, **more)
        if response.status_code != 200:
            raise SystemExit(f"{model} answered {response.status_code}: {response.text[:300]}")
        return response

    def seconds(self, model: str, body: bytes | dict[str, Any]) -> float:
        """Return the median time of an answer, once the model is loaded."""
        self.ask(model, body)
        times = []
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            self.ask(model, body)
            times.append(time.perf_counter() - started)
        return statistics.median(times)

    def say(self, text: str) -> None:
        """Show one result."""
        if self._verbose:
            print(text)

    def classes(self) -> Iterator[Figure]:
        """Count photos whose subject is among the first five labels."""
        right = 0
        for name, words in CLASSES.items():
            labels = [
                found["label"] for found in self.ask("efficientnet-lite0", _photo(name)).json()
            ]
            good = any(_holds(label, word) for label in labels[:5] for word in words)
            right += good
            self.say(f"class {name}: {'right' if good else 'WRONG'} {labels[:5]}")
        yield Figure(f"photos right in top 5 of {len(CLASSES)}", right, "photos", least=7)
        yield Figure(
            "image classification",
            1000 * self.seconds("efficientnet-lite0", _large("moose")),
            "ms",
            most=150,
        )

    def segments(self) -> Iterator[Figure]:
        """Compare the best-scored object's mask with a mask drawn by hand."""
        good, overlaps = 0, []
        for name, outline in OUTLINES.items():
            size = Image.open(MEDIA / f"{name}.jpg").size
            objects = [
                found
                for found in self.ask("slic-cam", _photo(name)).json()
                if found["label"] != "background"
            ]
            overlap = 0.0
            if objects:
                best = max(objects, key=lambda found: found["score"] or 0)
                shown = Image.open(io.BytesIO(base64.b64decode(best["mask"]))).convert("1")
                overlap = _overlap(shown, outline.mask(size))
            overlaps.append(overlap)
            good += overlap >= 0.6
            self.say(f"mask {name}: {overlap:.2f} {[found['label'] for found in objects]}")
        yield Figure(f"masks with IoU >= 0.6 of {len(OUTLINES)}", good, "masks", least=4)
        yield Figure("mean IoU of masks", statistics.mean(overlaps), "")
        yield Figure(
            "segmentation, 640 pixels", self.seconds("slic-cam", _large("moose")), "s", 1.5
        )

    def boxes(self) -> Iterator[Figure]:
        """Compare the best-scored box with the box around a mask drawn by hand."""
        good = 0
        for name, outline in OUTLINES.items():
            size = Image.open(MEDIA / f"{name}.jpg").size
            found = self.ask("cam-boxes", _photo(name)).json()
            wanted = outline.mask(size).getbbox()
            overlap = _box_overlap(found[0]["box"], wanted) if found and wanted else 0.0
            good += overlap >= 0.5
            self.say(f"box {name}: {overlap:.2f} {[one['label'] for one in found]}")
        yield Figure(f"boxes with IoU >= 0.5 of {len(OUTLINES)}", good, "boxes")
        yield Figure("detection, 640 pixels", self.seconds("cam-boxes", _large("moose")), "s", 1.5)

    def names(self) -> Iterator[Figure]:
        """Count photos that get their own name among eight."""
        right = 0
        for name, wanted in ZERO_SHOT.items():
            body = {
                "inputs": base64.b64encode(_photo(name)).decode(),
                "parameters": {"candidate_labels": list(ZERO_SHOT.values())},
            }
            first = self.ask("conse", body).json()[0]
            right += first["label"] == wanted
            self.say(f"name {name}: {first}")
        yield Figure(f"zero-shot names right of {len(ZERO_SHOT)}", right, "photos")

    def pictures(self) -> Iterator[Figure]:
        """Time a picture."""
        body = {
            "inputs": "a house by the sea at night",
            "parameters": {"width": 512, "height": 384},
        }
        yield Figure("picture of 512 x 384", self.seconds("painter", body), "s", 3)

    def speech(self) -> Iterator[Figure]:
        """Count the words that are heard wrong when a synthesised voice speaks."""
        wrong = words = 0
        taken = spoken = 0.0
        for sentence in SENTENCES:
            sound = self.ask("espeak-ng", {"inputs": sentence}).content
            started = time.perf_counter()
            heard = self.ask("pocketsphinx", sound).json()["text"]
            taken += time.perf_counter() - started
            spoken += len(sentence) / 15
            wanted = _words(sentence)
            wrong += _edits(wanted, _words(heard))
            words += len(wanted)
            self.say(f"speech {sentence!r}: {heard!r}")
        yield Figure("word error on synthesised speech", 100 * wrong / words, "%", most=35)
        yield Figure("recognition per second of speech, about", taken / spoken, "s")
        yield Figure(
            "speaking a sentence", 1000 * self.seconds("espeak-ng", {"inputs": SENTENCES[0]}), "ms"
        )


def _photo(name: str) -> bytes:
    return (MEDIA / f"{name}.jpg").read_bytes()


def _large(name: str) -> bytes:
    """Return a photo whose longer side is 640 pixels."""
    image = Image.open(MEDIA / f"{name}.jpg")
    factor = 640 / max(image.size)
    buffer = io.BytesIO()
    image.resize((round(image.width * factor), round(image.height * factor))).save(buffer, "JPEG")
    return buffer.getvalue()


def _holds(label: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", label) is not None


def _overlap(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        return 0.0
    both = ImageChops.logical_and(one, other).histogram()[255]
    either = ImageChops.logical_or(one, other).histogram()[255]
    return both / max(either, 1)


def _box_overlap(box: dict[str, int], other: tuple[int, int, int, int]) -> float:
    one = (box["xmin"], box["ymin"], box["xmax"], box["ymax"])
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(width, 0) * max(height, 0)
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return both / (areas - both)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _edits(wanted: list[str], heard: list[str]) -> int:
    """Return how many words must be put in, left out or changed."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(wanted, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (word != other)),
            )
    return row[-1]


def main() -> None:
    """Measure what is asked for, and print one table."""
    parts = ("classes", "segments", "boxes", "names", "pictures", "speech")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(parts)}; all by default")
    parser.add_argument("--verbose", action="store_true", help="show each answer")
    options = parser.parse_args()
    with Sandbox() as sandbox:
        bench = Bench(sandbox, options.verbose)
        figures = [figure for part in options.parts or parts for figure in getattr(bench, part)()]
    print_figures("The sandbox's images and sounds", figures)


if __name__ == "__main__":
    main()
