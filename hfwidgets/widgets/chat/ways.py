"""Ways of having a conversation answered: the task that is asked, and what of it a form has."""

from __future__ import annotations

from typing import Any

from hfwidgets.conversations.spoken import LONG, conversed, templated
from hfwidgets.conversations.templates import DEFAULT, KEPT, ChatTemplate, template_of
from hfwidgets.tasks.generation import text_generation
from hfwidgets.tasks.spec import FieldSpec, TaskSpec, fields_of
from hfwidgets.tasks.table import SYSTEM, TASKS
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.wire.parameter_error import ParameterError

CHAT, TEXT = "chat-completion", "text-generation"
# Of text generation: what the template or the chat decides, or what no stream can have.
DECIDED = frozenset(
    ("prompt", "details", "stream", "model", "best_of", "return_full_text", "decoder_input_details")
)
INPUTS = ("messages", "model")
TEMPLATE = FieldSpec(
    "template",
    "text",
    nullable=True,
    default=DEFAULT,
    help="How the messages become the text that is sent: it is to be the model's own.",
    choices=tuple(KEPT),
)


def _of_text(field: FieldSpec) -> FieldSpec:
    """Return a field of text generation as a chat has it."""
    if field.name != "max_new_tokens":
        return field
    return FieldSpec(
        field.name,
        field.kind,
        nullable=True,
        default=LONG,
        bounds=field.bounds,
        help=field.help,
    )


WAYS: dict[str, TaskSpec] = {
    CHAT: TASKS[CHAT],
    "conversational": TaskSpec(
        "conversational",
        conversed,
        "Chat",
        "conversation",
        inputs=INPUTS,
        hidden=("messages", "stream", "parameters"),
    ),
    TEXT: TaskSpec(
        TEXT,
        templated,
        "Chat",
        "conversation",
        inputs=INPUTS,
        further=(
            TEMPLATE,
            SYSTEM,
            *(
                _of_text(one)
                for one in fields_of(text_generation)
                if one.name not in DECIDED and one.kind != "object"
            ),
        ),
        hidden=("messages", "stream"),
    ),
}


def way_of(task: Any) -> TaskSpec:
    """Return what a chat asks.

    Raises:
        ParameterError: No chat is made of this task.
    """
    if task not in WAYS:
        raise ParameterError(
            {"task": f"task is {task!r:.60}; a chat asks {', '.join(map(repr, WAYS))}"}
        )
    return WAYS[task]


class TemplateTrait(FieldTrait):
    """The template of a chat over text generation; pages are told its name."""

    def validate(self, obj: Any, value: Any) -> ChatTemplate | None:
        """Return the template; a page gives one that the widget has had by its name.

        Raises:
            ParameterError: It is none.
        """
        if value is None or (isinstance(value, str) and not value):
            return None
        had = obj.__dict__.setdefault("_own_templates", {})
        if isinstance(value, str) and value in had:
            return had[value]  # type: ignore[no-any-return]
        found = template_of(value)
        if found.name not in KEPT:
            had[found.name] = found
        return found


def name_of(template: Any, _: Any = None) -> str | None:
    """Return what a page calls a template."""
    return None if template is None else str(template.name)
