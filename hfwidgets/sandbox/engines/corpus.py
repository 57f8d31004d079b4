"""The English prose that ships with Python: the help topics, without grammar, code and tables."""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Iterable, Mapping

_UNDERLINE = re.compile(r"^\s*([*=\-~^\"#])\1{2,}\s*$")
_CODE = re.compile(r"::=|>>>|\+--|==|->|^\s*[|+]|^\s*(?:def|class|import|from|return) ", re.M)
_ENOUGH_WORDS = 8
_ENOUGH_CHARACTERS = 50_000


def sections() -> list[list[str]]:
    """Return the corpus: sections, each a list of paragraphs on one line, none twice."""
    found = prose(_topics().values())
    if sum(len(paragraph) for section in found for paragraph in section) < _ENOUGH_CHARACTERS:
        # Some distributions strip the topics; the docstrings of the builtins are always there.
        found += prose(_docstrings())
    return found


def prose(documents: Iterable[str]) -> list[list[str]]:
    """Return the sections of `documents` that hold prose."""
    seen: set[str] = set()
    result = []
    for document in documents:
        for section in _split_sections(document):
            paragraphs = [p for p in map(_prose_or_nothing, section) if p and p not in seen]
            seen.update(paragraphs)
            if paragraphs:
                result.append(paragraphs)
    return result


def _topics() -> Mapping[str, str]:
    try:
        from pydoc_data.topics import topics
    except ImportError:
        return {}
    return {str(name): str(text) for name, text in dict(topics).items()}


def _docstrings() -> list[str]:
    owners = [vars(builtins), *(vars(kind) for kind in (str, bytes, list, dict, set, int, float))]
    return [
        inspect.cleandoc(text)
        for owner in owners
        for text in (getattr(value, "__doc__", None) for value in list(owner.values()))
        if isinstance(text, str)
    ]


def _split_sections(document: str) -> list[list[str]]:
    """Cut at underlined headings, then at blank lines; headings themselves are dropped."""
    parts: list[list[str]] = [[]]
    block: list[str] = []
    for line in [*document.splitlines(), ""]:
        if _UNDERLINE.match(line) and block:
            block = []
            parts.append([])
        elif line.strip():
            block.append(line)
        elif block:
            parts[-1].append("\n".join(block))
            block = []
    return parts


def _prose_or_nothing(block: str) -> str:
    """Return a paragraph on one line, or the empty string when it is not prose."""
    text = re.sub(r"-\n\s*(?=[a-z])", "-", block)
    text = re.sub(r"^\s*[*\-]\s+", "", " ".join(text.split()))
    text = re.sub(r"[\"*`“”]", "", text)
    words = re.findall(r"[A-Za-z]{2,}", text)
    letters = sum(map(len, words)) + text.count(" ")
    is_prose = (
        len(words) >= _ENOUGH_WORDS
        and letters >= 0.8 * len(text)
        and text[:1].isupper()
        and text[-1:] in ".:;!?)"
        and not _CODE.search(block)
    )
    return text if is_prose else ""
