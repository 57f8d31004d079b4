"""From an error to the card that tells its cause and the way out."""

from __future__ import annotations

import re
import time
from typing import Any

from hfwidgets.wire.headers import HIDDEN
from hfwidgets.wire.parameter_error import ParameterError

# What went wrong, in a person's words, by status.
TITLES: dict[int, str] = {
    400: "The server refused the request",
    401: "The server wants a valid token",
    402: "The account's credits are used up",
    403: "The token is not allowed to do this",
    404: "This server has no such model",
    410: "This address is no longer served",
    413: "The input is too large for the server",
    422: "The model cannot work with this input",
    424: "The model failed while it generated",
    429: "Too many requests for now",
    500: "The server failed",
    502: "The server behind the address failed",
    503: "The model is not available now",
    504: "The server took too long to answer",
}
BY_TYPE: dict[str, str] = {
    "RepositoryNotFoundError": "The Hub knows no such model, or it is private",
    "GatedRepoError": "Access to this model must be asked for",
    "ModelLoadingError": "The model did not load in time",
    "InferenceTimeoutError": "The server kept silent for too long",
    "InferenceConnectionError": "No answer from the server",
    "InvalidResponseError": "The server answered something else",
    "StreamError": "The stream broke off",
    "OfflineModeIsEnabled": "Offline mode is on",
    "LocalTokenNotFoundError": "No token is stored",
    "ParameterError": "A parameter breaks its rule",
    "PictureError": "The picture cannot be used",
    "FileNotFoundError": "The file is not there any more",
    "NotFetchedError": "The picture could not be fetched",
    "ValidationError": "The server refuses the input",
    "OverloadedError": "The server has too much to do",
    "GenerationError": "The model failed while it generated",
    "IncompleteGenerationError": "The generation ended too early",
}
# Cause and link where the status alone says more than the server does.
CAUSES: dict[int, str] = {
    401: "No token was sent, or the one that was sent is not valid (any more).",
    402: "This month's included credits are spent.",
    403: "The token is valid, but lacks a permission for this call or this model.",
    429: "The server limits how many requests it takes in a while.",
    503: "The model is loading, or no machine is free for it.",
}
LINKS: dict[int, tuple[str, str]] = {
    401: ("Make a token", "https://huggingface.co/settings/tokens"),
    402: ("Credits and billing", "https://huggingface.co/settings/billing"),
    403: ("Permissions of your tokens", "https://huggingface.co/settings/tokens"),
}
# Asking the same again cannot help here.
FINAL = frozenset({"ParameterError", "OfflineModeIsEnabled", "LocalTokenNotFoundError"})

_TOKEN = re.compile(r"\bhf_\w{4,}|(?<=Bearer )\S+")


def redacted_text(text: str) -> str:
    """Remove what looks like a token: the last of several nets."""
    return _TOKEN.sub(HIDDEN, text)


def problem_of(error: Exception, model: str | None) -> dict[str, Any]:
    """Return the card of an error, as JSON values.

    Args:
        error: What a call raised.
        model: Model id that the call named, for the link to its page.
    """
    kind = type(error).__name__
    status = getattr(error, "status", None)
    card: dict[str, Any] = {
        "title": _title(error, kind, status),
        "cause": _cause(error, status),
        "remedy": getattr(error, "remedy", "") or "",
        "details": redacted_text(f"{kind}: {error}"),
        "can_retry": kind not in FINAL,
    }
    if status is not None:
        card["status"] = status
    if request_id := getattr(error, "request_id", None):
        card["request_id"] = request_id
    if (seconds := _retry_after(error)) is not None:
        card["retry_at"] = time.time() + seconds
    if _about_model(error) and (link := _link(kind, status, model)):
        card["link"] = {"text": link[0], "href": link[1]}
    if isinstance(error, ParameterError) and error.problems:
        card["field"] = next(iter(error.problems))
    return card


def _retry_after(error: BaseException) -> float | None:
    """Return what the server asked for; a generation error has the HTTP error as its cause."""
    for one in (error, error.__cause__):
        seconds: float | None = getattr(one, "retry_after", None)
        if seconds is not None:
            return seconds
    return None


def _title(error: Exception, kind: str, status: int | None) -> str:
    if _about_model(error):
        return BY_TYPE.get(kind) or TITLES.get(status or 0) or _other_title(status)
    return BY_TYPE["NotFetchedError"] if status is not None else BY_TYPE.get(kind, "")


def _about_model(error: Exception) -> bool:
    """Whether a status speaks of the model, and not of the address of a picture."""
    return getattr(error, "about", "model") != "input"


def _other_title(status: int | None) -> str:
    if status is None:
        return "The call failed"
    return "The server failed" if status >= 500 else "The server refused the request"


def _cause(error: Exception, status: int | None) -> str:
    said = getattr(error, "server_message", None)
    if said:
        return redacted_text(str(said))
    if status in CAUSES and _about_model(error):
        return CAUSES[status]
    return redacted_text(str(error).partition("\n\n")[0] or type(error).__name__)


def _link(kind: str, status: int | None, model: str | None) -> tuple[str, str] | None:
    is_id = bool(model) and "://" not in str(model) and not str(model).startswith("sandbox/")
    if kind == "GatedRepoError" and is_id:
        return "Ask on the model's page", f"https://huggingface.co/{model}"
    return LINKS.get(status) if status is not None else None
