"""`%%chat` and `%%generate`: cells whose text is a message to a model, or a text that it continues.

`%load_ext hfwidgets` makes both known to a notebook. Options are the parameters of the calls:
`%%chat answer --model a/b --temperature 0.2`.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import display

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.chat.chat import Chat
from hfwidgets.widgets.engine.base import unknown
from hfwidgets.widgets.text.text_generation import TextGeneration

if TYPE_CHECKING:
    from hfwidgets.widgets.engine.task import TaskWidget

# What is no parameter of a call: whether it is given a value.
OWN = {"client": True, "new": False, "no_wait": False, "provider": True}


@magics_class
class ModelMagics(Magics):
    """The cells that models answer."""

    @cell_magic
    def chat(self, line: str, cell: str) -> None:
        """Send the cell as a message, show the conversation, and wait for the answer.

        `%%chat [variable] [options]`: the answer's text is in the variable, by default `answer`;
        the conversation itself is in `chat`, and the next `%%chat` goes on with it.

        Options:
            --new: Begin another conversation.
            --client name: Variable that holds the `InferenceClient`.
            --provider name: Who answers.
            --no-wait: Go on with the next cell; the variable follows when the answer is there.
            --temperature 0.2 and the like: Parameters of `chat_completion`, and `--system`.
        """
        name, own, parameters = parsed(line, "chat-completion", "answer")
        held = self._held("chat")
        if own.pop("new", False) or not isinstance(held, Chat) or held.closed:
            held = self._made(Chat, own)
            self._push("chat", held)
        elif own.get("provider"):
            held.provider = own["provider"]
        show(held)
        answered(lambda: held.send(text_of(cell), **parameters))
        self._keep(held, name, bool(own.get("no_wait")))

    @cell_magic
    def generate(self, line: str, cell: str) -> None:
        """Have a model continue the cell, show how it comes, and wait for it.

        `%%generate [variable] [options]`: the text is in the variable, by default `generated`.

        Options:
            --client name: Variable that holds the `InferenceClient`.
            --provider name: Who answers.
            --no-wait: Go on with the next cell; the variable follows when the text is there.
            --max-new-tokens 50 and the like: Parameters of `text_generation`.
        """
        name, own, parameters = parsed(line, "text-generation", "generated")
        widget = self._made(TextGeneration, own)
        show(widget)
        answered(lambda: widget.run(prompt=text_of(cell), **parameters))
        self._keep(widget, name, bool(own.get("no_wait")))

    def _held(self, name: str) -> Any:
        shell: Any = self.shell
        return shell.user_ns.get(name)

    def _push(self, name: str, value: Any) -> None:
        shell: Any = self.shell
        shell.push({name: value})

    def _made(self, kind: type[TaskWidget], own: dict[str, Any]) -> Any:
        options: dict[str, Any] = {}
        if "client" in own:
            options["client"] = self._held(own["client"])
            if options["client"] is None:
                raise UsageError(f"there is no variable {own['client']!r}; make the client first")
        if "provider" in own:
            options["provider"] = own["provider"]
        made: Any = answered(lambda: kind(**options))
        return made

    def _keep(self, widget: Any, name: str, later: bool) -> None:
        """Put the text into a variable when it is there."""
        if not later:
            answered(widget.wait)
            self._push(name, widget.text)
            return

        def ended(change: Any) -> None:
            if change.new in ("done", "stopped", "error"):
                widget.unobserve(ended, "status")
                self._push(name, widget.text)

        widget.observe(ended, "status")


def parsed(line: str, task: str, name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the variable, the options that are no parameters, and the parameters of a line.

    Args:
        line: What stands behind the magic's name.
        task: Whose parameters there are.
        name: The variable where none is named.

    Raises:
        UsageError: An option that there is not, one without its value, or a wrong value.
    """
    fields = {one.name: one for one in TASKS[task].fields if not one.required}
    own: dict[str, Any] = {}
    given: dict[str, list[str]] = {}
    words = shlex.split(line)
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            if not word.isidentifier():
                raise UsageError(f"{word!r} is no name of a variable")
            name = word
            continue
        option, equals, value = word[2:].partition("=")
        option = option.replace("-", "_")
        if option not in OWN and option not in fields:
            known = [f"--{one.replace('_', '-')}" for one in (*OWN, *fields)]
            raise UsageError(unknown("It", "option", f"--{option.replace('_', '-')}", known))
        flag = not OWN[option] if option in OWN else fields[option].kind == "boolean"
        if not equals and not flag:
            if not words:
                raise UsageError(f"--{option} has no value")
            value = words.pop(0)
        if option in OWN:
            own[option] = value if OWN[option] else True
        else:
            given.setdefault(option, []).append(value if value or not flag else "true")
    return name, own, {one: valued(fields[one], values) for one, values in given.items()}


def valued(field: FieldSpec, values: list[str]) -> Any:
    """Return the value of an option; one that takes several may be given several times.

    Raises:
        UsageError: It breaks the field's rule.
    """
    try:
        return field.check(values if field.kind == "strings" else values[-1])
    except ValueError as error:
        raise UsageError(str(error)) from None


def show(widget: TaskWidget) -> None:
    """Show a widget below its cell."""
    display(widget)  # type: ignore[no-untyped-call]


def answered(call: Any) -> Any:
    """Return what a call gives; what it refuses is told without a traceback."""
    try:
        return call()
    except (ValueError, OSError) as error:  # what every InferenceError is
        raise UsageError(str(error) or type(error).__name__) from error


def text_of(cell: str) -> str:
    """Return a cell without the line break at its end."""
    return cell.removesuffix("\n")


def load_ipython_extension(shell: Any) -> None:
    """Make the magics known: `%load_ext hfwidgets`."""
    shell.register_magics(ModelMagics)
