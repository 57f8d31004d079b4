"""The kinds of output: what a run fills, which bundle draws it, and by which renderer."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfwidgets.widgets.engine.output import Output


@dataclass(frozen=True, slots=True)
class OutputKind:
    """One kind of output.

    Attributes:
        home: Its `Output`, as `"module:Class"` below `hfwidgets.widgets`.
        bundle: The built file that draws it, without its ending.
        renderer: Name of the renderer in that bundle.
    """

    home: str
    bundle: str
    renderer: str

    def output_class(self) -> type[Output]:
        """Return its class, importing it."""
        module, name = self.home.split(":")
        found: type[Output] = getattr(import_module(f"hfwidgets.widgets.{module}"), name)
        return found


# A kind that no renderer is made for: any answer as JSON values.
VALUE = OutputKind("engine.value:Value", "value", "value")

OUTPUTS: dict[str, OutputKind] = {
    "answers": OutputKind("text.marked:Answers", "spans", "answers"),
    "boxes": OutputKind("pictures.outputs:Boxes", "object_detection", "boxes"),
    "candidates": OutputKind("text.scores:Candidates", "scores", "scores"),
    "cells": OutputKind("tables.outputs:Cells", "tables", "cells"),
    "conversation": OutputKind("chat.turn:Turn", "chat", "conversation"),
    "labels": OutputKind("pictures.outputs:Labels", "image_classification", "labels"),
    "picture": OutputKind("pictures.outputs:MadePicture", "image_to_image", "compare"),
    "picture-answers": OutputKind(
        "pictures.answering:PictureAnswers", "picture_answers", "pictureAnswers"
    ),
    "pictures": OutputKind("gallery.new_picture:NewPicture", "gallery", "gallery"),
    "predictions": OutputKind("tables.outputs:Predictions", "tables", "predictions"),
    "scores": OutputKind("text.scores:Scores", "scores", "scores"),
    "segments": OutputKind("pictures.outputs:Masks", "image_segmentation", "segments"),
    "similarity": OutputKind("text.similarities:Similarities", "vectors", "similarity"),
    "sound": OutputKind("sounds.outputs:OneSound", "speech", "made"),
    "sound-scores": OutputKind("sounds.outputs:SoundScores", "sounds", "scores"),
    "sounds": OutputKind("sounds.outputs:MadeSounds", "sounds", "made"),
    "spans": OutputKind("text.marked:MarkedSpans", "spans", "spans"),
    "text": OutputKind("text.rewritten:Rewritten", "writing", "text"),
    "text-stream": OutputKind("text.streamed_text:StreamedText", "task", "textStream"),
    "transcript": OutputKind("sounds.outputs:TranscriptOutput", "sounds", "transcript"),
    "value": VALUE,
    "vectors": OutputKind("text.vectors:Vectors", "vectors", "vectors"),
    "video": OutputKind("video.output:MadeVideo", "video", "video"),
}
