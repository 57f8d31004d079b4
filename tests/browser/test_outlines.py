"""Every mask has an outline that is seen on its own colour and on whatever lies beside it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.picture_view import PictureView
from tests.color_difference import ciede2000, lab_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]

MEDIA = Path(__file__).resolve().parents[1] / "sandbox" / "media"
PICTURES = ("astronaut", "chelsea", "coffee", "rocket")
LIGHT, DARK = (255, 255, 255), (20, 20, 20)
LEAST = 20  # CIEDE2000; 2 is just seen beside each other, black and white are 100 apart
FAR = 8  # pixels from the outline to what lies beside it

# Twenty masks of many labels, of which some lie on others, and some on nothing.
READY = """
import numpy as np
from PIL import Image
from hfwidgets import ImageSegmentation

class Ready(ImageSegmentation):
    def call(self, output, values):
        random = np.random.default_rng(5)
        rows, columns = np.mgrid[0:1:200j, 0:1:300j]
        found = [{"label": "background", "score": 0.9, "mask": np.uint8(255 * (rows > 0.5))}]
        for number in range(20):
            x, y, wide, tall = random.uniform([0, 0, 0.05, 0.05], [1, 1, 0.2, 0.2])
            mask = ((columns - x) / wide) ** 2 + ((rows - y) / tall) ** 2 < 1
            found.append({"label": f"thing {number}", "score": 0.5, "mask": np.uint8(255 * mask)})
        def flow(*arguments, **more):
            return [{**one, "mask": Image.fromarray(one["mask"])} for one in found]
            yield
        return output.call(flow, self._client._config, values)

w = Ready("m")
w
"""
# The pixels of what lies on the picture, and of both together.
COMPOSED = """stage => {
  const [base, overlay] = stage.querySelectorAll("canvas");
  const both = new OffscreenCanvas(base.width, base.height).getContext("2d");
  const pack = context => {
    const {data} = context.getImageData(0, 0, base.width, base.height);
    return new Uint8Array(data.buffer).toBase64();
  };
  both.drawImage(base, 0, 0);
  both.drawImage(overlay, 0, 0);
  return [base.width, pack(overlay.getContext("2d")), pack(both)];
}"""


def composed(view: PictureView) -> tuple[Any, Any]:
    """Return the overlay, and the picture below it: `(height, width, 4)` and `(…, 3)`."""
    width, *packed = view.stage.evaluate(COMPOSED)
    overlay, both = (
        np.frombuffer(base64.b64decode(one), np.uint8).reshape(-1, width, 4) for one in packed
    )
    return overlay, both[..., :3]


def answer_about(notebook: Any, view: PictureView, name: str) -> None:
    """Run for a picture, and wait until it and its answer are drawn in place of the last."""
    notebook.execute(f"w.image = {str(MEDIA / name)!r} + '.jpg'; w.run().wait()")
    view.stage.get_by_role("img", name=f"{name}.jpg").wait_for()
    view.wait_label("thing 3")


def outlined(overlay: Any) -> tuple[Any, Any]:
    """Return where the light and the dark line of an outline are."""
    opaque = overlay[..., 3] == 255
    tones = [(overlay[..., :3] == tone).all(-1) & opaque for tone in (LIGHT, DARK)]
    return tones[0], tones[1]


def sides(overlay: Any, both: Any) -> Any:
    """Return the colours on both sides of every place where light and dark meet in a row."""
    light, dark = outlined(overlay)
    line = light | dark
    meet = (light[:, :-1] & dark[:, 1:]) | (dark[:, :-1] & light[:, 1:])
    found = []
    for row, column in np.argwhere(meet):
        left = line[row, max(0, column - FAR) : column + 1][::-1]
        right = line[row, column + 1 : column + 1 + FAR]
        if not left.all() and not right.all():
            found.append(both[row, column - left.argmin()])
            found.append(both[row, column + 1 + right.argmin()])
    return np.array(found)


@pytest.mark.parametrize("mode", ["Fill", "Outline"])
def test_outlines_are_far_from_both_their_sides_on_every_picture(open_notebook, mode):
    notebook = open_notebook([READY])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    least = {}
    for name in PICTURES:
        answer_about(notebook, view, name)
        view.button(mode).click()
        if name == PICTURES[0]:
            view.button("View").click()
            view.button("Numbers").click()
        view.next_frame()
        found = lab_of(sides(*composed(view)))
        assert len(found) > 1000
        apart = np.max([ciede2000(found, lab_of(tone)) for tone in (LIGHT, DARK)], 0)
        least[name] = round(float(apart.min()), 1)
    assert min(least.values()) >= LEAST, least
    notebook.screenshot(f"outlines-{mode.lower()}")


def test_a_mask_keeps_its_colour_and_the_background_is_not_filled(open_notebook):
    notebook = open_notebook([READY])
    notebook.run(0)
    view = PictureView(notebook.output(0)).wait()
    colors = {}
    for name in PICTURES[:3]:
        answer_about(notebook, view, name)
        colors[name] = notebook.python("w.segments.colors")
        overlay, _ = composed(view)
        filled = overlay[overlay[..., 3] == 140][:, :3].astype(int)
        for color in colors[name][1:]:
            own = np.abs(filled - list(bytes.fromhex(color[1:]))).max(1) <= 2
            assert own.sum() > 20, (name, color)
        assert not ((np.ptp(filled, 1) == 0) & (filled[:, 0] == 128)).any()
    assert len({tuple(one) for one in colors.values()}) == 1
