"""An environment with huggingface_hub 0.20.3, the client to compare with, and ours beside it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import hfwidgets
from benchmarks.environments import alone, python_with

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".cache" / "benchmarks"
PROBES = HOME / "probes"
PACKAGES = [
    "huggingface_hub==0.20.3",
    "requests>=2.32",
    "urllib3>=2.3",
    "aiohttp>=3.9",
    "pydantic>=2,<3",
    "numpy>=1.24",
    "pillow>=10",
    "orjson>=3.9",
]


def python_with_peer() -> Path:
    """Return the Python of the environment; make it if it is missing."""
    python = python_with(HOME, PACKAGES)
    with alone(HOME):
        copied, now = HOME / "ours", _state()
        if not copied.exists() or copied.read_text() != now:
            _copy_ours(python)
            copied.write_text(now)
    return python


def _state() -> str:
    """Return what tells one state of our package from another: its files, and when they changed."""
    source = Path(hfwidgets.__file__).parent
    files = sorted(one for one in source.rglob("*") if "__pycache__" not in one.parts)
    return "\n".join(f"{one} {one.stat().st_mtime_ns}" for one in files if one.is_file())


def _copy_ours(python: Path) -> None:
    """Put the package there as an installed wheel lies: its files, compiled, and its version."""
    command = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    site = Path(found.stdout.strip())
    for old in site.glob("hfwidgets*"):
        shutil.rmtree(old)
    source = Path(hfwidgets.__file__).parent
    shutil.copytree(source, site / "hfwidgets", ignore=shutil.ignore_patterns("__pycache__"))
    (site / f"hfwidgets-{hfwidgets.__version__}.dist-info").mkdir()
    subprocess.run([str(python), "-m", "compileall", "-q", str(site / "hfwidgets")], check=True)
    # The probes are found here, and our tree is not.
    PROBES.mkdir(exist_ok=True)
    for name in ("benchmarks", "tests"):
        link = PROBES / name
        if not link.is_symlink() or link.readlink() != ROOT / name:  # the tree may have moved
            link.unlink(missing_ok=True)
            link.symlink_to(ROOT / name, target_is_directory=True)
