"""What type checkers see of each task: never executed, checked by mypy and pyright."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image
from typing_extensions import assert_type

from hfwidgets import (
    AsyncInferenceClient,
    ChatCompletionOutput,
    ChatCompletionStreamOutput,
    ClassificationOutput,
    ConversationalOutput,
    DocumentQuestionAnsweringOutput,
    FillMaskOutput,
    ImageSegmentationOutput,
    InferenceClient,
    ModelStatus,
    ObjectDetectionOutput,
    QuestionAnsweringOutput,
    Stream,
    TableQuestionAnsweringOutput,
    TokenClassificationOutput,
    VisualQuestionAnsweringOutput,
)
from hfwidgets.tasks.outputs import Transcript

Media = bytes | str | Path | Image | NDArray[np.uint8]


def blocking(client: InferenceClient, media: Media) -> None:
    assert_type(client.audio_classification(media), list[ClassificationOutput])
    assert_type(client.automatic_speech_recognition(media), Transcript)
    assert_type(client.chat_completion([{"role": "user", "content": "x"}]), ChatCompletionOutput)
    assert_type(
        client.chat_completion([{"role": "user", "content": "x"}], stream=True),
        Stream[ChatCompletionStreamOutput],
    )
    assert_type(
        client.conversational("x", ["a"], ["b"], parameters={"top_k": 1}), ConversationalOutput
    )
    assert_type(
        client.document_question_answering(media, "x"), list[DocumentQuestionAnsweringOutput]
    )
    assert_type(client.feature_extraction("x"), NDArray[np.float32])
    assert_type(client.feature_extraction(["x", "y"]), NDArray[np.float32])
    assert_type(client.fill_mask("x"), list[FillMaskOutput])
    assert_type(client.get_model_status("x"), ModelStatus)
    assert_type(client.image_classification(media), list[ClassificationOutput])
    assert_type(client.image_segmentation(media), list[ImageSegmentationOutput])
    assert_type(client.image_to_image(media, "x", height=64, strength=0.5), Image)
    assert_type(client.image_to_text(media), str)
    assert_type(client.list_deployed_models(), dict[str, list[str]])
    assert_type(client.list_deployed_models(["x"]), dict[str, list[str]])
    assert_type(client.object_detection(media), list[ObjectDetectionOutput])
    assert_type(client.question_answering("x", "y"), QuestionAnsweringOutput)
    assert_type(client.sentence_similarity("x", ["y"]), list[float])
    assert_type(client.summarization("x", parameters={"max_length": 5}), str)
    assert_type(client.table_question_answering({"a": ["1"]}, "x"), TableQuestionAnsweringOutput)
    assert_type(client.tabular_classification({"a": ["1"]}, model="m"), list[Any])
    assert_type(client.tabular_regression({"a": ["1"]}, model=None), list[float])
    assert_type(client.text_classification("x"), list[ClassificationOutput])
    assert_type(client.text_to_image("x", width=64, seed=5), Image)
    assert_type(client.text_to_speech("x"), bytes)
    assert_type(client.token_classification("x"), list[TokenClassificationOutput])
    assert_type(client.translation("x", src_lang="en", tgt_lang="fr"), str)
    assert_type(client.visual_question_answering(media, "x"), list[VisualQuestionAnsweringOutput])
    assert_type(
        client.zero_shot_classification("x", ["a", "b"], multi_label=True),
        list[ClassificationOutput],
    )
    assert_type(
        client.zero_shot_image_classification(media, ["a", "b"]), list[ClassificationOutput]
    )
    assert_type(client.map("fill-mask", ["x"]), list[Any])
    assert_type(client.get_recommended_model("x"), str)
    assert_type(InferenceClient.get_recommended_model(task="x"), str)


async def awaiting(client: AsyncInferenceClient, media: Media) -> None:
    assert_type(await client.audio_classification(media), list[ClassificationOutput])
    assert_type(await client.automatic_speech_recognition(media), Transcript)
    assert_type(
        await client.chat_completion([{"role": "user", "content": "x"}]), ChatCompletionOutput
    )
    assert_type(
        await client.chat_completion([{"role": "user", "content": "x"}], stream=True),
        Stream[ChatCompletionStreamOutput],
    )
    assert_type(
        await client.conversational("x", ["a"], ["b"], parameters={"top_k": 1}),
        ConversationalOutput,
    )
    assert_type(
        await client.document_question_answering(media, "x"), list[DocumentQuestionAnsweringOutput]
    )
    assert_type(await client.feature_extraction("x"), NDArray[np.float32])
    assert_type(await client.feature_extraction(["x", "y"]), NDArray[np.float32])
    assert_type(await client.fill_mask("x"), list[FillMaskOutput])
    assert_type(await client.get_model_status("x"), ModelStatus)
    assert_type(await client.image_classification(media), list[ClassificationOutput])
    assert_type(await client.image_segmentation(media), list[ImageSegmentationOutput])
    assert_type(await client.image_to_image(media, "x", height=64, strength=0.5), Image)
    assert_type(await client.image_to_text(media), str)
    assert_type(await client.list_deployed_models(), dict[str, list[str]])
    assert_type(await client.list_deployed_models(["x"]), dict[str, list[str]])
    assert_type(await client.object_detection(media), list[ObjectDetectionOutput])
    assert_type(await client.question_answering("x", "y"), QuestionAnsweringOutput)
    assert_type(await client.sentence_similarity("x", ["y"]), list[float])
    assert_type(await client.summarization("x", parameters={"max_length": 5}), str)
    assert_type(
        await client.table_question_answering({"a": ["1"]}, "x"), TableQuestionAnsweringOutput
    )
    assert_type(await client.tabular_classification({"a": ["1"]}, model="m"), list[Any])
    assert_type(await client.tabular_regression({"a": ["1"]}, model=None), list[float])
    assert_type(await client.text_classification("x"), list[ClassificationOutput])
    assert_type(await client.text_to_image("x", width=64, seed=5), Image)
    assert_type(await client.text_to_speech("x"), bytes)
    assert_type(await client.token_classification("x"), list[TokenClassificationOutput])
    assert_type(await client.translation("x", src_lang="en", tgt_lang="fr"), str)
    assert_type(
        await client.visual_question_answering(media, "x"), list[VisualQuestionAnsweringOutput]
    )
    assert_type(
        await client.zero_shot_classification("x", ["a", "b"], multi_label=True),
        list[ClassificationOutput],
    )
    assert_type(
        await client.zero_shot_image_classification(media, ["a", "b"]), list[ClassificationOutput]
    )
    assert_type(await client.map("fill-mask", ["x"]), list[Any])
    assert_type(AsyncInferenceClient.get_recommended_model(task="x"), str)
    assert_type([one async for one in client.imap("fill-mask", ["x"])], list[Any])


def using(client: InferenceClient, media: Media) -> None:
    assert_type(client.object_detection(media)[0]["box"]["xmin"], int)
    assert_type(client.image_segmentation(media)[0]["mask"], Image | None)
    assert_type(client.question_answering("x", "y")["answer"], str)
    assert_type(client.get_model_status("x").loaded, bool)
    answer = client.chat_completion([{"role": "user", "content": "x"}])
    assert_type(answer.choices[0].message.content, str | None)
    for piece in client.chat_completion([{"role": "user", "content": "x"}], stream=True):
        assert_type(piece.choices[0].delta.content, str | None)
    assert_type(list(client.imap("fill-mask", ["x"])), list[Any])


def wrong(client: InferenceClient) -> None:
    client.fill_mask("x", topk=5)  # type: ignore[call-arg]
    client.fill_mask()  # type: ignore[call-arg]
    client.translation("x", "en", "fr")  # type: ignore[call-arg]
    client.zero_shot_classification("x", "a,b")  # type: ignore[call-overload]
    client.tabular_classification({"a": ["1"]})  # type: ignore[call-arg]
    client.sentence_similarity("x", "y")  # type: ignore[arg-type]
    client.text_to_image("x", width="wide")  # type: ignore[arg-type]
    client.chat_completion([], temperature="hot")  # type: ignore[call-overload]
    client.map("fill-mask", ["x"], on_error="ignore")  # type: ignore[arg-type]
    client.get_model_status(5)  # type: ignore[arg-type]


async def not_awaited(client: AsyncInferenceClient) -> str:
    client.fill_mask("x")  # type: ignore[unused-coroutine]
    return client.summarization("x")  # type: ignore[return-value]


def todays_names(client: InferenceClient) -> None:
    assert_type(client.question_answering("x", "y", top_k=None), QuestionAnsweringOutput)
    assert_type(
        client.question_answering("x", "y", top_k=3),
        QuestionAnsweringOutput | list[QuestionAnsweringOutput],
    )
    assert_type(
        client.zero_shot_classification("x", candidate_labels=["a", "b"]),
        list[ClassificationOutput],
    )
    client.zero_shot_classification("x", ["a"], candidate_labels=["b"])  # type: ignore[call-overload]
    assert_type(client.get_endpoint_info(), dict[str, Any])
    assert_type(client.health_check("http://localhost"), bool)
