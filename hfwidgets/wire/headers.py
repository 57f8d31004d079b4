"""HTTP headers: a mapping without regard to case, whose repr never shows a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

HIDDEN = "***"
# What a request may carry for all to see. Everything else that a caller adds may be a key: each
# service has a name of its own for it.
HARMLESS = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control"}
    | {"connection", "content-encoding", "content-length", "content-type", "date", "expect"}
    | {"host", "keep-alive", "pragma", "prefer", "range", "te", "transfer-encoding", "user-agent"}
    | {"x-compute-type", "x-hf-bill-to", "x-load-model", "x-request-id", "x-use-cache"}
    | {"x-use-gpu", "x-wait-for-model"}
)
# What an answer may carry that nobody should read.
RECEIVED_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})

# RFC 9110 5.6.2: what a name is made of. Sets: patterns of this size take 2 ms to compile.
_NAME = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")


class Secret(str):
    """Text that prints as `***`: also in tracebacks that show local variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN)


class Headers(MutableMapping[str, str]):
    """Header names (any case) to values; keeps the last spelling of a name.

    Args:
        items: A mapping or pairs. Values are text; a None value is dropped.

    Raises:
        ValueError: A name or a value that no header can have; a value is not shown.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        """Copy the items."""
        self._items: dict[str, tuple[str, str]] = {}
        if items:
            pairs = items.items() if isinstance(items, Mapping) else items
            for name, value in pairs:
                if value is not None:
                    self[name] = value

    @classmethod
    def received(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        """Return the headers of an answer, which a transport has read already."""
        headers = cls()
        for name, value in pairs:
            lower = name.lower()
            secret = lower in RECEIVED_SECRET
            headers._items[lower] = (name, Secret(value) if secret else value)
        return headers

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __setitem__(self, name: str, value: str) -> None:
        lower = name.lower() if isinstance(name, str) and name.isascii() else ""
        if not lower or not _NAME.issuperset(lower):
            raise ValueError(f"header name {name!r} is none; it is letters, digits and hyphens")
        # Before the check: a traceback of its error shows local variables.
        value = _text(value) if lower in HARMLESS else Secret(_text(value))
        if not _can_travel(value):
            raise ValueError(
                f"the value of header {name!r} (not shown) holds a line break or a character "
                "outside Latin-1; a header value is one line of plain text"
            )
        self._items[lower] = (name, value)

    def __delitem__(self, name: str) -> None:
        del self._items[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._items

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"Headers({self.redacted()!r})"

    def copy(self) -> Headers:
        """Return a copy that can be changed on its own."""
        twin = Headers()
        twin._items = self._items.copy()
        return twin

    def completed(self, further: Mapping[str, str]) -> Headers:
        """Return a copy with further items of our own where it has none of that name."""
        twin = self.copy()
        for name, value in further.items():
            twin._items.setdefault(name.lower(), (name, value))
        return twin

    def plain(self) -> dict[str, str]:
        """Return a dict, secrets included: for the transport alone."""
        return dict(self._items.values())

    def redacted(self) -> dict[str, str]:
        """Return a dict to show: secrets are `***`."""
        return {
            name: HIDDEN if isinstance(value, Secret) else str(value)
            for name, value in self._items.values()
        }

    def secrets(self) -> dict[str, Secret]:
        """Return the items that only the host they are for may see."""
        return {name: value for name, value in self._items.values() if isinstance(value, Secret)}


def concealed(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a caller's headers with secrets that tracebacks cannot show."""
    return {
        name: Secret(value)
        if isinstance(value, str) and str(name).lower() not in HARMLESS
        else value
        for name, value in (values or {}).items()
    }


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _can_travel(value: str) -> bool:
    """Whether a value is one line (RFC 9110 5.5), of what HTTP/1.1 libraries can send."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return not any(mark in value for mark in "\r\n\0")
