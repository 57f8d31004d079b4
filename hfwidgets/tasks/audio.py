"""Tasks that listen to a sound, and the one that speaks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from hfwidgets.tasks.calls import ask, ask_raw, file_in, objects, text_in
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import Audio, Model, Text
from hfwidgets.tasks.outputs import AudioToAudioOutput, ClassificationOutput
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def audio_classification(
    config: Config, audio: Audio, *, model: Model = None
) -> Flow[list[ClassificationOutput]]:
    """Say what a sound is.

    Args:
        audio: Bytes, path, http address, opened file, or array of samples in [-1, 1] at 16 kHz.
        model: Model id, or address of a server. Empty: the recommended model.

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
    response = yield from ask_raw(config, "audio-classification", model, audio)
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
def automatic_speech_recognition(config: Config, audio: Audio, *, model: Model = None) -> Flow[str]:
    """Write down what is said.

    Args:
        audio: Bytes, path, http address, opened file, or array of samples in [-1, 1] at 16 kHz.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        The text.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.automatic_speech_recognition("hello_world.flac")
        'hello world'
    """
    response = yield from ask_raw(config, "automatic-speech-recognition", model, audio)
    return text_in(response, "text")


@checks()
def text_to_speech(config: Config, text: Text, *, model: Model = None) -> Flow[bytes]:
    """Speak a text.

    Args:
        text: Text to speak.
        model: Model id, or address of a server. Empty: the recommended model.

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
    response = yield from ask(config, "text-to-speech", model, text)
    return file_in(response, "a sound")
