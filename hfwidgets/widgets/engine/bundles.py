"""What draws the widgets: bundles, in parts that a notebook holds once.

A bundle is its own part and the layers that it stands on, which it shares (js/parts.mjs). A hidden
widget, the parcel, carries the parts that no earlier one of this kernel carries; every widget
refers to the parcels of its parts. So a notebook holds each part once, and is drawn without a
kernel.
"""

from __future__ import annotations

import json
import threading
import weakref
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import ipywidgets  # type: ignore[import-untyped]
import traitlets as t
from anywidget import AnyWidget

from hfwidgets.widgets.engine.marimo_host import Home

STATIC = Path(__file__).parents[2] / "static"
FIELDS = 4  # texts of a part: its names, its module, its styles, those for last


class Parcel(ipywidgets.Widget):  # type: ignore[misc]
    """Parts of bundles in one zlib stream, without a view or a layout.

    anywidget's model, since that of ipywidgets loses bytes when a page saves it. Bytes, since text
    would need a third more. Not files of anywidget's, which would watch them.
    """

    _model_name = t.Unicode("AnyModel").tag(sync=True)
    _model_module = t.Unicode("anywidget").tag(sync=True)
    _model_module_version = t.Unicode(AnyWidget._model_module_version.default_value).tag(sync=True)
    _esm = t.Unicode("export default {}").tag(sync=True)
    _packed = t.Bytes().tag(sync=True)


def read(name: str) -> bytes:
    """Return a file of the built front end.

    Raises:
        FileNotFoundError: The front end was not built.
    """
    path = STATIC / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{path} is missing: the front end is not built. In a clone run `make build`; "
            "otherwise install the package again."
        ) from None


@lru_cache(maxsize=1)
def loader() -> str:
    """Return the module that every widget carries: it finds the parts, and has the bundle draw."""
    return read("loader.js").decode()


@lru_cache(maxsize=32)
def packed(bundle: str) -> bytes:
    """Return all parts of a bundle, compressed."""
    return read(f"{bundle}.packed")


@lru_cache(maxsize=32)
def parts_of(bundle: str) -> tuple[str, ...]:
    """Return the names of a bundle's parts, each by its content; the last is its own.

    Raises:
        ValueError: There is no such bundle.
    """
    built = json.loads(read("manifest.json"))
    if bundle not in built:
        raise ValueError(f"hfwidgets has no bundle {bundle!r:.40}")
    return tuple(built[bundle]["parts"])


@lru_cache(maxsize=64)
def beside(late: str, bundle: str) -> bytes:
    """Return the parts of what is delivered later that a page which draws a bundle lacks."""
    lacking = set(parts_of(late)) - set(parts_of(bundle))
    held = zlib.decompress(packed(late)).count(b"\0") + 1
    whole = held == FIELDS * len(lacking)  # the core is never in it
    return packed(late) if whole else some_parts(late, lacking)


def some_parts(bundle: str, names: set[str]) -> bytes:
    """Return some parts of a bundle, compressed."""
    texts = zlib.decompress(packed(bundle)).split(b"\0")
    parts = [texts[at : at + FIELDS] for at in range(0, len(texts), FIELDS)]
    chosen = [part for part in parts if part[0].decode().split(" ")[0] in names]
    return zlib.compress(b"\0".join(text for part in chosen for text in part), 9)


class Store:
    """The parcels of this kernel, by the parts that they carry."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._lock = threading.Lock()
        self._holding: dict[str, Parcel] = {}

    def of(self, bundle: str) -> list[Parcel]:
        """Return the parcels of a bundle's parts, with one more for those that are in none."""
        with self._lock:
            parts = parts_of(bundle)
            lacking = {name for name in parts if not self._is_held(name)}
            if lacking:
                whole = len(lacking) == len(parts)
                parcel = Parcel(_packed=packed(bundle) if whole else some_parts(bundle, lacking))
                self._holding.update(dict.fromkeys(lacking, parcel))
            return list(dict.fromkeys(self._holding[name] for name in parts))

    def _is_held(self, name: str) -> bool:
        parcel: Any = self._holding.get(name)
        return parcel is not None and parcel.comm is not None  # who closes all widgets closes it


STORE = Store()
_of_sessions: weakref.WeakKeyDictionary[Any, Store] = weakref.WeakKeyDictionary()


def store(home: Home | None) -> Store:
    """Return the store of a page's kernel; marimo may have one for each session in a process."""
    return STORE if home is None else _of_sessions.setdefault(home.session, Store())
