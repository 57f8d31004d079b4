"""What a docstring says of a function and of its parameters."""

from __future__ import annotations

import inspect
import re
from typing import Any

# "Args:" and its like (Google), "Parameters" over dashes (numpy), ":param x:" (Sphinx).
ARGUMENTS = re.compile(r"^(Args|Arguments|Parameters|Params):?\s*$", re.IGNORECASE)
SECTION = re.compile(r"^[A-Z][A-Za-z ]{2,30}:?\s*$")
GOOGLE = re.compile(r"^\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
NUMPY = re.compile(r"^\*{0,2}(\w+)(?:\s*:.*)?$")
SPHINX = re.compile(r"^:(?:param|parameter|arg)\s+(?:[^:]*\s)?\*{0,2}(\w+):\s*(.*)$")
DASHES = re.compile(r"^-{3,}\s*$")


def described(function: Any) -> tuple[str, dict[str, str]]:
    """Return what a function is for, and what its parameters are.

    Args:
        function: One with a docstring in the style of Google, numpy or Sphinx, or with none.

    Returns:
        The text before the first section, and by parameter its description, in one line each.
    """
    lines = (inspect.getdoc(function) or "").splitlines()
    parameters = _sphinx(lines)
    purpose: list[str] = []
    for at, line in enumerate(lines):
        if _is_section(lines, at) or line.startswith(":"):
            break
        purpose.append(line)
    for at, line in enumerate(lines):
        if ARGUMENTS.match(line):
            dashed = at + 1 < len(lines) and bool(DASHES.match(lines[at + 1]))
            rest = lines[at + 1 + dashed :]
            parameters.update(_numpy(rest) if dashed else _google(rest))
    return _paragraphs(purpose), {name: _line(text) for name, text in parameters.items()}


def _is_section(lines: list[str], at: int) -> bool:
    line = lines[at]
    dashed = at + 1 < len(lines) and bool(DASHES.match(lines[at + 1]))
    begins = at == 0 or not lines[at - 1].strip()
    return bool(SECTION.match(line)) and (dashed or (line.rstrip().endswith(":") and begins))


def _google(lines: list[str]) -> dict[str, list[str]]:
    """Read indented lines "name: text", each with what is indented below it."""
    found: dict[str, list[str]] = {}
    margin = ""
    name = ""
    for line in lines:
        if line.strip() and not line[0].isspace():
            break
        indent = line[: len(line) - len(line.lstrip())]
        match = GOOGLE.match(line.strip())
        if match and (not margin or len(indent) <= len(margin)):
            margin = indent
            name = match[1]
            found[name] = [match[2]]
        elif name:
            found[name].append(line)
    return found


def _numpy(lines: list[str]) -> dict[str, list[str]]:
    """Read lines "name : type", each with what is indented below it."""
    found: dict[str, list[str]] = {}
    name = ""
    for at, line in enumerate(lines):
        if at + 1 < len(lines) and DASHES.match(lines[at + 1]):
            break
        if line.strip() and not line[0].isspace():
            match = NUMPY.match(line.strip())
            name = match[1] if match else ""
            if name:
                found[name] = []
        elif name:
            found[name].append(line)
    return found


def _sphinx(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        match = SPHINX.match(line)
        if match:
            name = match[1]
            found[name] = [match[2]]
        elif name and line[:1].isspace():
            found[name].append(line)
        else:
            name = ""
    return found


def _line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def _paragraphs(lines: list[str]) -> str:
    parts = "\n".join(lines).strip().split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)
