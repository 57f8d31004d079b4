"""Where lists of models come from, and the flow that reads one: page by page, patiently."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urlsplit

from hfwidgets.catalogue.answers import rows_of
from hfwidgets.catalogue.columns import Rows
from hfwidgets.catalogue.frameworks import ALL_FRAMEWORKS
from hfwidgets.wire.exchange import exchange, good
from hfwidgets.wire.flow import Flow, Request, Response, Wait, elsewhere

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

T = TypeVar("T")

LARGE = 1 << 17  # bytes of an answer from which on it is read away from the event loop
MOST_PAGES = 1000
PAGE = 1000  # models of the list of what is served that are asked for at once
SERVED = ("inferenceProviderMapping", "library_name", "pipeline_tag")
MOST_TRIES = 4
LONGEST_PAUSE = 60.0  # seconds in all that are waited for a server that asks for it


@dataclass(frozen=True, slots=True)
class Source:
    """One list of a server.

    Attributes:
        name: A framework, or `"Hub"` for the one list of today's service, or `"prices"`.
        url: Where it is.
        read: Makes rows of a page.
        has_rows: Whether it lists models; one that only tells more of them can wait.
        is_public: Whether anyone may read it: only the Hub gets a token, and none of a provider's.
    """

    name: str
    url: str
    read: Callable[[Response], Rows] = rows_of
    is_public: bool = False
    has_rows: bool = True

    @property
    def host(self) -> str:
        """The server's name, with its port if it has one."""
        return urlsplit(self.url).netloc

    def asked(self, config: Config, url: str) -> Request:
        """Return the request for a page of it."""
        return asked_publicly(config, url) if self.is_public else config.get(url)


def asked_publicly(config: Config, url: str) -> Request:
    """Return the request for a public list; a token of the Hub alone changes what is in it."""
    request = config.get_public(url)
    if (token := config.hub_token) is not None and url.startswith(f"{config.dialect.hub}/api/"):
        request.headers["authorization"] = f"Bearer {token!s}"
    return request


def served_list(config: Config, provider: str, *further: tuple[str, str]) -> str:
    """Return the address of the Hub's list of what is served.

    Args:
        config: Settings of the client.
        provider: By whom; `"all"` for anybody.
        further: More of the query.
    """
    query = [("inference_provider", provider), ("limit", str(PAGE))]
    return f"{config.dialect.hub}/api/models?{urlencode([*query, *further])}"


def sources_of(config: Config, frameworks: list[str], by: str | None = None) -> list[Source]:
    """Return the lists to read: one a framework in the classic API, one in all today.

    Args:
        config: Settings of the client.
        frameworks: Frameworks that are asked for; today's list is filtered when it has come.
        by: Only what this provider serves, where providers do; None for what all of them do.
    """
    if config.provider is not None:
        from hfwidgets.catalogue.served_rows import rows_of_hub

        expanded = (("expand", name) for name in SERVED)
        return [Source("Hub", served_list(config, by or "all", *expanded), rows_of_hub, True)]
    return [Source(name, url) for name, url in config.dialect.lists(frameworks)]


def prices_of(config: Config) -> Source:
    """Return the list that tells prices and speeds of chat models, where providers serve them."""
    from hfwidgets.catalogue.served_rows import terms_of_router
    from hfwidgets.wire.dialects import Router

    assert isinstance(config.dialect, Router)
    return Source("prices", f"{config.dialect.root}/v1/models", terms_of_router, True, False)


def read_source(
    config: Config,
    source: Source,
    take: Callable[[Rows], object],
    only: frozenset[str] | None,
    first: Response | Exception | None = None,
) -> Flow[None]:
    """Read a list to its end.

    Args:
        config: Settings of the client.
        source: Which list.
        take: Called with the models of each page as it comes.
        only: Frameworks to keep of a list that is not of one framework; None keeps all.
        first: What came of asking for the first page, where that was done already.

    Raises:
        InferenceError: A page could not be had; what came before was taken.
    """

    def came(rows: Rows) -> None:
        take(rows if only is None else _of(rows, only))

    asked_at = partial(source.asked, config)
    yield from read_pages(config, asked_at, source.url, source.read, came, first)


def read_pages(
    config: Config,
    asked_at: Callable[[str], Request],
    start: str,
    read: Callable[[Response], T],
    take: Callable[[T], object],
    first: Response | Exception | None = None,
) -> Flow[None]:
    """Read the pages of a list to their end, patiently.

    Args:
        config: Settings of the client.
        asked_at: Makes the request for an address.
        start: Address of the first page.
        read: Makes of a page what is taken.
        take: Called with that as it comes.
        first: What came of asking for the first page, where that was done already.

    Raises:
        InferenceError: A page could not be had; what came before was taken.
        ValueError: The pages have no end.
    """
    url: str | None = start
    asked: set[str] = set()
    while url is not None and len(asked) < MOST_PAGES:
        asked.add(url)
        response = yield from _patiently(config, asked_at, url, first)
        first = None
        if len(response.body) > LARGE:
            take((yield from elsewhere(partial(read, response))))
        else:
            take(read(response))
        url = next_page(response, config.dialect.hub)
        if url in asked:
            raise ValueError(f"the pages of the list go round in a circle, at {url}")
    if url is not None:
        raise ValueError(f"the list has more than {MOST_PAGES:,} pages; the rest was not read")


def kept_frameworks(config: Config, frameworks: list[str] | None) -> frozenset[str] | None:
    """Return the frameworks to keep of today's list; None keeps all."""
    everything = frameworks is None or set(frameworks) >= set(ALL_FRAMEWORKS)
    return None if everything or config.dialect.has_framework_lists else frozenset(frameworks or ())


def next_page(response: Response, hub: str) -> str | None:
    """Return the address of the next page (RFC 8288), if it is the same Hub's."""
    match = re.search(r'<([^>]+)>\s*;\s*rel="?next"?', response.headers.get("Link", ""))
    return match[1] if match and match[1].startswith(f"{hub}/") else None


def _patiently(
    config: Config,
    asked_at: Callable[[str], Request],
    url: str,
    outcome: Response | Exception | None,
) -> Flow[Response]:
    """Ask for a page, and again where the server says when: a rate limit ends by itself."""
    attempt, waited = 0, 0.0
    while True:
        attempt += 1
        try:
            if outcome is None:
                return (yield from exchange(config, asked_at(url)))
            return good(outcome)
        except OSError as error:  # an InferenceHTTPError, whose class costs 0.2 s to load
            seconds = getattr(error, "retry_after", None)
            hopeless = getattr(error, "status", None) not in (429, 503) or attempt == MOST_TRIES
            if hopeless or seconds is None or waited + seconds > LONGEST_PAUSE:
                raise
        # A little later than told: clocks differ, and a refused request counts too.
        seconds = max(seconds, 0.05) + 0.05
        yield Wait(seconds, attempt, None, waited, url)
        waited += seconds
        outcome = None


def _of(rows: Rows, frameworks: frozenset[str]) -> Rows:
    codes = {rows.framework_codes[name] for name in frameworks}
    kept = [n for n, code in enumerate(rows.frameworks) if code in codes]
    for name in ("ids", "tasks", "frameworks", "states", "offers"):
        column = getattr(rows, name)
        setattr(rows, name, [column[n] for n in kept] if column else column)
    return rows
