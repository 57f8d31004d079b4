"""What the page asks of a conversation: to send, to have answered again, to change and to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hfwidgets.conversations.spoken import with_stops
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.page import at_fields
from hfwidgets.widgets.engine.problems import redacted_text
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.variables import free_name, put_in_notebook
from hfwidgets.wire.parameter_error import ParameterError


class ChatPage:
    """Answers the messages about the conversation of one widget.

    Args:
        widget: Its `Chat`.
    """

    def __init__(self, widget: Any) -> None:
        """Know the widget; its `Page` listens."""
        self._widget = widget
        self.answers: dict[str, PageAnswer] = {
            "run": self._runs(lambda _: widget.run()),
            "chat-send": self._runs(self._send),
            "chat-answer": self._runs(lambda content: widget.regenerate(content.get("message"))),
            "chat-edit": self._runs(self._edit),
            "chat-turn": self._now(self._turn),
            "chat-delete": self._now(lambda content: widget.delete(str(content.get("message")))),
            "chat-tool": self._now(self._decide),
            "chat-snippet": self._now(self._snippet),
            "chat-prompt": lambda content, _: self._prompt(content),
            "chat-undo": self._now(lambda _: widget.undo()),
            "chat-redo": self._now(lambda _: widget.redo()),
            "chat-clear": self._now(lambda _: widget.clear()),
            "chat-leave": self._now(self._leave),
            "draft": lambda content, _: self._draft(content),
        }

    def _send(self, content: Content) -> None:
        self._widget.draft = ""
        self._widget.send(str(content.get("text") or ""))

    def _edit(self, content: Content) -> None:
        text, named = str(content.get("text") or ""), str(content.get("message"))
        self._widget.edit(named, text, resend=bool(content.get("resend")))

    def _turn(self, content: Content) -> None:
        one = self._widget.tree[str(content.get("message"))]
        branches = one.branches
        place = branches.index(one) + int(content.get("step") or 0)
        self._widget.choose(branches[min(max(place, 0), len(branches) - 1)])

    def _decide(self, content: Content) -> None:
        message = self._widget.tree[str(content.get("message"))]
        allow, always = content.get("allow") is True, content.get("always") is True
        self._widget.desk.answer(message, str(content.get("call")), allow, always)

    def _leave(self, content: Content) -> None:
        self._widget.leave_out_oldest = content.get("on") is True

    def _snippet(self, content: Content) -> None:
        name = free_name("snippet")
        put_in_notebook(name, str(content.get("text") or ""))
        self._widget.notice = f"The code is in the variable {name}."

    def _prompt(self, content: Content) -> None:
        widget = self._widget
        text = str(content.get("text") or "")
        last = widget.tree.last
        # An answer is there, and nothing is written: what was sent is more than what could be.
        sent = not text.strip() and widget.prompt and (last is None or last.role == "assistant")
        try:
            nothing = last is None and not text.strip()
            prompt = widget.prompt if sent else "" if nothing else widget.prompt_for(text)
            stop = with_stops(widget.parameters, widget.template_now.stop)["stop_sequences"] or []
        except ParameterError as error:
            raise ValueError(redacted_text(" ".join(error.problems.values()))) from None
        shown = [displayable(one) for one in stop]
        told = displayable(prompt)
        reply(widget, "chat-prompt", content, prompt=told, stop=shown, sent=bool(sent))

    def _draft(self, content: Content) -> None:
        text = content.get("text")
        if isinstance(text, str):
            widget = self._widget
            if widget.draft == text:  # the page waits for it to come back
                widget.send_state("draft")
            widget.draft = displayable(text)

    def _now(self, act: Callable[[Content], Any]) -> PageAnswer:
        """Return an answer that acts and says that it did."""

        def done(content: Content) -> None:
            act(content)

        return acknowledged(self._widget, done)

    def _runs(self, act: Callable[[Content], Any]) -> PageAnswer:
        """Return an answer that sets what the page sent and begins a run."""
        widget = self._widget

        def answer(content: Content, _: Buffers) -> None:
            reply(widget, "ack", content)
            errors = widget._page.take(content.get("values") or {})
            if not errors:
                try:
                    act(content)
                except ParameterError as error:
                    errors = {at: redacted_text(told) for at, told in error.problems.items()}
                except Exception as error:  # or the page would wait for the run
                    errors = {"model": str(error) or type(error).__name__}
            if errors:
                if content.get("kind") == "chat-send":  # it goes back to the box
                    widget.draft = displayable(str(content.get("text") or ""))
                    widget.send_state("draft")  # also where it has not changed
                reply(widget, "invalid", content, errors=at_fields(errors))

        return answer
