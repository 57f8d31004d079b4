"""What the kernel knows of itself: its host, versions, messages during busy cells, the token."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import hfwidgets
from hfwidgets.alone import ALONE
from hfwidgets.widgets.doctor.findings import Finding
from hfwidgets.widgets.engine.bundles import STATIC
from hfwidgets.widgets.engine.variables import notebook_shell
from hfwidgets.wire.token import stored

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

NEEDED = ("anywidget", "ipywidgets", "requests", "aiohttp", "pillow", "numpy", "matplotlib")
IN_THE_BROWSER = frozenset({"aiohttp"})  # which has its own way to servers
LEAST = {"anywidget": (0, 9, 3), "ipywidgets": (8, 0)}
WITHOUT_PAGE = ("no notebook", "IPython in a terminal")
IN_BUSY_CELLS = (7, 1)  # the first ipykernel that lets Stop in while a cell runs


def kernel_findings(config: Config) -> Iterator[Finding]:
    """Yield what can be told at once, without asking anybody.

    Args:
        config: Settings of the client that is to be used.
    """
    yield Finding("Python and hfwidgets", "ok", _python())
    yield _packages()
    yield _front_end()
    yield _host()
    yield _busy_cells()
    yield _token(config)


def installed(name: str) -> str | None:
    """Return the version of an installed package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def numbers(text: str) -> tuple[int, ...]:
    """Return a version's leading numbers, to be compared."""
    return tuple(int(one) for one in re.findall(r"\d+", text.split("+")[0])[:3])


def _python() -> str:
    return f"Python {platform.python_version()}, hfwidgets {hfwidgets.__version__}"


def _packages() -> Finding:
    found = {name: installed(name) for name in NEEDED if not (ALONE and name in IN_THE_BROWSER)}
    missing = [name for name, what in found.items() if what is None]
    if missing:
        fix = f"run `{'%' if ALONE else ''}pip install {' '.join(missing)}`, and restart the kernel"
        return Finding("Packages", "problem", f"missing: {', '.join(missing)}", fix)
    old = [name for name, least in LEAST.items() if numbers(found[name] or "") < least]
    told = ", ".join(f"{name} {what}" for name, what in found.items())
    if old:
        fix = f"run `pip install -U {' '.join(old)}`, and restart the kernel"
        return Finding("Packages", "problem", f"too old: {', '.join(old)} ({told})", fix)
    return Finding("Packages", "ok", told)


def _front_end() -> Finding:
    if (STATIC / "manifest.json").exists():
        return Finding("Front end", "ok", "built")
    fix = "run `make build` in the clone, or install the package again"
    return Finding("Front end", "problem", "not built: no widget can be shown", fix)


def has_page() -> bool:
    """Whether this process has a page that could show a widget."""
    return host() not in WITHOUT_PAGE


def host() -> str:
    """Return in which host this process runs, as far as it can tell."""
    if "pyodide" in sys.modules or sys.platform == "emscripten":
        return "JupyterLite (Pyodide)"
    if "google.colab" in sys.modules:
        return "Colab"
    if "marimo" in sys.modules and _in_marimo():
        return "marimo"
    shell = notebook_shell()
    if shell is None:
        return "no notebook"
    if not hasattr(shell, "kernel"):
        return "IPython in a terminal"
    if "VSCODE_PID" in os.environ or "VSCODE_CWD" in os.environ:
        return "VS Code"
    return "Jupyter"


def _in_marimo() -> bool:
    try:
        found = sys.modules["marimo"].running_in_notebook()
    except Exception:  # of another version: it is none of ours
        return False
    return bool(found)


def _host() -> Finding:
    where = host()
    if where in WITHOUT_PAGE:
        fix = "open a notebook in JupyterLab, Notebook 7, VS Code, Colab or marimo"
        return Finding("Notebook", "note", f"{where}: widgets show as text only", fix)
    kernel = installed("ipykernel")
    told = where + (f", ipykernel {kernel}" if kernel and where != "marimo" else "")
    lab = installed("jupyterlab")
    if lab is not None and find_spec("jupyterlab_widgets") is None:
        fix = "run `pip install jupyterlab_widgets` where JupyterLab runs, and load the page anew"
        return Finding("Notebook", "note", f"{told}; JupyterLab {lab} lacks its widgets", fix)
    return Finding("Notebook", "ok", told)


def _busy_cells() -> Finding:
    subject = "Stop while a cell runs"
    where = host()
    if where == "marimo":
        told = "marimo hands on no message while a cell runs"
        return Finding(
            subject, "note", told, "do not wait() in marimo: let a cell depend on the widget"
        )
    kernel = installed("ipykernel")
    if kernel is None or where in WITHOUT_PAGE:
        return Finding(subject, "ok", "there is no kernel that a cell could keep busy")
    if where == "Jupyter" and numbers(kernel) >= IN_BUSY_CELLS:
        return Finding(subject, "ok", "reaches the kernel")
    fix = "use w.wait() or await w, which let it in"
    if numbers(kernel) < IN_BUSY_CELLS:
        fix += "; or run `pip install -U ipykernel` (7.1 and later do)"
    return Finding(subject, "note", f"waits for the cell ({where}, ipykernel {kernel})", fix)


def _token(config: Config) -> Finding:
    if config.key is not None:
        place = "the client has one" if config.key != _stored() else f"found in {_place()}"
        return Finding("Access token", "ok", f"{place} (its value is not shown)")
    try:
        token = stored()
    except ValueError as error:
        return Finding("Access token", "problem", str(error), "store it again")
    if token is not None:
        return Finding("Access token", "ok", f"found in {_place()} (its value is not shown)")
    fix = (
        "none is needed for the sandbox; for the hosted service set HF_TOKEN, or run "
        "`huggingface-cli login`, and restart the kernel"
    )
    return Finding("Access token", "note", "none is stored", fix)


def _stored() -> str | None:
    try:
        return stored()
    except ValueError:
        return None


def _place() -> str:
    if "google.colab" in sys.modules:
        return "Colab's secrets or the environment"
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        if os.environ.get(name, "").strip():
            return f"the variable {name}"
    return "the file of a login"
