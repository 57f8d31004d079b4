"""Figures with their goals, printed as one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured number; `most` and `least` are goals, not assertions."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def goal(self) -> str:
        if self.most is not None:
            return f"<= {self.most:g}"
        return f">= {self.least:g}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if self.most is None and self.least is None:
            return ""
        met = (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )
        return "met" if met else "MISSED"


def print_figures(title: str, figures: Iterable[Figure]) -> None:
    """Print a table of figures."""
    figures = list(figures)
    width = max(len(figure.name) for figure in figures)
    print(f"\n{title}\n{'-' * len(title)}")
    for one in figures:
        value = f"{one.value:,.4g}" if abs(one.value) < 1000 else f"{one.value:,.0f}"
        print(f"{one.name:<{width}}  {value:>10} {one.unit:<11} {one.goal:>8}  {one.verdict}")
