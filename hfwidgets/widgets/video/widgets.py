"""Widgets that make a video: of a description, or of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from hfwidgets.widgets.pictures.task import PictureTask
from hfwidgets.widgets.video.output import UNKNOWN, MadeVideo

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.widgets.arguments import ImageToVideoArguments, TextToVideoArguments
    from hfwidgets.widgets.engine.run import Outcome


class VideoTask(PictureTask):
    """A task widget whose result is a video: `save` writes it as it came."""

    formats: ClassVar = {
        one: one for one in (".mp4", ".webm", ".mov", ".ogv", ".avi", ".gif", ".webp", ".bin")
    }

    def show_result(self, output: Any, outcome: Outcome) -> None:
        """Set the traits of a run that has ended: an earlier video is not what it asked for."""
        if outcome.error is not None:
            self.tell(result=None)
        super().show_result(output, outcome)

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return the video's file.

        Raises:
            ValueError: There is none, or it has another format: nothing is converted.
        """
        if form not in self.formats:
            return super().export(what, form)
        shown = self._shown()
        assert isinstance(shown, MadeVideo)
        ending = shown.format.ending
        if form != ending and shown.format is not UNKNOWN:
            raise ValueError(
                f"the video is {shown.format.name}, and is not converted: let the name end in "
                f"{ending}"
            )
        return f"video{ending}", shown.format.media_type, shown.answer


class TextToVideo(VideoTask):
    """Make a video from a description.

    Takes the arguments of `InferenceClient.text_to_video`; each is a trait of the same name.
    `result` is the file's bytes, mostly MP4.

    Example:
        >>> w = TextToVideo(prompt="a boat on a lake at night, zoom in")
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        b'...'
        >>> w.save("boat.mp4")
    """

    task = "text-to-video"

    def __init__(self, model: str | None = None, **arguments: Unpack[TextToVideoArguments]) -> None:
        super().__init__(model, **arguments)

    def part(self, what: Mapping[str, Any]) -> tuple[Any, str]:
        """Raise: there is no picture to hand on."""
        raise ValueError("TextToVideo has no picture; its video is `result`, as bytes")


class ImageToVideo(VideoTask):
    """Make a video from a picture.

    Takes the arguments of `InferenceClient.image_to_video`; each is a trait of the same name.
    `result` is the file's bytes, mostly MP4.

    Example:
        >>> w = ImageToVideo(image="cat.jpg", prompt="the cat becomes a tiger")
        >>> w.run().wait()
        b'...'
        >>> w.save("tiger.mp4")
    """

    task = "image-to-video"

    def __init__(
        self, model: str | None = None, **arguments: Unpack[ImageToVideoArguments]
    ) -> None:
        super().__init__(model, **arguments)
