"""How the pages are built: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "scripts"))

project = "hfwidgets"
author = "The hfwidgets team"
copyright = author  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "run_examples"]

# Pages. Their Python is run, except where other tests take it.
exclude_patterns = ["_static"]
examples_of = ["index", "guide/*"]
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


def setup(app: Sphinx) -> None:
    """Show diagrams as they are written: what draws them would come from another host."""
    app.add_lexer("mermaid", TextLexer)
