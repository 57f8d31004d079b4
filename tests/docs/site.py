"""A built site as a reader's browser takes it: its links, anchors, and what it would load."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"src", "srcset", "poster", "data", "action", "background"}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}
STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass
class PageParts(HTMLParser):
    """What a page refers to.

    Attributes:
        links: Addresses of its links.
        loads: Addresses that are fetched with it.
        anchors: Names of its places.
    """

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.loads += [given[name] for name in LOADING if name in given]
        self.loads += style_addresses(given.get("style", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").split()):
            self.loads.append(given["href"])


def style_addresses(style: str) -> list[str]:
    return [first or second for first, second in STYLE_ADDRESS.findall(style)]


@cache
def parts_of(page: Path) -> PageParts:
    parts = PageParts()
    parts.feed(page.read_text(encoding="utf-8"))
    return parts


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def sections(page: Path) -> list[str]:
    """Return the source of a page's parts, each from its heading to the next."""
    return page.read_text(encoding="utf-8").split("<h2>")[1:]


def names(site: Path) -> set[str]:
    """Return what the site describes of Python, from its inventory."""
    lines = (site / "objects.inv").read_bytes().split(b"\n", 4)
    entries = zlib.decompress(lines[4]).decode().splitlines()
    return {entry.split(" ")[0] for entry in entries if " py:" in entry}


def loads(site: Path) -> Iterator[tuple[str, str]]:
    """Yield all that pages and styles fetch, by file."""
    for page in pages(site):
        yield from ((page.name, address) for address in parts_of(page).loads)
    for style in site.rglob("*.css"):
        found = style_addresses(style.read_text(encoding="utf-8"))
        yield from ((style.name, address) for address in found)


def broken(site: Path) -> Iterator[str]:
    """Yield the links within a site that lead to no file, or to no place in one."""
    for page in pages(site):
        for link in parts_of(page).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            place = unquote(parts.fragment)
            if not target.is_file():
                yield f"{page.relative_to(site)}: {link} is no file"
            elif place and target.suffix == ".html" and place not in parts_of(target).anchors:
                yield f"{page.relative_to(site)}: {link} is no place in that page"
