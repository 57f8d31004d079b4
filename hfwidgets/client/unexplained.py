"""The errors of a request that a browser did not make, or of which it tells nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import is_loopback, shown_address

if TYPE_CHECKING:
    from hfwidgets.errors import InferenceConnectionError
    from hfwidgets.wire.flow import Request

KERNEL = "or ask from a kernel outside of the browser"


def unexplained(request: Request, error: Any) -> InferenceConnectionError:
    """Return the error of a request that had no answer: a browser hides from pages why.

    Args:
        request: It.
        error: The browser's own, which tells as good as nothing.
    """
    page = page_origin()
    if not is_online():
        causes = "The browser is offline: connect it to the network."
    else:
        causes = " ".join(_causes(request.url, page))
    told = " ".join(str(getattr(error, "message", error)).split())[:200]
    return _failed(
        request,
        f"No answer from {shown_address(request.url)}, and a browser hides why ({told})",
        causes,
    )


def _causes(url: str, page: str) -> list[str]:
    """Return what may be the cause, the likeliest first, each with its way out."""
    found = []
    if page.startswith("https:") and url.startswith("http:") and not is_loopback(url):
        found.append("A page that came over https may not ask over http: use an https address.")
    lets = f"lets pages of {page or 'this site'} ask it (CORS)"
    if is_loopback(url):
        found.append(
            f"Check that a server runs there, and that it {lets}, as `hfwidgets sandbox "
            f"--allow-origin {page or 'SITE'}` does."
        )
    else:
        found.append(
            f"Check the address, and that its server {lets}; if it does not, ask another, {KERNEL}."
        )
    return found


def turned_away(request: Request) -> InferenceConnectionError:
    """Return the error of a redirect, which a page may not see and the secrets may not follow."""
    return _failed(
        request,
        f"{shown_address(request.url)} redirects, and a browser hides where to: the token (or "
        "another secret header) would go there unseen, so the redirect was not followed",
        "Give the address that it leads to, or leave the secret out (token=False); "
        f"{KERNEL.removeprefix('or ')}.",
    )


def refused_header(request: Request, name: str) -> InferenceConnectionError:
    """Return the error of a header that no page may set."""
    what = "cookies" if name.lower() == "cookie" else f"the header {name!r}"
    return _failed(
        request,
        f"A browser lets no page set {what}; nothing was sent to {shown_address(request.url)}",
        f"Leave it out and use a token, {KERNEL}.",
    )


def page_origin() -> str:
    """Return the origin of the page, or nothing where there is none."""
    origin = getattr(getattr(import_module("js"), "location", None), "origin", None)
    return origin if isinstance(origin, str) and urlsplit(origin).hostname else ""


def is_online() -> bool:
    """Whether the browser says nothing of being offline."""
    return getattr(getattr(import_module("js"), "navigator", None), "onLine", True) is not False


def _failed(request: Request, message: str, remedy: str) -> InferenceConnectionError:
    from hfwidgets.errors import InferenceConnectionError

    return InferenceConnectionError(f"{message}.\n\n{remedy}", url=request.url, remedy=remedy)
