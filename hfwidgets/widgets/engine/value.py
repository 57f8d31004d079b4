"""A plain value: any answer as JSON values, for kinds of output without a renderer of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.widgets.engine.output import NOTHING, Content, Output
from hfwidgets.widgets.engine.plain import DEEPEST as DEEPEST
from hfwidgets.widgets.engine.plain import MOST_CHARACTERS as MOST_CHARACTERS
from hfwidgets.widgets.engine.plain import MOST_ITEMS as MOST_ITEMS
from hfwidgets.widgets.engine.plain import plain as plain

if TYPE_CHECKING:
    from hfwidgets.catalogue.terms import Usage


class Value(Output):
    """The answer of a call, as the client's method returns it.

    Attributes:
        answer: It, or None.
    """

    answer: Any = None

    def read(self, answer: Any) -> None:
        """Take the answer."""
        if answer is not None:
            self.answer = answer
            self.text = answer if isinstance(answer, str) else json.dumps(plain(answer))[:1000]

    def ended(self) -> Content:
        """Return it as JSON values, without what is too much for a page."""
        return NOTHING if self.answer is None else ({"output": {"value": plain(self.answer)}}, ())

    def snapshot(self) -> Content:
        """Return the same again."""
        return self.ended() if self.answer is not None else ({"output": None}, ())

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return what the client's method returns."""
        return self.answer

    def usage(self) -> Usage | None:
        """Return the tokens that the answer of a chat tells of."""
        if not isinstance(self.answer, dict):
            return None
        from hfwidgets.catalogue.terms import usage_in

        return usage_in(self.answer)
