"""Inputs as people have them: values of numpy and pandas, files at their end, pipes, nothing."""

from __future__ import annotations

import base64
import io
import os
import re
import threading
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hfwidgets import errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.task_cases import LABELS, MASK, PICTURE

ASKED = [{"role": "user", "content": "Hi"}]


def sent(
    either: Blocking, server: ScriptedServer, answer: Any, method: str, *args: Any, **more: Any
) -> Any:
    """Call a method and return the JSON that it sent."""
    server.play(answer if isinstance(answer, Reply) else Reply.of_json(answer))
    either.call(either.client(endpoint=server.url), method, *args, **more)
    return server.asked[0].json


def refused(either: Blocking, server: ScriptedServer, method: str, *args: Any, **k: Any) -> Any:
    """Call a method and return the error of its parameters; nothing is sent."""
    server.play(Reply.of_json([]))
    with pytest.raises(errors.ParameterError) as caught:
        either.call(either.client(endpoint=server.url), method, *args, **k)
    assert not server.asked
    return caught.value


PNG = base64.b64decode(MASK) if isinstance(MASK, str) else MASK


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("seed", np.int64(3), 3),
        ("guidance_scale", np.float32(7.1), 7.1),
        ("height", np.array(512), 512),
        ("width", np.uint16(64), 64),
        ("guidance_scale", Decimal("7.5"), 7.5),
        ("scheduler", np.str_("ddim"), "ddim"),
    ],
)
def test_numbers_of_numpy_travel_as_numbers(
    either: Blocking, server: ScriptedServer, name: str, value: Any, number: Any
) -> None:
    reply = Reply([PNG], 200, {"Content-Type": "image/png"}, "length")
    body = sent(either, server, reply, "text_to_image", "x", **{name: value})
    assert body["parameters"] == {name: number}


def test_numbers_of_numpy_pass_the_checks(either: Blocking, server: ScriptedServer) -> None:
    given = {"temperature": np.float32(0.7), "seed": np.int64(1), "do_sample": np.True_}
    given |= {"top_k": np.float64(5), "max_new_tokens": np.float32(9)}
    answer = [{"generated_text": "x"}]
    body = sent(either, server, answer, "text_generation", "x", **given)["parameters"]
    assert {name: body[name] for name in given} == {
        "temperature": 0.7, "seed": 1, "do_sample": True, "top_k": 5, "max_new_tokens": 9
    }  # fmt: skip
    chat = {"choices": [{"message": {}}]}
    body = sent(
        either, server, chat, "chat_completion", ASKED, logit_bias={np.int64(5): np.int8(1)}
    )
    assert body["logit_bias"] == {"5": 1}


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (pd.Series([1.5, float("nan")]), [1.5, None]),
        (np.array([1, 2], dtype=np.int16), [1, 2]),
        (np.array([0.1, 7.4], dtype=np.float32), [0.1, 7.4]),
        ([np.float32(0.1), pd.NA, None], [0.1, None, None]),
        (pd.Series([1, None], dtype="Int64"), [1, None]),
        (pd.Series(["a", None], dtype="category"), ["a", None]),
        (pd.to_datetime(["2020-01-02", None]), ["2020-01-02T00:00:00", None]),
        (np.array(["2020-01-02", "NaT"], dtype="datetime64[s]"), ["2020-01-02T00:00:00", None]),
        ([Decimal("1.10"), Decimal("NaN")], [1.1, None]),
        ([date(2020, 1, 2), datetime(2020, 1, 2, tzinfo=timezone.utc)],
         ["2020-01-02", "2020-01-02T00:00:00+00:00"]),
        (range(2), [0, 1]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [dict, pd.DataFrame])
def test_a_table_holds_what_data_frames_hold(
    either: Blocking, server: ScriptedServer, column: Any, cells: Any, kind: Any
) -> None:
    table = kind({"x": column, np.int64(7): column})
    body = sent(either, server, [1], "tabular_regression", table, model="m")
    assert body["table"] == {"x": cells, "7": cells}


@pytest.mark.parametrize(
    ("method", "args", "name", "words"),
    [
        ("text_classification", (b"abc",), "text", "decode"),
        ("text_to_image", (bytearray(b"abc"),), "prompt", "decode"),
        ("question_answering", ("x", b"abc"), "context", "decode"),
        ("tabular_regression", ({"x": [1, float("inf")]},), "table", r"table\['x'\]\[1\] is inf"),
        ("tabular_regression", ({"x": [object()]},), "table", r"table\['x'\]\[0\] is <object"),
        ("tabular_regression", (pd.DataFrame([[1]], columns=[("a", "b")]),), "table", "key"),
        ("text_classification", (float("nan"),), "text", "text is nan"),
        ("feature_extraction", ([pd.NA, "x"],), "text", r"text\[0\] is <NA>"),
    ],
)
def test_what_json_has_not_is_refused_by_its_name(
    either: Blocking, server: ScriptedServer, method: str, args: Any, name: str, words: str
) -> None:
    error = refused(either, server, method, *args, **({"model": "m"} if "tab" in method else {}))
    assert list(error.problems) == [name]
    assert re.search(words, str(error))


