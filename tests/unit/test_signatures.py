"""What a live notebook shows of the clients: real types, and no method that is none of users'."""

from __future__ import annotations

import inspect

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient

CLIENTS = [InferenceClient, AsyncInferenceClient]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("method", "returned"),
    [
        ("post", "bytes | Stream[bytes]"),
        ("chat_completion", "ChatCompletionOutput | Stream[ChatCompletionStreamOutput]"),
        (
            "text_generation",
            "str | TextGenerationResponse | Stream[str] | Stream[TextGenerationStreamResponse]",
        ),
    ],
)
def test_a_method_that_may_stream_shows_all_that_it_returns(
    client: type, method: str, returned: str
) -> None:
    assert inspect.signature(getattr(client, method)).return_annotation == returned


@pytest.mark.parametrize("client", CLIENTS)
def test_no_method_hides_what_it_returns(client: type) -> None:
    methods = inspect.getmembers(client, callable)
    hidden = [
        name
        for name, method in methods
        if not name.startswith("_") and inspect.signature(method).return_annotation == "Any"
    ]
    assert hidden == []


@pytest.mark.parametrize("client", CLIENTS)
def test_what_writes_the_docstring_is_no_method_of_users(client: type) -> None:
    assert not hasattr(client, "describe")
    assert "Access token" in (client.__doc__ or "")
