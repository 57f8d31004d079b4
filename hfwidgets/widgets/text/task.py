"""Task widgets that say something in words, which other widgets can be given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import traitlets as t
from ipywidgets import widget_serialization  # type: ignore[import-untyped]

from hfwidgets.widgets.engine.base import Widget, refuse_unknown
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.handing import hand_text, put_text, text_targets
from hfwidgets.widgets.engine.task import TaskWidget


class TextTask(TaskWidget):
    """A task widget whose answers are words that go on to other widgets."""

    opened = t.Instance(Widget, allow_none=True, help="A widget that was opened below").tag(
        sync=True, **widget_serialization
    )
    _machinery: ClassVar[tuple[str, ...]] = ("close_opened", "words_of", "use_text")

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about handing on."""
        now = partial(acknowledged, self)
        return {
            "targets": self._targets,
            "use": now(self._use),
            "close": now(lambda _: self.close_opened()),
        }

    def send_to(
        self,
        other: TaskWidget,
        part: int | None = None,
        *,
        field: str | None = None,
        run: bool = False,
        **parameters: Any,
    ) -> TaskWidget:
        """Give what this widget's model said to another one, as one of its texts.

        Args:
            other: A widget whose task takes a text.
            part: Which one, in the order of the answer, from 0. None: the best.
            field: Which text of the other one it becomes. None: its first.
            run: Whether the other one runs with it at once.
            **parameters: Inputs and parameters of the other one to set with it.

        Returns:
            The other widget.

        Raises:
            ValueError: There is no result yet, no such part, or the other widget takes no text.
            TypeError: A parameter that the other widget does not have.
        """
        refuse_unknown(type(other).__name__, parameters, other.trait_of)
        put_text(other, field, self.words_of(part))
        for name, value in parameters.items():
            setattr(other, other.trait_of[name], value)
        if run:
            other.run()
        return other

    def words_of(self, part: int | None = None) -> str:
        """Return what was said, or a part of it.

        Raises:
            ValueError: There is no result yet, or no such part.
        """
        shown: Any = self.control.shown
        if self.result is None:
            raise ValueError("there is no result yet; press Run, or call run()")
        try:
            words: str = shown.words(part)
        except LookupError:
            raise ValueError(f"the answer has no part {part!r:.40}") from None
        return words

    def use_text(self, target: str, text: str) -> None:
        """Hand a text to the widget that the page chose; a new one is opened below.

        Raises:
            ValueError: There is no such widget.
        """
        fresh = hand_text(self, target, text)
        if fresh is not None:
            self.close_opened()
            self.opened = fresh

    def close_opened(self) -> None:
        """Close the widget that was opened below."""
        before, self.opened = self.opened, None
        if before is not None:
            before.close()

    def close(self) -> None:
        """Stop the run, and free everything on both sides."""
        if self.opened is not None and not self.closed:
            self.opened.close()
        super().close()

    def _targets(self, content: Content, _: Buffers) -> None:
        reply(self, "targets", content, targets=text_targets(self))

    def _use(self, content: Content) -> None:
        what = content.get("what") or {}
        text = what.get("text")
        if not isinstance(text, str):
            raise ValueError("there is no text to hand on; run first")
        self.use_text(str(content.get("target")), text)
