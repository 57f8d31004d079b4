"""An environment with huggingface_hub 0.20.3, the client to compare with, and ours beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import hfwidgets

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
    python = HOME / "bin" / "python"
    ready = HOME / "ready"
    if not ready.exists() or ready.read_text() != "\n".join(PACKAGES):
        print("Installing huggingface_hub 0.20.3 into .cache/benchmarks ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, *PACKAGES], check=True)
        ready.write_text("\n".join(PACKAGES))
    _copy_ours(python)
    return python


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
        if not (PROBES / name).exists():
            (PROBES / name).symlink_to(ROOT / name, target_is_directory=True)
