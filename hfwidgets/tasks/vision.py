"""Tasks that look at a picture, and tasks that make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import ask, ask_raw, given, objects, text_in
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Best,
    ChatSeed,
    Guidance,
    Image,
    Model,
    Object,
    OptionalPrompt,
    Prompt,
    Share,
    Size,
    Steps,
)
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
    config: Config,
    image: Image,
    *,
    model: Model = None,
    function_to_apply: str | None = None,
    top_k: Best = None,
) -> Flow[list[ClassificationOutput]]:
    """Say what a picture shows.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.
        function_to_apply: What turns scores into probabilities: "softmax", "sigmoid" or "none".
        top_k: How many of the best to return.

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
    parameters = given(function_to_apply=function_to_apply, top_k=top_k)
    response = yield from ask_raw(config, "image-classification", model, image, parameters)
    return objects(response, "label", "score")


@checks()
def image_segmentation(
    config: Config,
    image: Image,
    *,
    model: Model = None,
    mask_threshold: Share = None,
    overlap_mask_area_threshold: Share = None,
    subtask: str | None = None,
    threshold: Share = None,
) -> Flow[list[ImageSegmentationOutput]]:
    """Find the pixels of each thing in a picture.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.
        mask_threshold: From which probability on a pixel belongs to a mask.
        overlap_mask_area_threshold: Least share of a mask that others leave of it: small islands
            are dropped.
        subtask: What to divide into: "instance", "panoptic" or "semantic".
        threshold: Least score of a segment.

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
    parameters = given(
        mask_threshold=mask_threshold,
        overlap_mask_area_threshold=overlap_mask_area_threshold,
        subtask=subtask,
        threshold=threshold,
    )
    response = yield from ask_raw(config, "image-segmentation", model, image, parameters)
    return (yield from with_masks(response, objects(response, "mask")))


@checks()
def object_detection(
    config: Config, image: Image, *, model: Model = None, threshold: Share = None
) -> Flow[list[ObjectDetectionOutput]]:
    """Find things in a picture, and where they are.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        model: Model id, or address of a server. Empty: the recommended model.
        threshold: Least score of an object.

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
    parameters = given(threshold=threshold)
    response = yield from ask_raw(config, "object-detection", model, image, parameters)
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
    scheduler: str | None = None,
    seed: ChatSeed = None,
    extra_body: Object = None,
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
        scheduler: Name of what takes the noise away, such as "EulerDiscreteScheduler".
        seed: Number that chance starts from: the same seed gives the same picture.
        extra_body: Further parameters, of the model or of its provider.
        **kwargs: Further parameters too.

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
        "scheduler": scheduler,
        "seed": seed,
        **kwargs,
    }
    parameters = given(extra_body, **named)
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
    target_size: Object = None,
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
        target_size: Size in pixels, such as `{"width": 640, "height": 480}`.
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
        "target_size": target_size,
        **kwargs,
    }
    parameters = given(**named)
    response = yield from ask_raw(config, "image-to-image", model, image, parameters, PNG)
    return (yield from picture_in(config, response))
