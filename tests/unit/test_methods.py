"""Every public method: what it takes, that it can be awaited, and that its help tells all of it."""

from __future__ import annotations

import inspect
import pydoc
import re
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceApi, InferenceClient
from hfwidgets.tasks.outputs import ClassificationOutput
from tests.unit.test_contract import CLIENTS, methods_of, signature_of

IMAGE = (
    "* negative_prompt=None height=None width=None num_inference_steps=None guidance_scale=None "
    "model=None kwargs"
)
# As in huggingface_hub 0.20.3; `tests/differential` compares them with it.
REFERENCE = {
    "audio_classification": "audio * model=None",
    "automatic_speech_recognition": "audio * model=None",
    "conversational": (
        "text generated_responses=None past_user_inputs=None * parameters=None model=None"
    ),
    "document_question_answering": "image question * model=None",
    "feature_extraction": "text * model=None",
    "fill_mask": "text * model=None",
    "get_endpoint_info": "* model=None",
    "get_model_status": "model=None",
    "health_check": "model=None",
    "image_classification": "image * model=None",
    "image_segmentation": "image * model=None",
    "image_to_image": f"image prompt=None {IMAGE}",
    "image_to_text": "image * model=None",
    "list_deployed_models": "frameworks=None",
    "list_served_models": "* task=None provider=None",
    "object_detection": "image * model=None",
    "question_answering": "question context * model=None",
    "sentence_similarity": "sentence other_sentences * model=None",
    "summarization": "text * parameters=None model=None",
    "table_question_answering": "table query * model=None",
    "tabular_classification": "table * model",
    "tabular_regression": "table * model",
    "text_classification": "text * model=None",
    "text_to_image": f"prompt {IMAGE}",
    "text_to_speech": "text * model=None",
    "token_classification": "text * model=None",
    "translation": "text * model=None src_lang=None tgt_lang=None",
    "visual_question_answering": "image question * model=None",
    "zero_shot_classification": "text labels * multi_label=False model=None",
    "zero_shot_image_classification": "image labels * model=None",
}
# What today's client takes besides, by keyword.
FURTHER = {
    "audio_classification": "top_k=None function_to_apply=None",
    "automatic_speech_recognition": "extra_body=None",
    "document_question_answering": (
        "doc_stride=None handle_impossible_answer=None lang=None max_answer_len=None "
        "max_question_len=None max_seq_len=None top_k=None word_boxes=None"
    ),
    "feature_extraction": (
        "normalize=None prompt_name=None truncate=None truncation_direction=None dimensions=None "
        "encoding_format=None"
    ),
    "fill_mask": "targets=None top_k=None",
    "image_classification": "function_to_apply=None top_k=None",
    "image_segmentation": (
        "mask_threshold=None overlap_mask_area_threshold=None subtask=None threshold=None"
    ),
    "image_to_image": "target_size=None",
    "object_detection": "threshold=None",
    "question_answering": (
        "align_to_words=None doc_stride=None handle_impossible_answer=None max_answer_len=None "
        "max_question_len=None max_seq_len=None top_k=None"
    ),
    "summarization": "clean_up_tokenization_spaces=None generate_parameters=None truncation=None",
    "table_question_answering": "padding=None sequential=None truncation=None",
    "text_classification": "top_k=None function_to_apply=None",
    "text_to_image": "scheduler=None seed=None extra_body=None",
    "text_to_speech": (
        "do_sample=None early_stopping=None epsilon_cutoff=None eta_cutoff=None max_length=None "
        "max_new_tokens=None min_length=None min_new_tokens=None num_beam_groups=None "
        "num_beams=None penalty_alpha=None temperature=None top_k=None top_p=None typical_p=None "
        "use_cache=None extra_body=None"
    ),
    "token_classification": "aggregation_strategy=None ignore_labels=None stride=None",
    "translation": "clean_up_tokenization_spaces=None generate_parameters=None truncation=None",
    "visual_question_answering": "top_k=None",
    "zero_shot_classification": "hypothesis_template=None candidate_labels=None",
    "zero_shot_image_classification": "hypothesis_template=None candidate_labels=None",
}
PLAIN = {"imap", "get_recommended_model", "describe"}  # not awaited, on purpose
METHODS = sorted(methods_of(InferenceClient) - {"close", "describe"})


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", REFERENCE)
def test_a_method_takes_what_the_references_does(client: type, method: str) -> None:
    told, further = signature_of(getattr(client, method)), FURTHER.get(method, "")
    named, rest, _ = REFERENCE[method].partition(" kwargs")
    assert told == " ".join(filter(None, (named, further, rest.strip())))


@pytest.mark.parametrize("method", sorted(methods_of(AsyncInferenceClient)))
def test_what_asks_a_server_can_be_awaited(method: str) -> None:
    awaited = inspect.iscoroutinefunction(getattr(AsyncInferenceClient, method))
    assert awaited == (method not in PLAIN)
    assert not inspect.iscoroutinefunction(getattr(InferenceClient, method))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", METHODS)
def test_help_tells_every_argument_result_error_and_an_example(client: type, method: str) -> None:
    function = getattr(client, method)
    text = inspect.getdoc(function) or ""
    first = text.partition("\n")[0]
    assert first.endswith((".", ":"))
    assert first[0].isupper()
    for section in ("Args:", "Returns:", "Raises:", "Example:"):
        assert f"\n{section}\n" in text, section
    told = set(re.findall(r"^    (\*{0,2}\w+): ", text.partition("\nReturns:")[0], re.MULTILINE))
    taken = {
        {one.VAR_KEYWORD: "**", one.VAR_POSITIONAL: "*"}.get(one.kind, "") + name
        for name, one in inspect.signature(function).parameters.items()
        if name != "self"
    }
    assert told == taken
    assert ">>> " in text.partition("\nExample:")[2]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", METHODS)
def test_completion_shows_a_signature_without_the_works(client: type, method: str) -> None:
    instance = client(token=False)
    signature = inspect.signature(getattr(instance, method))
    assert not {"self", "config"} & set(signature.parameters)
    shown = pydoc.plain(pydoc.render_doc(getattr(client, method)))
    assert "Flow[" not in shown
    assert "config" not in shown
    assert method in shown


def test_types_of_answers_are_plain_dicts_at_run_time() -> None:
    made = ClassificationOutput(label="x", score=0.5)
    assert type(made) is dict


def test_the_legacy_class_takes_what_the_references_does() -> None:
    positional = signature_of(InferenceApi.__init__).partition(" * ")[0]
    assert positional == "repo_id task=None token=None gpu=False"
    expected = "inputs=None params=None data=None raw_response=False"
    assert signature_of(InferenceApi.__call__) == expected


def arguments_of(method: str) -> tuple[Any, ...]:
    needed = [
        one
        for one in inspect.signature(getattr(InferenceClient, method)).parameters.values()
        if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD and one.name != "self"
    ]
    return ("x",) * len(needed)


@pytest.mark.parametrize("method", sorted(REFERENCE))
def test_a_wrong_keyword_is_a_type_error_at_the_call(method: str) -> None:
    if "kwargs" in REFERENCE[method]:
        return
    client = InferenceClient("m", token=False, endpoint="http://127.0.0.1:9")
    with pytest.raises(TypeError, match="no_such_keyword"):
        getattr(client, method)(*arguments_of(method), no_such_keyword=1)