@pytest.mark.parametrize("value", [float("nan"), pd.NA, np.datetime64("NaT")])
def test_a_parameter_that_is_missing_is_refused_by_its_name(
    either: Blocking, server: ScriptedServer, value: Any
) -> None:
    error = refused(either, server, "text_to_image", "x", guidance_scale=value)
    assert list(error.problems) == ["guidance_scale"]


def test_what_holds_itself_is_refused(either: Blocking, server: ScriptedServer) -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert "holds itself" in str(refused(either, server, "feature_extraction", loop))


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["a", "b"]),
        pd.Series(["a", "b"]),
        pd.Index(["a", "b"]),
        {"a": 1, "b": 2}.keys(),
        pd.Series(["a", "b"], dtype="category"),
        ("a", "b"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("method", ["zero_shot_classification", "zero_shot_image_classification"])
def test_labels_come_in_any_list(
    either: Blocking, server: ScriptedServer, method: str, labels: Any
) -> None:
    what = PICTURE if "image" in method else "x"
    body = sent(either, server, LABELS, method, what, labels)
    assert body["parameters"]["candidate_labels"] == "a,b"


def test_a_set_of_labels_is_taken(either: Blocking, server: ScriptedServer) -> None:
    body = sent(either, server, LABELS, "zero_shot_classification", "x", {"a", "b"})
    assert set(body["parameters"]["candidate_labels"].split(",")) == {"a", "b"}


@pytest.mark.parametrize(
    ("method", "args", "name"),
    [
        ("sentence_similarity", ("x", "abc"), "other_sentences"),
        ("conversational", ("x", "abc", ["y"]), "generated_responses"),
        ("conversational", ("x", ["y"], "abc"), "past_user_inputs"),
    ],
)
def test_one_text_is_not_taken_for_its_letters(
    either: Blocking, server: ScriptedServer, method: str, args: Any, name: str
) -> None:
    assert list(refused(either, server, method, *args).problems) == [name]


@pytest.mark.parametrize("change", ["lines", "no padding", "other letters", "address"])
def test_masks_come_in_any_base64(either: Blocking, server: ScriptedServer, change: str) -> None:
    text = base64.b64encode(PNG).decode()
    text = {
        "lines": "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + "\n",
        "no padding": text.rstrip("="),
        "other letters": text.replace("+", "-").replace("/", "_"),
        "address": f"data:image/png;base64,{text}",
    }[change]
    server.play(Reply.of_json([{"mask": text, "score": None}]))
    client = either.client(endpoint=server.url)
    (found,) = either.call(client, "image_segmentation", PICTURE)
    assert found["mask"].size
    assert "label" not in found


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("object_detection", [{"box": {"xmin": 0, "ymin": 0, "xmax": 1, "ymax": 1}}]),
        ("image_classification", [{"label": "cat"}]),
        ("audio_classification", [{"score": 0.5}]),
    ],
)
def test_what_a_model_leaves_out_may_be_missing(
    either: Blocking, server: ScriptedServer, method: str, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    assert either.call(either.client(endpoint=server.url), method, b"x") == answer


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("object_detection", [{"label": "a", "score": 0.9}, {"box": {"xmin": 0}}, {}]),
        ("image_classification", [{"label": "cat", "score": 0.5}, {}]),
        ("token_classification", [{"start": 0}, {"word": "Ada", "score": 1.0}]),
    ],
)
def test_an_odd_one_among_others_may_have_none_of_the_keys(
    either: Blocking, server: ScriptedServer, method: str, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    what = "x" if method.startswith("token") else b"x"
    assert either.call(either.client(endpoint=server.url), method, what) == answer


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("object_detection", [{"label": "a"}]),
        ("object_detection", [{"box": {}}, None]),
        ("image_segmentation", [{"masks": base64.b64encode(PNG * 9).decode()}]),
        ("image_classification", {"data": base64.b64encode(PNG * 9).decode()}),
    ],
)
def test_another_shape_is_an_error_that_shows_no_base64(
    either: Blocking, server: ScriptedServer, method: str, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    with pytest.raises(errors.InvalidResponseError, match="not with a list of objects") as caught:
        either.call(either.client(endpoint=server.url), method, b"x")
    assert base64.b64encode(PNG).decode()[:60] not in str(caught.value)


def test_a_file_at_its_end_is_sent_from_its_start(
    either: Blocking, server: ScriptedServer, tmp_path: Path
) -> None:
    written = io.BytesIO()
    written.write(b"picture")
    path = tmp_path / "x"
    client = either.client(endpoint=server.url)
    with path.open("w+b") as file:
        file.write(b"picture")
        for source in (written, file):
            server.play(Reply.of_json(LABELS))
            either.call(client, "image_classification", source)
            assert server.asked[0].body == b"picture"
        file.seek(3)
        either.call(client, "image_classification", file)
        assert server.asked[1].body == b"ture"


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"picture",))
    writer.start()
    yield path
    writer.join()


