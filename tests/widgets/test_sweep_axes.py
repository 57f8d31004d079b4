"""The axes of a sweep: checked before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from hfwidgets import Sandbox
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.gallery.sweep import checked_axes
from tests.waiting import PATIENCE
from tests.widgets.painted import Painted, painters

Make = Callable[..., Painted]
FIELDS = TASKS["text-to-image"].fields


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with painters(sandbox) as make:
        yield make


@pytest.mark.parametrize(
    ("axes", "error", "message"),
    [
        ({}, ValueError, "one or two parameters with values, not 0 (none)"),
        ({"seed": [1], "width": [64], "height": [64]}, ValueError, "not 3 (seed, width, height)"),
        ({"guidance": [1]}, TypeError, "a sweep has no parameter 'guidance'; did you mean"),
        ({"seed": []}, ValueError, "seed has no values; give a list of values, such as seed=[...]"),
        ({"seed": 5}, ValueError, "seed is 5; give a list of values"),
        ({"prompt": "abc"}, ValueError, "prompt is 'abc'; give a list of values"),
        ({"seed": [1, -1]}, ValueError, "seed is -1; it is at least 0"),
        ({"seed": [None]}, ValueError, "seed is None; it has a value in each cell"),
        ({"width": [64, "wide"]}, ValueError, "width is 'wide'; it is a whole number"),
        ({"prompt": ["a", ""]}, ValueError, "prompt is ''; it has at least one character"),
        (
            {"seed": range(21), "width": range(8, 28)},
            ValueError,
            "21 x 20 values make 420 pictures; a grid has at most 400",
        ),
        ({"seed": range(10**9)}, ValueError, "seed has too many values"),
    ],
)
def test_axes_are_checked_before_anything_is_sent(
    make: Make, axes: dict[str, Any], error: type[Exception], message: str
) -> None:
    page = make()
    with pytest.raises(error) as raised:
        page.widget.sweep(**axes)
    assert message in str(raised.value)
    assert message in str(page.page_asks(kind="sweep", axes=axes))
    assert page.messages("start") == []
    assert page.widget.grid is None
    assert page.widget.seed is None


def test_values_are_taken_as_the_field_takes_them_each_once() -> None:
    (axis,) = checked_axes({"seed": np.arange(3)}, FIELDS)
    assert axis.values == (0, 1, 2)
    assert json.dumps(axis.values)
    (axis,) = checked_axes({"guidance_scale": [1, 1.0, "2", None]}, FIELDS)
    assert axis.values == (1.0, 2.0, None)


def test_other_wrong_calls_are_refused(make: Make) -> None:
    page = make(prompt="")
    w = page.widget
    with pytest.raises(ValueError, match="prompt is empty"):
        w.sweep(seed=[1])
    with pytest.raises(ValueError, match="at_once is 0; it is a number from 1 to 16"):
        w.sweep(seed=[1], at_once=0)
    with pytest.raises(ValueError, match="no grid yet"):
        w.retry()
    assert "one or two names" in str(page.page_asks(kind="sweep", axes=[1]))
    w.close()
    with pytest.raises(RuntimeError, match="closed"):
        w.sweep(seed=[1])


def test_prompts_and_unset_values_are_axes_too(make: Make) -> None:
    w = make(prompt="").widget
    w.sweep(prompt=["a fox", "a tree"], guidance_scale=[None, 3]).wait(PATIENCE)
    items = [w.images.find(cell["item"]) for cell in w.grid["cells"]]
    assert [one.prompt for one in items] == ["a fox", "a tree"] * 2
    assert "guidance_scale" not in items[0].parameters
    assert w.prompt == ""
