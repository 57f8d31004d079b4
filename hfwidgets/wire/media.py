"""Raw inputs: bytes, paths, addresses and files, ready to be sent as often as needed."""

from __future__ import annotations

import base64
import binascii
import inspect
import io
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias
from urllib.parse import unquote_to_bytes

from hfwidgets.alone import ALONE
from hfwidgets.wire.addresses import check_address
from hfwidgets.wire.body import OCTETS, FileBody
from hfwidgets.wire.exchange import follow
from hfwidgets.wire.failure import http_error, wrong_shape
from hfwidgets.wire.flow import Flow, elsewhere
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.pictures import encoded, is_array, is_picture, type_of

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

Binary: TypeAlias = "bytes | bytearray | memoryview | str | Path | BinaryIO"

IN_A_PAGE = " Python in a browser sees the page's files alone: upload yours to them."
LARGEST_DOWNLOAD = 100 * 1024 * 1024  # bytes of an input given by its address
PAGES = frozenset({"text/html", "application/xhtml+xml"})
OPENED_AS_TEXT = "the input is a file opened as text ({name!r}); open it with mode 'rb'"


class Downloaded(bytes):
    """An input that came with its type: from its address, or in it.

    Attributes:
        content_type: What the server there called it.
    """

    content_type: str = OCTETS


def body_of(config: Config, value: Any) -> Flow[bytes | FileBody | None]:
    """Return what to send for a raw input.

    Args:
        config: Its timeout holds for the download of an address.
        value: Bytes, a path, an http(s) address (downloaded once, without any token), an address
            with data in it (`data:`), an opened binary file (sent from where it stands, from its
            start where that is its end; left open), a PIL image, or an array.

    Raises:
        FileNotFoundError: No such path.
        TypeError: Another type.
        InferenceHTTPError: The address does not answer 200.
    """
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, str) and not value.strip():  # a path of it would be the folder one is in
        return b""
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return (yield from download(config, value))
    if isinstance(value, str) and value.startswith("data:"):
        return (yield from elsewhere(lambda: _from_link(value)))
    if isinstance(value, (str, os.PathLike)):
        file = file_at(value)
        return file if file.size else (yield from elsewhere(lambda: _without_size(file)))
    if isinstance(value, io.TextIOBase):
        raise TypeError(OPENED_AS_TEXT.format(name=getattr(value, "name", value)))
    if hasattr(value, "read"):
        return (yield from elsewhere(lambda: _opened_file(value)))
    if is_picture(value) or is_array(value):
        return (yield from elsewhere(lambda: encoded(value)))
    raise TypeError(
        f"the input is of type {type(value).__name__}; pass bytes, a path, an http address, a file "
        "opened with mode 'rb', a PIL image or an array"
    )


def link_of(config: Config, name: str, value: Any, kind_of: Callable[[str], str]) -> Flow[str]:
    """Return a raw input as an address: its own, or one with its data in it (RFC 2397).

    Args:
        config: As for `body_of`.
        name: Of the argument, for errors.
        value: As for `body_of`; an address stays as it is, and nothing is downloaded.
        kind_of: From the right name of a type to the one that is wanted.
    """
    if isinstance(value, str) and value.startswith(("http://", "https://", "data:")):
        return value
    body = not_empty(name, value, (yield from body_of(config, value)))

    def link() -> str:
        data = content_of(body)
        return f"data:{kind_of(kind_in(body))};base64,{base64.b64encode(data).decode()}"

    return (yield from elsewhere(link))


def form_of(body: bytes | FileBody, fields: dict[str, Any], kind: str) -> Downloaded:
    """Return a form of a file and of fields, as browsers send it (RFC 7578).

    Args:
        body: What the file holds; it is called `audio` with the ending of its type.
        fields: Texts stay as they are, the rest is written as JSON.
        kind: Type of the file.
    """
    import json
    from mimetypes import guess_extension

    from urllib3.filepost import encode_multipart_formdata  # loads an HTTP library

    name = f"audio{guess_extension(kind) or '.wav'}"  # servers tell the format by its name
    parts: list[Any] = [("file", (name, content_of(body), kind))]
    for field, value in fields.items():
        parts.append((field, value if isinstance(value, str) else json.dumps(value)))
    data, declared = encode_multipart_formdata(parts)
    form = Downloaded(data)
    form.content_type = declared
    return form


def content_of(body: bytes | FileBody) -> bytes:
    """Return all bytes of a raw input."""
    if isinstance(body, FileBody):
        with body.opened() as file:
            return file.read()
    return body


