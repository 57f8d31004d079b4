"""A text with marks on it as HTML for a saved notebook: a tint and a line for each level."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from itertools import groupby

from hfwidgets.tasks.token_records import LEVELS

# By level: nothing where the model was sure. Tints are read on light and on dark pages; notebooks
# leave these two styles alone.
STYLES = {
    2: "background:#f9a82540;border-bottom:2px dotted",
    3: "background:#f57c0059;border-bottom:2px dashed",
    4: "background:#e5393566;border-bottom:3px double",
}


def marked_html(
    pieces: Sequence[tuple[str, int]], most: int | None, safe: Callable[[str], str]
) -> str:
    """Return pieces of a text with their levels as HTML.

    Args:
        pieces: Texts with levels, as `TokenRecord.level`.
        most: Bytes that are kept; None for all.
        safe: Escapes a text.
    """
    parts: list[str] = []
    size = taken = 0
    grouped = [
        (level if level in STYLES else 0, [text for text, _ in group])
        for level, group in groupby(pieces, lambda one: one[1] if one[1] in STYLES else 0)
    ]
    for level, texts in grouped:
        text = safe("".join(texts))
        part = f'<span style="{STYLES[level]}">{text}</span>' if level else text
        size += len(part.encode())
        if most is not None and size > most:
            parts.append(html.escape(f"… ({len(pieces) - taken:,} more tokens)"))
            break
        taken += len(texts)
        parts.append(part)
    return "".join(parts)


def legend_html() -> str:
    """Return what the marks mean."""
    bounds = [f"{share:.0%}".replace("%", " %") for share in LEVELS[1:]]
    words = {
        2: f"{bounds[1]} to {bounds[0]}",
        3: f"{bounds[2]} to {bounds[1]}",
        4: f"below {bounds[2]}",
    }
    samples = [f'<span style="{STYLES[level]}">{text}</span>' for level, text in words.items()]
    return f"Probability of a token: {', '.join(samples)}"
