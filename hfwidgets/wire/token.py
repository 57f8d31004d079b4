"""Where the access token comes from, and how it is kept from sight.

Order of the sources as in huggingface_hub 0.20.3: argument, Colab's secret, environment, file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hfwidgets.wire.headers import Secret
from hfwidgets.wire.raising import error_named

TRUE = frozenset({"1", "ON", "YES", "TRUE"})


def is_true(name: str) -> bool:
    """Whether an environment variable says yes (`1`, `ON`, `YES`, `TRUE`, any case)."""
    return os.environ.get(name, "").upper() in TRUE


def resolve(token: str | bool | None) -> Secret | None:
    """Return the token to send, or None for no Authorization header.

    Args:
        token: A token; True for the stored one (required); False for none; None for the stored one
            if there is one.

    Raises:
        LocalTokenNotFoundError: `token=True` and none is stored.
        TypeError: Another type.
    """
    if token is False:
        return None
    if isinstance(token, str):
        return checked(token) if token.strip() else None
    if token is not None and token is not True:
        raise TypeError(
            f"token is of type {type(token).__name__}; pass a token as text, True for the stored "
            "one, False for none, or None for the stored one if there is one"
        )
    if token is None and is_true("HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        return None
    found = stored()
    if found is None and stand_in.token is not None:
        return Secret(stand_in.token)
    if found is None and token is True:
        raise error_named(
            "LocalTokenNotFoundError",
            "token=True, but no token is stored: set HF_TOKEN, run `huggingface-cli login`, or "
            "pass the token itself",
        )
    return found


class StandIn:
    """What goes for a token where a cassette answers, and none is stored; else None."""

    token: str | None = None


stand_in = StandIn()


def checked(token: str) -> Secret:
    """Refuse a token that no header can carry, without showing it."""
    if any(not " " <= character <= "~" for character in token):
        raise ValueError(
            f"the token ({len(token)} characters, not shown) holds a line break or a character "
            "outside ASCII; copy it again from https://huggingface.co/settings/tokens"
        )
    return Secret(token)


def stored() -> Secret | None:
    """Return the first token found in Colab's secrets, the environment, and the token file."""
    for source in (_from_colab, _from_environment, _from_file):
        found = Secret((source() or "").replace("\r", "").replace("\n", "").strip())
        if found:
            return checked(found)
    return None


_colab_secret: list[str | None] = []


def _from_colab() -> str | None:
    if "google.colab" not in sys.modules:
        return None
    if not _colab_secret:
        try:
            from google.colab import userdata  # type: ignore[import-not-found, unused-ignore]

            _colab_secret.append(userdata.get("HF_TOKEN"))
        except Exception:  # the person refused, or there is no such secret: both mean "none"
            _colab_secret.append(None)
    return _colab_secret[0]


def _from_environment() -> str | None:
    return os.environ.get("HF_TOKEN") or os.environ.get("HUGGING_FACE_HUB_TOKEN")


def _from_file() -> str | None:
    path = os.environ.get("HF_TOKEN_PATH")
    try:
        return Path(path or _home() / "token").expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _home() -> Path:
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "huggingface"
