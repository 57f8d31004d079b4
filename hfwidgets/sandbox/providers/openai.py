"""Providers of OpenAI's kind: chats, completions, pictures, speech, transcripts, embeddings."""

from __future__ import annotations

import base64
import json
import time
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Target
from hfwidgets.sandbox.providers.exchange import (
    Asked,
    Exchange,
    read_json,
    renamed,
    size_of,
    taken,
)
from hfwidgets.sandbox.refusals import encode, refuse
from hfwidgets.sandbox.tasks.payload import bad_field, read_texts

# What transcribers take and the sandbox's does not need.
_IDLE = ("language", "temperature", "prompt", "task", "chunk_level", "timestamp_granularities[]")


async def chat(x: Exchange) -> web.StreamResponse:
    """Answer chat completions."""
    return await _written(x, "chat")


async def completions(x: Exchange) -> web.StreamResponse:
    """Answer completions."""
    return await _written(x, "completions")


async def _written(x: Exchange, route: str) -> web.StreamResponse:
    body = await x.body()
    value = _object(body)
    asked = await x.find(value.get("model"))
    terms = asked.offer.terms
    target = Target(asked.name, route, "router", pace=terms.pace, wait=terms.wait)
    return await x.house.models.perform(x.request, x.entry, target, asked.faults, body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise refuse(400, "The body is no JSON.") from None
    if not isinstance(value, dict):
        raise bad_field("body", "an object is expected", status=422)
    return value


async def images(x: Exchange) -> web.StreamResponse:
    """Answer image generations: from a text, or from pictures too."""
    fields = await x.fields()
    asked = await x.find(fields.pop("model", None))
    form = fields.pop("response_format", None) or "url"
    if form not in ("b64_json", "base64", "url"):
        raise bad_field("response_format", "must be one of b64_json, base64, url", status=422)
    if fields.get("n") == 1:
        del fields["n"]
    if "size" in fields:
        fields |= size_of(fields.pop("size"))
    parameters = renamed(fields, {"steps": "num_inference_steps"})
    if asked.model.task == "image-to-image":
        inputs = taken(parameters, "image_url", "reference_images", "image")
    else:
        inputs = taken(parameters, "prompt")
    made = await x.make(asked, inputs, parameters)
    if (asked.faults.given or form) in ("url", "address", "data"):
        found = {"url": x.put(asked, made)}
    else:
        found = {"b64_json": base64.b64encode(made.body).decode()}
    row = {"index": 0, **found}
    return await x.reply({"created": int(time.time()), "object": "list", "data": [row]})


async def speech(x: Exchange) -> web.StreamResponse:
    """Answer with a spoken text."""
    fields = await x.fields()
    asked = await x.find(fields.pop("model", None))
    text = taken(fields, "input")
    if x.provider == "together" and not fields.get("voice"):
        raise bad_field("voice", "field required", status=422)
    if fields.pop("response_format", "wav") not in (None, "wav"):
        raise bad_field("response_format", "the sandbox speaks wav only", status=422)
    made = await x.make(asked, text, fields)
    if asked.faults.given is not None:
        return await x.reply({"audio": x.put(asked, made)})
    return await x.send(made)


async def transcriptions(x: Exchange) -> web.StreamResponse:
    """Answer with the words of a sound that comes in a form."""
    fields = form_of(x.request.headers.get("Content-Type", ""), await x.body())
    asked = await x.find(fields.pop("model", None))
    sound = taken(fields, "file")
    if isinstance(sound, bytes):
        sound = base64.b64encode(sound).decode()
    for name in _IDLE:
        fields.pop(name, None)
    form = fields.pop("response_format", None)
    verbose = form == "verbose_json" or (form is None and x.provider == "deepinfra")
    asks = {"return_timestamps": True, **fields} if verbose else fields
    answer = read_json(await x.make(asked, sound, asks))
    value = {"text": answer["text"]}
    if "chunks" in answer:
        value["segments"] = [
            {
                "id": number,
                "start": chunk["timestamp"][0],
                "end": chunk["timestamp"][1],
                "text": chunk["text"],
            }
            for number, chunk in enumerate(answer["chunks"])
        ]
    return await x.reply(value)


def form_of(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the fields of a form: a file as bytes, others as the JSON they hold, or as text.

    Raises:
        Refusal: 422: it is no form, or its file has no name to know the format by.
    """
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise bad_field("file", "a form (multipart/form-data) is expected", status=422)
    fields: dict[str, Any] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.lstrip(b"\r\n").partition(b"\r\n\r\n")
        told = BytesHeaderParser().parsebytes(head)
        name = str(told.get_param("name", "", "content-disposition"))
        if name == "file" and told.get_content_type() != "text/plain":
            if "." not in (told.get_filename() or ""):
                raise bad_field("file", "a file name with an ending is expected", status=422)
            fields[name] = content
        else:
            fields[name] = _value(content.decode("utf-8", "replace"))
    return fields


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


async def embeddings(x: Exchange) -> web.StreamResponse:
    """Answer with a vector for each text."""
    fields = await x.fields()
    asked = await x.find(fields.pop("model", None))
    given = fields.pop("input", None)
    if given is None:
        raise bad_field("input", "field required", status=422)
    texts = read_texts(given)
    vectors = read_json(await x.make(asked, texts, fields))
    rows = [
        {"object": "embedding", "index": number, "embedding": vector}
        for number, vector in enumerate(vectors)
    ]
    count = await _tokens(asked, texts)
    usage = {"prompt_tokens": count, "total_tokens": count}
    return await x.reply({"object": "list", "data": rows, "model": asked.name, "usage": usage})


async def _tokens(asked: Asked, texts: list[str]) -> int:
    engine = await asked.host.engine()
    return await asked.host.call(engine.count_tokens, texts)


def worded(status: int, message: str) -> tuple[int, bytes]:
    """Return an error as these providers write it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    problem = {"message": message, "type": kind, "param": None, "code": None}
    return status, encode({"error": problem})
