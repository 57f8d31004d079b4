"""Functions as tools: what a model is told of them, and what happens with what it asks for."""

from __future__ import annotations

import asyncio
import enum
import functools
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NewType, Optional, TypedDict, Union

import pydantic
import pytest
from typing_extensions import NotRequired

from hfwidgets.tools.calls import Call, calls_of, make, refused, result_text
from hfwidgets.tools.tool import ArgumentsError, ToolError, tool_of, tools_of


class Unit(enum.Enum):
    CELSIUS = "c"
    FAHRENHEIT = "f"


@dataclass
class Place:
    """Where something is.

    Args:
        city: Its name.
    """

    city: str
    radius: float = 1.5
    tags: list[str] = field(default_factory=list)


class Trip(TypedDict):
    to: Place
    days: NotRequired[int]


class Person(pydantic.BaseModel):
    name: str
    age: int = pydantic.Field(ge=0)


Meters = NewType("Meters", int)


def weather(
    place: str,
    days: int = 3,
    unit: Literal["c", "f"] = "c",
    when: Optional[str] = None,  # noqa: UP045
) -> dict[str, Any]:
    """Tell the weather.

    It is made up.

    Args:
        place: Name of a city,
            in any language.
        days (int): How many days.
        when: A date.

    Returns:
        What it is.
    """
    return {"place": place, "days": days, "unit": unit, "when": when}


def properties(function: Callable[..., Any]) -> dict[str, Any]:
    found: dict[str, Any] = tool_of(function).parameters["properties"]
    return found


def schema(hint: Any) -> Any:
    def function(one):  # type: ignore[no-untyped-def]
        return one

    function.__annotations__ = {"one": hint}
    return properties(function)["one"]


def test_a_signature_and_its_docstring_are_what_a_model_is_told() -> None:
    assert tool_of(weather).declared() == {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Tell the weather.\n\nIt is made up.",
            "parameters": {
                "type": "object",
                "properties": {
                    "place": {"type": "string", "description": "Name of a city, in any language."},
                    "days": {"type": "integer", "description": "How many days.", "default": 3},
                    "unit": {"type": "string", "enum": ["c", "f"], "default": "c"},
                    "when": {"type": ["string", "null"], "description": "A date."},
                },
                "required": ["place"],
            },
        },
    }


@pytest.mark.parametrize(
    ("hint", "wanted"),
    [
        (str, {"type": "string"}),
        (Any, {}),
        (list, {"type": "array", "items": {}}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (Sequence[str], {"type": "array", "items": {"type": "string"}}),
        (set[str], {"type": "array", "items": {"type": "string"}, "uniqueItems": True}),
        (
            tuple[int, int],
            {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        ),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (dict, {"type": "object"}),
        (
            dict[str, bool],
            {"type": "object", "additionalProperties": {"type": "boolean"}},
        ),
        (Union[int, str], {"type": ["integer", "string"]}),  # noqa: UP007
        (int | None, {"type": ["integer", "null"]}),
        (
            list[int] | str,
            {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}]},
        ),
        (Literal[1, "a"], {"enum": [1, "a"]}),
        (Unit, {"type": "string", "enum": ["c", "f"]}),
        (Meters, {"type": "integer"}),
        (Annotated[int, "How far"], {"type": "integer", "description": "How far"}),
    ],
)
def test_a_type_has_its_schema(hint: Any, wanted: Any) -> None:
    assert schema(hint) == wanted


def test_a_class_of_fields_is_an_object_with_what_it_needs() -> None:
    place = schema(Place)
    assert place["required"] == ["city"]
    assert place["properties"]["city"] == {"type": "string", "description": "Its name."}
    assert place["properties"]["radius"] == {"type": "number", "default": 1.5}
    assert place["additionalProperties"] is False
    trip = schema(Trip)
    assert (trip["required"], trip["properties"]["to"]) == (["to"], place)
    assert schema(Person) == Person.model_json_schema()


