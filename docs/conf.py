"""How the pages are built: `make docs`."""

from __future__ import annotations

import inspect
import sys
from functools import cache
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature
from traitlets import TraitType

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "scripts"))

project = "hfwidgets"
author = "The hfwidgets team"
copyright = author  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "run_examples"]

# Pages. Their Python is run, except where other tests take it.
exclude_patterns = ["_static"]
examples_of = ["index", "guide/*", "widgets/*"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Docstrings: `name` is code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
python_display_short_literal_types = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "hfwidgets"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_copyright = False
html_show_search_summary = False  # it is fetched, which pages opened as files may not


def leave_out(
    _app: Sphinx, _what: str, name: str, member: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out traits, which their class tells of, and what is not for people."""
    from hfwidgets.widgets.engine.base import FOREIGN

    home = getattr(getattr(member, "fget", member), "__qualname__", "").split(".")[0]
    if name in FOREIGN and home != "Chat":  # which sends messages of its own
        return True
    return True if isinstance(member, TraitType) or _is_machinery(name, home) else None


def _is_machinery(name: str, home: str) -> bool:
    """Say whether a member is for the package itself in all widgets that have it of a class."""
    hidden = _hidden_of(home)
    return bool(hidden) and all(name in names for names in hidden)


@cache
def _hidden_of(home: str) -> list[set[str]]:
    """Return what each widget that has a class of this name has for the package itself."""
    from hfwidgets import Compare, ModelExplorer, ModelStatusBadge, TokenLens
    from hfwidgets.widgets.registry import task_widgets

    shown = (*task_widgets(), Compare, ModelExplorer, ModelStatusBadge, TokenLens)
    lines = [kind.__mro__ for kind in shown if home in {base.__name__ for base in kind.__mro__}]
    return [{one for base in line for one in vars(base).get("_machinery", ())} for line in lines]


def as_written(
    _app: Sphinx, what: str, _name: str, _member: Any, _options: Any, lines: list[str]
) -> None:
    """Keep what a module's docstring indents, and sentences with a colon: no type is before it."""
    indented = [number for number, line in enumerate(lines) if line.startswith("    ")]
    if what == "module" and indented:
        lines[indented[0] : indented[0]] = ["::", ""]
    if what == "property" and lines:
        lines[0] = lines[0].replace(": ", " – ")
    returned = [number for number, line in enumerate(lines) if line.strip() == "Returns:"]
    for number in returned:
        lines[number + 1] = lines[number + 1].replace(": ", " – ", 1)


def of_init(
    _app: Sphinx, what: str, _name: str, member: Any, _options: Any, given: str, returned: str
) -> tuple[str, str] | None:
    """Show a widget's own arguments, where its class has those of all that have traits."""
    if what != "class" or not str(given).startswith("(*args: t.Any"):
        return None
    signature = inspect.signature(member.__init__)
    own = [one for name, one in signature.parameters.items() if name != "self"]
    return stringify_signature(signature.replace(parameters=own)), returned


def setup(app: Sphinx) -> None:
    """Show diagrams as they are written: what draws them would come from another host."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("autodoc-skip-member", leave_out)
    app.connect("autodoc-process-signature", of_init)
    app.connect("autodoc-process-docstring", as_written, priority=400)  # before napoleon
