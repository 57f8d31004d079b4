"""A finding: what was looked at, whether it is well, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

Verdict: TypeAlias = Literal["ok", "note", "problem", "waiting"]
MARKS: dict[Verdict, str] = {"ok": "✓", "note": "·", "problem": "✗", "waiting": "…"}
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Finding:
    """What was found of one thing.

    Attributes:
        subject: What was looked at, such as `"Access token"`.
        verdict: `"ok"`, `"note"` (works, with a limit), `"problem"`, `"waiting"` (not known yet).
        told: What was found, in a sentence.
        fix: What to do, or empty.
        part: `"here"` (the kernel), `"server"` or `"page"`.
    """

    subject: str
    verdict: Verdict
    told: str
    fix: str = ""
    part: str = "here"

    def as_json(self) -> dict[str, Any]:
        """Return it for the page."""
        return asdict(self)

    def __str__(self) -> str:
        fix = f"\n    → {self.fix}" if self.fix else ""
        return f"{MARKS[self.verdict]} {self.subject}: {self.told}{fix}"


def as_text(findings: Iterable[Finding]) -> str:
    """Return findings as lines, the fix below what it is for."""
    return "\n".join(map(str, findings))


def summary(findings: Iterable[Finding]) -> str:
    """Return in a few words how it looks."""
    verdicts = [one.verdict for one in findings]
    problems, notes = verdicts.count("problem"), verdicts.count("note")
    if "waiting" in verdicts:
        return "still looking"
    if problems:
        return f"{problems} {'problem' if problems == 1 else 'problems'}"
    return (
        "all is well" if not notes else f"works, with {notes} {'note' if notes == 1 else 'notes'}"
    )
