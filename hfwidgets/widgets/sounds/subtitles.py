"""What was said as files: a text, and subtitles in two formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Chunks: TypeAlias = Sequence[Mapping[str, Any]]

NO_TIMES = (
    "the model told no times, which subtitles need: set return_timestamps, or save it as .txt"
)
LAST = 2.0  # seconds that a part is shown whose end nobody told


def text_of(text: str, _: Chunks) -> str:
    """Return the text alone."""
    return _whole(text) + "\n"


def srt_of(_: str, chunks: Chunks) -> str:
    """Return SubRip subtitles.

    Raises:
        ValueError: No part has a time.
    """
    cues = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{_line(text)}\n"
        for number, (start, end, text) in enumerate(_timed(chunks), 1)
    ]
    return "\n".join(cues)


def vtt_of(_: str, chunks: Chunks) -> str:
    """Return WebVTT subtitles (https://www.w3.org/TR/webvtt1/).

    Raises:
        ValueError: No part has a time.
    """
    cues = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{_escaped(_line(text))}\n"
        for start, end, text in _timed(chunks)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


FORMATS: dict[str, tuple[str, Callable[[str, Chunks], str]]] = {
    "txt": ("text/plain", text_of),
    "srt": ("application/x-subrip", srt_of),
    "vtt": ("text/vtt", vtt_of),
}


def _timed(chunks: Chunks) -> Iterator[tuple[float, float, str]]:
    timed = [one for one in chunks if one["start"] is not None and one["text"].strip()]
    if not timed:
        raise ValueError(NO_TIMES)
    for at, one in enumerate(timed):
        start, end = one["start"], one["end"]
        if end is None or end <= start:  # the last one's is often left out
            following = timed[at + 1]["start"] if at + 1 < len(timed) else None
            end = following if following is not None and following > start else start + LAST
        yield start, end, one["text"].strip()


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    hours, rest = divmod(whole, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _line(text: str) -> str:
    return " ".join(_whole(text).split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
