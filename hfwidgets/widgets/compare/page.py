"""What the page asks of a comparison. Each answer returns at once: what takes time is the runs'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.compare.words import word_diff
from hfwidgets.widgets.engine.background import warm_up
from hfwidgets.widgets.engine.desk import Buffers, Content, Desk, acknowledged, apart, reply
from hfwidgets.widgets.engine.page import unedited
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.variables import put_in_notebook
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.widgets.models.picker import Picker

PINNED = "!"  # behind a lane's key: its pinned run
OF_LANE = ("name", "model", "provider")


class ComparePage:
    """Answers the messages of the views of one comparison.

    Args:
        widget: A `Compare`.
    """

    def __init__(self, widget: Any) -> None:
        """Listen."""
        self._widget = widget
        self.picker: Picker | None = None
        # Of lanes, by their keys: the last edit, as far as it was refused and no run has told so.
        self._refused: dict[str, dict[str, str]] = {}

        def pin(content: Content) -> None:
            (widget.pin if content.get("on") else widget.unpin)()

        Desk(
            widget,
            {
                "run": self._run,
                "stop": acknowledged(widget, self._stop),
                "edit": self._edit,
                "lane-add": acknowledged(widget, lambda _: self._add()),
                "lane-remove": acknowledged(
                    widget, lambda one: widget.remove(widget.lane_of(one.get("lane")))
                ),
                "diff": apart(widget, self._diff),
                "pin": acknowledged(widget, pin),
                "best": acknowledged(widget, self._choose),
                "variable": acknowledged(
                    widget, lambda one: put_in_notebook(one.get("name"), dict(widget.results))
                ),
                "snapshot": self._snapshot,
                "models": lambda one, _: self._choice().models(one),
                "model-status": lambda one, _: self._choice().status(one),
            },
        )

    def _run(self, content: Content, _: Buffers) -> None:
        reply(self._widget, "ack", content)
        key = content.get("lane")
        errors = self._set(content.get("values") or {})
        if not errors and self._is_behind(content):
            return
        if not errors:
            try:
                self._widget.run(None if key is None else self._widget.lane_of(key))
            except ParameterError as error:
                errors = error.problems
            except Exception as error:  # or the page would wait for the run
                errors = {"prompt": str(error) or type(error).__name__}
        if errors:
            reply(self._widget, "invalid", content, errors=errors)

    def _is_behind(self, content: Content) -> bool:
        """Whether a lane that is to run shows on the page what was refused; the page is told.

        It would run with something else than what its fields hold.
        """
        key = content.get("lane")
        meant = [one.key for one in self._widget.lanes if key in (None, one.key)]
        told = {one: errors for one in meant if (errors := self._refused.pop(one, None))}
        for one, errors in told.items():
            reply(self._widget, "invalid", content, errors=errors, lane=one)
        return bool(told)

    def _stop(self, content: Content) -> None:
        key = content.get("lane")
        self._widget.stop(None if key is None else self._widget.lane_of(key))

    def _edit(self, content: Content, _: Buffers) -> None:
        if content.get("announce") in ("off", "summary", "full"):
            self._widget.announce = content["announce"]
        values = content.get("values") or {}
        key = content.get("lane")
        errors = self._set(values) if key is None else self._set_lane(key, values)
        if key is not None:
            self._refused[key] = errors
        if errors:
            told = {} if key is None else {"lane": key}
            reply(self._widget, "invalid", content, errors=errors, **told)

    def _set(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Set what the page sent of all lanes, and return what is wrong with it, by field."""
        widget = self._widget
        parameters = dict(values)
        if "prompt" in parameters:
            prompt = parameters.pop("prompt") or ""
            if not unedited(widget.prompt, prompt):
                widget.prompt = prompt
        held = widget.parameters
        new = {k: v for k, v in parameters.items() if not unedited(held.get(k), v)}
        errors: dict[str, str] = {}
        for name, value in new.items():
            try:
                widget.parameters = {**widget.parameters, name: value}
            except ParameterError as error:
                errors.update(error.problems)
            except TypeError as error:
                errors[name] = str(error)
        return errors

    def _set_lane(self, key: Any, values: Mapping[str, Any]) -> dict[str, str]:
        widget = self._widget
        errors: dict[str, str] = {}
        for name, value in values.items():
            lane = widget.lane_of(key)
            own = {**lane.own_parameters, **{one: getattr(lane.entry, one) for one in OF_LANE}}
            if unedited(own.get(name), value) or (not value and own.get(name) is None):
                continue
            try:
                widget.change(lane, **{str(name): value})
            except ParameterError as error:
                errors.update(error.problems)
            except (TypeError, ValueError) as error:
                errors[name] = str(error)
        return errors

    def _add(self) -> None:
        """Add a lane like the last one: what is to differ is changed in it."""
        entry = self._widget.lanes[-1].entry
        values = {"model": entry.model, "provider": entry.provider, **entry.parameters}
        self._widget.add(values)

    def _choose(self, content: Content) -> None:
        lane = self._widget.lane_of(content.get("lane"))
        self._widget.best = lane.name if content.get("on") else None

    def _diff(self, content: Content, _: Buffers) -> None:
        sides = [self._text_of(str(content.get(name))) for name in ("first", "second")]
        pieces = word_diff(*(text for _, text in sides))
        shown = [[kind, displayable(text)] for kind, text in pieces]
        reply(self._widget, "diff", content, pieces=shown, names=[name for name, _ in sides])

    def _text_of(self, key: str) -> tuple[str, str]:
        """Return the name and the text that the page names.

        Raises:
            ValueError: There is none.
        """
        lane = self._widget.lane_of(key.removesuffix(PINNED))
        if not key.endswith(PINNED):
            return lane.name, lane.text
        if lane.pinned is None:
            raise ValueError("no run of this lane is pinned")
        return f"{lane.name} (pinned)", lane.pinned.text

    def _snapshot(self, content: Content, _: Buffers) -> None:
        warm_up()
        self._widget.send_state_of(str(content.get("view")))

    def _choice(self) -> Picker:
        """Return what tells of models: the list of the client, for the task of all lanes."""
        if self.picker is None:
            from hfwidgets.widgets.models.picker import Picker

            widget = self._widget
            self.picker = Picker(widget, lambda: widget.client._config, widget._spec)
        return self.picker
