"""What the notebooks of `benchmarks.pictures` run in their kernels: answers that are ready.

A widget shows an answer that was made before, so that no server's time is measured; beside it are
two other ways to show the same masks.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import anywidget
import numpy as np
import numpy.typing as npt
import psutil
from PIL import Image

from hfwidgets import ImageSegmentation, ImageToImage, TextToImage
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.pictures import opened

Labels = npt.NDArray[np.uint16]

# The way of most answers on the web: every mask a PNG in the message, put together in the page.
DRAW_BASE64 = """
const palette = (n) => [(n * 67) % 256, (n * 131) % 256, (n * 29) % 256];
const decoded = async (type, text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], {type}));
};
export default {render({model, el}) {
  const [picture, overlay, scratch] = [0, 0, 0].map(() => document.createElement("canvas"));
  picture.className = "base64-picture";
  el.append(picture, overlay);
  model.on("msg:custom", async ({image, segments}) => {
    const photo = await decoded("image/jpeg", image);
    for (const canvas of [picture, overlay, scratch]) {
      [canvas.width, canvas.height] = [photo.width, photo.height];
    }
    picture.getContext("2d").drawImage(photo, 0, 0);
    const [context, aside] = [overlay, scratch].map((canvas) =>
      canvas.getContext("2d", {willReadFrequently: true}));
    const {width, height} = photo;
    const drawn = context.createImageData(width, height);
    const pixels = new Uint32Array(drawn.data.buffer);
    for (const [number, {mask}] of segments.entries()) {
      aside.drawImage(await decoded("image/png", mask), 0, 0);
      const values = aside.getImageData(0, 0, width, height).data;
      const [red, green, blue] = palette(number);
      const color = ((140 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
      for (let at = 0; at < pixels.length; at++) {
        if (values[at * 4] > 127) pixels[at] = color;
      }
    }
    context.putImageData(drawn, 0, 0);
    requestAnimationFrame(() => {
      el.dataset.drawn = performance.timeOrigin + performance.now();
    });
  });
}};
"""


class Base64Masks(anywidget.AnyWidget):
    """Masks as base64 of PNGs in one JSON message, drawn on a canvas."""

    _esm = DRAW_BASE64

    def show(self, image: bytes, segments: Sequence[Mapping[str, Any]]) -> None:
        """Send an image and its masks: PNG files as they are, arrays as PNG files."""
        table = [
            {
                "label": one["label"],
                "score": one["score"],
                "mask": base64.b64encode(_png_file(one["mask"])).decode(),
            }
            for one in segments
        ]
        self.send({"image": base64.b64encode(image).decode(), "segments": table})


class ReadySegmentation(ImageSegmentation):
    """A segmentation whose answer is there."""

    ready: ClassVar[Any] = []

    def call(self, output: Any, values: dict[str, Any]) -> Flow[Any]:
        """Answer at once."""
        return _answered(self, output, values, self.ready)


class ReadyChange(ImageToImage):
    """A picture that was changed already."""

    ready: ClassVar[bytes] = b""

    def call(self, output: Any, values: dict[str, Any]) -> Flow[Any]:
        """Answer at once, with a file as a client opens it."""
        return _answered(self, output, values, opened(self.ready))

    def ready_for(self) -> None:
        """Give it something to change: a picture that shows nothing."""
        self.image = Image.new("RGBA", (1024, 1024))


class ReadyPicture(TextToImage):
    """A picture that was made already."""

    ready: ClassVar[bytes] = b""

    def call(self, output: Any, values: dict[str, Any]) -> Flow[Any]:
        """Answer at once, with a file as a client opens it."""
        return _answered(self, output, values, opened(self.ready))

    def ready_for(self) -> None:
        """Give it something to make a picture of."""
        self.prompt = "a picture"


def _answered(widget: Any, output: Any, values: dict[str, Any], answer: Any) -> Flow[Any]:
    def flow(*arguments: Any, **more: Any) -> Flow[Any]:
        return answer
        yield

    flow_of_run: Flow[Any] = output.call(flow, widget._client._config, values)
    return flow_of_run


def photo(width: int, height: int, quality: int = 90, seed: int = 1) -> bytes:
    """Return a JPEG file with the detail of a photo: noise at every scale."""
    random = np.random.default_rng(seed)
    whole = np.zeros((height, width, 3), np.float32)
    for step, strength in ((256, 70), (64, 40), (16, 22), (4, 12), (1, 5)):
        rough = random.normal(0, strength, (height // step + 2, width // step + 2, 3))
        low = Image.fromarray(np.clip(rough + 128, 0, 255).astype(np.uint8))
        smooth = low.resize((width, height), Image.Resampling.BICUBIC)
        whole += np.asarray(smooth, np.float32) - 128
    file = io.BytesIO()
    pixels = np.clip(whole + 128, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()


def picture_file(width: int = 1024, height: int = 1024) -> bytes:
    """Return a PNG file that no other call returns, as a server makes one."""
    file = io.BytesIO()
    shade = np.random.default_rng().integers(0, 256, (height, width, 3), np.uint8)
    shade[:, :, 1:] //= 32  # about 1.4 MB at 1024 x 1024, as generated pictures have
    Image.fromarray(shade).save(file, "PNG", compress_level=1)
    return file.getvalue()


def label_map(count: int, width: int, height: int, seed: int = 2) -> Labels:
    """Return which of `count` uneven cells each pixel is in."""
    random = np.random.default_rng(seed)
    # Worked out for a quarter of the sides: cells are large, and their edges uneven anyway.
    rows, columns = np.mgrid[0:height:4, 0:width:4].astype(np.float32)
    for axis in (rows, columns):
        wave = random.normal(0, 12, (height // 48 + 2, width // 48 + 2)).astype(np.float32)
        size = (axis.shape[1], axis.shape[0])
        axis += np.asarray(Image.fromarray(wave).resize(size, Image.Resampling.BICUBIC))
    nearest = np.full(rows.shape, np.inf, np.float32)
    labels = np.zeros(rows.shape, np.uint16)
    for number in range(count):
        y, x = random.uniform(0, height), random.uniform(0, width)
        distance = (rows - y) ** 2 + (columns - x) ** 2
        closer = distance < nearest
        nearest[closer], labels[closer] = distance[closer], number
    return np.repeat(np.repeat(labels, 4, 0), 4, 1)[:height, :width]


def segments(labels: Labels, files: bool) -> list[dict[str, Any]]:
    """Return an answer of one segment a label; its masks as PNG files, or as arrays of bytes."""
    count = int(labels.max()) + 1
    masks: list[Any] = [(labels == number).astype(np.uint8) * 255 for number in range(count)]
    if files:
        masks = [_png_file(mask) for mask in masks]
    return [
        {"label": f"thing {number % 20}", "score": 0.9, "mask": mask}
        for number, mask in enumerate(masks)
    ]


def as_client(answer: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the answer as a client does: its files as PIL images that nobody has decoded."""
    return [
        {**one, "mask": opened(one["mask"]) if isinstance(one["mask"], bytes) else one["mask"]}
        for one in answer
    ]


def show_matplotlib(image: bytes, answer: Sequence[Mapping[str, Any]]) -> None:
    """Display an overlay as one PNG of 1024 x 1024 pixels."""
    import matplotlib.pyplot as plt
    from IPython.display import display

    pixels = np.asarray(Image.open(io.BytesIO(image)))
    top = np.zeros((*pixels.shape[:2], 4), np.float32)
    colors = plt.get_cmap("tab20")
    for number, one in enumerate(answer):
        top[np.asarray(_array(one["mask"])) > 127] = (*colors(number % 20)[:3], 0.55)
    figure = plt.figure(figsize=(10.24, 10.24), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(pixels)
    axes.imshow(top)
    axes.axis("off")
    display(figure)
    plt.close(figure)


def resident() -> int:
    """Return the bytes of memory that this kernel holds."""
    held: int = psutil.Process().memory_info().rss
    return held


def now() -> float:
    """Return Unix milliseconds, as the page's clock."""
    return time.time() * 1000


def _array(mask: Any) -> Any:
    return Image.open(io.BytesIO(mask)) if isinstance(mask, bytes) else mask


def _png_file(mask: Any) -> bytes:
    if isinstance(mask, bytes):
        return mask
    file = io.BytesIO()
    Image.fromarray(mask).save(file, "PNG")
    return file.getvalue()
