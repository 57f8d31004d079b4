"""How scores are written: the same on pages and in plots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hfwidgets.pictures.scores import are_shares, reaches, score_text

EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "js" / "test" / "fixtures" / "scores.json").read_text()
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["scores"]))
def test_scores_are_written_by_the_rule_that_pages_follow_too(example: dict[str, Any]) -> None:
    shares = are_shares(example["scores"])
    assert [score_text(one, shares=shares) for one in example["scores"]] == example["words"]


def test_a_single_score_outside_0_and_1_is_never_a_percentage() -> None:
    assert score_text(7.5) == "7.5"
    assert score_text(-0.5) == "-0.5"
    assert score_text(0.5, shares=False) == "0.5"


@pytest.mark.parametrize("score", [-0.5, -1e300, 0.0, None, 7.5])
def test_a_threshold_of_0_hides_nothing(score: float | None) -> None:
    assert reaches(score, 0.0)


def test_a_threshold_hides_what_is_below_it() -> None:
    assert not reaches(0.49, 0.5)
    assert reaches(0.5, 0.5)
    assert reaches(None, 0.5)
    assert not reaches(-3.0, -2.0)
