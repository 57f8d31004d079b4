"""The one table of tasks."""

from __future__ import annotations

from hfwidgets.tasks import generation, nlp
from hfwidgets.tasks.spec import TaskSpec

TASKS: dict[str, TaskSpec] = {
    spec.name: spec
    for spec in (
        TaskSpec(
            "text-classification",
            nlp.text_classification,
            "Text classification",
            "labels",
            inputs=("text", "model"),
        ),
        TaskSpec(
            "text-generation",
            generation.text_generation,
            "Text generation",
            "text-stream",
            inputs=("prompt", "model"),
        ),
    )
}
