"""The wheel works in an environment of its own, on a machine without Node."""

from __future__ import annotations

import base64
import json
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(400)  # building and installing takes its time
ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import importlib.metadata, json, pathlib, shutil, hfwidgets, ipywidgets
widget = hfwidgets.TextGeneration("sandbox/ngram-topics", prompt="Python is")
state = ipywidgets.Widget.get_manager_state()["state"]
(parcel,) = (state[one.model_id] for one in widget._parcels)
mimebundle = widget._repr_mimebundle_()
bundle = mimebundle[0] if isinstance(mimebundle, tuple) else mimebundle
print(json.dumps({
    "file": hfwidgets.__file__,
    "node": [shutil.which("node"), shutil.which("npm")],
    "packed": parcel["buffers"][0]["data"],
    "shown": sorted(bundle),
}))
"""


@pytest.fixture(scope="module")
def shown(clean_python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    done = subprocess.run(
        [str(clean_python), "-W", "error", "-c", SHOW],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env={"PATH": str(clean_python.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_widget_of_the_wheel_carries_its_front_end(shown, clean_python, wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read("hfwidgets/static/task.packed")
    assert shown["file"].startswith(str(clean_python.parent.parent))
    assert shown["node"] == [None, None]
    assert base64.b64decode(shown["packed"]) == packed
    texts = zlib.decompress(packed).decode().split("\0")
    assert "return{" in texts[1]
    assert ".hfw" in texts[2]
    assert "application/vnd.jupyter.widget-view+json" in shown["shown"]


def test_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"hfwidgets", "-".join(wheel.name.split("-")[:2]) + ".dist-info"}
    assert "hfwidgets/py.typed" in names
    assert [name for name in names if name.endswith(".js")] == ["hfwidgets/static/loader.js"]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    built = {Path(name).suffix for name in names if name.startswith("hfwidgets/static/")}
    assert built == {".packed", ".json", ".js"}  # what they are packed from is in the sources


def test_sdist_carries_the_built_front_end_and_its_sources(wheel):
    (sdist,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    sources = (ROOT / "js" / "src" / "widgets").glob("*.ts")
    built = {f"hfwidgets/static/{path.stem}.packed" for path in sources}
    assert "hfwidgets/static/model_explorer.packed" in built
    assert built | {"js/package.json", "Makefile"} <= names
    assert not any("node_modules" in name for name in names)


def test_command_of_the_wheel_starts(clean_python):
    done = subprocess.run(
        [str(clean_python.parent / "hfwidgets"), "sandbox", "--help"],
        env={"PATH": str(clean_python.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "--port" in done.stdout
