"""Pictures as they are given: read, turned, and refused in words."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFile, features

from hfwidgets.pictures.reading import Picture, PictureError
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.pictures import encoded

PIXELS = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
IMAGE = Image.fromarray(PIXELS)
CORNERS = np.zeros((32, 48, 3), np.uint8)
CORNERS[:16, :16] = (255, 0, 0)


@pytest.fixture
def undecoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: ImageFile.ImageFile) -> None:
        raise AssertionError(f"{self} is decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)


def file_of(kind: str, image: Image.Image = IMAGE, **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def turned_file(orientation: int, kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(kind, Image.fromarray(CORNERS), exif=exif)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_files_of_every_kind_are_read_and_sent_as_they_are(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"fox.{kind.lower()}"
    path.write_bytes(file_of(kind))
    picture = Picture.read(path)
    assert (picture.name, picture.width, picture.height) == (path.name, 60, 40)
    assert picture.type == f"image/{kind.lower()}"
    assert picture.size == path.stat().st_size
    assert isinstance(picture.body, FileBody)
    assert Picture.read(path.read_bytes()).body == path.read_bytes()
    assert picture.notices == ()
    assert picture.upright.mode in ("RGB", "RGBA")
    assert np.abs(np.asarray(picture.upright.convert("RGB")).astype(int) - PIXELS).mean() < 60


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_browsers_get_the_file_itself(kind: str) -> None:
    file = file_of(kind)
    assert Picture.read(file).display_file() == (file, f"image/{kind.lower()}")


def test_browsers_get_a_png_of_what_they_do_not_show() -> None:
    shown, kind = Picture.read(file_of("TIFF")).display_file()
    assert kind == "image/png"
    assert (np.asarray(Image.open(io.BytesIO(shown))) == PIXELS).all()


@pytest.mark.parametrize(
    "value",
    [PIXELS, PIXELS / 255.0, IMAGE, io.BytesIO(file_of("PNG")), bytearray(file_of("PNG"))],
    ids=["bytes", "shares", "PIL", "opened file", "bytearray"],
)
def test_values_of_python_are_pictures(value: Any) -> None:
    picture = Picture.read(value, "fox.png")
    assert (picture.name, picture.type) == ("fox.png", "image/png")
    assert isinstance(picture.body, bytes)
    assert (np.asarray(Image.open(io.BytesIO(picture.body))) == PIXELS).all()
    assert picture.size == len(picture.body)
    assert Picture.read(picture) is picture


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_are_upright(orientation: int, kind: str) -> None:
    picture = Picture.read(turned_file(orientation, kind))
    assert picture.orientation == orientation
    assert picture.upright.size == (picture.width, picture.height)
    assert (picture.width, picture.height) == ((48, 32) if orientation < 5 else (32, 48))
    corner = {1: (0, 0), 2: (-1, 0), 3: (-1, -1), 4: (0, -1),
              5: (0, 0), 6: (-1, 0), 7: (-1, -1), 8: (0, -1)}[orientation]  # fmt: skip
    place = (
        4 if corner[0] == 0 else picture.width - 4,
        4 if corner[1] == 0 else picture.height - 4,
    )
    red, green, _ = picture.upright.convert("RGB").getpixel(place)  # type: ignore[misc]
    assert red > 200
    assert green < 60
    shown = Image.open(io.BytesIO(picture.display_file()[0]))
    if kind != "JPEG" and orientation > 1:  # browsers turn JPEG alone
        assert shown.size == picture.upright.size
        assert Picture.read(picture.display_file()[0]).orientation == 1
    assert Picture.read(picture.upright).upright.size == picture.upright.size


def test_a_turned_pil_image_is_turned_once() -> None:
    picture = Picture.read(Image.open(io.BytesIO(turned_file(6))))
    assert (picture.width, picture.height, picture.orientation) == (32, 48, 1)
    assert Picture.read(picture.body).upright.size == (32, 48)


def test_broken_exif_turns_nothing() -> None:
    file = file_of("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    assert Picture.read(file).orientation == 1
    assert Picture.read(file).upright.size == (60, 40)
    assert Picture.read(turned_file(9)).orientation == 1


def test_an_animation_is_its_first_frame() -> None:
    file = file_of("GIF", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
    picture = Picture.read(file)
    assert picture.notices == ("It has 2 frames; models look at the first one.",)
    shown, kind = picture.display_file()
    assert kind == "image/png"
    assert np.asarray(Image.open(io.BytesIO(shown)).convert("RGB")).std() > 20


def test_cmyk_is_shown_and_told() -> None:
    picture = Picture.read(file_of("JPEG", IMAGE.convert("CMYK")))
    assert "CMYK" in picture.notices[0]
    assert picture.upright.mode == "RGB"


def test_sixteen_bits_are_brought_to_eight_and_told() -> None:
    deep = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    picture = Picture.read(file_of("PNG", Image.fromarray(deep)))
    assert "values from 0 to 65,535; they are stretched to 8 bits" in picture.notices[0]
    assert picture.upright.mode == "L"
    assert np.abs(np.asarray(picture.upright) - deep / 257).max() <= 0.5
    assert isinstance(picture.body, bytes)
    assert Image.open(io.BytesIO(picture.body)).mode == "L"


def test_transparency_stays() -> None:
    image = IMAGE.copy()
    image.putalpha(Image.new("L", image.size, 7))
    assert Picture.read(file_of("PNG", image)).upright.mode == "RGBA"
    indexed = Image.new("P", (9, 9))
    indexed.info["transparency"] = 0
    assert Picture.read(file_of("PNG", indexed)).upright.mode == "RGBA"
    assert Picture.read(file_of("PNG", IMAGE.convert("1"))).upright.mode == "L"


def test_one_pixel_is_a_picture_and_told() -> None:
    picture = Picture.read(file_of("PNG", Image.new("RGB", (1, 1))))
    assert "only 1 x 1 pixels" in picture.notices[0]


@pytest.mark.usefixtures("undecoded")
def test_two_hundred_megapixels_are_refused_before_they_are_decoded() -> None:
    for size, words in (((20000, 10000), "200,000,000"), ((10001, 10000), "100,010,000")):
        file = file_of("PNG", Image.new("1", size), compress_level=1)
        with pytest.raises(PictureError, match=f"has {words} pixels, and 100,000,000 are the most"):
            Picture.read(file)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.97])
def test_a_cut_file_is_refused_when_it_is_read(kind: str, part: float, tmp_path: Path) -> None:
    whole = file_of(kind)
    path = tmp_path / "cut.bin"
    path.write_bytes(whole[: int(part * len(whole))])
    for value in (path, path.read_bytes()):
        with pytest.raises(PictureError, match=r"cut or damaged.*upload it again"):
            Picture.read(value)


@pytest.mark.parametrize(
    ("kind", "more"), [("JPEG", b"\0" * 40), ("JPEG", b"MPF data"), ("PNG", b"tail" * 20)]
)
def test_what_follows_a_whole_file_is_no_fault(kind: str, more: bytes) -> None:
    assert Picture.read(file_of(kind) + more).upright.size == (60, 40)


def test_a_damaged_file_is_told_when_it_is_decoded() -> None:
    file = bytearray(file_of("PNG"))
    file[200:260] = bytes(60)
    picture = Picture.read(bytes(file), "fox.png")
    with pytest.raises(PictureError, match=r"fox\.png is cut or damaged"):
        _ = picture.upright


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b"", "it has 0 bytes"),
        (b"<?xml version='1.0'?><svg xmlns='a'/>", "an SVG drawing, not a picture; export it as"),
        (b"  <svg></svg>", "an SVG drawing"),
        (b"<!DOCTYPE html><p>", "an HTML page, not a picture; give the address of the picture"),
        (b"%PDF-1.7", "a PDF file, not a picture; export its page"),
        (b'{"error": "x"}', "JSON, not a picture"),
        ("grüße".encode(), "plain text, not a picture; pass a path"),
        (b"\0\1\2\3" * 5, r"of no known kind \(it begins with 00 01 02 03"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"RIFF1234WAVEfmt ", r"a sound \(audio/wav\), not a picture"),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0",
            "a HEIC photo, (which|not).*; save it as JPEG",
        ),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "a video, not a picture"),
        (b"\x89PNG\r\n\x1a\n1234", "begins like a PNG picture, but is cut or damaged"),
        ("https://example.com/cat.png", "is an address; download it first"),
        (np.zeros(5), "a picture is"),
        (np.zeros((5, 5, 7)), "a picture is"),
        (np.full((5, 5), 300), "outside 0 to 255"),
        (np.full((5, 5), 3.0), r"floats outside \[0, 1\]"),
        (np.zeros((0, 5)), "it is empty"),
    ],
)
def test_what_is_no_picture_is_named(value: Any, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        Picture.read(value)


def test_paths_and_types_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="No file at"):
        Picture.read("nowhere.png")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        Picture.read(tmp_path)
    for blank in ("", " ", "\t\n"):
        with pytest.raises(PictureError, match="names no file; pass a path"):
            Picture.read(blank)
    with pytest.raises(TypeError, match="cannot be of type dict"):
        Picture.read({})


@pytest.mark.usefixtures("undecoded")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_reading_decodes_nothing_and_holds_no_file_open(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(file_of(kind))
    picture = Picture.read(path)
    path.unlink()
    assert (picture.width, picture.height, picture.frames) == (60, 40, 1)
    assert "upright" not in vars(picture)


def test_no_pixel_of_a_png_is_decoded_to_find_out_how_it_is_turned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[object] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded.append)
    assert Picture.read(file_of("PNG")).orientation == 1
    assert decoded == []


def test_exif_behind_the_pixels_of_a_png_turns_it() -> None:
    file = turned_file(6, "PNG")
    at = file.index(b"eXIf") - 4
    length = int.from_bytes(file[at : at + 4], "big") + 12
    exif, rest = file[at : at + length], file[:at] + file[at + length :]
    end = rest.index(b"IEND") - 4
    picture = Picture.read(rest[:end] + exif + rest[end:])
    assert (picture.orientation, picture.width, picture.height) == (6, 32, 48)


@pytest.mark.parametrize("most", [1, 255, 256, 1023, 4095, 30000])
def test_a_deep_picture_that_uses_few_of_its_bits_is_stretched_and_told(most: int) -> None:
    deep = np.linspace(0, most, 64 * 64).reshape(64, 64).astype(np.uint16)
    for value in (file_of("PNG", Image.fromarray(deep)), Image.fromarray(deep), deep):
        picture = Picture.read(value)
        shown = np.asarray(picture.upright)
        assert (shown.min(), shown.max()) == (0, 255)
        assert len(np.unique(shown)) == min(most + 1, 256)
        assert f"values from 0 to {most:,}; they are stretched" in picture.notices[0]
        assert isinstance(picture.body, bytes)
        for sent in (picture.body, picture.display_file()[0]):
            assert (np.asarray(Image.open(io.BytesIO(sent))) == shown).all()


@pytest.mark.parametrize(
    "values",
    [np.linspace(-3, 5, 64), np.linspace(0, 1000, 64), np.linspace(0, 1, 64)],
    ids=["signed", "heights", "shares"],
)
def test_floats_of_any_range_are_seen(values: Any) -> None:
    image = Image.fromarray(values.reshape(8, 8).astype(np.float32))
    shown = np.asarray(Picture.read(file_of("TIFF", image)).upright)
    assert (shown.min(), shown.max()) == (0, 255)
    image.putpixel((3, 3), float("nan"))
    assert np.asarray(Picture.read(image).upright)[3, 3] == 0


def test_deep_colours_of_an_array_are_brought_to_eight_bits() -> None:
    deep = (PIXELS.astype(np.uint16) * 257).copy()
    assert (np.asarray(Picture.read(deep).upright) == PIXELS).all()
    assert (np.asarray(Picture.read(deep[:, :, 0]).upright) == PIXELS[:, :, 0]).all()


@pytest.mark.parametrize("most", [255, 1023, 4095, 65535])
def test_deep_colours_that_were_stretched_are_told(most: int) -> None:
    deep = np.linspace(0, most, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint16)
    picture = Picture.read(deep)
    assert np.asarray(picture.upright).max() == 255
    assert f"values from 0 to {most:,}; they are stretched" in picture.notices[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((3, 20, 30)), "channels come first: pass numpy.moveaxis"),
        (np.zeros((1, 20, 30), np.uint8), "channels come first"),
        (np.zeros((1, 20, 30, 3)), "it is a batch: pass one of its pictures"),
        (np.full((4, 4), np.nan), "NaN or infinity at 16 of 16 places"),
        (np.where(np.eye(4), np.inf, 0.5), "NaN or infinity at 4 of 16 places"),
        (np.full((4, 4), 127.5), "outside .0, 1., from 127.5 to 127.5"),
        (np.full((4, 4), 70000), "outside 0 to 255, from 70,000 to 70,000; scale it"),
        (np.full((4, 4), "a"), "a picture's are numbers"),
    ],
)
def test_an_array_that_is_refused_is_told_what_to_change(value: Any, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        Picture.read(value)


@pytest.mark.parametrize("place", [0, 100, None], ids=["start", "middle", "end"])
def test_an_opened_file_is_read_from_its_start(place: int | None, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(file_of("PNG"))
    with path.open("rb") as file:
        file.seek(0 if place is None else place, 2 if place is None else 0)
        assert Picture.read(file).body == path.read_bytes()
        assert Picture.read(file).name == "fox.png"  # a second time


def test_what_cannot_be_rewound_is_read_on() -> None:
    class Pipe:
        def read(self) -> bytes:
            return file_of("PNG")

    assert Picture.read(Pipe()).width == 60


def test_a_file_that_gives_no_bytes_is_told(tmp_path: Path) -> None:
    class Later:
        async def read(self) -> bytes:
            return b""

    with pytest.raises(TypeError, match="opened as text"):
        Picture.read(io.StringIO("fox"))
    with pytest.raises(TypeError, match="gives coroutine, not bytes"):
        Picture.read(Later())


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
@pytest.mark.parametrize("brand", [b"avif", b"mif1", b"msf1"])
def test_avif_of_every_brand_is_a_picture(brand: bytes) -> None:
    file = file_of("AVIF")
    file = file[:8] + brand + file[12:]
    picture = Picture.read(file)
    assert (picture.type, picture.upright.size) == ("image/avif", (60, 40))
    assert picture.display_file()[1] == "image/png"


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_an_avif_sequence_is_its_first_frame() -> None:
    more = [Image.new("RGB", (60, 40), "red")]
    picture = Picture.read(file_of("AVIF", save_all=True, append_images=more))
    assert picture.frames == 2
    assert np.asarray(picture.upright.convert("RGB")).std() > 20


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_photo_in_heic_is_named(brand: bytes) -> None:
    with pytest.raises(PictureError, match="a HEIC photo"):
        Picture.read(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic")


@pytest.mark.parametrize("mode", ["La", "RGBa", "PA", "CMYK", "YCbCr", "LAB", "HSV", "I;16", "F"])
def test_pictures_of_every_mode_are_shown_and_sent(mode: str) -> None:
    color = IMAGE.convert("RGBA")
    color.putalpha(120)
    steps = {"La": ("LA", "La"), "RGBa": ("RGBa",), "PA": ("LA", "PA")}.get(mode)
    image = color if steps else IMAGE
    if mode in ("I;16", "LAB", "HSV", "PA"):
        image, steps = Image.new(mode, (60, 40)), ()
    for step in (mode,) if steps is None else steps:
        image = image.convert(step)
    picture = Picture.read(image)
    assert picture.upright.size == (60, 40)
    assert Image.open(io.BytesIO(encoded(image))).size == (60, 40)
    if mode in ("La", "RGBa"):
        assert picture.upright.getchannel("A").getextrema() == (120, 120)