def test_other_styles_of_docstrings_are_read() -> None:
    def numpy_style(a, b=1):  # type: ignore[no-untyped-def]
        """Do it.

        Parameters
        ----------
        a : int
            The first,
            and more.
        b : int, optional
            The second.

        Returns
        -------
        int
            It.
        """

    def sphinx_style(a, b=1):  # type: ignore[no-untyped-def]
        """Do it.

        :param int a: The first,
            and more.
        :param b: The second.
        :returns: It.
        """

    for function in (numpy_style, sphinx_style):
        tool = tool_of(function)
        assert tool.description == "Do it."
        told = {name: one["description"] for name, one in tool.parameters["properties"].items()}
        assert told == {"a": "The first, and more.", "b": "The second."}


def test_methods_parts_and_callable_objects_are_tools() -> None:
    class Shop:
        def price(self, item: str) -> int:
            """Tell a price."""
            return len(item)

        def __call__(self, count: int) -> int:
            """Sell some."""
            return count

    price = tool_of(Shop().price)
    assert (price.name, list(price.parameters["properties"])) == ("price", ["item"])
    assert tool_of(Shop()).declared()["function"]["name"] == "Shop"
    assert tool_of(Shop()).parameters["properties"] == {"count": {"type": "integer"}}
    part = tool_of(functools.partial(weather, days=1))
    assert (part.name, part.required) == ("weather", frozenset({"place"}))


def test_what_is_no_tool_says_why_and_what_would_help() -> None:
    def starred(*args: int) -> None:
        """Take any."""

    def strange(of: threading.Lock) -> None:
        """Take what JSON has not."""

    def later(of: Nowhere) -> None:  # type: ignore[name-defined]  # noqa: F821
        """Take what nobody knows."""

    for function, words in (
        (lambda a: a, "Write it with def"),
        ("weather", "is no function"),
        (starred, "Name them one by one"),
        (strange, "a dataclass"),
        (later, "Nowhere"),
    ):
        with pytest.raises(ToolError, match=words):
            tool_of(function)
    with pytest.raises(ToolError, match="two tools are named 'weather'"):
        tools_of([weather, weather])


