"""What type checkers see of the widget that makes pictures: never executed."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from pathlib import Path
from typing import Any

from PIL.Image import Image
from typing_extensions import assert_type

from hfwidgets import TextToImage
from hfwidgets.widgets.gallery.gallery import Gallery


def made(w: TextToImage) -> None:
    assert_type(w.sweep(guidance_scale=[3, 7], seed=range(4), at_once=4), TextToImage)
    assert_type(w.retry(2), TextToImage)
    assert_type(w.grid_images, list[list[Image | None]])
    assert_type(w.contact_sheet(side=256), Image)
    assert_type(TextToImage.from_png("fox.png"), TextToImage)


def kept(w: TextToImage) -> None:
    assert_type(w.images, Gallery)
    assert_type(w.images[-1].image, Image)
    assert_type(w.images[-1].png, bytes)
    assert_type(w.images[-1].seed, int | None)
    assert_type(dict(w.images[-1].parameters), dict[str, Any])
    assert_type(w.save("fox.png"), Path)
    assert_type(w.save_all("all.zip"), Path)
