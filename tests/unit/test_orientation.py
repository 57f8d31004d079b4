"""A picture is the same way up in the kernel, on the page, and in what a model is sent."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from hfwidgets.pictures.reading import Picture

WIDE = Image.new("RGB", (48, 32), "navy")
WIDE.paste("red", (0, 0, 16, 16))
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
)
SHORT, LONG, SIGNED = 3, 4, 8


def exif_of(kind: int, orientation: int = 6, order: str = "<") -> bytes:
    """Return EXIF whose orientation has another type than the standard's."""
    value = struct.pack(f"{order}I", orientation)
    if kind in (SHORT, SIGNED):
        value = struct.pack(f"{order}HH", orientation, 0)
    start = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHI", 0x0112, kind, 1) + value
    return (
        b"Exif\0\0" + start + struct.pack(f"{order}IH", 8, 1) + entry + struct.pack(f"{order}I", 0)
    )


def file_of(kind: str, image: Image.Image = WIDE, **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def png_with_xmp() -> bytes:
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return file_of("PNG", pnginfo=texts)


DIFFERENT: dict[str, Callable[[], bytes]] = {
    "XMP in JPEG": lambda: file_of("JPEG", xmp=XMP),
    "XMP in WebP": lambda: file_of("WEBP", xmp=XMP),
    "XMP in PNG": png_with_xmp,
    "LONG": lambda: file_of("JPEG", exif=exif_of(LONG)),
    "SLONG": lambda: file_of("JPEG", exif=exif_of(9)),
    "SSHORT": lambda: file_of("JPEG", exif=exif_of(SIGNED)),
    "big endian LONG": lambda: file_of("JPEG", exif=exif_of(LONG, order=">")),
    "EXIF in WebP": lambda: file_of("WEBP", exif=exif_of(SHORT)),
}


@pytest.mark.parametrize("make", DIFFERENT.values(), ids=DIFFERENT)
def test_pages_get_upright_pixels_where_browsers_may_turn_another_way(
    make: Callable[[], bytes],
) -> None:
    picture = Picture.read(make())
    shown, kind = picture.display_file()
    assert kind == "image/png"
    assert b"eXIf" not in shown
    again = Image.open(io.BytesIO(shown))
    assert again.size == (picture.width, picture.height) == picture.upright.size
    assert again.convert("RGB").tobytes() == picture.upright.convert("RGB").tobytes()
    red, _, blue = again.convert("RGB").getpixel((again.width - 8, 8))  # type: ignore[misc]
    assert red > blue


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_phone_photo_reaches_the_page_as_it_is(orientation: int, order: str) -> None:
    file = file_of("JPEG", exif=exif_of(SHORT, orientation, order))
    picture = Picture.read(file)
    assert picture.orientation == orientation
    assert picture.display_file() == (file, "image/jpeg")


@pytest.mark.parametrize("previews", [1, 2])
def test_a_photo_with_further_pictures_inside_is_no_animation(previews: int) -> None:
    more = [Image.new("RGB", (24, 16))] * previews
    file = file_of("MPO", save_all=True, append_images=more)
    picture = Picture.read(file)
    assert (picture.frames, picture.notices) == (1, ())
    assert picture.display_file() == (file, "image/jpeg")
    assert picture.body == file
    assert Picture.read(Image.open(io.BytesIO(file))).notices == ()


def test_a_turned_photo_with_a_preview_is_upright_and_stays_its_file() -> None:
    preview = Image.new("RGB", (24, 16))
    file = file_of("MPO", save_all=True, append_images=[preview], exif=exif_of(SHORT))
    picture = Picture.read(file)
    assert (picture.width, picture.height) == (32, 48) == picture.upright.size
    assert picture.display_file() == (file, "image/jpeg")


def test_another_picture_of_a_photo_that_was_chosen_is_told() -> None:
    file = file_of("MPO", save_all=True, append_images=[Image.new("RGB", (24, 16))])
    image = Image.open(io.BytesIO(file))
    image.seek(1)
    assert "the current one is used" in Picture.read(image).notices[0]
