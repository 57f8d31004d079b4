"""The page about browsers names tests that ran where it says so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "browser.md"
ROW = re.compile(r"^\|.*<br>`(test_\w+)`[^|]*\|([^|]+)\|([^|]+)\|$", re.MULTILINE)
COLLECTED = re.compile(r"tests/lite/(test_\w+)\.py::(test_\w+)(?:\[(\w+)\])?$", re.MULTILINE)
HOSTS = ("node", "page")


def test_each_row_names_a_test_and_where_it_ran(collected: list[str]):
    ran: dict[str, set[str]] = {}
    for file, test, host in COLLECTED.findall("\n".join(collected)):
        ran.setdefault(test, set()).add(host or ("page" if file == "test_page" else "node"))
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(rows) > 20
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert named - set(ran) == set()
    for test, *cells in rows:
        expected = ["ran" if host in ran.get(test, ()) else "not tried" for host in HOSTS]
        assert [cell.strip() for cell in cells] == expected, test
