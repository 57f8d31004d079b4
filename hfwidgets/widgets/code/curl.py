"""A call as curl: the request that it sent, without its secrets."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.code.made import ending_of
from hfwidgets.widgets.code.python import ADDRESS_CUT, key_variable, left_out
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.headers import HIDDEN

if TYPE_CHECKING:
    from hfwidgets.widgets.code.made import CallMade
    from hfwidgets.wire.flow import Request

# What curl sends by itself, or should not send.
UNSENT = frozenset({"user-agent", "accept-encoding", "connection", "content-length", "host"})
STREAMED = ("stream", "stream_options")  # curl shows the whole answer at once
LONGEST = 60_000  # bytes of an argument; Linux takes 128 KiB
BASE64 = re.compile(r"[A-Za-z0-9+/]{100,}={0,2}")
PLACE = "\0{name}\0"
FOLLOWED = (
    "# The first request of several. Its answer names a job, or the address of the result: the",
    "# client asks for that until it is there, and so does the Python code.",
)
TEXTS = ("text/", "application/json", "application/problem+json")


def curl_code(call: CallMade) -> str:
    """Return the last request of a call as a command for a shell.

    Raises:
        ValueError: No request was sent.
    """
    request = call.request
    if request is None:
        raise ValueError("nothing was sent: there is no request to show")
    address = shown_address(request.url)
    options = [f"-X {request.method}"] if request.body is None else []
    options += [f"-H {one}" for one in _headers(call, request)]
    body = _body(call, request)
    options += body.options
    if call.kind and not call.kind.startswith(TEXTS):
        options.append(f"--output result{ending_of(call.kind)}")
    command = " \\\n  ".join([f"curl -s {quoted(address)}", *options])
    lines = [*_notes(call, request, address), *body.before, command + body.document]
    return "\n".join(lines) + "\n"


def _notes(call: CallMade, request: Request, address: str) -> list[str]:
    notes = left_out(call.config)
    if address != request.url and ADDRESS_CUT not in notes:
        notes.append(ADDRESS_CUT)
    if call.followed:
        notes += FOLLOWED
    if call.varied:
        notes.append("# The last of the calls: one for each value.")
    return notes


def _headers(call: CallMade, request: Request) -> list[str]:
    """Return headers as words of a shell; the key is a variable of it."""
    found = []
    unsent = UNSENT | ({"content-type"} if _is_form(request) else set())
    for name, value in request.headers.redacted().items():
        if name.lower() == "authorization":
            scheme = request.headers[name].split(" ")[0]
            prefix = f"{scheme} " if " " in request.headers[name] else ""
            found.append(f'"{name}: {_escaped(prefix)}${key_variable(call.config)}"')
        elif value != HIDDEN and name.lower() not in unsent:
            found.append(quoted(f"{name}: {value}"))
    return found


def quoted(text: str) -> str:
    """Return a text as one word of a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(text: str) -> str:
    """Return a text as it stands where a shell fills in variables."""
    return re.sub(r'([\\$`"])', r"\\\1", text)


def _is_form(request: Request) -> bool:
    return request.headers.get("Content-Type", "").startswith("multipart/form-data")


@dataclass(frozen=True, slots=True)
class Body:
    """How a body is sent.

    Attributes:
        options: Those of curl.
        before: Lines before the command.
        document: What follows the command: a document that the shell hands to it.
    """

    options: list[str]
    before: list[str] = field(default_factory=list)
    document: str = ""


def _body(call: CallMade, request: Request) -> Body:
    files = [one.file for one in call.media.values()]
    body = request.body
    if body is None:
        return Body([])
    if isinstance(body, bytes) and _is_form(request):
        return Body(_form(request, body, files))
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    if isinstance(body, FileBody) or not is_json:
        return Body([f"--data-binary {quoted('@' + (files[0] if files else 'body'))}"])
    return _json(body.decode(), files)


def _json(text: str, files: list[str]) -> Body:
    """Return how JSON is sent; files that it holds are read when the command runs."""
    payload = json.loads(text)
    if isinstance(payload, dict) and payload.get("stream") is True:
        payload = {name: one for name, one in payload.items() if name not in STREAMED}
    text = json.dumps(payload, ensure_ascii=False)
    if not text.isprintable():
        text = json.dumps(payload)
    names: list[str] = []

    def named(_: Any) -> str:
        names.append("FILE" if len(files) < 2 else f"FILE_{len(names) + 1}")
        return PLACE.format(name=names[-1])

    placed = BASE64.sub(named, text) if files else text
    if names:
        lines = [
            f"{name}=$(base64 < {quoted(file)} | tr -d '\\n')"
            for name, file in zip(names, files, strict=False)
        ]
        inner = re.sub("\0(.*?)\0", r"${\1}", re.sub(r"([\\$`])", r"\\\1", placed))
        return Body(["--data-binary @-"], lines, f" <<JSON\n{inner}\nJSON")
    if len(text.encode()) > LONGEST:
        return Body(["--data-binary @-"], [], f" <<'JSON'\n{text}\nJSON")
    return Body([f"--data-binary {quoted(text)}"])


def _form(request: Request, body: bytes, files: list[str]) -> list[str]:
    """Return the fields of a form."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    found = []
    left = iter(files)
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename():
            file = next(left, part.get_filename())
            found.append(f"-F {quoted(f'{name}=@{file};type={part.get_content_type()}')}")
        else:
            text = bytes(part.get_payload(decode=True)).decode()
            found.append(f"--form-string {quoted(f'{name}={text}')}")
    return found
