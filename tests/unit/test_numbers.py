"""Nested numbers: every way to read them gives what json and numpy give."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hfwidgets.tasks import numbers

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**30), 10**30),
    st.sampled_from([0, -0.0, 1e-45, 3.5e38, 1e300, 5e-324, 0.1]),
)
ODD = st.one_of(st.booleans(), st.none(), st.text(max_size=3), st.just({}), st.just(float("nan")))


@st.composite
def rectangles(draw: st.DrawFn) -> Any:
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))

    def fill(sizes: list[int]) -> Any:
        return [fill(sizes[1:]) for _ in range(sizes[0])] if sizes else draw(NUMBERS)

    return fill(shape)


ragged = st.recursive(st.one_of(NUMBERS, ODD), lambda inner: st.lists(inner, max_size=4))
separators = st.sampled_from([(", ", ": "), (",", ":"), (",\n ", ": "), (" , ", ": ")])


def by_the_book(body: bytes) -> Any:
    value = json.loads(body)
    if not isinstance(value, list):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.array(value, dtype=np.float32)
        except (ValueError, TypeError, OverflowError):
            return None


def same(found: Any, expected: Any) -> bool:
    if expected is None or found is None:
        return found is expected
    return bool(
        found.dtype == np.float32
        and found.shape == expected.shape
        and np.array_equal(found, expected, equal_nan=True)
        and np.array_equal(np.signbit(found), np.signbit(expected))
    )


@pytest.fixture(params=["small", "flat", "orjson"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    way: str = request.param
    if way == "orjson":
        pytest.importorskip("orjson")
    if way != "small":
        monkeypatch.setattr(numbers, "LARGE", 0)
    monkeypatch.setattr(numbers, "SHORT_ROW", 0)
    if way == "flat":
        monkeypatch.setattr(numbers, "_fastest_decoder", lambda: None)
    return way


@pytest.mark.usefixtures("way")
@settings(max_examples=300, deadline=None)
@example([[1, 2], [3, [4]]], (",", ":"))
@example([[1, [2]], [3]], (",", ":"))
@example([[[1], [2]], [[3, 4]]], (",", ":"))
@example([[1], 2], (",", ":"))
@example([[], []], (",", ":"))
@example([[[]]], (",", ":"))
@example([[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 0], [1, 2]]], (", ", ": "))
@given(st.one_of(rectangles(), ragged), separators)
def test_any_nesting_is_what_json_and_numpy_make_of_it(value: Any, marks: tuple[str, str]) -> None:
    body = json.dumps(value, separators=marks).encode()
    assert same(numbers.array_of(body), by_the_book(body)), body


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"]",
        b"[1,2",
        b"[1,,2]",
        b"[1 2]",
        b"[1,2]]",
        b"[1,2],[3,4]",
        b"[[1,2]],[[3,4]]",
        b"[[[1]]],[[[2]]]",
        b"[[[1]],[[2]]",
        b"[[1][2]]",
        b"[[1,2],]",
        b"[[1,2][3,4]]",
        b"[1,2]x",
        b"[-]",
        b"[1e]",
        b"x",
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_what_is_no_json_is_none(body: bytes) -> None:
    assert numbers.array_of(body) is None


@pytest.mark.usefixtures("way")
@settings(max_examples=300, deadline=None)
@given(st.text("[]0123456789.,-e \n", max_size=30))
def test_any_text_is_none_or_an_array(text: str) -> None:
    found = numbers.array_of(text.encode())
    assert found is None or found.dtype == np.float32


def test_a_large_array_takes_the_flat_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "_fastest_decoder", lambda: None)
    monkeypatch.setattr(numbers.json, "loads", None)
    values = np.arange(24_000, dtype=np.float32).reshape(1, 40, 600) / 7
    body = json.dumps(values.tolist()).encode()
    found = numbers.array_of(body)
    assert found is not None
    assert same(found, values)
