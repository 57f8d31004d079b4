"""Predictions from tables: penguins' species and weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hfwidgets.sandbox.engines.tabular import PENGUINS, fit, read_csv
from tests.sandbox.conftest import Post

SPECIES = "/models/sandbox/penguin-species"
MASS = "/models/sandbox/penguin-mass"
TABLE = {
    "bill_length_mm": ["39.1", "47.5", "50.0"],
    "bill_depth_mm": ["18.7", "14.2", "19.5"],
    "flipper_length_mm": ["181", "215", "196"],
    "body_mass_g": ["3750", "5100", "3900"],
}


def test_three_typical_penguins_are_told_apart(post: Post) -> None:
    assert post(SPECIES, {"table": TABLE}).json() == ["Adelie", "Gentoo", "Chinstrap"]


def test_all_payload_forms_and_cell_types_give_the_same(post: Post) -> None:
    expected = post(SPECIES, {"table": TABLE, "parameters": {}}).json()
    numbers = {name: [float(cell) for cell in cells] for name, cells in TABLE.items()}
    assert post(SPECIES, {"table": numbers}).json() == expected
    assert post(SPECIES, {"inputs": {"data": TABLE}}).json() == expected
    router = f"/hf-inference{SPECIES}"
    assert post(router, {"inputs": {"table": TABLE}, "parameters": {}}).json() == expected


def test_longer_flippers_mean_heavier_penguins(post: Post) -> None:
    table = {name: [TABLE[name][0]] * 3 for name in TABLE if name != "body_mass_g"}
    table["flipper_length_mm"] = ["180", "190", "200"]
    found = post(MASS, {"table": table}).json()
    assert found == sorted(found)
    assert all(2500 < mass < 6500 for mass in found)
    sexes = {name: cells[:2] for name, cells in table.items()}
    sexes["flipper_length_mm"] = ["190", "190"]
    female, male = post(MASS, {"table": {**sexes, "sex": ["female", "male"]}}).json()
    assert female < male


def test_what_is_not_known_does_no_harm(post: Post) -> None:
    table: dict[str, list[Any]] = {**TABLE, "sex": ["NA", "", None], "colour": ["x", "y", "z"]}
    assert post(SPECIES, {"table": table}).json() == ["Adelie", "Gentoo", "Chinstrap"]
    empty = {name: [None] for name in TABLE}
    assert len(post(SPECIES, {"table": empty}).json()) == 1


def test_the_models_hold_on_rows_they_have_not_seen() -> None:
    table = read_csv(PENGUINS)
    rows = np.random.default_rng(7).permutation(len(table["species"]))
    learnt, asked = rows[:250], rows[250:]

    def part(numbers: Any) -> dict[str, list[str]]:
        return {name: [cells[n] for n in numbers] for name, cells in table.items()}

    sizes = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm")
    model = fit(part(learnt), "species", sizes, ("sex",), labels=True)
    right = np.array(model.predict(part(asked))) == np.array(part(asked)["species"])
    assert right.mean() > 0.95
    assert model.shares(part(asked)).sum(axis=1) == pytest.approx(np.ones(len(asked)))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"table": {}}, 400),
        ({"table": {"bill_length_mm": ["1"]}}, 400),
        ({"table": {**TABLE, "body_mass_g": ["heavy", "1", "2"]}}, 400),
        ({"table": {**TABLE, "body_mass_g": ["1e999", "1", "2"]}}, 400),
        ({"table": {**TABLE, "body_mass_g": ["1"]}}, 400),
        ({"table": [["1"]]}, 422),
        ({"table": "a"}, 422),
        ({"inputs": "a"}, 422),
        ({"inputs": {}}, 400),
        ({"table": TABLE, "parameters": {"x": 1}}, 400),
    ],
)
def test_wrong_tables_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(SPECIES, body)
    assert response.status_code == status, response.text
    assert response.json()["error"]