def test_a_named_pipe_is_read(either: Blocking, server: ScriptedServer, pipe: Path) -> None:
    server.play(Reply.of_json(LABELS))
    either.call(either.client(endpoint=server.url), "image_classification", pipe)
    assert server.asked[0].body == b"picture"


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="files without a size are Linux's")
def test_a_file_that_tells_no_size_is_read(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json(LABELS))
    either.call(either.client(endpoint=server.url), "image_classification", "/proc/version")
    assert server.asked[0].body == Path("/proc/version").read_bytes()


@pytest.mark.parametrize(
    "method", ["image_classification", "audio_classification", "image_to_image"]
)
@pytest.mark.parametrize("kind", ["bytes", "view", "file", "path", "none", "text", "spaces"])
def test_nothing_is_refused_by_name(
    either: Blocking, server: ScriptedServer, tmp_path: Path, method: str, kind: str
) -> None:
    path = tmp_path / "x"
    path.touch()
    values = {"bytes": b"", "view": memoryview(b""), "file": io.BytesIO(), "path": path}
    value = {**values, "none": None, "text": "", "spaces": " \n"}[kind]
    error = refused(either, server, method, value)
    assert list(error.problems) == ["audio" if "audio" in method else "image"]
    assert ("0 bytes" in str(error)) is (kind != "none")


@pytest.mark.parametrize(
    ("method", "args", "name"),
    [
        ("text_classification", (None,), "text"),
        ("text_to_image", (None,), "prompt"),
        ("question_answering", (None, "x"), "question"),
        ("question_answering", ("x", None), "context"),
        ("visual_question_answering", (None, "x"), "image"),
        ("table_question_answering", (None, "x"), "table"),
        ("sentence_similarity", (None, ["x"]), "sentence"),
        ("conversational", (None,), "text"),
    ],
)
def test_none_where_something_is_needed_is_refused_by_name(
    either: Blocking, server: ScriptedServer, method: str, args: Any, name: str
) -> None:
    assert list(refused(either, server, method, *args).problems) == [name]


class Upload:
    async def read(self, size: int = -1) -> bytes:
        return b"x"


def test_a_file_that_is_read_asynchronously_names_the_way_out(
    either: Blocking, server: ScriptedServer
) -> None:
    with pytest.raises(TypeError, match=r"await file\.read\(\)"):
        either.call(either.client(endpoint=server.url), "image_classification", Upload())


@pytest.mark.parametrize("token", ["", " "])
def test_an_empty_token_sends_no_header(
    either: Blocking, server: ScriptedServer, token: str
) -> None:
    server.play(Reply.of_json(LABELS))
    client = either.client(endpoint=server.url, token=token)
    either.call(client, "image_classification", b"x")
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("body", "count"),
    [("[1, null, 2]", "1 of the 3"), ("[[null, 1], [2, NaN]]", "2 of the 4"), ("[1e99]", "1 of")],
)
def test_numbers_that_are_missing_are_counted(
    either: Blocking, server: ScriptedServer, body: str, count: str
) -> None:
    server.play(Reply([body.encode()], 200, {"Content-Type": "application/json"}, "length"))
    with pytest.warns(UserWarning, match=count):
        either.call(either.client(endpoint=server.url), "feature_extraction", "x")


def test_numbers_that_are_all_there_are_no_reason_to_warn(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json([[0.0, -1.5]]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        either.call(either.client(endpoint=server.url), "feature_extraction", "x")


@pytest.mark.parametrize("numbers", [[0.5], [0.5, None], [0.5, 0.5, 0.5], []])
def test_similarities_that_do_not_fit_their_sentences_are_an_error(
    either: Blocking, server: ScriptedServer, numbers: Any
) -> None:
    server.play(Reply.of_json(numbers))
    with pytest.raises(errors.InvalidResponseError, match="a list of 2 numbers"):
        either.call(either.client(endpoint=server.url), "sentence_similarity", "x", ["y", "z"])
