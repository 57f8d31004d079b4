"""What type checkers see of the clients: never executed, checked by mypy and pyright.

The ignored lines are errors on purpose: an ignore that is not needed is an error too.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from collections.abc import AsyncIterator, Iterator

from typing_extensions import assert_type

from hfwidgets import (
    AsyncInferenceClient,
    AudioToAudioOutput,
    ChatCompletionOutput,
    ChatCompletionStreamOutput,
    ClassificationOutput,
    InferenceClient,
    Stream,
    TextGenerationResponse,
    TextGenerationStreamResponse,
)

Anything = str | TextGenerationResponse | Stream[str] | Stream[TextGenerationStreamResponse]


def blocking(client: InferenceClient, flag: bool) -> None:
    assert_type(client.text_generation("x"), str)
    assert_type(client.text_generation("x", details=False, stream=False), str)
    assert_type(client.text_generation("x", details=True), TextGenerationResponse)
    assert_type(client.text_generation("x", stream=True), Stream[str])
    assert_type(
        client.text_generation("x", details=True, stream=True),
        Stream[TextGenerationStreamResponse],
    )
    assert_type(client.text_generation("x", details=flag, stream=flag), Anything)
    assert_type(client.text_generation("x", model="m", top_p=0.5, stop_sequences=["."]), str)
    assert_type(client.text_generation("x", stop=["."], details=None, stream=None), str)
    assert_type(client.text_classification("x", model="m"), list[ClassificationOutput])
    assert_type(client.text_classification("x")[0]["score"], float)
    assert_type(client.post(json={"inputs": "x"}), bytes)
    assert_type(client.post(data=b"x", model="m", task="fill-mask"), bytes)
    assert_type(client.post(data="path", stream=True), Stream[bytes])
    assert_type(client.post(stream=flag), bytes | Stream[bytes])
    chats = client.chat.completions
    assert_type(chats.create([]), ChatCompletionOutput)
    assert_type(chats.create([], stream=True), Stream[ChatCompletionStreamOutput])
    assert_type(client.text_to_video("x"), bytes)
    assert_type(client.audio_to_audio(b"x"), list[AudioToAudioOutput])
    assert_type(client.provider, str | None)
    assert_type(client.close(), None)


def reading(client: InferenceClient) -> Iterator[str]:
    for token in client.text_generation("x", stream=True):
        assert_type(token, str)
        yield token
    with client as same, same.text_generation("x", details=True, stream=True) as stream:
        assert_type(next(stream).token.text, str)
        assert_type([one.generated_text for one in stream], list[str | None])


async def awaiting(client: AsyncInferenceClient, flag: bool) -> None:
    assert_type(await client.text_generation("x"), str)
    assert_type(await client.text_generation("x", details=False, stream=False), str)
    assert_type(await client.text_generation("x", details=True), TextGenerationResponse)
    assert_type(await client.text_generation("x", stream=True), Stream[str])
    assert_type(
        await client.text_generation("x", details=True, stream=True),
        Stream[TextGenerationStreamResponse],
    )
    assert_type(await client.text_generation("x", details=flag, stream=flag), Anything)
    assert_type(await client.text_classification("x", model="m"), list[ClassificationOutput])
    assert_type(await client.post(json={"inputs": "x"}), bytes)
    assert_type(await client.post(data=b"x", stream=True), Stream[bytes])
    assert_type(await client.post(stream=flag), bytes | Stream[bytes])
    chats = client.chat.completions
    assert_type(await chats.create([]), ChatCompletionOutput)
    assert_type(await chats.create([], stream=True), Stream[ChatCompletionStreamOutput])
    assert_type(await client.image_to_video(b"x"), bytes)
    assert_type(await client.close(), None)


async def reading_async(client: AsyncInferenceClient) -> AsyncIterator[str]:
    async for token in await client.text_generation("x", stream=True):
        assert_type(token, str)
        yield token
    async with client as same, await same.text_generation("x", stream=True) as stream:
        assert_type([one async for one in stream], list[str])


def wrong(client: InferenceClient) -> None:
    client.text_generation("x", top_pp=1)  # type: ignore[call-overload]
    client.text_generation("x", True)  # type: ignore[call-overload]
    client.text_generation("x", temperature="hot")  # type: ignore[call-overload]
    client.text_generation()  # type: ignore[call-overload]
    client.text_classification("x", labels=[])  # type: ignore[call-arg]
    client.text_classification(5)  # type: ignore[arg-type]
    client.post({"inputs": "x"})  # type: ignore[call-overload]
    InferenceClient(endpoints="x")  # type: ignore[call-arg]
    InferenceClient(dialect="tgi")  # type: ignore[arg-type]
    InferenceClient(provider=3)  # type: ignore[arg-type]
    InferenceClient("m", "t", None, None, None, "groq")  # type: ignore[call-arg]
    client.chat.completions.create("x")  # type: ignore[call-overload]


async def not_awaited(client: AsyncInferenceClient) -> str:
    client.text_generation("x")  # type: ignore[unused-coroutine]
    async for _ in client.text_generation("x", stream=True):  # type: ignore[attr-defined]
        pass
    return client.text_generation("x")  # type: ignore[return-value]
