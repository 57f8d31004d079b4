"""JupyterLite as a site of files, built without a network and served on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.lite.pyodide import PYODIDE

HOME = Path(__file__).parents[2] / ".cache" / "jupyterlite"
NAME = re.compile(r"[\w.-]+")
# What the first cell of a notebook does: the packages come from the site itself.
UNPACK = """
import io, sys, zipfile
from pyodide.http import pyfetch
for name in ("packages.zip", "tree.zip"):
    answer = await pyfetch(f"{origin}/{{name}}")
    zipfile.ZipFile(io.BytesIO(await answer.bytes())).extractall("/packages")
sys.path.append("/packages")
"""


def write_site(folder: Path, origin: str, cells: Sequence[str], archives: Sequence[Path]) -> Path:
    """Write JupyterLite with a notebook `lite.ipynb`, and return its folder."""
    if not (HOME / "installed").exists():
        pytest.fail("This test needs JupyterLite: make .cache/jupyterlite/installed")
    _write_pyodide(folder / "static" / "pyodide")
    contents = folder / "contents"
    contents.mkdir()
    (contents / "lite.ipynb").write_text(
        json.dumps(_notebook([UNPACK.format(origin=origin), *cells]))
    )
    site = folder / "site"
    command = [str(HOME / "bin" / "jupyter-lite"), "build", "--apps", "lab"]
    command += ["--contents", str(contents), "--output-dir", str(site)]
    path = f"{HOME / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for archive in archives:
        (site / archive.name).symlink_to(archive)
    return site


def _write_pyodide(folder: Path) -> None:
    """Write Pyodide with the packages that its kernel loads, and a list of these alone."""
    shutil.copytree(PYODIDE, folder)
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    wheels = {_name(path.name.partition("-")[0]): path for path in (HOME / "wheels").glob("*.whl")}
    lock["packages"] = {name: _entry(name, path, set(wheels)) for name, path in wheels.items()}
    for path in wheels.values():
        shutil.copy(path, folder / path.name)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


def _entry(name: str, path: Path, known: set[str]) -> dict[str, Any]:
    with ZipFile(path) as archive:
        names = archive.namelist()
        told = next(one for one in names if one.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(told).decode())
    requires = metadata.get_all("Requires-Dist") or []
    wanted = [_name(NAME.match(one)[0]) for one in requires if "extra" not in one]  # type: ignore[index]
    return {
        "name": name,
        "version": metadata["Version"],
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted({one.partition("/")[0].removesuffix(".py") for one in names} - {told}),
        "depends": sorted(set(wanted) & known),
        "unvendored_tests": False,
    }


def _name(text: str) -> str:
    return text.lower().replace("_", "-").replace(".", "-")


def _notebook(cells: Sequence[str]) -> dict[str, Any]:
    return {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{number}",
                "metadata": {},
                "outputs": [],
                "source": cell.strip(),
            }
            for number, cell in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {
                "display_name": "Python (Pyodide)",
                "language": "python",
                "name": "python",
            }
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
