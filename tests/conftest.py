"""For all tests: nothing leaves loopback, and no token or cache of the developer is used."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.environments import alone

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = (None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1", b"::1")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING"))]:
        del os.environ[name]
    sys.addaudithook(_stay_on_loopback)


@pytest.fixture(scope="session", autouse=True)
def _no_stored_token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    os.environ["HF_HOME"] = str(tmp_path_factory.mktemp("hf-home"))
    yield
    del os.environ["HF_HOME"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: a thread can hold Playwright's loop once."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import start_chromium

    with sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def wheel(shared_folder: Path) -> Path:
    """A wheel built from an sdist, as a release is; the first worker that wants it builds it."""
    folder = shared_folder / "dist"
    with alone(folder):
        if not list(folder.glob("*.whl")):
            _call([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def clean_python(wheel: Path, shared_folder: Path) -> Path:
    """The Python of a new environment that holds the wheel, what it requires, and ipykernel."""
    folder = shared_folder / "clean"
    python = folder / "bin" / "python"
    with alone(folder):
        if not folder.exists():
            venv.create(folder, with_pip=False)  # what installs is not what is tried
            install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
            install += ["--no-compile", str(wheel), "ipykernel"]  # most of it is never imported
            _call(install, {"PATH": str(python.parent)})
    return python


def _call(command: list[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")


def _stay_on_loopback(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse to look up or reach another host from the process of the tests."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in LOOPBACK_NAMES and not str(host).startswith("127."):
        raise RuntimeError(f"Tests stay on loopback, and this one wanted {host!r}")
