"""Videos over HTTP: a picture, and a camera that moves over it as the prompt says."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from tests.sandbox.conftest import Post
from tests.sandbox.media_samples import encoded, in_json, photo

av = pytest.importorskip("av", reason="the extra `video` is not installed")
PAINTED, MOVED = "/models/sandbox/painter-film", "/models/sandbox/camera-move"
SMALL = encoded(photo("coffee").resize((161, 99)))


def frames(response: Any) -> list[np.ndarray]:
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "video/mp4"
    with av.open(io.BytesIO(response.content)) as movie:
        return [one.to_ndarray(format="rgb24").astype(float) for one in movie.decode(video=0)]


def moved(post: Post, **parameters: Any) -> list[np.ndarray]:
    return frames(post(MOVED, in_json(SMALL, **parameters)))


def test_a_video_has_the_pictures_that_are_asked_for_and_even_sides(post: Post) -> None:
    found = moved(post, prompt="zoom in", num_frames=7)
    assert len(found) == 7
    assert found[0].shape == (98, 160, 3)


def test_a_camera_begins_where_the_words_say(post: Post) -> None:
    left, right = (
        moved(post, prompt="left", num_frames=5),
        moved(post, prompt="right", num_frames=5),
    )
    # To the left is to the right, backwards: but for what the compression takes.
    assert np.abs(left[0] - right[-1]).mean() < 6 < np.abs(left[0] - right[0]).mean()


def test_a_zoom_ends_on_the_middle(post: Post) -> None:
    closer = moved(post, prompt="Zoom in, slowly.", num_frames=5)
    away = moved(post, prompt="away", num_frames=5)
    assert np.abs(closer[0] - away[-1]).mean() < 6 < np.abs(closer[0] - closer[-1]).mean()


def test_a_painted_video_is_the_same_for_the_same_seed(post: Post) -> None:
    def body(seed: int) -> dict[str, Any]:
        return {"inputs": "a red house", "parameters": {"seed": seed, "num_frames": 3}}

    first, again, other = (frames(post(PAINTED, body(seed))) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first[0] - other[0]).mean() > 1


def test_what_the_prompt_does_not_want_is_left_out(post: Post) -> None:
    def painted(**parameters: Any) -> np.ndarray:
        given = {"seed": 1, "num_frames": 2, **parameters}
        return frames(post(PAINTED, {"inputs": "a red house by a lake", "parameters": given}))[0]

    one, listed = painted(negative_prompt="house"), painted(negative_prompt=["house"])
    assert np.array_equal(one, listed)
    assert np.abs(one - painted()).mean() > 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_frames", 1),
        ("num_frames", 121),
        ("num_frames", 2.5),
        ("num_frames", True),
        ("negative_prompt", [1]),
        ("seed", -1),
        ("target_size", {"width": 5}),
        ("frames", 3),
    ],
)
def test_a_parameter_out_of_its_range_is_refused_by_name(post: Post, name: str, value: Any) -> None:
    response = post(MOVED, in_json(SMALL, **{name: value}))
    assert response.status_code == 400
    assert name in response.text


def test_what_is_no_picture_is_refused(post: Post) -> None:
    assert post(MOVED, in_json(b"no picture")).status_code == 400