def test_arguments_come_as_the_types_that_the_function_has() -> None:
    def plan(trip: Trip, unit: Unit, who: Person, at: tuple[int, str], sizes: set[int]) -> None:
        """Plan it."""

    given = tool_of(plan).read(
        json.dumps(
            {
                "trip": {"to": {"city": "Bonn", "tags": ["old"]}, "days": 2.0},
                "unit": "f",
                "who": {"name": "Ada", "age": 36},
                "at": [1, "b"],
                "sizes": [1, 1, 2],
            }
        )
    )
    assert given == {
        "trip": {"to": Place("Bonn", tags=["old"]), "days": 2},
        "unit": Unit.FAHRENHEIT,
        "who": Person(name="Ada", age=36),
        "at": (1, "b"),
        "sizes": {1, 2},
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('{"place": "Bonn", }', r"no valid JSON: .* at line 1, column 1\d"),
        ('{"place": "Bonn", "days": NaN}', "NaN is no JSON value at line 1, column 27"),
        ('{"place": "Bo', "unterminated string"),
        ('["Bonn"]', "it should be an object"),
        ("{}", "an object with 'place', which is missing"),
        ('{"place": 3}', "place is a whole number: 3; it should be a text"),
        ('{"place": "Bonn", "days": "two"}', "days is a text: 'two'; it should be a whole number"),
        ('{"place": "Bonn", "days": true}', "days is true or false: True"),
        ('{"place": "Bonn", "days": 2.5}', "days is a number: 2.5"),
        ('{"place": "Bonn", "unit": "k"}', "unit is a text: 'k'; it should be one of 'c', 'f'"),
        ('{"place": "Bonn", "when": 3}', "when is a whole number: 3; it should be a text or null"),
        ('{"place": "Bonn", "wind": 1}', r"without 'wind' \(known: place, days, unit, when\)"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_arguments_that_do_not_fit_are_told_with_their_place(arguments: str, words: str) -> None:
    with pytest.raises(ArgumentsError, match=words):
        tool_of(weather).read(arguments)


def test_a_place_deep_in_arguments_is_named() -> None:
    def go(trips: list[Trip], who: Person | None = None) -> None:
        """Go."""

    tool = tool_of(go)
    with pytest.raises(ArgumentsError, match=r"trips\[1\]\.to\.city is a whole number: 3"):
        tool.read({"trips": [{"to": {"city": "a"}}, {"to": {"city": 3}}]})
    with pytest.raises(ArgumentsError, match=r"who\.age is a whole number: -1"):
        tool.read({"trips": [], "who": {"name": "Ada", "age": -1}})


@pytest.mark.parametrize(
    "arguments",
    [
        {"place": "Bonn"},
        '{"place": "Bonn"}',
        '"{\\"place\\": \\"Bonn\\"}"',  # JSON in JSON
        '```json\n{"place": "Bonn"}\n```',
        ' {"place":\n"Bonn"} ',
    ],
)
def test_arguments_in_any_of_the_shapes_in_use_are_read(arguments: Any) -> None:
    assert tool_of(weather).read(arguments) == {"place": "Bonn"}


def test_no_arguments_are_none() -> None:
    def now() -> int:
        """Tell the time."""
        return 12

    for nothing in ("", "{}", "null", None, {}):
        assert tool_of(now).read(nothing) == {}


def test_calls_are_read_in_any_shape_and_have_an_id_each() -> None:
    one = {"id": "a", "function": {"name": "f", "arguments": '{"x": 1}'}}
    assert calls_of([one]) == [Call("a", "f", '{"x": 1}')]
    assert calls_of(one) == [Call("a", "f", '{"x": 1}')]
    odd = [
        {"function": {"name": "f", "arguments": {"x": 1}}},
        {"id": "a", "name": "g", "arguments": None},
        {"id": "a", "function": {"name": "h"}},
        {"id": 7, "function": None},
        "nonsense",
    ]
    assert calls_of(odd) == [
        Call("call_0", "f", '{"x": 1}'),
        Call("a", "g", ""),
        Call("call_2", "h", ""),
        Call("call_3", "", ""),
    ]
    assert calls_of(None) == []


def test_a_call_gives_what_its_function_returns() -> None:
    tools = tools_of([weather])
    made = make(Call("a", "weather", '{"place": "Köln"}'), tools)
    assert (made.error, made.value["place"]) == (None, "Köln")
    assert json.loads(made.text) == made.value


def test_an_async_function_is_awaited_in_whichever_thread_it_is_called() -> None:
    async def slow(x: int) -> int:
        """Wait."""
        await asyncio.sleep(0)
        return x + 1

    made = []
    thread = threading.Thread(
        target=lambda: made.append(make(Call("a", "slow", '{"x": 1}'), tools_of([slow])))
    )
    thread.start()
    thread.join()
    assert [one.value for one in made] == [2]


def test_what_fails_is_told_to_person_and_model() -> None:
    def broken(x: int) -> float:
        """Divide."""
        return 1 / x

    tools = tools_of([broken])
    for arguments, words in (('{"x": 0}', "ZeroDivisionError"), ('{"x": "a"}', "whole number")):
        made = make(Call("a", "broken", arguments), tools)
        assert made.error is not None
        assert words in made.error
        assert json.loads(made.text) == {"error": made.error}
    assert "did not allow" in refused().text


def test_nothing_but_what_was_handed_over_is_called() -> None:
    for name in ("eval", "exec", "__import__", "os.system", "weather.__globals__", "", "Weather"):
        made = make(Call("a", name, '{"place": "x"}'), tools_of([weather]))
        assert made.error is not None
        assert "did not hand over (weather)" in made.error


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (None, "null"),
        ({"é": (1, {2})}, '{"é": [1, [2]]}'),
        (float("nan"), '"nan"'),
        ([1.5, float("inf")], '[1.5, "inf"]'),
        (Place("Bonn"), '{"city": "Bonn", "radius": 1.5, "tags": []}'),
        (Person(name="Ada", age=1), '{"name": "Ada", "age": 1}'),
        (b"ab", "[97, 98]"),
    ],
)
def test_a_result_is_written_as_a_model_can_read_it(value: Any, text: str) -> None:
    assert result_text(value) == text


def test_a_result_that_is_long_or_holds_itself_is_cut_or_named() -> None:
    assert result_text("a" * 60_000).endswith("aa ... (10,000 more characters)")
    loop: list[Any] = []
    loop.append(loop)
    assert result_text(loop) == "[[...]]"
