"""Check a part of a page with axe-core, from js/node_modules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

AXE = Path(__file__).resolve().parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """async node => {
  const {violations} = await axe.run(node, {resultTypes: ["violations"]});
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map(({html}) => html).join(" | ")}`);
}"""


def serious_violations(part: Locator) -> list[str]:
    """Return one line for each violation of serious or critical impact."""
    if part.evaluate("() => typeof axe") == "undefined":  # in its frame
        part.evaluate("(_, text) => { (0, eval)(text); }", AXE.read_text(encoding="utf-8"))
    violations: list[str] = part.evaluate(CHECK)
    return violations
