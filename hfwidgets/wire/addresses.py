"""Addresses: where a request may be sent, what is on this machine, how one is shown."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

ROUTER = "https://router.huggingface.co/hf-inference"
PORTS = {"http": 80, "https": 443}
PLAIN = "/:@!$&'()*+,;=~-._"  # what the path of a model id may hold besides letters and digits

# RFC 3986 2: what an address is made of. The rest is escaped as UTF-8, a single % too.
TRAVELS = re.compile(r"(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*", re.ASCII)
OTHER = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\w.~:/?#\[\]@!$&'()*+,;=%-]", re.ASCII)


def is_address(model: str) -> bool:
    """Whether a model is given by its address instead of its id."""
    return model.startswith(("http://", "https://"))


@lru_cache(maxsize=1024)
def quoted(model: str) -> str:
    """Return a model id as the path of an address holds it."""
    return quote(model, safe=PLAIN)


def checked_model_id(model: str) -> str:
    """Return a model id, or refuse one that leads elsewhere.

    Raises:
        ValueError: A part of it is empty or dots.
    """
    if any(part in ("", ".", "..") for part in model.split("/")):
        raise ValueError(f"model is {model!r}; an id looks like 'organisation/name' or 'name'")
    return model


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    import ipaddress  # costs 3 ms, and few calls come here

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_see_secrets(known: str, url: str) -> bool:
    """Whether an address is of the same party: the same origin, or the same host over TLS now."""
    before, after = _origin(known), _origin(url)
    host = before[1]
    return before == after or (before, after) == (("http", host, 80), ("https", host, 443))


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def check_address(address: object, what: str) -> str:
    """Return an address as it can travel, or refuse what no request can be sent to.

    Raises:
        ValueError: It is none, or holds a name and a password: they would be shown with it.
    """
    wrong = _wrong_with(address) if isinstance(address, str) else UNUSABLE
    if wrong == UNUSABLE:
        shown = repr(address)
        raise ValueError(
            f"{what} is {shown if len(shown) < 200 else shown[:200] + '…'}; it is an address such "
            f"as 'http://127.0.0.1:8000' or {ROUTER!r}"
        )
    if wrong:
        raise ValueError(
            f"{what} holds a user name or password (not shown); leave them out and pass "
            "headers={'Authorization': ...}"
        )
    return as_sent(str(address))


UNUSABLE = "no address"


@lru_cache(maxsize=256)  # each call comes here
def _wrong_with(address: str) -> str | None:
    """Return what is wrong with an address: it is none, or holds a password."""
    try:
        parts = urlsplit(address)
        if "@" in parts.netloc:
            return "password"
        complete = parts.scheme in ("http", "https") and parts.hostname
        usable = complete and (parts.port is None or parts.port > 0)
    except ValueError:  # a port or an IPv6 address that is none
        return UNUSABLE
    return None if usable else UNUSABLE


@lru_cache(maxsize=256)
def as_sent(address: str) -> str:
    """Return an address with what cannot travel escaped, and nothing else changed.

    Signed addresses hold only as they were given: what is escaped stays so, once.
    """
    if TRAVELS.fullmatch(address):
        return address
    parts = urlsplit(address)
    if not parts.netloc.isascii():
        host = (parts.hostname or "").encode("idna").decode()
        address = address.replace(parts.netloc, f"{host}:{parts.port}" if parts.port else host, 1)
    return OTHER.sub(lambda found: quote(found[0], safe="", errors="surrogateescape"), address)


def shown_address(address: str) -> str:
    """Return an address without what may be secret in it: a user's password, a query, a fragment.

    What is no address, such as a model id, is returned as it is.
    """
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:  # no address after all
        return address.partition("?")[0]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
