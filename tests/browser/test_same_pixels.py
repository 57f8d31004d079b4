"""A picture has the same pixels on the page, as a browser decodes it, and in the kernel."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, features
from playwright.sync_api import Browser, Page

from hfwidgets.pictures.reading import Picture
from tests.unit.test_orientation import DIFFERENT, SHORT, XMP, exif_of, file_of

DECODE = """async ([text, type]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], {type}));
  const {width, height} = picture;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(picture, 0, 0);
  return [height, width, [...context.getImageData(0, 0, width, height).data]];
}"""
DEEP = Image.fromarray(np.linspace(0, 4095, 32 * 48).reshape(32, 48).astype(np.uint16))
FILES: dict[str, Callable[[], bytes]] = {
    **DIFFERENT,
    **{
        f"EXIF {one} {order}": lambda one=one, order=order: file_of(  # type: ignore[misc]
            "JPEG", exif=exif_of(SHORT, one, order)
        )
        for one in range(1, 9)
        for order in "<>"
    },
    "EXIF in PNG": lambda: file_of("PNG", exif=exif_of(SHORT)),
    "photo with a preview": lambda: file_of(
        "MPO", save_all=True, append_images=[Image.new("RGB", (24, 16))], exif=exif_of(SHORT)
    ),
    "broken EXIF": lambda: file_of("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f"),
    "16 bits": lambda: file_of("PNG", DEEP),
    "palette": lambda: file_of("PNG", Image.new("RGB", (48, 32), "teal").convert("P")),
    "CMYK": lambda: file_of("JPEG", Image.new("CMYK", (48, 32), (200, 90, 0, 20))),
}
if features.check("avif"):
    FILES["XMP in AVIF"] = lambda: file_of("AVIF", xmp=XMP)
    FILES["EXIF in AVIF"] = lambda: file_of("AVIF", exif=exif_of(SHORT))


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_a_picture_is_the_same_on_the_page_and_in_the_kernel(
    blank: Page, make: Callable[[], bytes]
) -> None:
    picture = Picture.read(make())
    shown, kind = picture.display_file()
    height, width, values = blank.evaluate(DECODE, [base64.b64encode(shown).decode(), kind])
    pixels = np.array(values).reshape(height, width, 4)[:, :, :3]
    assert (width, height) == picture.upright.size == (picture.width, picture.height)
    assert np.abs(pixels - np.asarray(picture.upright.convert("RGB"))).mean() < 6
