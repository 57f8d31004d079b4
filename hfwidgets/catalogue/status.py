"""The state of one model, with the reason where it cannot run; what fails is told, not raised."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from hfwidgets.catalogue.columns import UNKNOWN
from hfwidgets.catalogue.deployed import asked_status
from hfwidgets.catalogue.reasons import REASONS, reason_in
from hfwidgets.catalogue.records import Checked
from hfwidgets.wire.addresses import checked_model_id, is_address, quoted
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import in_one_line
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.model_status import ModelStatus

if TYPE_CHECKING:
    from hfwidgets.catalogue.served import Offer
    from hfwidgets.wire.config import Config

LONGEST = 300  # characters of a reason
# What the Hub's record tells about a model besides its name.
EXPANDED = (
    *("cardData", "createdAt", "disabled", "downloads", "gated", "inference"),
    *("inferenceProviderMapping", "lastModified", "library_name", "likes"),
    *("pipeline_tag", "private", "safetensors", "tags"),
)


# What stands in the place of a state where a server tells none: why.
NO_ACCESS, MISSING, SILENT, ANSWERED = "No access", "Not here", "No answer", "Answered "


def check(config: Config, model: str, before: str = UNKNOWN) -> Flow[Checked]:
    """Ask for the state of a model.

    Args:
        config: Settings of the client.
        model: Model id.
        before: Its state so far, kept where the server cannot be asked now; where there is none,
            the state is in a word why.
    """
    from hfwidgets import errors

    if before in (NO_ACCESS, MISSING, SILENT) or before.startswith(ANSWERED):
        before = UNKNOWN
    try:
        _refuse_what_has_no_state(model)
        status, offers = yield from asked_status(config, model)
    except errors.GatedRepoError as error:
        return _failed("Error", "gated", error.server_message or REASONS["gated"].cause)
    except errors.NotFoundError:
        return _failed(MISSING, "missing", "this server does not know the model")
    except errors.AuthenticationError:
        return _failed(NO_ACCESS, "no_access", "the server tells nothing without a valid token")
    except errors.ForbiddenError as error:
        return _failed(
            NO_ACCESS, "no_access", error.server_message or "the token may not ask for it"
        )
    except errors.InferenceError as error:
        return _not_asked(before, error)
    except ValueError as error:
        if isinstance(error, _NoStateError):
            return _failed(UNKNOWN, "missing", str(error))
        kind = reason_in(str(error))
        return _failed("TooBig" if kind == "too_big" else "Error", kind, str(error))
    except (OSError, NotImplementedError) as error:
        return _not_asked(before, error)
    return _answered(status, offers)


class _NoStateError(ValueError):
    """There is nothing to ask a server for."""


def _refuse_what_has_no_state(model: str) -> None:
    if is_address(model):
        raise _NoStateError("an address has no state; only a model id has")
    try:
        checked_model_id(model)
        model.encode()
    except ValueError:
        raise _NoStateError("the id is none that a server can be asked for") from None


def _answered(status: ModelStatus, offers: tuple[Offer, ...] | None) -> Checked:
    state = _word(status.state)
    if status.loaded is True and state == UNKNOWN:
        state = "Loaded"
    kind = {"TooBig": "too_big", "Error": "error"}.get(state)
    reason = REASONS[kind].cause if kind else None
    if kind == "error" and offers is not None:
        reason = "the Hub's last check of its providers failed"
    compute = compute_text(status.compute_type)
    return Checked(state, compute, time.time(), reason, kind, offers)


def _word(state: object) -> str:
    """Return a state as one short word."""
    text = state.strip()[:40] if isinstance(state, str) else ""
    return text if text and text.isprintable() and text != "Unknown" else UNKNOWN


def compute_text(compute_type: Any) -> str | None:
    """Return a compute type as text: servers write a name or an object."""
    if isinstance(compute_type, dict):
        found = []
        for name, machine in compute_type.items():
            described = machine if isinstance(machine, dict) else {}
            count, kind = described.get("count", 1), described.get(name) or name
            found.append(f"{count} × {kind}" if count != 1 else str(kind))
        return ", ".join(found)[:80] or None
    if isinstance(compute_type, str):
        return compute_type[:80] or None
    return None if compute_type is None else json.dumps(compute_type)[:80]


def _not_asked(before: str, error: Exception) -> Checked:
    status = getattr(error, "status", None)
    why = SILENT if status is None else f"{ANSWERED}{status}"
    said = f"could not be asked: {in_one_line(error)}"
    return _failed(why if before == UNKNOWN else before, None, said)


def _failed(state: str, kind: str | None, said: str) -> Checked:
    return Checked(state, None, time.time(), " ".join(said.split())[:LONGEST], kind)


def hub_record(
    config: Config, model: str, names: tuple[str, ...] = EXPANDED
) -> Flow[dict[str, Any]]:
    """Return what the Hub tells about a model.

    Args:
        config: Settings of the client.
        model: Model id.
        names: What of it.

    Raises:
        InferenceError: It tells nothing.
    """
    query = urlencode([("expand", name) for name in names])
    url = f"{config.dialect.hub}/api/models/{quoted(checked_model_id(model))}?{query}"
    response = yield from exchange(config, config.get(url))
    payload = response.json()
    return payload if isinstance(payload, dict) else {}
