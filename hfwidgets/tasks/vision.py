"""Tasks that look at a picture, and tasks that make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import ask, ask_raw, given, objects, text_in
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import Guidance, Image, Model, OptionalPrompt, Prompt, Size, Steps
from hfwidgets.tasks.outputs import (
    ClassificationOutput,
    ImageSegmentationOutput,
    ObjectDetectionOutput,
)
from hfwidgets.tasks.picture_answers import picture_in, with_masks
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from hfwidgets.wire.config import Config

PNG = "image/png"  # without it image services answer JPEG


@checks()
def image_classification(
    config: Config, image: Image, *, model: Model = None
) -> Flow[list[ClassificationOutput]]:
    """Say what a picture shows.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        Labels with scores in [0, 1], best first.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.image_classification("cat.jpg")
        [{'score': 0.98, 'label': 'Egyptian cat'}, ...]
    """
    response = yield from ask_raw(config, "image-classification", model, image)
    return objects(response, "label", "score")


@checks()
def image_segmentation(
    config: Config, image: Image, *, model: Model = None
) -> Flow[list[ImageSegmentationOutput]]:
    """Find the pixels of each thing in a picture.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        Segments: label, score in [0, 1] (None where the model has none), and mask: a PIL image of
        the size of the model's output, white where the segment is, decoded when first used.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: No list of segments, or a mask that is no picture.

    Example:
        >>> client.image_segmentation("cat.jpg")
        [{'score': 0.99, 'label': 'cat', 'mask': <PIL.PngImagePlugin.PngImageFile ...>}, ...]
    """
    response = yield from ask_raw(config, "image-segmentation", model, image)
    return (yield from with_masks(response, objects(response, "mask")))


@checks()
def object_detection(
    config: Config, image: Image, *, model: Model = None
) -> Flow[list[ObjectDetectionOutput]]:
    """Find things in a picture, and where they are.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        Objects: label, score in [0, 1], and box with `xmin ymin xmax ymax` in pixels.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: No list of objects with boxes.

    Example:
        >>> client.object_detection("people.jpg")
        [{'score': 0.95, 'label': 'person', 'box': {'xmin': 59, 'ymin': 82, ...}}, ...]
    """
    response = yield from ask_raw(config, "object-detection", model, image)
    return objects(response, "box")


@checks()
def image_to_text(config: Config, image: Image, *, model: Model = None) -> Flow[str]:
    """Describe a picture, or read its text.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        The text.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.image_to_text("cat.jpg")
        'a cat standing in a grassy field'
    """
    response = yield from ask_raw(config, "image-to-text", model, image)
    return text_in(response, "generated_text")


@checks()
def text_to_image(
    config: Config,
    /,
    prompt: Prompt,
    *,
    negative_prompt: str | None = None,
    height: Size = None,
    width: Size = None,
    num_inference_steps: Steps = None,
    guidance_scale: Guidance = None,
    model: Model = None,
    **kwargs: Any,
) -> Flow[Picture]:
    """Make a picture from a description.

    Args:
        prompt: What to show.
        negative_prompt: What not to show.
        height: Height in pixels.
        width: Width in pixels.
        num_inference_steps: Steps of refinement: more take longer and show more.
        guidance_scale: How closely to follow the prompt.
        model: Model id, or address of a server. Empty: the recommended model.
        **kwargs: Further parameters of the model, such as `seed` and `scheduler`.

    Returns:
        A PIL image, decoded when first used.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: No picture, or one of more than 100 million pixels.

    Example:
        >>> client.text_to_image("An astronaut riding a horse on the moon.").save("astronaut.png")
    """
    named = {
        "negative_prompt": negative_prompt,
        "height": height,
        "width": width,
        "num_inference_steps": num_inference_steps,
        "guidance_scale": guidance_scale,
        **kwargs,
    }
    parameters = given(**named)
    response = yield from ask(config, "text-to-image", model, prompt, parameters, accept=PNG)
    return (yield from picture_in(config, response))


@checks()
def image_to_image(
    config: Config,
    /,
    image: Image,
    prompt: OptionalPrompt = None,
    *,
    negative_prompt: str | None = None,
    height: Size = None,
    width: Size = None,
    num_inference_steps: Steps = None,
    guidance_scale: Guidance = None,
    model: Model = None,
    **kwargs: Any,
) -> Flow[Picture]:
    """Change a picture as described.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        prompt: What to change it to.
        negative_prompt: What not to show.
        height: Height in pixels.
        width: Width in pixels.
        num_inference_steps: Steps of refinement: more take longer and show more.
        guidance_scale: How closely to follow the prompt.
        model: Model id, or address of a server. Empty: the recommended model.
        **kwargs: Further parameters of the model, such as `strength` and `seed`.

    Returns:
        A PIL image, decoded when first used.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.
        InvalidResponseError: No picture, or one of more than 100 million pixels.

    Example:
        >>> client.image_to_image("cat.jpg", prompt="turn the cat into a tiger").save("tiger.jpg")
    """
    named = {
        "prompt": prompt,
        "negative_prompt": negative_prompt,
        "height": height,
        "width": width,
        "num_inference_steps": num_inference_steps,
        "guidance_scale": guidance_scale,
        **kwargs,
    }
    parameters = given(**named)
    response = yield from ask_raw(config, "image-to-image", model, image, parameters, PNG)
    return (yield from picture_in(config, response))
