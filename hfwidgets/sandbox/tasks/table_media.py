"""The tasks with an image or a sound: how a request is read, what an engine makes of it.

A person's own model is here too: it may have any task.
"""

from __future__ import annotations

from hfwidgets.sandbox.tasks import LOCAL
from hfwidgets.sandbox.tasks.classes import classify_image, classify_sound
from hfwidgets.sandbox.tasks.document_question_answering import PAGE_RULES, answer_from_page
from hfwidgets.sandbox.tasks.films import film, film_of, read_film, read_filmed
from hfwidgets.sandbox.tasks.handling import handler, image_question, media, text
from hfwidgets.sandbox.tasks.image_segmentation import SEGMENT_RULES, segment
from hfwidgets.sandbox.tasks.images import on_image
from hfwidgets.sandbox.tasks.local_pipeline import read_any, run_pipeline
from hfwidgets.sandbox.tasks.media import BODY_LIMIT
from hfwidgets.sandbox.tasks.payload import COUNT, SCORING, between
from hfwidgets.sandbox.tasks.photos import (
    CAPTION_RULES,
    answer_about,
    describe,
    detect,
    name_best,
    read_named,
)
from hfwidgets.sandbox.tasks.pictures import make_over, paint, read_picture, read_prompt
from hfwidgets.sandbox.tasks.sounds import on_sound
from hfwidgets.sandbox.tasks.speech import (
    HEARING_RULES,
    MOST_SPOKEN,
    SPEAKING_RULES,
    enhance,
    hear,
    speak,
)

_PROMPT = 1024 * 1024  # bytes of a body without a file

TABLE = {
    "audio-classification": handler(media("audio", SCORING), on_sound(classify_sound), BODY_LIMIT),
    "audio-to-audio": handler(media("audio", {}), on_sound(enhance), BODY_LIMIT),
    "automatic-speech-recognition": handler(
        media("audio", HEARING_RULES), on_sound(hear), BODY_LIMIT
    ),
    "document-question-answering": handler(
        image_question(PAGE_RULES), answer_from_page, BODY_LIMIT
    ),
    "image-classification": handler(media("image", SCORING), on_image(classify_image), BODY_LIMIT),
    "image-segmentation": handler(media("image", SEGMENT_RULES), on_image(segment), BODY_LIMIT),
    "image-to-image": handler(read_picture, make_over, BODY_LIMIT),
    "image-to-text": handler(media("image", CAPTION_RULES), on_image(describe), BODY_LIMIT),
    "image-to-video": handler(read_filmed, on_image(film_of), BODY_LIMIT),
    LOCAL: handler(read_any, run_pipeline, BODY_LIMIT),
    "object-detection": handler(
        media("image", {"threshold": between(0, 1)}), on_image(detect), BODY_LIMIT
    ),
    "text-to-image": handler(read_prompt, paint, _PROMPT),
    "text-to-speech": handler(text(SPEAKING_RULES, MOST_SPOKEN), speak, _PROMPT),
    "text-to-video": handler(read_film, film, _PROMPT),
    "visual-question-answering": handler(
        image_question({"top_k": COUNT}), answer_about, BODY_LIMIT
    ),
    "zero-shot-image-classification": handler(read_named, on_image(name_best), BODY_LIMIT),
}
