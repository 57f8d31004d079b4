"""Tasks that listen to a sound, and the one that speaks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from hfwidgets.tasks.calls import an_object, ask, ask_raw, file_in, given, objects
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Amount,
    Audio,
    Best,
    EarlyStopping,
    Flag,
    MaxNewTokens,
    Model,
    Object,
    Share,
    Size,
    Text,
    UpTo,
)
from hfwidgets.tasks.outputs import AudioToAudioOutput, ClassificationOutput, Transcript
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def audio_classification(
    config: Config,
    audio: Audio,
    *,
    model: Model = None,
    top_k: Best = None,
    function_to_apply: str | None = None,
) -> Flow[list[ClassificationOutput]]:
    """Say what a sound is.

    Args:
        audio: Bytes, path, http address, opened file, or array of samples in [-1, 1] at 16 kHz.
        model: Model id, or address of a server. Empty: the recommended model.
        top_k: How many of the best to return.
        function_to_apply: What turns scores into probabilities: "softmax", "sigmoid" or "none".

    Returns:
        Labels with scores in [0, 1], best first.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.audio_classification("audio.flac")
        [{'score': 0.50, 'label': 'hap'}, {'score': 0.36, 'label': 'ang'}]
    """
    parameters = given(top_k=top_k, function_to_apply=function_to_apply)
    response = yield from ask_raw(config, "audio-classification", model, audio, parameters)
    return objects(response, "label", "score")


@checks()
def audio_to_audio(
    config: Config, audio: Audio, *, model: Model = None
) -> Flow[list[AudioToAudioOutput]]:
    """Make other sounds of a sound: clean speech, or one sound for each source in it.

    Args:
        audio: Bytes, path, http address, opened file, or array of samples in [-1, 1] at 16 kHz.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        Sounds: label, `content-type`, and `blob`: the bytes of a sound file.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: No list of sounds.

    Example:
        >>> for sound in client.audio_to_audio("audio.flac"):
        ...     Path(f"{sound['label']}.flac").write_bytes(sound["blob"])
    """
    response = yield from ask_raw(config, "audio-to-audio", model, audio)
    found = objects(response, "blob")
    try:
        for one in found:
            one["blob"] = base64.b64decode(one["blob"], validate=True)
        return found
    except (ValueError, TypeError):
        raise wrong_shape("sounds in base64", response.body, response) from None


@checks()
def automatic_speech_recognition(
    config: Config, audio: Audio, *, model: Model = None, extra_body: Object = None
) -> Flow[Transcript]:
    """Write down what is said.

    Args:
        audio: Bytes, path, http address, opened file, or array of samples in [-1, 1] at 16 kHz.
        model: Model id, or address of a server. Empty: the recommended model.
        extra_body: Further parameters, of the model or of its provider, such as
            `{"language": "en"}`; `{"return_timestamps": True}` asks for times.

    Returns:
        The text; its attribute `chunks` has parts with their times, where the server tells them.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.automatic_speech_recognition("hello_world.flac")
        'hello world'
    """
    parameters = given(extra_body)
    task = "automatic-speech-recognition"
    response = yield from ask_raw(config, task, model, audio, parameters)
    answer = an_object(response, "text")
    if not isinstance(answer["text"], str):
        raise wrong_shape("a text as 'text'", response.body, response)
    said, chunks = Transcript(answer["text"]), answer.get("chunks")
    said.chunks = tuple(chunks) if isinstance(chunks, list) else ()
    return said


@checks()
def text_to_speech(
    config: Config,
    text: Text,
    *,
    model: Model = None,
    do_sample: Flag = None,
    early_stopping: EarlyStopping = None,
    epsilon_cutoff: Share = None,
    eta_cutoff: Share = None,
    max_length: Size = None,
    max_new_tokens: MaxNewTokens = None,
    min_length: UpTo = None,
    min_new_tokens: UpTo = None,
    num_beam_groups: Size = None,
    num_beams: Size = None,
    penalty_alpha: Amount = None,
    temperature: Amount = None,
    top_k: UpTo = None,
    top_p: Share = None,
    typical_p: Share = None,
    use_cache: Flag = None,
    extra_body: Object = None,
) -> Flow[bytes]:
    """Speak a text.

    All but the text are of models that write a sound token by token, unless said otherwise.

    Args:
        text: Text to speak.
        model: Model id, or address of a server. Empty: the recommended model.
        do_sample: Draw tokens at random instead of always taking the likeliest.
        early_stopping: When beams end: true at the first whole ones, false when better ones are
            unlikely, "never" when none can be better.
        epsilon_cutoff: Draw only tokens of at least this probability.
        eta_cutoff: As epsilon_cutoff, and less where the tokens are about equally likely.
        max_length: Most tokens of text and sound together.
        max_new_tokens: Most tokens to generate.
        min_length: Least tokens of text and sound together.
        min_new_tokens: Least tokens to generate.
        num_beam_groups: Groups that the beams are divided into, for more variety.
        num_beams: How many candidates are followed at once.
        penalty_alpha: In contrastive search, how much tokens like those before are avoided.
        temperature: Below 1 likelier tokens gain, above 1 rarer ones do.
        top_k: Draw from this many of the likeliest tokens.
        top_p: Draw from the likeliest tokens that together have this probability.
        typical_p: Draw from the most typical tokens that together have this probability.
        use_cache: Whether what was computed of earlier tokens is kept, which is faster.
        extra_body: Further parameters, of the model or of its provider, such as
            `{"voice": "af_alloy"}`.

    Returns:
        The bytes of a sound file, in the server's format (FLAC, WAV, MP3 or Ogg).

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: JSON or nothing instead of a sound.

    Example:
        >>> Path("hello.flac").write_bytes(client.text_to_speech("Hello world"))
    """
    parameters = given(
        extra_body,
        do_sample=do_sample,
        early_stopping=early_stopping,
        epsilon_cutoff=epsilon_cutoff,
        eta_cutoff=eta_cutoff,
        max_length=max_length,
        max_new_tokens=max_new_tokens,
        min_length=min_length,
        min_new_tokens=min_new_tokens,
        num_beam_groups=num_beam_groups,
        num_beams=num_beams,
        penalty_alpha=penalty_alpha,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        typical_p=typical_p,
        use_cache=use_cache,
    )
    response = yield from ask(config, "text-to-speech", model, text, parameters)
    return file_in(response, "a sound")
