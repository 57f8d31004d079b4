"""DOMPurify in Chromium: HTML on standard input, and what it leaves on standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import start_chromium

SCRIPT = Path(__file__).parents[2] / "js" / "node_modules" / "dompurify" / "dist" / "purify.min.js"


def main() -> None:
    """Clean what is read."""
    with sync_playwright() as playwright, start_chromium(playwright) as browser:
        page = browser.new_page()
        page.add_script_tag(path=SCRIPT)
        sys.stdout.write(page.evaluate("html => DOMPurify.sanitize(html)", sys.stdin.read()))


if __name__ == "__main__":
    main()
