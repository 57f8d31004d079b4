"""What all widgets of a session do: `hfwidgets.options.still = False`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Options:
    """Settings of this session.

    Attributes:
        still: Whether a notebook keeps the results of the widgets that it shows from now on: as an
            output behind each widget, which is seen where the widget cannot live.
    """

    still: bool = True


options = Options()
