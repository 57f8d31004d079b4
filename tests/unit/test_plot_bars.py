"""Plots of scores and of catalogues: every bar as long as its number."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from hfwidgets import plot
from hfwidgets.pictures.reading import PictureError
from tests.unit.test_plot import assert_nothing_is_cut, legend_of, words

RECORDS = [
    *[("fill-mask", "transformers")] * 5,
    *[("fill-mask", "adapter-transformers")] * 2,
    *[("translation", "transformers")] * 3,
    ("text-to-image", "diffusers"),
    (None, None),
]


@pytest.fixture(autouse=True)
def _own_style() -> Iterator[None]:
    plt.switch_backend("agg")
    with mpl.rc_context():
        yield
    plt.close("all")


def rows(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_yticklabels()]


def bars(ax: Any) -> dict[str, list[float]]:
    """Return the lengths of the bars of each series."""
    return {
        container.get_label(): [bar.get_width() for bar in container] for container in ax.containers
    }


def test_scores_are_bars_on_an_absolute_scale_best_first() -> None:
    ax = plot.scores([{"label": "cat", "score": 0.02}, {"label": "fox", "score": 0.9984}])
    assert rows(ax) == ["fox", "cat"]
    assert [bar.get_width() for bar in ax.patches] == [0.9984, 0.02]
    assert words(ax) == ["99.8 %", "2.0 %"]
    assert ax.get_xlim() == pytest.approx((0, 1.12))
    assert ax.get_ylim() == (1.5, -0.5)
    assert_nothing_is_cut(ax)


def test_a_mapping_is_scores_too_and_the_rest_is_counted() -> None:
    ax = plot.scores({f"label {number}": number / 100 for number in range(40)}, top=3)
    assert rows(ax) == ["label 39", "label 38", "label 37"]
    assert ax.get_xlabel() == "and 37 more"


def test_scores_outside_the_scale_widen_it() -> None:
    ax = plot.scores({"a": 3.5, "b": -2.0})
    assert ax.get_xlim()[0] < -2
    assert ax.get_xlim()[1] > 3.5


def test_a_missing_score_is_told() -> None:
    ax = plot.scores([{"label": "a", "score": None}, {"label": "b", "score": 0.0}])
    assert rows(ax) == ["b", "a"]
    assert words(ax) == ["0 %", "no score"]


def test_long_labels_are_shortened_and_fit() -> None:
    ax = plot.scores({"Donaudampfschifffahrtsgesellschaftskapitän " * 4: 1.0})
    assert rows(ax)[0].endswith("…")
    assert len(rows(ax)[0]) <= 36
    assert_nothing_is_cut(ax)
    assert rows(plot.scores([])) == []


def test_what_is_no_scores_is_told_what_scores_are() -> None:
    with pytest.raises(PictureError, match="dicts with 'label' and 'score', and"):
        plot.scores(5)


def test_what_is_no_scores_is_refused() -> None:
    with pytest.raises(PictureError, match="scores are a list of dicts"):
        plot.scores({"error": "loading"})
    with pytest.raises(ValueError, match="top is 0"):
        plot.scores({}, top=0)


@pytest.mark.parametrize(
    "models",
    [
        pytest.param([SimpleNamespace(task=t, framework=f) for t, f in RECORDS], id="records"),
        pytest.param([{"task": t, "framework": f} for t, f in RECORDS], id="dicts"),
        pytest.param(
            {"task": [t for t, _ in RECORDS], "framework": [f for _, f in RECORDS]}, id="columns"
        ),
    ],
)
def test_models_are_counted_by_task_and_framework(models: Any) -> None:
    ax = plot.catalogue(models)
    assert rows(ax) == ["fill-mask", "translation", "text-to-image", "unknown"]
    assert words(ax) == ["7", "3", "1", "1"]
    assert bars(ax) == {
        "transformers": [5, 3, 0, 0],
        "adapter-transformers": [2, 0, 0, 0],
        "unknown": [0, 0, 0, 1],
        "diffusers": [0, 0, 1, 0],
    }
    assert ax.containers[1][0].get_x() == 5
    assert ax.get_title(loc="left") == "12 models for 4 tasks"
    assert sorted(legend_of(ax)) == sorted(bars(ax))
    assert_nothing_is_cut(ax)


def test_an_explorer_is_drawn_as_its_models() -> None:
    records = [SimpleNamespace(task="a", framework="x"), SimpleNamespace(task="b", framework="x")]
    ax = plot.catalogue(SimpleNamespace(models=records))
    assert ax.get_title(loc="left") == plot.catalogue(records).get_title(loc="left")
    assert "2 models for 2 tasks" in ax.get_title(loc="left")


def test_a_legend_in_given_axes_hides_no_bar() -> None:
    ax = Figure(figsize=(5, 3)).add_subplot()
    plot.catalogue([{"task": task, "framework": framework} for task, framework in RECORDS], ax=ax)
    ax.figure.canvas.draw()
    legend = ax.get_legend().get_window_extent()
    for bar in ax.patches:
        assert bar.get_width() == 0 or not legend.overlaps(bar.get_window_extent())
    assert legend.x1 <= ax.get_window_extent().x1


def test_a_mapping_of_task_to_models_has_no_frameworks() -> None:
    ax = plot.catalogue({"fill-mask": ["a", "b"], "translation": 5, "summarization": []})
    assert rows(ax) == ["translation", "fill-mask", "summarization"]
    assert words(ax) == ["5", "2", "0"]
    assert ax.get_legend() is None


def test_many_tasks_and_frameworks_share_a_last_one() -> None:
    many = [(f"task {n:02}", f"framework {n:02}") for n in range(40) for _ in range(40 - n)]
    ax = plot.catalogue([{"task": task, "framework": framework} for task, framework in many], top=5)
    assert rows(ax) == ["task 00", "task 01", "task 02", "task 03", "other (36)"]
    assert legend_of(ax)[-1] == "other (33)"
    assert sum(map(sum, bars(ax).values())) == len(many)
    assert words(ax)[-1] == "666"
    assert_nothing_is_cut(ax)


def test_an_empty_catalogue_is_an_empty_plot() -> None:
    ax = plot.catalogue([])
    assert ax.get_title(loc="left") == "0 models for 0 tasks"
    ax.figure.canvas.draw()


@pytest.mark.parametrize("models", [3, "fill-mask", None])
def test_what_is_no_catalogue_is_refused(models: Any) -> None:
    with pytest.raises(TypeError, match="a mapping of task to ids"):
        plot.catalogue(models)
    with pytest.raises(TypeError, match="has no task"):
        plot.catalogue(["gpt2"])
