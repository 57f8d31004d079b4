"""Tasks that make a video. Today's providers do them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import ask, ask_raw, file_in, given
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Frames,
    Guidance,
    Image,
    Model,
    Object,
    OptionalPrompt,
    OptionalTexts,
    Prompt,
    Seed,
    Steps,
)
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def text_to_video(
    config: Config,
    prompt: Prompt,
    *,
    model: Model = None,
    guidance_scale: Guidance = None,
    negative_prompt: OptionalTexts = None,
    num_frames: Frames = None,
    num_inference_steps: Steps = None,
    seed: Seed = None,
    extra_body: Object = None,
) -> Flow[bytes]:
    """Make a video from a description.

    Args:
        prompt: What to show.
        model: Model id, or address of a server. Empty: the recommended model.
        guidance_scale: How closely to follow the prompt.
        negative_prompt: What not to show: one text, or several.
        num_frames: How many pictures the video has.
        num_inference_steps: Steps of refinement: more take longer and show more.
        seed: Number that chance starts from: the same seed gives the same video.
        extra_body: Further parameters, of the model or of its provider.

    Returns:
        The bytes of a video file, mostly MP4.

    Raises:
        InferenceTimeoutError: The video is not done, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: JSON, a page or nothing instead of a video.

    Example:
        >>> client = InferenceClient(provider="fal-ai")
        >>> video = client.text_to_video("A young man walking on the street", model="Wan-AI/Wan2.2")
        >>> Path("walk.mp4").write_bytes(video)
    """
    negative = [negative_prompt] if isinstance(negative_prompt, str) else negative_prompt
    parameters = {
        "guidance_scale": guidance_scale,
        "negative_prompt": negative,
        "num_frames": num_frames,
        "num_inference_steps": num_inference_steps,
        "seed": seed,
    }
    asked = given(extra_body, **parameters)
    response = yield from ask(config, "text-to-video", model, prompt, asked)
    return file_in(response, "a video")


@checks()
def image_to_video(
    config: Config,
    /,
    image: Image,
    *,
    model: Model = None,
    prompt: OptionalPrompt = None,
    negative_prompt: str | None = None,
    num_frames: Frames = None,
    num_inference_steps: Steps = None,
    guidance_scale: Guidance = None,
    seed: Seed = None,
    target_size: Object = None,
    **kwargs: Any,
) -> Flow[bytes]:
    """Make a video from a picture.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.
        prompt: What happens in the video.
        negative_prompt: What not to show.
        num_frames: How many pictures the video has.
        num_inference_steps: Steps of refinement: more take longer and show more.
        guidance_scale: How closely to follow the prompt.
        seed: Number that chance starts from: the same seed gives the same video.
        target_size: Size in pixels, such as `{"width": 640, "height": 480}`.
        **kwargs: Further parameters, of the model or of its provider.

    Returns:
        The bytes of a video file, mostly MP4.

    Raises:
        InferenceTimeoutError: The video is not done, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: JSON, a page or nothing instead of a video.

    Example:
        >>> client = InferenceClient(provider="fal-ai", model="Wan-AI/Wan2.2-I2V-A14B")
        >>> video = client.image_to_video("cat.jpg", prompt="the cat becomes a tiger")
        >>> Path("tiger.mp4").write_bytes(video)
    """
    parameters = {
        "prompt": prompt,
        "negative_prompt": negative_prompt,
        "num_frames": num_frames,
        "num_inference_steps": num_inference_steps,
        "guidance_scale": guidance_scale,
        "seed": seed,
        "target_size": target_size,
        **kwargs,
    }
    response = yield from ask_raw(config, "image-to-video", model, image, given(**parameters))
    return file_in(response, "a video")
