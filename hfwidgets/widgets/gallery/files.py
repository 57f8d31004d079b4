"""Files of a gallery: pictures with their parameters, all in an archive, and the way back."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from hfwidgets.pictures.png_parameters import parameters_in
from hfwidgets.pictures.reading import Picture, content_of
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.gallery.gallery import GalleryItem
from hfwidgets.widgets.pictures.exports import csv_of
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.pictures import is_picture

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
# How other programs call the schedulers, which they name samplers.
SCHEDULERS = {
    "ddim": "DDIMScheduler",
    "ddpm": "DDPMScheduler",
    "dpm++ 2m": "DPMSolverMultistepScheduler",
    "euler": "EulerDiscreteScheduler",
    "euler a": "EulerAncestralDiscreteScheduler",
    "lcm": "LCMScheduler",
    "lms": "LMSDiscreteScheduler",
    "plms": "PNDMScheduler",
    "unipc": "UniPCMultistepScheduler",
}
MOST_TOLD = 3


def name_of(item: GalleryItem) -> str:
    """Return a file name of a picture: what file systems dislike is left out of the prompt."""
    words = re.sub(r"[\W_]+", "-", item.prompt.lower())[:48].strip("-")
    return f"{words or 'picture'}-{item.id if item.seed is None else item.seed}"


def save_item(item: GalleryItem, path: Path) -> None:
    """Write a picture in the format that the name ends in; PNG holds its parameters.

    Raises:
        ValueError: No format that Pillow writes.
    """
    if path.suffix.lower() == ".png":
        path.write_bytes(item.png)
    elif path.suffix.lower().replace(".jpeg", ".jpg") == SUFFIXES.get(item.type):
        path.write_bytes(item.file)
    elif not path.suffix:
        raise ValueError(f"{path} has no ending that tells a format; take {path}.png")
    else:
        image = Picture.read(item.file).upright
        try:
            image.convert("RGB").save(path)
        except ValueError as error:
            raise ValueError(f"{path} cannot be written ({error}); take .png or .jpg") from None


def write_all(items: Sequence[GalleryItem], file: str | os.PathLike[str] | IO[bytes]) -> None:
    """Write a ZIP archive of PNG files, and their parameters as JSON and as CSV."""
    rows = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # PNG is compressed already
        for place, item in enumerate(items, 1):
            name = f"{place:03d}-{name_of(item)}.png"
            archive.writestr(name, item.png)
            rows.append({"file": name, **row_of(item)})
        archive.writestr("parameters.json", json.dumps(rows, indent=1, ensure_ascii=False))
        archive.writestr("parameters.csv", csv_of(even(rows)))


def row_of(item: GalleryItem) -> dict[str, Any]:
    """Return what made a picture, as a row of a table."""
    made = {"prompt": item.prompt, "model": item.model, **item.parameters}
    return {**made, "created": round(item.created, 3), "pinned": item.pinned}


def even(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that all have the columns of all."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def values_in(file: Any, fields: Sequence[FieldSpec]) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters that a PNG file carries, and sentences about those that do not fit.

    Args:
        file: A path, an opened file, its bytes, a PIL image that was opened from one, or a picture
            of a gallery.
        fields: Those that may be filled.

    Raises:
        ValueError: No PNG file, or none with a prompt.
        FileNotFoundError: No such path.
    """
    data, name = _read(file)
    try:
        found = parameters_in(data)
    except RecursionError:
        found = None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if not found or not found.get("prompt"):
        raise ValueError(
            f"{name} holds no prompt and parameters: it was made by a program that writes none, or "
            "saved again by one that drops them; take the file that was downloaded here"
        )
    known = {one.name: one for one in fields}
    values: dict[str, Any] = {}
    left: list[str] = []
    for parameter, value in found.items():
        try:
            values[parameter] = _checked(known, parameter, value)
        except ParameterError as error:
            left += error.problems.values()
    if "prompt" not in values:
        raise ValueError(f"{name}: {left[0]}")
    return values, left


def told_of_left(left: Sequence[str]) -> str | None:
    """Return what a person should know of parameters that were left out."""
    if not left:
        return None
    more = len(left) - MOST_TOLD
    rest = f" And {more} more." if more > 0 else ""
    return "Left out: " + "; ".join(left[:MOST_TOLD]) + "." + rest


def _checked(known: Mapping[str, FieldSpec], name: str, value: Any) -> Any:
    field = known.get(name)
    if field is None:
        raise ParameterError({name: f"{name!r:.40} is no parameter here"})
    # A file must not decide where a token is sent.
    if field.kind == "model" and isinstance(value, str) and is_address(value):
        raise ParameterError({name: f"the model was at the address {value!r:.80}; set it yourself"})
    if name == "scheduler" and isinstance(value, str) and not value.endswith("Scheduler"):
        value = SCHEDULERS.get(value.lower(), "")
        if not value:
            raise ParameterError({name: "the sampler has another name here, which is not known"})
    return field.check(value)


def _read(file: Any) -> tuple[bytes, str]:
    if isinstance(file, (bytes, bytearray, memoryview)):
        return bytes(file), "the file"
    if isinstance(file, (str, os.PathLike)):
        path = Path(file)
        return path.read_bytes(), path.name
    if is_picture(file):
        return _of_image(file), "the picture"
    if isinstance(file, GalleryItem):
        return file.png, "the picture"
    if hasattr(file, "read"):
        return content_of(file), Path(str(getattr(file, "name", "the file"))).name
    raise TypeError(
        f"a PNG file cannot be of type {type(file).__name__}; pass a path, bytes or a PIL image"
    )


def _of_image(image: Any) -> bytes:
    """Return a PNG file with the texts of a PIL image, which it keeps when it is decoded."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    for name in ("hfwidgets", "parameters"):
        if isinstance(image.info.get(name), str):
            texts.add_itxt(name, image.info[name])
    file = io.BytesIO()
    Image.new("1", (1, 1)).save(file, "PNG", pnginfo=texts)
    return file.getvalue()
