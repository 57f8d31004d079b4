"""Pictures and sounds as values: from PIL images and arrays to files, and from files to pictures.

Pillow and numpy are imported where they are used.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from hfwidgets.wire.depth import TOLD, plain, stretched, told_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 100_000_000  # of a picture in an answer; more is refused before it is decoded
SAMPLE_RATE = 16_000  # Hz; what speech models take, for sounds that are given as arrays
# Pillow's other readers are for files of one's own: one of them starts another program.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
RIFF_KINDS = {b"WAVE": "audio/wav", b"WEBP": "image/webp"}
# ISO media files (ISO/IEC 14496-12) name their brand after `ftyp`, then those they agree with.
BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
}
LONGEST_SIGNATURE = 64


def type_of(data: bytes) -> str | None:
    """Return the MIME type that the first bytes tell, or None."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return RIFF_KINDS.get(data[8:12])
    return _type_by_brand(data) if data[4:8] == b"ftyp" else None


def _type_by_brand(data: bytes) -> str | None:
    """Return the type of the first brand that tells one: `mif1` is a HEIC photo or AVIF."""
    end = min(int.from_bytes(data[:4], "big"), LONGEST_SIGNATURE, len(data))
    brands = (data[8:12], *(data[at : at + 4] for at in range(16, end, 4)))
    return next((BRANDS[brand] for brand in brands if brand in BRANDS), None)


def is_picture(value: Any) -> bool:
    """Whether a value is a PIL image, told without importing Pillow."""
    return hasattr(value, "mode") and hasattr(value, "save") and hasattr(value, "getbands")


def is_array(value: Any) -> bool:
    """Whether a value is a numpy array, or makes one."""
    return hasattr(value, "__array__") and hasattr(value, "shape")


def encoded(value: Any) -> bytes:
    """Return a PIL image or an array as a file.

    Args:
        value: A PIL image; an array `(height, width)`, `(height, width, 1, 3 or 4)` of bytes, of
            16 bits or of floats in [0, 1]; or a sound `(samples,)` in [-1, 1] at 16,000 Hz. What
            has more than 8 bits is brought to 8: services cut larger values off.

    Returns:
        PNG or WAV.

    Raises:
        ValueError: An array of another shape or range.
    """
    if is_picture(value):
        return _png(value)
    import numpy as np

    array = np.asarray(value)
    return _wav(array) if array.ndim == 1 else _png(picture_of(array))


def _png(picture: Any) -> bytes:
    if picture.mode not in ("1", "P"):
        picture = plain(picture)
    file = io.BytesIO()
    picture.save(file, format="PNG", compress_level=1)
    return file.getvalue()


def picture_of(array: Any) -> Image:
    """Return an array of pixels as a PIL image; see `encoded` for its shape and range."""
    import numpy as np
    from PIL import Image

    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise ValueError(
            f"the array has the shape {array.shape}; a picture is (height, width) or (height, "
            f"width, 1, 3 or 4), a sound (samples,){_hint_of_axes(array.shape)}"
        )
    if array.dtype == bool:
        array = array * np.uint8(255)
    elif array.dtype.kind == "f":
        _check_shares(array)
        array = np.round(array * 255).astype(np.uint8)
    elif array.dtype == np.uint16:  # of one channel Pillow keeps all bits
        if array.ndim == 3:
            image = Image.fromarray(stretched(array))
            image.info[TOLD] = told_of(array)
            return image
    elif array.dtype != np.uint8:
        array = _bytes_in(array)
    return Image.fromarray(np.ascontiguousarray(array))


def _hint_of_axes(shape: tuple[int, ...]) -> str:
    """Return how to bring the axes into order, where it can be told."""
    if len(shape) == 3 and shape[0] in (1, 3, 4):
        return "; its channels come first: pass numpy.moveaxis(array, 0, -1)"
    if len(shape) == 4:
        return "; it is a batch: pass one of its pictures, such as array[0]"
    return ""


def _check_shares(array: Any) -> None:
    import numpy as np

    odd = int(array.size - np.isfinite(array).sum())
    if odd:
        raise ValueError(
            f"the array holds NaN or infinity at {odd:,} of {array.size:,} places; replace them, "
            "for example by numpy.nan_to_num(array)"
        )
    if array.size and (array.min() < 0 or array.max() > 1):
        raise ValueError(
            f"the array holds floats outside [0, 1], from {array.min():.6g} to {array.max():.6g}; "
            "scale them, or pass bytes"
        )


def _bytes_in(array: Any) -> Any:
    import numpy as np

    if array.dtype.kind not in "ui":
        raise ValueError(f"the array holds {array.dtype}; a picture's are numbers")
    if array.size and (array.min() < 0 or array.max() > 255):
        raise ValueError(
            f"the array holds {array.dtype} outside 0 to 255, from {array.min():,} to "
            f"{array.max():,}; scale it to bytes, or make 16 bits of it: astype('uint16')"
        )
    return array.astype(np.uint8)


def _wav(samples: Any) -> bytes:
    import wave

    import numpy as np

    if samples.dtype.kind == "f":
        if not np.isfinite(samples).all() or (samples.size and np.abs(samples).max() > 1):
            raise ValueError("the sound holds floats outside [-1, 1]; scale it")
        samples = np.round(samples * 32767).astype("<i2")
    elif samples.dtype != np.int16:
        raise ValueError(f"the sound holds {samples.dtype}; pass floats in [-1, 1] or int16")
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def opened(data: bytes | BinaryIO) -> Image:
    """Return the picture in a file; its pixels are decoded when they are first used.

    Raises:
        ValueError: No picture, or one of more than 100 million pixels.
    """
    import warnings

    from PIL import Image, UnidentifiedImageError

    formats = _readable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(
                io.BytesIO(data) if isinstance(data, bytes) else data, formats=formats
            )
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from None
    except UnidentifiedImageError:
        raise ValueError(f"no picture of the formats {', '.join(formats)}") from None
    except Exception as error:  # broken files end Pillow's readers in many ways
        raise ValueError(f"a broken picture: {error}") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise ValueError(
            f"a picture of {width} x {height} pixels; at most {MOST_PIXELS:,} are decoded"
        )
    return picture


@functools.cache
def _readable() -> tuple[str, ...]:
    """Return those of the formats that this Pillow was built with."""
    import warnings

    from PIL import features

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a Pillow that has never heard of AVIF says so
        return FORMATS if features.check("avif") else FORMATS[:-1]


def file_of(picture: Any) -> bytes | None:
    """Return the file that a picture was opened from, as long as it is not decoded; else None."""
    file = getattr(picture, "fp", None)
    return file.getvalue() if isinstance(file, io.BytesIO) else None
