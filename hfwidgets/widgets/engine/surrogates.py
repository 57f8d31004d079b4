"""Texts that UTF-8 cannot carry: halves of surrogate pairs, as models send them."""

from __future__ import annotations


def displayable(text: str) -> str:
    """Return a text that UTF-8 can carry: pairs of surrogates joined, single ones replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
