"""Answers in a shape: what is asked for, and what is made of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import pydantic
import pytest

from hfwidgets.tools.structured import AnswerError, read_answer, response_format, schema_in

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "title": "My shape!"}


class City(TypedDict):
    name: str
    people: int


@dataclass
class Country:
    cities: list[City]


class Person(pydantic.BaseModel):
    name: str


def test_a_type_is_asked_for_by_its_schema() -> None:
    assert response_format(City) == {
        "type": "json_schema",
        "json_schema": {
            "name": "City",
            "schema": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "people": {"type": "integer"}},
                "required": ["name", "people"],
                "additionalProperties": False,
            },
            "strict": True,
        },
    }
    assert response_format(Person)["json_schema"]["schema"] == Person.model_json_schema()
    assert response_format(list[str], strict=False)["json_schema"] == {
        "name": "list",
        "schema": {"type": "array", "items": {"type": "string"}},
    }


def test_a_schema_is_wrapped_and_what_servers_take_is_left_alone() -> None:
    asked = response_format(SCHEMA)
    assert asked["json_schema"]["name"] == "My_shape_"
    assert schema_in(asked) == SCHEMA
    plain: dict[str, Any] = {"type": "json_object"}
    assert response_format(plain) == plain
    assert response_format(asked) == asked
    assert schema_in(plain) is None
    assert schema_in({"type": "json", "value": SCHEMA}) == SCHEMA
    assert schema_in("json") is None


def test_an_answer_is_the_object_that_was_asked_for() -> None:
    text = '{"cities": [{"name": "Bonn", "people": 330000}]}'
    assert read_answer(text, Country) == Country([{"name": "Bonn", "people": 330_000}])
    assert read_answer(f"```json\n{text}\n```", Country) == read_answer(text, Country)
    assert read_answer('{"name": "Ada"}', Person) == Person(name="Ada")
    assert (
        read_answer(text)
        == read_answer(text, SCHEMA)
        == {"cities": [{"name": "Bonn", "people": 330_000}]}
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{\n  "a": 1,\n}', "line 3, column 1", "expecting property name"),
        ("The answer is 3", "line 1, column 1", "expecting value"),
        ("", "line 1, column 1", "the text is empty"),
        ('{"a": -Infinity}', "line 1, column 7", "-Infinity is no JSON value"),
        ('```json\n{"a": }\n```', "line 2, column 7", "expecting value"),
        ('{"a": 1} and more', "line 1, column 10", "extra data"),
        ('{"a": "cut', "line 1, column 7", "unterminated"),
    ],
)
def test_an_answer_that_is_no_json_is_told_with_its_place(
    text: str, place: str, words: str
) -> None:
    with pytest.raises(AnswerError, match=words) as caught:
        read_answer(text, City)
    assert (caught.value.place, caught.value.text) == (place, text)
    assert place in str(caught.value)


def test_an_answer_of_another_shape_names_the_member() -> None:
    text = '{"cities": [{"name": "Bonn", "people": "many"}]}'
    with pytest.raises(AnswerError, match=r"cities\[0\]\.people is a text: 'many'") as caught:
        read_answer(text, Country)
    assert caught.value.place == "cities[0].people"
    with pytest.raises(AnswerError, match="name"):
        read_answer("{}", Person)
