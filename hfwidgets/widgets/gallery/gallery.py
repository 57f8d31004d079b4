"""The pictures that a widget made, with how each was made, within bounds. Knows no page."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

from hfwidgets.pictures.png_parameters import with_parameters
from hfwidgets.pictures.reading import Picture
from hfwidgets.widgets.pictures.exports import png_of
from hfwidgets.wire.pictures import opened

if TYPE_CHECKING:
    from PIL.Image import Image

# A grid has at most 400 cells, which are 160 MB of PNG at 512 x 512 pixels.
MOST_PICTURES = 500
MOST_BYTES = 256 * 1024 * 1024
# As much of both may be pinned: there must be room for what is made next.
MOST_PINNED = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class GalleryItem:
    """A picture that was made.

    Attributes:
        id: Names it in its widget.
        file: Its file, as the server sent it.
        type: MIME type of the file.
        width: Pixels from left to right.
        height: Pixels from top to bottom.
        prompt: What it was made from.
        seed: The number that chance started from.
        parameters: All that was sent, by name, without prompt and model.
        model: The model that was asked; of an address without what may be secret in it.
        created: When it was there, seconds since 1970.
        pinned: Whether it stays when others make room.
    """

    id: str
    file: bytes = field(repr=False)
    type: str
    width: int
    height: int
    prompt: str
    seed: int | None
    parameters: Mapping[str, Any]
    model: str | None
    created: float
    pinned: bool = False
    request: str = field(default="", repr=False)
    asked: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def image(self) -> Image:
        """The picture as a PIL image: a new one each time, decoded when it is first used."""
        picture = Picture.read(self.file)
        return opened(self.file) if picture.orientation == 1 else picture.upright

    @property
    def png(self) -> bytes:
        """The picture as a PNG file that holds its parameters; other formats are converted."""
        file = self.file if self.type == "image/png" else png_of(Picture.read(self.file).upright)
        return with_parameters(file, self.made_of)

    @property
    def made_of(self) -> dict[str, Any]:
        """Prompt, model and parameters, by name."""
        return {"prompt": self.prompt, "model": self.model, **self.parameters}

    def described(self) -> dict[str, Any]:
        """Return what the page is told: not the picture itself."""
        names = ("id", "width", "height", "type", "prompt", "seed", "model", "created", "pinned")
        told = {name: getattr(self, name) for name in names}
        return {**told, "size": len(self.file), "parameters": dict(self.parameters)}

    def _repr_png_(self) -> bytes:
        return self.png


class Gallery(Sequence[GalleryItem]):
    """Pictures, oldest first, and the deleted ones as long as there is room for them.

    At most 500 pictures and 256 MiB of files are kept, and the newest in any case. Deleted ones
    make room first, then the oldest that are not pinned; those of the grid after the others.

    Args:
        most: Pictures that are kept.
        most_bytes: Bytes of files that are kept.

    Attributes:
        lost: How many pictures had to make room so far.
    """

    def __init__(self, most: int = MOST_PICTURES, most_bytes: int = MOST_BYTES) -> None:
        """Hold nothing."""
        self.most = most
        self.most_bytes = most_bytes
        self.lost = 0
        self._items: dict[str, GalleryItem] = {}
        self._deleted: dict[str, GalleryItem] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> GalleryItem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[GalleryItem]: ...
    def __getitem__(self, index: int | slice) -> GalleryItem | Sequence[GalleryItem]:
        if isinstance(index, slice):
            return self._all()[index]
        try:
            return self._all()[index]
        except IndexError:
            raise IndexError(self._no(index)) from None

    def __iter__(self) -> Iterator[GalleryItem]:
        return iter(self._all())

    def __repr__(self) -> str:
        megabytes = sum(len(one.file) for one in self) / 1e6
        return f"<Gallery of {len(self)} pictures, {megabytes:.1f} MB>"

    def _repr_png_(self) -> bytes | None:
        from hfwidgets.pictures.contact_sheet import contact_sheet

        files = [one.file for one in self]
        return png_of(contact_sheet(files, side=192)) if files else None

    def find(self, item: Any) -> GalleryItem:
        """Return a picture by its place, its id, or as it was before.

        Raises:
            ValueError: There is no such picture, or not any more.
        """
        name = getattr(item, "id", item)
        name = name.item() if hasattr(name, "dtype") else name
        with self._lock:
            if isinstance(name, int) and -len(self) <= name < len(self):
                return self[name]
            if isinstance(name, str) and name in self._items:
                return self._items[name]
            raise ValueError(self._no(name))

    def _no(self, name: Any) -> str:
        if not self._items:
            return "there is no picture yet; press Run, or call run()"
        return (
            f"there is no picture {name!r:.40}; there are {len(self)}, from 0 to {len(self) - 1}, "
            "-1 is the newest"
        )

    def get(self, item_id: str | None) -> GalleryItem | None:
        """Return a picture by its id, None where it is not here."""
        return self._items.get(item_id or "")

    def made_by(self, request: str) -> GalleryItem | None:
        """Return the newest picture that a request made, None where there is none here."""
        return next((one for one in reversed(self._all()) if one.request == request), None)

    def add(self, item: GalleryItem, grid: Collection[str] = ()) -> list[GalleryItem]:
        """Add a picture, and return those that had to go.

        Args:
            item: The new one.
            grid: Ids of those that go after all others.
        """
        with self._lock:
            self._items[item.id] = item
            return self._make_room(item, grid)

    def pin(self, item: Any, pinned: bool = True) -> GalleryItem:
        """Have a picture stay when others make room, or no more.

        Raises:
            ValueError: There is no such picture, or so much is pinned that new ones had no room.
        """
        with self._lock:
            one = self.find(item)
            others = [other for other in self._items.values() if other.pinned and other is not one]
            size = sum(len(other.file) for other in others) + len(one.file)
            full = len(others) + 1 > self.most * MOST_PINNED or size > self.most_bytes * MOST_PINNED
            if pinned and full:
                raise ValueError(
                    f"{len(others)} pictures are pinned, and new ones need room; unpin some, or "
                    "save them with save_all()"
                )
            changed = self._items[one.id] = replace(one, pinned=pinned)
            return changed

    def delete(self, item: Any) -> GalleryItem:
        """Take a picture out; it can be restored as long as there is room for it."""
        with self._lock:
            one = self.find(item)
            self._deleted[one.id] = self._items.pop(one.id)
            return one

    def restore(self, item: Any = None) -> GalleryItem:
        """Bring a deleted picture back to its place, the last one by default.

        Raises:
            ValueError: It is not kept any more.
        """
        with self._lock:
            name = next(reversed(self._deleted), "") if item is None else getattr(item, "id", item)
            one = self._deleted.pop(str(name), None)
            if one is None:
                raise ValueError("there is no deleted picture that can come back")
            both = sorted([*self._items.values(), one], key=lambda other: other.created)
            self._items = {other.id: other for other in both}
            return one

    def _all(self) -> list[GalleryItem]:
        with self._lock:
            return list(self._items.values())

    def _make_room(self, newest: GalleryItem, grid: Collection[str]) -> list[GalleryItem]:
        kept = [*self._items.values(), *self._deleted.values()]
        count, size = len(kept), sum(len(one.file) for one in kept)
        others = [one for one in self._items.values() if one is not newest and not one.pinned]
        in_order = sorted(others, key=lambda one: one.id in grid)
        gone = []
        for one in (*self._deleted.values(), *in_order):
            if count <= self.most and size <= self.most_bytes:
                break
            count, size = count - 1, size - len(one.file)
            if self._deleted.pop(one.id, None) is None:
                gone.append(self._items.pop(one.id))
        self.lost += len(gone)
        return gone


def request_of(values: Mapping[str, Any]) -> str:
    """Return what tells a call from others: its model, prompt and parameters, in one order."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)


def told_of_lost(gone: int, gallery: Gallery) -> str | None:
    """Return what a person should know where a run made pictures go."""
    if not gone:
        return None
    return (
        f"The gallery was full ({gallery.most} pictures, {gallery.most_bytes >> 20} MiB): "
        f"{gallery.lost} of the oldest had to go so far. Pinned ones stay; "
        "save_all('pictures.zip') saves what is here."
    )
