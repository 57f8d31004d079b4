"""Tables are pandas' where pandas is installed, and plain columns where it is not."""

from __future__ import annotations

import sys

import pytest

from hfwidgets.frames import frame_of

COLUMNS = {"label": ["cat", "dog"], "score": [0.9, None]}


def test_columns_become_a_data_frame() -> None:
    pandas = pytest.importorskip("pandas")
    frame = frame_of(COLUMNS)
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["label", "score"]
    assert frame["label"].tolist() == ["cat", "dog"]


def test_columns_stay_as_they_are_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert frame_of(COLUMNS) is COLUMNS
