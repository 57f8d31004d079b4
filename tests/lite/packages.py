"""The package and the pure Python it needs, as archives to be unpacked in a browser's Python."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import hfwidgets
from benchmarks.environments import alone

# What a browser's Python is to find; aiohttp, numpy, Pillow and matplotlib are compiled.
NEEDED = ("anywidget", "ipywidgets", "jinja2", "requests", "tqdm")
SERVED = {"jupyterlab-widgets", "widgetsnbextension"}  # the page's half of ipywidgets
LEFT_OUT = re.compile(r"\.(so|pyc|pyi|map)$|/(tests?|third_party|__pycache__)/|^\.\.")
NAME = re.compile(r"[\w.-]+")


def archives(folder: Path) -> list[Path]:
    """Return the archives of all packages, which whoever comes first puts into the folder."""
    found = [folder / "packages.zip", folder / "tree.zip"]
    with alone(folder):
        for path, write in zip(found, (write_packages, write_tree), strict=True):
            if not path.exists():
                folder.mkdir(exist_ok=True)
                write(path)
    return found


def write_packages(path: Path) -> None:
    """Write what hfwidgets needs, from this environment."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for package in _needed():
            for file in package.files or ():
                if not LEFT_OUT.search(file.as_posix()):
                    archive.write(str(file.locate()), file.as_posix())


def write_tree(path: Path) -> None:
    """Write hfwidgets itself, as a wheel holds it."""
    home = Path(hfwidgets.__file__).parent
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in home.rglob("*"):
            if file.is_file() and not LEFT_OUT.search(file.as_posix()):
                archive.write(file, file.relative_to(home.parent))


def _needed() -> Iterator[Distribution]:
    """Yield packages and what they require, each once."""
    left, met = list(NEEDED), set(SERVED)
    while left:
        name = left.pop().lower().replace("_", "-")
        if name in met:
            continue
        met.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # for another system or version
            continue
        yield found
        left += [
            NAME.match(one)[0]  # type: ignore[index]
            for one in found.requires or ()
            if "extra ==" not in one
        ]
