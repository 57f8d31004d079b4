"""Origins: how browsers call the site of a page (https://html.spec.whatwg.org/#origin)."""

from __future__ import annotations

from urllib.parse import urlsplit


def checked_origin(text: str) -> str:
    """Return an origin as browsers send it.

    Raises:
        ValueError: It is none: a scheme, a host and maybe a port, and nothing else.
    """
    wrong = (
        f"{text!r} is no origin; needed: a site's scheme, name and port, such as "
        "https://notebooks.example or http://localhost:8000"
    )
    if text == "*":
        raise ValueError(f"{wrong}. Any page could use the sandbox then: name yours")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(wrong) from None
    host = parts.hostname
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not host or not is_bare:
        raise ValueError(wrong)
    name = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + ("" if port in (None, usual) else f":{port}")
