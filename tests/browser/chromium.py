"""Find a Chromium on this machine and start it, closed off from the network."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
# Nothing listens on the discard port: a request that is not for loopback fails at once.
DEAD_PROXY = "http://127.0.0.1:9"


def find_chromium() -> str:
    """Return the path of the browser that `$CHROMIUM` names, or of one on PATH."""
    chosen = os.environ.get("CHROMIUM")
    for name in (chosen,) if chosen else NAMES:
        path = shutil.which(name)
        if path:
            return path
    sought = f"$CHROMIUM ({chosen})" if chosen else ", ".join(NAMES)
    pytest.fail(
        f"The browser tests need Chromium, and {sought} is not on PATH. Install it (on Debian: "
        "apt-get install chromium) or set CHROMIUM to the path of one. Nothing is downloaded.",
        pytrace=False,
    )


def start_chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=find_chromium(),
        args=list(ARGUMENTS),
        proxy={"server": DEAD_PROXY, "bypass": "127.0.0.1"},
    )
