"""Wrong requests get the status and the body that the hosted service gives, and do no harm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hfwidgets.sandbox import Sandbox
from tests.sandbox.conftest import NGRAM, Get, Post
from tests.waiting import PATIENCE

VADER = "/models/sandbox/vader"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"best_of": 9}, "`best_of` must be > 0 and <= 4. Given: 9"),
        ({"best_of": 0}, "`best_of` must be > 0 and <= 4. Given: 0"),
        ({"best_of": 2}, "you must use sampling when `best_of` is > 1"),
        ({"best_of": 2, "do_sample": True, "seed": 1}, "`seed` must not be set when `best_of` > 1"),
        ({"temperature": 0.0}, "`temperature` must be strictly positive"),
        ({"repetition_penalty": -1.0}, "`repetition_penalty` must be strictly positive"),
        ({"frequency_penalty": 3}, "`frequency_penalty` must be >= -2.0 and <= 2.0"),
        ({"top_k": 0}, "`top_k` must be strictly positive"),
        ({"top_p": 1.0}, "`top_p` must be > 0.0 and < 1.0"),
        ({"typical_p": 0.0}, "`typical_p` must be > 0.0 and < 1.0"),
        ({"max_new_tokens": 0}, "`max_new_tokens` must be strictly positive"),
        ({"stop": list("abcde")}, "`stop` supports up to 4 stop sequences. Given: 5"),
        ({"truncate": 0}, "`truncate` must be strictly positive and less than 8192. Given: 0"),
        ({"top_n_tokens": 6}, "`top_n_tokens` must be >= 0 and <= 5. Given: 6"),
        ({"grammar": {"type": "regex", "value": "a"}}, "grammar is not supported"),
        (
            {"max_new_tokens": 100_000},
            "`inputs` tokens + `max_new_tokens` must be <= 32768. "
            "Given: 1 `inputs` tokens and 100000 `max_new_tokens`",
        ),
    ],
)
def test_values_are_refused_by_the_servers_rules(
    post: Post, parameters: dict[str, Any], message: str
) -> None:
    response = post(NGRAM, {"inputs": "A", "parameters": parameters})
    assert response.status_code == 422
    assert response.json() == {
        "error": f"Input validation error: {message}",
        "error_type": "validation",
    }


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"best_of": 2, "do_sample": True},
            "`best_of` != 1 is not supported when streaming tokens",
        ),
        (
            {"decoder_input_details": True},
            "`decoder_input_details` == true is not supported when streaming tokens",
        ),
    ],
)
def test_what_a_stream_cannot_do_is_refused(
    post: Post, parameters: dict[str, Any], message: str
) -> None:
    response = post(NGRAM, {"inputs": "A", "stream": True, "parameters": parameters})
    assert response.status_code == 422
    assert response.json()["error"].endswith(message)


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (
            '{"inputs": 5}',
            422,
            "inputs: invalid type: integer `5`, expected a string at line 1 column 12",
        ),
        ('{"inputs": null}', 422, "inputs: invalid type: null, expected a string"),
        ('{"inputs": ["a"]}', 422, "inputs: invalid type: sequence, expected a string"),
        ("{}", 422, "missing field `inputs`"),
        ("[]", 422, "invalid type: sequence, expected struct CompatGenerateRequest"),
        ('"text"', 422, 'invalid type: string "text"'),
        ('{"inputs": "a", "parameters": null}', 422, "parameters: invalid type: null"),
        (
            '{"inputs": "a", "stream": 1}',
            422,
            "stream: invalid type: integer `1`, expected a boolean",
        ),
        (
            '{"inputs": "a", "parameters": {"top_k": "5"}}',
            422,
            'invalid type: string "5", expected i32',
        ),
        (
            '{"inputs": "a", "parameters": {"top_k": 5.5}}',
            422,
            "floating point `5.5`, expected i32",
        ),
        ('{"inputs": "a", "parameters": {"top_p": true}}', 422, "boolean `true`, expected f32"),
        ('{"inputs": "a", "parameters": {"seed": -1}}', 422, "integer `-1`, expected u64"),
        ('{"inputs": "a", "parameters": {"stop": "x"}}', 422, "expected a sequence"),
        ('{"inputs": "a", "parameters": {"stop": [1]}}', 422, "integer `1`, expected a string"),
        ('{"inputs": "a", "parameters": {"details": null}}', 422, "null, expected a boolean"),
        ('{"inputs": "a", "parameters": {"temperature": 1e999}}', 422, "expected f32"),
        ("", 400, "expecting value at line 1 column 1"),
        ("no json", 400, "expecting value"),
        ('{"inputs": NaN}', 400, "expected value, not NaN"),
        ('{"inputs": "\\ud800"}', 400, "lone surrogate"),
        ("[" * 100_000, 400, "recursion limit exceeded"),
        ('{"inputs": "a", "x": ' + "9" * 5000 + "}", 400, "number out of range"),
    ],
)
def test_types_and_syntax_are_refused_in_plain_text(
    post: Post, body: str, status: int, reason: str
) -> None:
    response = post(NGRAM, data=body.encode(), headers={"Content-Type": "application/json"})
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/plain")
    assert reason in response.text


def test_bytes_that_are_no_text_are_refused(post: Post) -> None:
    assert post(NGRAM, data=b"\xff\xfe\x00").status_code == 400
    assert post(VADER, data=b"\xff\xfe\x00").status_code == 400


def test_a_place_in_the_second_line_is_told(post: Post) -> None:
    response = post(NGRAM, data=b'{"inputs": "a",\n "parameters": {"top_k": "b"}}')
    assert response.text.endswith("at line 2 column 28")


def test_unknown_parameters_are_ignored_by_a_generation_server(post: Post) -> None:
    body = {"inputs": "A", "x": 1, "parameters": {"max_new_tokens": 1, "no_such": [1]}}
    assert post(NGRAM, body).status_code == 200


def test_a_prompt_that_is_too_long_is_refused_unless_it_is_cut(post: Post) -> None:
    body = {"inputs": "a b " * 20_000, "parameters": {"max_new_tokens": 1}}
    assert "`inputs`" in post(NGRAM, body).json()["error"]
    assert post(NGRAM, {**body, "parameters": {"max_new_tokens": 1, "truncate": 10}}).ok


def test_nulls_are_values_that_are_not_given(post: Post) -> None:
    names = ("repetition_penalty", "seed", "temperature", "top_k", "top_p", "truncate")
    parameters = dict.fromkeys((*names, "typical_p", "best_of", "max_new_tokens"))
    assert post(NGRAM, {"inputs": "A", "parameters": parameters}).status_code == 200


@pytest.mark.parametrize("path", [NGRAM, VADER])
def test_a_body_of_50_megabytes_is_refused_and_the_server_lives(
    post: Post, get: Get, path: str
) -> None:
    response = post(path, data=bytes(50_000_000))
    assert response.status_code == 413
    assert get("/health").status_code == 200


def test_a_large_body_of_unknown_length_is_refused_too(post: Post) -> None:
    response = post(NGRAM, data=(bytes(100_000) for _ in range(30)))
    assert response.status_code == 413


def test_a_generation_servers_own_route_wants_json_to_be_called_json(post: Post) -> None:
    response = post("/generate", data=json.dumps({"inputs": "a"}))
    assert (response.status_code, response.headers["Content-Type"][:10]) == (415, "text/plain")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": 5}, 422),
        ({"inputs": {"a": 1}}, 422),
        ({"inputs": ["a", 5]}, 422),
        ({"inputs": []}, 400),
        ({"inputs": "a", "parameters": 5}, 400),
        ({"inputs": "a", "parameters": {"top_k": 0}}, 400),
        ({"inputs": "a", "parameters": {"top_k": "1"}}, 400),
        ({"inputs": "a", "parameters": {"function_to_apply": "x"}}, 400),
        ({"inputs": "a", "parameters": {"no_such": 1}}, 400),
        ({"inputs": "a" * 1_000_000}, 400),
    ],
)
def test_classification_refuses_wrong_inputs_in_json(
    post: Post, body: dict[str, Any], status: int
) -> None:
    response = post(VADER, body)
    assert response.status_code == status
    assert response.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", NGRAM, 405),
        ("PUT", "/api/tasks", 405),
        ("DELETE", "/generate", 405),
        ("GET", "/generate", 405),
        ("POST", "/health", 405),
        ("GET", "/no/such/path", 404),
        ("POST", "/models/", 404),
        ("POST", "/models/%00%ff", 404),
        ("GET", "/framework/../../etc/passwd", 404),
    ],
)
def test_paths_and_methods_that_there_are_not(
    sandbox: Sandbox, session: Any, method: str, path: str, status: int
) -> None:
    response = session.request(method, sandbox.url + path, timeout=PATIENCE)
    assert response.status_code == status
    assert "Traceback" not in response.text
