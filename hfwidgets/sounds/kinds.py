"""What kind of sound file some bytes are, by their beginning."""

from __future__ import annotations

from hfwidgets.wire.pictures import type_of

ENDINGS = {
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/aiff": "aiff",
    "audio/basic": "au",
    "audio/amr": "amr",
    "audio/webm": "webm",
}
READABLE = "a WAV, FLAC, MP3, Ogg, M4A or WebM file"
# Containers whose brand tells no sound; those of recorders are called so.
_MOVIES = {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}


def kind_of(data: bytes) -> str | None:
    """Return the MIME type of a sound file by its first 64 bytes, None for anything else."""
    kind = type_of(data)
    kind = _MOVIES.get(kind or "", kind)
    if kind is not None:
        return kind if kind in ENDINGS else None
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    if data[:4] == b".snd":
        return "audio/basic"
    if data[:5] == b"#!AMR":
        return "audio/amr"
    return _stream(data)


def ending_of(kind: str) -> str:
    """Return how the name of a file of a type ends, without its dot: `wav`."""
    return ENDINGS.get(kind, "bin")


def _stream(data: bytes) -> str | None:
    """Return the type of a bare MPEG stream, whose frames begin with eleven set bits."""
    if len(data) < 2 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    layer = data[1] & 0x06
    return "audio/aac" if layer == 0 and data[1] & 0xF0 == 0xF0 else "audio/mpeg" if layer else None


def told(data: bytes) -> str:
    """Return what bytes are that are no sound, in words."""
    begun = data[:64].lstrip().lower()
    if begun.startswith((b"<!doctype html", b"<html", b"<")):
        return "a web page or XML"
    if begun.startswith((b"{", b"[")):
        return "JSON"
    return type_of(data) or f"bytes that begin with {data[:8]!r}"
