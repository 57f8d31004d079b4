"""Sounds as values: what is taken, what is refused, and their outlines."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets.sandbox.tasks.sounds import open_sound
from hfwidgets.sounds.kinds import kind_of
from hfwidgets.sounds.peaks import MOST_PARTS, peaks_of
from hfwidgets.sounds.reading import Sound, SoundError, wav_of

TONE = np.sin(np.arange(8000) * 0.3).astype(np.float32) * 0.5


def wave_file(
    body: bytes, code: int, bits: int, channels: int = 1, told: int | None = None
) -> bytes:
    """Return a WAV file of any layout."""
    width = channels * bits // 8
    layout = struct.pack("<HHIIHH", code, channels, 8000, 8000 * width, width, bits)
    size = len(body) if told is None else told
    head = struct.pack("<4sI4s4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16)
    return head + layout + struct.pack("<4sI", b"data", size) + body


def in_24_bits(samples: np.ndarray) -> bytes:
    whole = (samples * (2**23 - 1)).astype("<i4")
    return whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


STEREO = np.stack([TONE, np.zeros_like(TONE)], 1)
FILES = {
    "8 bits": wave_file(((TONE * 127) + 128).astype(np.uint8).tobytes(), 1, 8),
    "16 bits": wave_file((TONE * 32767).astype("<i2").tobytes(), 1, 16),
    "24 bits": wave_file(in_24_bits(TONE), 1, 24),
    "32 bits": wave_file((TONE * (2**31 - 1)).astype("<i4").tobytes(), 1, 32),
    "float": wave_file(TONE.tobytes(), 3, 32),
    "double": wave_file(TONE.astype("<f8").tobytes(), 3, 64),
    "stereo": wave_file((STEREO * 32767).astype("<i2").tobytes(), 1, 16, 2),
    "unknown size": wave_file((TONE * 32767).astype("<i2").tobytes(), 1, 16, told=0xFFFFFFFF),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_wav_tells_its_length_and_its_outline(name: str) -> None:
    sound = Sound.read(FILES[name])
    assert (sound.type, sound.seconds, sound.ending) == ("audio/wav", 1.0, "wav")
    assert sound.body == FILES[name], "a server gets the file as it is"
    assert sound.peaks is not None
    assert sound.peaks.shape == (MOST_PARTS, 2)
    assert abs(int(sound.peaks.max()) - 63) <= 1
    assert abs(int(sound.peaks.min()) + 63) <= 1


def test_a_file_at_a_path_is_not_read_into_memory_to_be_sent(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(FILES["16 bits"])
    sound = Sound.read(str(path))
    assert (sound.body, sound.name, sound.seconds) == (path, "tone.wav", 1.0)
    assert np.array_equal(sound.peaks, Sound.read(FILES["16 bits"]).peaks)


@pytest.mark.parametrize(
    ("value", "rate", "channels"),
    [
        (TONE, 16_000, 1),
        ((8000, TONE), 8000, 1),
        ((TONE, 8000), 8000, 1),
        ((np.int64(8000), STEREO), 8000, 2),
        ((44_100.0, STEREO.T), 44_100, 2),
        ((8000, (TONE * 32767).astype(np.int16)), 8000, 1),
        ((8000, (TONE * (2**31 - 1)).astype(np.int32)), 8000, 1),
        ((8000, ((TONE * 127) + 128).astype(np.uint8)), 8000, 1),
        ((8000, TONE.astype(np.float64)), 8000, 1),
    ],
)
def test_an_array_becomes_a_wav_file_that_servers_read(
    value: Any, rate: int, channels: int
) -> None:
    sound = Sound.read(value)
    assert sound.layout is not None
    assert (sound.layout.rate, sound.layout.channels) == (rate, channels)
    assert isinstance(sound.body, bytes)
    assert len(sound.body) == sound.size
    heard = open_sound(sound.body)
    assert heard.rate == rate
    wanted = TONE if channels == 1 else TONE / 2
    assert np.abs(heard.samples - wanted).max() < 0.02
    assert np.array_equal(sound.peaks, Sound.read(sound.body).peaks)


def test_an_array_that_is_changed_afterwards_changes_no_sound() -> None:
    array = (TONE * 32767).astype(np.int16)
    sound = Sound.read((8000, array))
    array[:] = 0
    assert np.abs(open_sound(sound.content()).samples).max() > 0.4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"", "is empty: 0 bytes"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "no sound but image/png"),
        (b"<!doctype html><p>Not found", "no sound but a web page"),
        (b'{"error": "x"}', "no sound but JSON"),
        (b"hello there", "bytes that begin with"),
        (wave_file(b"", 1, 16), "lasts 0 seconds"),
        (FILES["16 bits"][:30], "its head is cut off"),
        (b"RIFF\x00\x00\x00\x00WAVE", "it has no samples"),
        (wave_file(bytes(8), 1, 16, channels=0), "0 channels"),
        (b"fLaC\x00\x00", "FLAC file: its head is cut off"),
        (np.zeros(0), "no samples"),
        (np.zeros((3, 4, 5)), r"shape \(3, 4, 5\)"),
        (np.array([0.5, 1.5]), "outside \\[-1, 1\\]"),
        (np.array([0.5, np.nan]), "NaN"),
        (np.array([True]), "holds bool"),
        ((5, TONE), "rate is 5 Hz"),
    ],
)
def test_what_is_no_sound_is_refused_with_the_value_and_a_way_out(value: Any, said: str) -> None:
    with pytest.raises(SoundError, match=said):
        Sound.read(value)


@pytest.mark.parametrize("value", [3, object(), {"a": 1}, ("a", "b"), io.StringIO("text")])
def test_another_type_is_refused_as_one(value: Any) -> None:
    with pytest.raises(TypeError):
        Sound.read(value)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"fLaC", "audio/flac"),
        (b"OggS", "audio/ogg"),
        (b"ID3\x03", "audio/mpeg"),
        (b"\xff\xfa\x90", "audio/mpeg"),
        (b"\xff\xf1\x50", "audio/aac"),
        (b"\x00\x00\x00\x18ftypmp42", "audio/mp4"),
        (b"\x1aE\xdf\xa3", "audio/webm"),
        (b"FORM\x00\x00\x00\x00AIFF", "audio/aiff"),
        (b"GIF89a", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"", None),
    ],
)
def test_a_sound_is_known_by_its_first_bytes(head: bytes, kind: str | None) -> None:
    assert kind_of(head.ljust(64, b"\0") if head else b"") == kind


def test_flac_tells_its_length_and_leaves_its_outline_to_the_player() -> None:
    packed = (44_100 << 44) | (1 << 41) | (15 << 36) | 88_200
    head = b"fLaC" + bytes(14) + packed.to_bytes(8, "big") + bytes(40)
    sound = Sound.read(head)
    assert (sound.seconds, sound.peaks) == (2.0, None)
    assert sound.layout is not None
    assert (sound.layout.rate, sound.layout.channels) == (44_100, 2)


@pytest.mark.parametrize("count", [1, 2, 799, 800, 801, 10_001])
def test_an_outline_holds_every_sample(count: int) -> None:
    samples = np.zeros(count, np.int16)
    samples[count // 3] = -32_768
    samples[-1] = max(32_767 if count > 1 else -32_768, int(samples[-1]))
    peaks = peaks_of(samples)
    assert peaks.shape == (min(count, MOST_PARTS), 2)
    assert peaks.min() == -127
    assert count == 1 or peaks[-1, 1] == 127


def test_numbers_that_are_none_leave_an_outline() -> None:
    assert peaks_of(np.array([np.nan, np.inf, -np.inf], np.float32)).tolist() == [
        [0, 0],
        [127, 127],
        [-127, -127],
    ]


def test_a_wav_file_is_written_with_its_channels_in_turn() -> None:
    data = wav_of(np.array([[1, 2], [3, 4]], np.int16), 8000)
    assert data[-8:] == struct.pack("<4h", 1, 2, 3, 4)
