"""What was in the fields before examples came into them: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.examples.example import fields_of, input_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Hold:
    """What a field holds at a moment.

    Attributes:
        mark: Another one where it holds something else.
        back: Has the field hold it again.
    """

    mark: Any
    back: Callable[[], None]


def hold_of(widget: Any, field: FieldSpec) -> Hold:
    """Return what a field of a widget holds now."""
    if field.kind in ("image", "audio", "table"):
        given = input_of(widget, field)
        now = given.now()
        return Hold(now.id, lambda: given.come_back(now))
    trait = trait_of(widget, field)
    value = getattr(widget, trait)
    return Hold(value, lambda: setattr(widget, trait, value))


def trait_of(widget: Any, field: FieldSpec) -> str:
    """Return the attribute that holds a field's value."""
    return "draft" if field.name == "messages" else str(widget.trait_of[field.name])


@dataclass(frozen=True, slots=True)
class Earlier:
    """What fields held before an example came.

    Attributes:
        number: Tells it from all others.
        holds: What they held, by name.
    """

    number: int
    holds: Mapping[str, Hold]


class Kept:
    """What people had in the fields of a widget, and can have again.

    Args:
        widget: Whose fields they are.
    """

    def __init__(self, widget: Any) -> None:
        """Keep nothing yet."""
        self._widget = widget
        self._fields = fields_of(widget._spec)
        self._earlier: list[Earlier] = []
        self._marks: dict[str, Any] = {}  # what examples put into fields
        self._serial = 0

    @property
    def left(self) -> int:
        """How many can be put back."""
        return len(self._earlier)

    def use(self, values: Mapping[str, Any], typed: bool = False) -> int | None:
        """Put an example into the fields; what they held is kept where no example had put it there.

        Args:
            values: The example's.
            typed: Whether the page shows something that was typed, and that Python has not got.

        Returns:
            The number of what is kept, or None.

        Raises:
            ParameterError: A value that the field does not take any more: nothing is changed.
        """
        before, goes_on = self._now(values), not typed and self._goes_on()
        try:
            for name, value in values.items():
                setattr(self._widget, trait_of(self._widget, self._fields[name]), value)
        except Exception:
            for one in before.values():
                one.back()
            raise
        number = None
        own = {name: one for name, one in before.items() if self._are_own({name: one})}
        if own and goes_on:
            last = self._earlier[-1]
            self._earlier[-1] = replace(last, holds={**last.holds, **own})
        elif own or typed:
            number = self._keep(before, len(self._earlier))
        self._marks.update({name: one.mark for name, one in self._now(values).items()})
        return number

    def put_back(self, typed: bool = False) -> tuple[int, int | None]:
        """Put back what was kept last; what is typed by now comes again after the rest of it.

        Returns:
            The number of what is back, and of what is kept instead, or None.

        Raises:
            ValueError: Nothing is kept.
        """
        if not self._earlier:
            raise ValueError("there is nothing to put back: no example was used")
        last = self._earlier.pop()
        now = self._now(last.holds)
        number = self._keep(now, 0) if typed or self._are_own(now) else None
        for name, one in last.holds.items():
            one.back()
            self._marks.pop(name, None)  # it is the person's own
        return last.number, number

    def _now(self, names: Mapping[str, Any]) -> dict[str, Hold]:
        return {name: hold_of(self._widget, self._fields[name]) for name in names}

    def _goes_on(self) -> bool:
        """Whether the fields that were kept last hold examples: another one is no other change."""
        return bool(self._earlier) and not self._are_own(self._now(self._earlier[-1].holds))

    def _are_own(self, holds: Mapping[str, Hold]) -> bool:
        """Whether one of them is no example's."""
        return not all(
            name in self._marks and _same(self._marks[name], one.mark)
            for name, one in holds.items()
        )

    def _keep(self, holds: Mapping[str, Hold], at: int) -> int:
        self._serial += 1
        self._earlier.insert(at, Earlier(self._serial, holds))
        if len(self._earlier) > MOST:
            self._earlier.pop(0)
        return self._serial


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    try:
        return bool(one == other)
    except Exception:  # arrays do not compare
        return False
