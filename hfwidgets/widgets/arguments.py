"""The arguments of each task's widget, for type checkers: never imported at run time.

Written from the table of tasks by scripts/write_arguments.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from hfwidgets.client.base import ClientBase


class Options(TypedDict, total=False):
    """What every task widget takes besides."""

    client: ClientBase | None
    layout: Any
    provider: str | None
    examples: Sequence[Any] | None


class AudioClassificationArguments(Options, total=False):
    """Of `audio_classification`; None is unset."""

    audio: Any
    top_k: int | None
    function_to_apply: str | None


class AudioToAudioArguments(Options, total=False):
    """Of `audio_to_audio`; None is unset."""

    audio: Any


class AutomaticSpeechRecognitionArguments(Options, total=False):
    """Of `automatic_speech_recognition`; None is unset."""

    audio: Any
    extra_body: Any
    return_timestamps: bool | None


class ChatCompletionArguments(Options, total=False):
    """Of `chat_completion`; None is unset."""

    messages: Any
    stream: bool | None
    frequency_penalty: float | None
    logit_bias: Any
    logprobs: bool | None
    max_tokens: int | None
    n: int | None
    presence_penalty: float | None
    response_format: Any
    seed: int | None
    stop: str | Sequence[str] | None
    stream_options: Any
    temperature: float | None
    tool_choice: Any
    tool_prompt: str | None
    tools: Any
    top_logprobs: int | None
    top_p: float | None
    extra_body: Any
    system: str | None


class ConversationalArguments(Options, total=False):
    """Of `conversational`; None is unset."""

    text: str | None
    generated_responses: Sequence[str] | None
    past_user_inputs: Sequence[str] | None
    parameters: Any


class DocumentQuestionAnsweringArguments(Options, total=False):
    """Of `document_question_answering`; None is unset."""

    image: Any
    question: str | None
    doc_stride: int | None
    handle_impossible_answer: bool | None
    lang: str | None
    max_answer_len: int | None
    max_question_len: int | None
    max_seq_len: int | None
    top_k: int | None
    word_boxes: Any


class FeatureExtractionArguments(Options, total=False):
    """Of `feature_extraction`; None is unset."""

    text: Sequence[str] | str | None
    normalize: bool | None
    prompt_name: str | None
    truncate: bool | None
    truncation_direction: str | None
    dimensions: int | None
    encoding_format: str | None


class FillMaskArguments(Options, total=False):
    """Of `fill_mask`; None is unset."""

    text: str | None
    targets: str | Sequence[str] | None
    top_k: int | None


class ImageClassificationArguments(Options, total=False):
    """Of `image_classification`; None is unset."""

    image: Any
    function_to_apply: str | None
    top_k: int | None


class ImageSegmentationArguments(Options, total=False):
    """Of `image_segmentation`; None is unset."""

    image: Any
    mask_threshold: float | None
    overlap_mask_area_threshold: float | None
    subtask: str | None
    threshold: float | None


class ImageToImageArguments(Options, total=False):
    """Of `image_to_image`; None is unset."""

    image: Any
    prompt: str | None
    negative_prompt: str | None
    height: int | None
    width: int | None
    num_inference_steps: int | None
    guidance_scale: float | None
    target_size: Any
    strength: float | None
    seed: int | None


class ImageToTextArguments(Options, total=False):
    """Of `image_to_text`; None is unset."""

    image: Any


class ImageToVideoArguments(Options, total=False):
    """Of `image_to_video`; None is unset."""

    image: Any
    prompt: str | None
    negative_prompt: str | None
    num_frames: float | None
    num_inference_steps: int | None
    guidance_scale: float | None
    seed: int | None
    target_size: Any


class ObjectDetectionArguments(Options, total=False):
    """Of `object_detection`; None is unset."""

    image: Any
    threshold: float | None


class QuestionAnsweringArguments(Options, total=False):
    """Of `question_answering`; None is unset."""

    question: str | None
    context: str | None
    align_to_words: bool | None
    doc_stride: int | None
    handle_impossible_answer: bool | None
    max_answer_len: int | None
    max_question_len: int | None
    max_seq_len: int | None
    top_k: int | None


class SentenceSimilarityArguments(Options, total=False):
    """Of `sentence_similarity`; None is unset."""

    sentence: str | None
    other_sentences: Sequence[str] | None


class SummarizationArguments(Options, total=False):
    """Of `summarization`; None is unset."""

    text: str | None
    parameters: Any
    clean_up_tokenization_spaces: bool | None
    generate_parameters: Any
    truncation: str | None


class TableQuestionAnsweringArguments(Options, total=False):
    """Of `table_question_answering`; None is unset."""

    table: Any
    query: str | None
    padding: str | None
    sequential: bool | None
    truncation: bool | None


class TabularClassificationArguments(Options, total=False):
    """Of `tabular_classification`; None is unset."""

    table: Any


class TabularRegressionArguments(Options, total=False):
    """Of `tabular_regression`; None is unset."""

    table: Any


class TextClassificationArguments(Options, total=False):
    """Of `text_classification`; None is unset."""

    text: str | None
    top_k: int | None
    function_to_apply: str | None


class TextGenerationArguments(Options, total=False):
    """Of `text_generation`; None is unset."""

    prompt: str | None
    details: bool | None
    stream: bool | None
    do_sample: bool | None
    max_new_tokens: int | None
    best_of: int | None
    repetition_penalty: float | None
    return_full_text: bool | None
    seed: int | None
    stop_sequences: Sequence[str] | None
    temperature: float | None
    top_k: int | None
    top_p: float | None
    truncate: int | None
    typical_p: float | None
    watermark: bool | None
    decoder_input_details: bool | None
    adapter_id: str | None
    frequency_penalty: float | None
    grammar: Any
    top_n_tokens: int | None


class TextToImageArguments(Options, total=False):
    """Of `text_to_image`; None is unset."""

    prompt: str | None
    negative_prompt: str | None
    height: int | None
    width: int | None
    num_inference_steps: int | None
    guidance_scale: float | None
    scheduler: str | None
    extra_body: Any
    seed: int | None


class TextToSpeechArguments(Options, total=False):
    """Of `text_to_speech`; None is unset."""

    text: str | None
    do_sample: bool | None
    early_stopping: Any
    epsilon_cutoff: float | None
    eta_cutoff: float | None
    max_length: int | None
    max_new_tokens: int | None
    min_length: int | None
    min_new_tokens: int | None
    num_beam_groups: int | None
    num_beams: int | None
    penalty_alpha: float | None
    temperature: float | None
    top_k: int | None
    top_p: float | None
    typical_p: float | None
    use_cache: bool | None
    extra_body: Any


class TextToVideoArguments(Options, total=False):
    """Of `text_to_video`; None is unset."""

    prompt: str | None
    guidance_scale: float | None
    negative_prompt: str | Sequence[str] | None
    num_frames: float | None
    num_inference_steps: int | None
    seed: int | None
    extra_body: Any


class TokenClassificationArguments(Options, total=False):
    """Of `token_classification`; None is unset."""

    text: str | None
    aggregation_strategy: str | None
    ignore_labels: Sequence[str] | None
    stride: int | None


class TranslationArguments(Options, total=False):
    """Of `translation`; None is unset."""

    text: str | None
    src_lang: str | None
    tgt_lang: str | None
    clean_up_tokenization_spaces: bool | None
    generate_parameters: Any
    truncation: str | None


class VisualQuestionAnsweringArguments(Options, total=False):
    """Of `visual_question_answering`; None is unset."""

    image: Any
    question: str | None
    top_k: int | None


class ZeroShotClassificationArguments(Options, total=False):
    """Of `zero_shot_classification`; None is unset."""

    text: str | None
    labels: Sequence[str] | None
    multi_label: bool | None
    hypothesis_template: str | None


class ZeroShotImageClassificationArguments(Options, total=False):
    """Of `zero_shot_image_classification`; None is unset."""

    image: Any
    labels: Sequence[str] | None
    hypothesis_template: str | None
