"""What the doctor's page and its kernel tell each other."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import TypedDict

from hfwidgets.widgets.protocol.calls import SnapshotCall
from hfwidgets.widgets.protocol.further import BundleCall, BundleNews
from hfwidgets.widgets.protocol.news import AckNews


class DoctorRow(TypedDict):
    """What was found of one thing, and what to do about it."""

    subject: str
    verdict: Literal["ok", "note", "problem", "waiting"]
    told: str
    fix: Annotated[str, "Empty where nothing is to be done."]
    part: Literal["here", "server", "page"]


class DoctorTraits(TypedDict):
    """Of what works here, and what does not."""

    rows: list[DoctorRow]
    summary: str


class BrowserFacts(TypedDict):
    """What a view found out about its browser."""

    browser: str
    host: Annotated[str, "What shows the notebook."]
    scoped_styles: bool
    clipboard: bool
    downloads: bool
    microphone: Annotated[str, "A permission's state, insecure, or unknown."]
    round_trip: Annotated[float | None, "Milliseconds to the kernel and back; null before."]


class FactsCall(TypedDict):
    """What a view found out about its browser."""

    kind: Literal["facts"]
    id: str
    facts: BrowserFacts


class LookCall(TypedDict):
    """Look at everything again."""

    kind: Literal["look"]
    id: str


DoctorCall = BundleCall | FactsCall | LookCall | SnapshotCall
DoctorNews = AckNews | BundleNews
