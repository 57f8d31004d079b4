"""Plots of answers with matplotlib: for papers, scripts and saved notebooks; no browser needed.

Each takes what the client returns and an `ax` to draw in, and returns the Axes. Without `ax` a
figure of a fitting size is made. In a notebook it has no ground, and words that are read on a
light and on a dark page. Elsewhere, in a given `ax`, and where a style is chosen, colours are the
style's: `matplotlib.pyplot.style.use("dark_background")` is all that a dark plot needs.
"""

from hfwidgets.plot.bars import scores as scores
from hfwidgets.plot.catalogues import catalogue as catalogue
from hfwidgets.plot.grids import images as images
from hfwidgets.plot.overlays import masks as masks
from hfwidgets.plot.rectangles import boxes as boxes
from hfwidgets.plot.tokens import token_probabilities as token_probabilities

__all__ = ["boxes", "catalogue", "images", "masks", "scores", "token_probabilities"]
