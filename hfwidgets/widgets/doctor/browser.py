"""What a page told of its browser, judged. What it tells is taken for nothing but words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hfwidgets.widgets.doctor.findings import Finding

SLOW = 500.0  # milliseconds from the page to the kernel and back that a person notices
LONGEST = 80  # letters of what a page says of itself


def page_findings(facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what a page's facts mean.

    Args:
        facts: As the page tells them; see `BrowserFacts` in the protocol.
    """
    yield _browser(facts)
    yield _messages(facts.get("round_trip"))
    yield _downloads(facts)
    yield _clipboard(facts)
    yield _microphone(facts)


def no_page() -> Finding:
    """Return what is told while no page has answered."""
    fix = (
        "if you see no table here, the page does not load widgets: load it anew, restart the "
        "kernel, and look for a blocked script in the browser's console"
    )
    return Finding("Page", "waiting", "has not answered yet", fix, "page")


def _word(value: Any) -> str:
    return value[:LONGEST] if isinstance(value, str) else "unknown"


def _browser(facts: Mapping[str, Any]) -> Finding:
    told = f"{_word(facts.get('browser'))} in {_word(facts.get('host'))}"
    if not facts.get("scoped_styles"):
        fix = "update the browser (Chrome 118, Firefox 128, Safari 17.4 and later)"
        return Finding("Page", "note", f"{told}; styles may mix with the page's", fix, "page")
    return Finding("Page", "ok", told, part="page")


def _messages(took: Any) -> Finding:
    subject = "Messages"
    if not isinstance(took, (int, float)) or not 0 <= took < 1e7:
        return Finding(subject, "note", "their time was not told", part="page")
    told = f"reach the kernel and come back in {took:.0f} ms"
    if took > SLOW:
        fix = "a cell that runs holds them up; else the network to the server is slow"
        return Finding(subject, "note", told, fix, "page")
    return Finding(subject, "ok", told, part="page")


def _downloads(facts: Mapping[str, Any]) -> Finding:
    if facts.get("downloads"):
        return Finding("Downloads", "ok", "may be offered", part="page")
    fix = "save from Python instead: w.save('result.html'), image.save('picture.png')"
    return Finding("Downloads", "note", "this frame may forbid them", fix, "page")


def _clipboard(facts: Mapping[str, Any]) -> Finding:
    if facts.get("clipboard"):
        return Finding("Copying", "ok", "works", part="page")
    fix = "open the page over https or on localhost; meanwhile select the text and copy it"
    return Finding("Copying", "note", "the browser forbids it here", fix, "page")


def _microphone(facts: Mapping[str, Any]) -> Finding:
    state = facts.get("microphone")
    if state in ("granted", "prompt"):
        asks = "" if state == "granted" else ", after it has asked you"
        return Finding("Microphone", "ok", f"may be used{asks}", part="page")
    if state == "denied":
        fix = "allow it in the browser's settings of this site (the sign left of the address)"
        return Finding("Microphone", "note", "is blocked for this site", fix, "page")
    if state == "insecure":
        fix = "open the page over https or on localhost"
        return Finding("Microphone", "note", "needs a safe connection", fix, "page")
    return Finding("Microphone", "note", "the browser does not tell; record to see", part="page")
