"""One map for all masks: each pixel holds the number of a stack of segments.

A stack names the segments that cover a pixel, the topmost first, so that overlaps are exact.
Stack 0 is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.mask_values import HALF, Bytes
from hfwidgets.pictures.patches import Patch

Numbers = npt.NDArray[np.intp]
_DEPTHS = (8, 4, 2, 1)
_TYPES = (np.uint8, np.uint16, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Stacks:
    """The stacks of a map, as paths in a tree: each node is a segment on top of another node.

    Attributes:
        nodes: For each stack its node; 0 for the empty stack 0.
        tops: For each node its segment; -1 for node 0.
        below: For each node the one below it.
    """

    nodes: Numbers
    tops: Numbers
    below: Numbers

    def __len__(self) -> int:
        """Return how many stacks there are, the empty one with them."""
        return len(self.nodes)

    @property
    def topmost(self) -> Numbers:
        """For each stack its topmost segment; -1 for the empty one."""
        return self.tops[self.nodes]

    def lists(self) -> list[list[int]]:
        """Return for each stack its segments, the topmost first."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for stacks, segments in self._levels():
            for stack, segment in zip(stacks.tolist(), segments.tolist(), strict=True):
                found[stack].append(segment)
        return found

    def cut(self, most: int) -> tuple[Numbers, list[list[int]]]:
        """Return lists of at most so many different stacks, by forgetting what lies deep.

        Args:
            most: Of the lists; each segment that is topmost somewhere has one in any case.

        Returns:
            For each stack the number of its list, and the lists, the empty one first.
        """
        for depth in _DEPTHS:
            tops = np.full((len(self), depth), -1, np.intp)
            for level, (stacks, segments) in enumerate(islice(self._levels(), depth)):
                tops[stacks, level] = segments
            kept, numbers = np.unique(tops, axis=0, return_inverse=True)
            if len(kept) <= most:
                break
        lists = [[segment for segment in row if segment >= 0] for row in kept.tolist()]
        return numbers.reshape(-1), lists

    def _levels(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield from the top down: stacks, and the segment that each of them has there."""
        stacks, current = np.arange(len(self)), self.nodes
        while True:
            stacks, current = stacks[current > 0], current[current > 0]
            if not stacks.size:
                return
            yield stacks, self.tops[current]
            current = self.below[current]


def index_map_of(
    patches: Sequence[Patch], width: int, height: int
) -> tuple[npt.NDArray[np.unsignedinteger], Stacks, Bytes | None]:
    """Merge masks.

    Args:
        patches: One for each segment, all of masks of this size.
        width: Columns of the map.
        height: Rows of the map.

    Returns:
        The map, `(height, width)` of the narrowest of uint8, uint16 and uint32 that holds the
        numbers of all stacks; the stacks; and, if a mask is soft, the value (128 to 255) of the
        topmost segment at each pixel, 0 where there is none.
    """
    composing = _Composing(width, height, any(patch.soft for patch in patches))
    # The smallest comes last, to the top: else it could not be seen, nor reached.
    areas = [np.count_nonzero(patch.values >= HALF) for patch in patches]
    for segment in sorted(range(len(patches)), key=lambda number: (-areas[number], -number)):
        if areas[segment]:
            composing.add(segment, patches[segment])
    return composing.finished()


class _Composing:
    """A map that grows by one segment after another."""

    def __init__(self, width: int, height: int, soft: bool) -> None:
        self._map: npt.NDArray[np.unsignedinteger] = np.zeros((height, width), np.uint8)
        self._softness = np.zeros((height, width), np.uint8) if soft else None
        self._tops = [np.array([-1], np.intp)]
        self._below = [np.array([0], np.intp)]
        self._count = 1

    def add(self, segment: int, patch: Patch) -> None:
        """Put a segment on top of what is there."""
        height, width = patch.values.shape
        place = np.s_[patch.top : patch.top + height, patch.left : patch.left + width]
        covers = patch.values >= HALF
        under = self._map[place][covers]
        parents = self._met(under)
        self._tops.append(np.full(len(parents), segment, np.intp))
        self._below.append(parents)
        first, self._count = self._count, self._count + len(parents)
        if self._count - 1 > np.iinfo(self._map.dtype).max:
            self._map = self._map.astype(type_for(self._count))
        if len(parents) == 1:
            np.copyto(self._map[place], first, where=covers, casting="unsafe")
        else:
            children = np.zeros(first, self._map.dtype)
            children[parents] = np.arange(first, self._count)
            self._map[place][covers] = children[under]
        if self._softness is not None:
            np.copyto(self._softness[place], patch.values, where=covers)

    def _met(self, numbers: npt.NDArray[np.unsignedinteger]) -> Numbers:
        """Return which nodes are among the numbers."""
        if not numbers.any():
            return np.zeros(1, np.intp)
        met = np.zeros(self._count, bool)
        met[numbers] = True
        return np.flatnonzero(met)

    def finished(self) -> tuple[npt.NDArray[np.unsignedinteger], Stacks, Bytes | None]:
        """Number the nodes that some pixel shows from 0 on."""
        shown = np.bincount(self._map.reshape(-1), minlength=self._count) > 0
        shown[0] = True
        nodes = np.flatnonzero(shown)
        numbers = np.zeros(self._count, type_for(len(nodes)))
        numbers[nodes] = np.arange(len(nodes))
        stacks = Stacks(nodes, np.concatenate(self._tops), np.concatenate(self._below))
        whole = len(nodes) == self._count and numbers.dtype == self._map.dtype
        return self._map if whole else numbers[self._map], stacks, self._softness


def type_for(count: int) -> type[np.unsignedinteger]:
    """Return the narrowest type that holds the numbers below `count`."""
    return next(kind for kind in _TYPES if count - 1 <= np.iinfo(kind).max)
