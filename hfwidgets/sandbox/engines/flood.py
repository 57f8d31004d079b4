"""Numbered tokens of one size, as fast as they can be written: for measuring, not for reading."""

from __future__ import annotations

from hfwidgets.sandbox.engines.generation import Ended, Work, Written


def flood(count: int, size: int) -> Work:
    """Write `count` tokens of `size` characters: a number, zero-padded, and a space.

    The numbers start at 0 and begin anew when `size` - 1 digits are used up.
    """
    digits = size - 1
    modulus = 10**digits
    for number in range(count):
        text = f"{number % modulus:0{digits}d} " if digits else str(number % 10)
        ended = Ended("length", None) if number == count - 1 else None
        yield Written(number, text, 0.0, special=False, ended=ended)
