"""HTTP headers: a mapping without regard to case, whose repr never shows a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
HIDDEN = "***"


class Secret(str):
    """Text that prints as `***`: also in tracebacks that show local variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN)


class Headers(MutableMapping[str, str]):
    """Header names (any case) to values; keeps the last spelling of a name.

    Args:
        items: A mapping or pairs. Values are text; a None value is dropped.
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

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __setitem__(self, name: str, value: str) -> None:
        lower = name.lower()
        self._items[lower] = (name, Secret(value) if lower in SECRET else value)

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

    def plain(self) -> dict[str, str]:
        """Return a dict, secrets included: for the transport alone."""
        return dict(self._items.values())

    def redacted(self) -> dict[str, str]:
        """Return a dict to show: secrets are `***`."""
        return {
            name: HIDDEN if lower in SECRET else str(value)
            for lower, (name, value) in self._items.items()
        }
