"""Models per task and framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.pictures.palette import COLORS
from hfwidgets.plot.axes import lay_out_rows, new_axes, shortened, write_beside
from hfwidgets.plot.grounds import blend_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Counts = Counter[tuple[str, str]]

_UNKNOWN, _OTHER = "unknown", "other"
_MOST_FRAMEWORKS = 8
# Strong ones first, and the light yellow last.
_COLORS = tuple(COLORS[place] for place in (4, 0, 2, 5, 1, 6, 20, 3))
_HATCHES = ("", "//", "..", "xx", "\\\\", "--", "oo", "++", "**")
_ROW_HEIGHT, _MARGIN = 0.3, 0.9  # inches


def catalogue(models: Any, *, ax: Axes | None = None, top: int = 15) -> Axes:
    """Draw how many models there are for each task, by framework.

    Args:
        models: A mapping of task to model ids, as `list_deployed_models` returns, or to their
            number; a `ModelExplorer`, or records with `task` and `framework`; or a table with
            columns of these names: a mapping of lists, or a DataFrame.
        ax: Where to draw; by default on a new figure.
        top: How many tasks have a bar of their own; the rest share one.

    Returns:
        The Axes.

    Raises:
        TypeError: Models of another shape.
        ValueError: `top` is below 1.
    """
    if top < 1:
        raise ValueError(f"top is {top}; it must be 1 or more")
    counts = _counted(models)
    tasks = _folded(_totals(counts, 0), top)
    frameworks = _folded(_totals(counts, 1), _MOST_FRAMEWORKS)
    rows = list(dict.fromkeys(tasks.values()))
    stacks = list(dict.fromkeys(frameworks.values()))
    grid = Counter[tuple[str, str]]()
    for (task, framework), count in counts.items():
        grid[tasks[task], frameworks[framework]] += count
    own = ax is None
    ax = ax or new_axes(8.0 if any(stacks) else 6.4, _MARGIN + _ROW_HEIGHT * max(len(rows), 2))
    totals = _draw(ax, grid, rows, stacks)
    _lay_out(ax, rows, totals, sum(counts.values()), len(tasks))
    if any(stacks):
        place: dict[str, Any] = {"loc": "lower right"}
        if own:
            place = {"loc": "upper left", "bbox_to_anchor": (1.03, 1.0), "borderaxespad": 0}
        else:  # what is around given axes is not ours: the bars make room
            ax.set_xlim(0, 1.7 * ax.get_xlim()[1])
        ax.legend(frameon=False, fontsize="small", handlelength=1.2, handleheight=1.2, **place)
    if own:
        blend_in(ax)
    return ax


def _draw(ax: Axes, grid: Counts, rows: list[str], stacks: list[str]) -> list[int]:
    starts = [0] * len(rows)
    for number, stack in enumerate(stacks):
        counts = [grid[row, stack] for row in rows]
        ax.barh(
            range(len(rows)),
            counts,
            left=starts,
            height=0.74,
            label=shortened(stack, 30) or _UNKNOWN,
            color=_COLORS[number % len(_COLORS)],
            hatch=_HATCHES[number % len(_HATCHES)],
            edgecolor="#00000060",
            linewidth=0,
        )
        starts = [start + count for start, count in zip(starts, counts, strict=True)]
    return starts


def _lay_out(ax: Axes, rows: list[str], totals: list[int], models: int, tasks: int) -> None:
    write_beside(ax, totals, [f"{total:,}" for total in totals])
    lay_out_rows(ax, [shortened(row, 40) for row in rows])
    ax.set_xlim(0, max([*totals, 1]) * 1.13)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.locator_params(axis="x", integer=True, nbins=6)
    models_in_words = f"{models:,} model{'' if models == 1 else 's'}"
    tasks_in_words = f"{tasks:,} task{'' if tasks == 1 else 's'}"
    ax.set_title(f"{models_in_words} for {tasks_in_words}", loc="left", fontsize="medium")


def _totals(counts: Counts, place: int) -> Counter[str]:
    totals: Counter[str] = Counter()
    for key, count in counts.items():
        totals[key[place]] += count
    return totals


def _folded(totals: Counter[str], most: int) -> dict[str, str]:
    """Return under which name each name is drawn, the most frequent first."""
    names = [name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    if len(names) <= most:
        return {name: name for name in names}
    rest = f"{_OTHER} ({len(names) - most + 1})"
    return {name: name if place < most - 1 else rest for place, name in enumerate(names)}


def _counted(models: Any) -> Counts:
    models = getattr(models, "models", models)  # an explorer
    if _is_table(models):
        frameworks = models["framework"] if "framework" in models else [""] * len(models["task"])
        return _count(zip(models["task"], frameworks, strict=True))
    if isinstance(models, Mapping):
        counts: Counts = Counter()
        for task, ids in models.items():
            counts[_word(task) or _UNKNOWN, ""] += ids if isinstance(ids, int) else len(list(ids))
        return counts
    if not isinstance(models, Iterable) or isinstance(models, (str, bytes)):
        raise TypeError(
            f"models of type {type(models).__name__}; pass an explorer, a mapping of task to ids, "
            "records with task and framework, or a table with these columns"
        )
    return _count(map(_pair, models))


def _is_table(models: Any) -> bool:
    if isinstance(models, Mapping):
        return "task" in models and set(models) & {"framework", "model_id", "state"} != set()
    return hasattr(models, "columns") and "task" in models.columns


def _count(pairs: Iterable[tuple[Any, Any]]) -> Counts:
    counts: Counts = Counter()
    for (task, framework), count in Counter(pairs).items():
        counts[_word(task) or _UNKNOWN, _word(framework)] += count
    return counts


def _pair(record: Any) -> tuple[Any, Any]:
    if isinstance(record, Mapping):
        return record.get("task"), record.get("framework")
    if not hasattr(record, "task"):
        raise TypeError(f"a model of type {type(record).__name__} has no task: {repr(record)[:80]}")
    return record.task, getattr(record, "framework", None)


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""
