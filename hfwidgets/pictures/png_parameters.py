"""Parameters inside PNG files: what a picture was made with, told by the picture itself.

They are written twice: as JSON under `hfwidgets`, which is read back as it was, and as lines of
text under `parameters`, which other programs show. The pixels are not encoded again.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

SIGNATURE = b"\x89PNG\r\n\x1a\n"
OWN, COMMON = "hfwidgets", "parameters"
_LONGEST = 16 * 1024 * 1024  # bytes of a text after it is inflated
# What other programs call the parameters that there are here.
_NAMES = {
    "steps": "num_inference_steps",
    "cfg scale": "guidance_scale",
    "seed": "seed",
    "negative prompt": "negative_prompt",
    "model": "model",
    "sampler": "scheduler",
}
_SETTING = re.compile(r"\s*([A-Za-z][\w \-/]*):\s*(\"(?:\\.|[^\"\\])*\"|[^,]*)(?:,|$)")


def with_parameters(png: bytes, parameters: Mapping[str, Any]) -> bytes:
    """Return a PNG file with parameters; its pixels stay byte for byte.

    Args:
        png: A PNG file. Parameters that it carries already are replaced.
        parameters: Names and values that JSON can hold, such as `prompt`, `seed`, `model`; those
            that are None are left out.

    Raises:
        ValueError: No PNG file.
        TypeError: A value that JSON cannot hold.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    texts = {OWN: json.dumps(given, ensure_ascii=False), COMMON: common_text(given)}
    made = [SIGNATURE]
    for kind, content in _chunks(png):
        if kind in (b"tEXt", b"zTXt", b"iTXt") and _keyword(content) in texts:
            continue
        made.append(_chunk(kind, content))
        if kind == b"IHDR":
            made.extend(_text_chunk(name, text) for name, text in texts.items())
    return b"".join(made)


def parameters_in(file: bytes) -> dict[str, Any] | None:
    """Return the parameters that a PNG file carries, or None.

    Those of `with_parameters` come back as they were. Of the text that other programs write under
    `parameters` (prompt, `Negative prompt: ...`, `Steps: 20, Seed: 1, Size: 512x512, ...`), what
    has a name here is returned under it.

    Raises:
        ValueError: No PNG file.
    """
    texts = dict(_texts(file))
    if OWN in texts:
        try:
            found = json.loads(texts[OWN])
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
    return parse_common_text(texts[COMMON]) if texts.get(COMMON, "").strip() else None


def common_text(parameters: Mapping[str, Any]) -> str:
    """Return parameters as the text that other programs show."""
    rest = dict(parameters)
    lines = [str(rest.pop("prompt", ""))]
    negative = rest.pop("negative_prompt", None)
    if negative:
        lines.append(f"Negative prompt: {negative}")
    width, height = rest.pop("width", None), rest.pop("height", None)
    written = {name: common for common, name in _NAMES.items()}
    settings = [
        f"{_title(written.get(name, name))}: {_quoted(value)}" for name, value in rest.items()
    ]
    if width and height:
        settings.append(f"Size: {width}x{height}")
    return "\n".join([*lines, ", ".join(settings)] if settings else lines)


def parse_common_text(text: str) -> dict[str, Any]:
    """Return the parameters in a text as `common_text` and other programs write it."""
    lines = text.strip().splitlines()
    settings: dict[str, str] = {}
    if lines and re.search(r"(^|, )(Steps|Seed|Size): ", lines[-1]):
        settings = {name.strip().lower(): value for name, value in _SETTING.findall(lines.pop())}
    prompt, _, negative = "\n".join(lines).partition("Negative prompt:")
    found: dict[str, Any] = {"prompt": prompt.strip()}
    if negative.strip():
        found["negative_prompt"] = negative.strip()
    size = re.fullmatch(r"(\d+)x(\d+)", settings.pop("size", "").strip())
    if size:
        found["width"], found["height"] = int(size[1]), int(size[2])
    for name, value in settings.items():
        if name in _NAMES:
            found[_NAMES[name]] = _value(value)
    return found


def _title(name: str) -> str:
    return {"cfg scale": "CFG scale"}.get(name, name.replace("_", " ").capitalize())


def _quoted(value: Any) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r'[,:\n"]', text) else text


def _value(text: str) -> Any:
    text = text.strip()
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            return text.strip('"')
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    # https://www.w3.org/TR/png-3/#5Chunk-layout
    if not png.startswith(SIGNATURE):
        raise ValueError("no PNG file: only PNG files carry parameters here")
    at = len(SIGNATURE)
    while at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if at + 12 + length > len(png):
            raise ValueError("the PNG file is cut or damaged")
        yield kind, png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IEND":
            return
    raise ValueError("the PNG file is cut or damaged: it has no end")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I4s", len(content), kind)
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
    )


def _text_chunk(keyword: str, text: str) -> bytes:
    text = text.replace("\0", " ")  # it would end the text
    try:
        return _chunk(b"tEXt", keyword.encode() + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        # Not compressed, no language, no translated keyword.
        content = keyword.encode() + b"\0\0\0\0\0" + text.encode("utf-8", "surrogatepass")
        return _chunk(b"iTXt", content)


def _keyword(content: bytes) -> str:
    return content.partition(b"\0")[0].decode("latin-1")


def _texts(png: bytes) -> Iterator[tuple[str, str]]:
    for kind, content in _chunks(png):
        keyword, _, rest = content.partition(b"\0")
        try:
            if kind == b"tEXt":
                yield _keyword(content), rest.decode("latin-1")
            elif kind == b"zTXt":
                yield _keyword(content), _inflated(rest[1:]).decode("latin-1")
            elif kind == b"iTXt":
                *_, text = rest[2:].split(b"\0", 2)
                text = _inflated(text) if rest[:1] == b"\1" else text
                yield keyword.decode("latin-1"), text.decode("utf-8", "surrogatepass")
        except (UnicodeDecodeError, zlib.error):
            continue  # a text that cannot be read is none


def _inflated(text: bytes) -> bytes:
    return zlib.decompressobj().decompress(text, _LONGEST)
