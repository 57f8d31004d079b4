"""Tasks that turn a text into another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import an_object, ask, given, text_in
from hfwidgets.tasks.chat import chat_completion
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import Flag, Model, Object, Parameters, Text, Texts
from hfwidgets.tasks.outputs import ConversationalOutput
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def summarization(
    config: Config,
    text: Text,
    *,
    parameters: Parameters = None,
    model: Model = None,
    clean_up_tokenization_spaces: Flag = None,
    generate_parameters: Object = None,
    truncation: str | None = None,
) -> Flow[str]:
    """Make a text shorter.

    Args:
        text: Text to shorten.
        parameters: Further parameters of the model, such as `{"max_length": 60}`.
        model: Model id, or address of a server. Empty: the recommended model.
        clean_up_tokenization_spaces: Whether spaces before punctuation are removed.
        generate_parameters: Parameters of the generation, such as `{"max_new_tokens": 60}`.
        truncation: What is cut of a text that is too long: "do_not_truncate", "longest_first",
            "only_first" or "only_second".

    Returns:
        The summary.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.summarization("The Eiffel tower ...")
        'The Eiffel tower is one of the most famous landmarks in the world.'
    """
    further = given(
        clean_up_tokenization_spaces=clean_up_tokenization_spaces,
        generate_parameters=generate_parameters,
        truncation=truncation,
    )
    if further is not None:
        parameters = {**(parameters or {}), **further}
    response = yield from ask(config, "summarization", model, text, parameters)
    return text_in(response, "summary_text")


def _languages(values: Mapping[str, Any]) -> dict[str, str]:
    languages = {name: values.get(name) for name in ("src_lang", "tgt_lang")}
    given = [one for one in languages.values() if one is not None]
    return {
        name: f"{name} is not given, and the other language is {given[0]!r}; give both or neither"
        for name, value in languages.items()
        if value is None and given
    }


@checks(_languages)
def translation(
    config: Config,
    text: Text,
    *,
    model: Model = None,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
    clean_up_tokenization_spaces: Flag = None,
    generate_parameters: Object = None,
    truncation: str | None = None,
) -> Flow[str]:
    """Translate a text.

    Args:
        text: Text to translate.
        model: Model id, or address of a server. Empty: the recommended model.
        src_lang: Language of the text, as the model names it; only with `tgt_lang`.
        tgt_lang: Language to translate to, as the model names it; only with `src_lang`.
        clean_up_tokenization_spaces: Whether spaces before punctuation are removed.
        generate_parameters: Parameters of the generation, such as `{"max_new_tokens": 60}`.
        truncation: What is cut of a text that is too long: "do_not_truncate", "longest_first",
            "only_first" or "only_second".

    Returns:
        The translation.

    Raises:
        ParameterError: One language without the other (a `ValueError`; nothing was sent).
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.translation("My name is Sarah", model="Helsinki-NLP/opus-mt-en-fr")
        "Mon nom est Sarah"
    """
    parameters = given(
        src_lang=src_lang or None,
        tgt_lang=tgt_lang or None,
        clean_up_tokenization_spaces=clean_up_tokenization_spaces,
        generate_parameters=generate_parameters,
        truncation=truncation,
    )
    response = yield from ask(config, "translation", model, text, parameters)
    return text_in(response, "translation_text")


@checks()
def conversational(
    config: Config,
    text: Text,
    generated_responses: Texts = None,
    past_user_inputs: Texts = None,
    *,
    parameters: Parameters = None,
    model: Model = None,
) -> Flow[ConversationalOutput]:
    """Answer in a conversation.

    Today's service has no such task: there the call becomes a chat completion.

    Args:
        text: What the person says now.
        generated_responses: The model's answers so far, oldest first.
        past_user_inputs: What the person said before each of them.
        parameters: Further parameters of the model.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        The next answer, and the conversation with it.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> output = client.conversational("Hi, who are you?")
        >>> output["generated_text"]
        'I am the one who knocks.'
        >>> client.conversational(
        ...     "Wow, that's scary!",
        ...     generated_responses=output["conversation"]["generated_responses"],
        ...     past_user_inputs=output["conversation"]["past_user_inputs"],
        ... )
    """
    answers, inputs = list(generated_responses or []), list(past_user_inputs or [])
    if not config.dialect.has_conversations:
        return (yield from _chatted(config, text, answers, inputs, parameters, model))
    asked: dict[str, Any] = {"text": text}
    if generated_responses is not None:
        asked["generated_responses"] = answers
    if past_user_inputs is not None:
        asked["past_user_inputs"] = inputs
    response = yield from ask(config, "conversational", model, asked, parameters)
    answer: ConversationalOutput = an_object(response, "generated_text", "conversation")
    return answer


def _chatted(
    config: Config,
    text: str,
    answers: list[str],
    inputs: list[str],
    parameters: dict[str, Any] | None,
    model: str | None,
) -> Flow[ConversationalOutput]:
    messages: list[dict[str, Any]] = []
    for position in range(max(len(answers), len(inputs))):
        if position < len(inputs):
            messages.append({"role": "user", "content": inputs[position]})
        if position < len(answers):
            messages.append({"role": "assistant", "content": answers[position]})
    messages.append({"role": "user", "content": text})
    renamed = {"max_length": "max_tokens", "max_new_tokens": "max_tokens"}
    extra = {renamed.get(name, name): value for name, value in (parameters or {}).items()}
    answer = yield from chat_completion(config, messages, model=model, extra_body=extra)
    said = answer.choices[0].message.text
    return {
        "generated_text": said,
        "conversation": {
            "generated_responses": [*answers, said],
            "past_user_inputs": [*inputs, text],
        },
        "warnings": [],
    }
