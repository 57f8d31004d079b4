"""Task widgets whose pictures are kept: shown, pinned, deleted, saved, handed on."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import traitlets as t

from hfwidgets.pictures.reading import Picture
from hfwidgets.widgets.engine.still_files import PAGES, save_sheet
from hfwidgets.widgets.gallery.files import even, name_of, row_of, save_item, write_all
from hfwidgets.widgets.gallery.gallery import Gallery, GalleryItem
from hfwidgets.widgets.gallery.thumbnails import thumbnail
from hfwidgets.widgets.pictures.exports import csv_of
from hfwidgets.widgets.pictures.input import PictureInput
from hfwidgets.widgets.pictures.task import PictureTask
from hfwidgets.wire.parameter_error import ParameterError


class GalleryTask(PictureTask):
    """A task widget with a gallery of what it made.

    Attributes:
        items: What the page is told of the gallery.
    """

    items: t.List[Any] = t.List(help="What the page is told of the gallery").tag(sync=True)

    _machinery: ClassVar[tuple[str, ...]] = ("items", "show_gallery", "told")

    def __init__(self, model: str | None = None, **parameters: Any) -> None:
        """Check the arguments, and begin with an empty gallery."""
        self._gallery = Gallery()
        super().__init__(model, **parameters)

    @property
    def images(self) -> Gallery:
        """The pictures that were made, oldest first."""
        return self._gallery

    def pin(self, item: Any, pinned: bool = True) -> None:
        """Have a picture stay when others make room.

        Args:
            item: Its place in `images`, its id, or the picture of `images`.
            pinned: False for no more.

        Raises:
            ValueError: There is no such picture, or no room for another pinned one.
        """
        self._gallery.pin(item, pinned)
        self.show_gallery()

    def delete(self, item: Any) -> None:
        """Delete a picture; `restore` brings it back as long as there is room for it."""
        self._gallery.delete(item)
        self.show_gallery()

    def restore(self, item: Any = None) -> None:
        """Bring a deleted picture back, the last one by default.

        Raises:
            ValueError: It is not kept any more.
        """
        self._gallery.restore(item)
        self.show_gallery()

    def save(self, path: str | os.PathLike[str], item: Any = -1) -> Path:
        """Write a picture in the format that the name ends in.

        PNG holds prompt, seed and all parameters; `.html`, `.md` and `.txt` get the newest as a
        saved notebook shows it.

        Args:
            path: Where; a file that is there is replaced.
            item: Its place in `images`, its id, or the picture of `images`.

        Returns:
            The path.
        """
        target = Path(path).expanduser()
        if target.suffix.lower() in PAGES:
            return save_sheet(self.sheet(), target)
        save_item(self._gallery.find(item), target)
        return target

    def save_all(self, path: str | os.PathLike[str]) -> Path:
        """Write all pictures as PNG, and their parameters as JSON and CSV, into a ZIP archive.

        Args:
            path: Where; a file that is there is replaced.

        Returns:
            The path.

        Raises:
            ValueError: There are no pictures, or the name does not end in `.zip`.
        """
        target = Path(path).expanduser()
        if target.suffix.lower() != ".zip":
            raise ValueError(f"{target} does not end in .zip; take {target}.zip")
        write_all(self._all_items(), target)
        return target

    def show_gallery(self) -> None:
        """Tell the page what there is; again where another thread changed it meanwhile."""
        for _ in range(3):
            told = self.told()
            if told == {name: getattr(self, name) for name in told}:
                return
            self.tell(**told)

    def told(self) -> dict[str, Any]:
        """Return what the page is told of the gallery, by trait."""
        return {"items": [one.described() for one in self._gallery]}

    def picture_of(self, picture_id: str) -> Picture | None:
        """Return a picture by its id; `<id>/<pixels>` is a small one."""
        item_id, _, side = picture_id.partition("/")
        item = self._gallery.get(item_id)
        if item is None:
            return None
        picture = Picture.read(item.file, name_of(item))
        return thumbnail(picture, int(side)) if side.isdecimal() else picture

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Return a picture of the gallery, the newest by default.

        Raises:
            ValueError: There is none.
        """
        if what.get("kind", "item") != "item":
            raise ValueError("TextToImage takes no picture; send one that it made: part=-1")
        item = self._gallery.find(what.get("item", what.get("index", -1)))
        return item.file, name_of(item)

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return a picture as PNG, or all as ZIP or CSV."""
        kind = what.get("kind")
        if (kind, form) == ("item", "png"):
            found = self._gallery.find(what.get("item", -1))
            return f"{name_of(found)}.png", "image/png", found.png
        if kind in ("items", "all") and form == "zip":
            return self._zip()
        if kind in ("items", "all") and form == "csv":
            return "pictures.csv", "text/csv", csv_of(even(self._rows()))
        return super().export(what, form)

    def _zip(self) -> tuple[str, str, bytes]:
        file = io.BytesIO()
        write_all(self._all_items(), file)
        return "pictures.zip", "application/zip", file.getvalue()

    def _all_items(self) -> list[GalleryItem]:
        items = list(self._gallery)
        if not items:
            raise ValueError("there is no picture yet; press Run, or call run()")
        return items

    def _rows(self) -> list[dict[str, Any]]:
        return [{"item": one.id, **row_of(one)} for one in self._gallery]

    def _input(self, field: Any) -> PictureInput:
        raise ParameterError({"image": "TextToImage takes no picture; ImageToImage does"})

    def _kind_of_part(self) -> str:
        return "item"

    def _result_part(self) -> dict[str, Any] | None:
        return {"kind": "item"}