def kind_in(body: bytes | FileBody) -> str:
    """Return the type of a raw input."""
    if isinstance(body, bytes) and (kind := type_of(body)):
        return kind
    declared: str = getattr(body, "content_type", OCTETS)
    return declared


def decoded_link(link: str) -> tuple[str, bytes]:
    """Return type and bytes of an address with data in it (RFC 2397).

    Raises:
        ValueError: It cannot be read.
    """
    head, comma, text = link.partition(",")
    kind, *more = head.removeprefix("data:").split(";")
    if not comma:
        raise ValueError(f"{link[:40]!r}... is no address with data in it: there is no comma")
    data = unquote_to_bytes(text)
    if "base64" in more:
        try:
            data = base64.b64decode(b"".join(data.split()) + b"==")
        except (binascii.Error, ValueError):
            raise ValueError(f"{link[:40]!r}... holds no base64") from None
    return kind or "text/plain", data


def _from_link(link: str) -> Downloaded:
    kind, data = decoded_link(link)
    found = Downloaded(data)
    found.content_type = kind
    return found


def not_empty(name: str, given: Any, body: bytes | FileBody | None) -> bytes | FileBody:
    """Return what a raw input holds, or refuse it where that is nothing."""
    size = body.size if isinstance(body, FileBody) else len(body or b"")
    if body is not None and size:
        return body
    raise ParameterError(
        {
            name: f"{name} is {given!r:.80}, which holds 0 bytes; give what to work on (a file "
            "that was just written must be flushed or closed first)"
        }
    )


def file_at(path: str | os.PathLike[str]) -> FileBody:
    """Return the body of a file at a path."""
    found = Path(path)
    try:
        status = found.stat()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"No file at {str(path)[:200]!r}. To send raw content pass it as bytes, not as text."
            + (IN_A_PAGE if ALONE else "")
        ) from None
    except (OSError, ValueError) as error:
        raise FileNotFoundError(
            f"{str(path)[:80]!r} cannot be a path ({getattr(error, 'strerror', error)}). To send "
            "raw content pass it as bytes."
        ) from None
    if found.is_dir():
        raise IsADirectoryError(f"{str(path)!r} is a folder; pass one file")
    return FileBody(found, status.st_size if stat.S_ISREG(status.st_mode) else 0)


def _without_size(body: FileBody) -> bytes | FileBody:
    """Read what tells no size, such as a pipe: once, for all tries."""
    with body.opened() as file:
        data = file.read(LARGEST_DOWNLOAD + 1)
    if len(data) > LARGEST_DOWNLOAD:
        raise ValueError(f"{str(body.source)!r} gives more than {LARGEST_DOWNLOAD:,} bytes")
    return data or (body if Path(str(body.source)).is_file() else data)


def _opened_file(file: BinaryIO) -> FileBody | bytes:
    begun: Any = file.read(0)
    if inspect.isawaitable(begun):
        if inspect.iscoroutine(begun):
            begun.close()
        raise TypeError(
            f"the input is a {type(file).__name__}, which is read asynchronously; pass its bytes: "
            "await file.read()"
        )
    if isinstance(begun, str):
        raise TypeError(OPENED_AS_TEXT.format(name=getattr(file, "name", file)))
    try:
        start = file.tell()
        end = file.seek(0, os.SEEK_END)
        if start >= end:  # it was just written, or read: its beginning is meant
            start = 0
        file.seek(start)
    except (OSError, AttributeError):  # a pipe or a socket: read it once, for all tries
        return file.read()
    body = FileBody(file, end - start, start)
    body = replace(body, kind=body.content_type)
    file.seek(start)
    return body


def download(config: Config, url: str) -> Flow[bytes]:
    """Fetch an input by its address: without a token, in the client's timeout, limited in size."""
    request = config.get_public(check_address(url, "the input"), LARGEST_DOWNLOAD)
    response = yield from follow(request)
    if response.status != 200:
        raise http_error(response, about="input")
    if len(response.body) > LARGEST_DOWNLOAD:
        raise ValueError(
            f"{url} holds more than {LARGEST_DOWNLOAD:,} bytes, the most that an input given by "
            "its address may have: download it and pass its path"
        )
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in PAGES:  # a login or an error page with a success's status
        raise wrong_shape("a picture or a sound", response.body, response)
    body = Downloaded(response.body)
    body.content_type = kind or OCTETS
    return body
