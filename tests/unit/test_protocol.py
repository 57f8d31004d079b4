"""The border between Python and the page: what is written from it is current."""

from __future__ import annotations

import re
import subprocess
import sys
import typing
from pathlib import Path

from hfwidgets.tasks.spec import Output
from hfwidgets.widgets.protocol import calls, news
from hfwidgets.widgets.protocol.outputs import OUTPUTS

HOME = Path(__file__).parents[2]
WRITER = HOME / "scripts" / "write_protocol.py"


def test_what_is_written_from_the_protocol_is_current():
    done = subprocess.run(
        [sys.executable, str(WRITER), "--check"], cwd=HOME, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_kind_of_output_is_one_of_the_table():
    assert set(typing.get_args(Output)) == set(OUTPUTS)


def test_every_kind_of_output_has_its_class():
    from hfwidgets.widgets.engine.output import Output as Base

    for name, kind in OUTPUTS.items():
        assert issubclass(kind.output_class(), Base), name


def kinds_in(unions) -> set[str]:
    """Return the kinds that the messages of some unions have."""
    messages = {message for union in unions for message in typing.get_args(union) or (union,)}
    hints = [typing.get_type_hints(message)["kind"] for message in messages]
    return {kind for hint in hints for kind in typing.get_args(hint)}


FROM_PAGE = kinds_in((calls.TaskCall, calls.ExplorerCall, calls.BadgeCall))
FROM_KERNEL = kinds_in((news.TaskNews, news.ExplorerNews, news.BadgeNews))


def sent_by_python() -> set[str]:
    """Return the kinds of the messages that the widgets send, as their source names them."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (HOME / "hfwidgets" / "widgets").rglob("*.py")
        if "protocol" not in path.parts
    )
    return set(re.findall(r'"kind": "([\w-]+)"', source)) | set(
        re.findall(r'_send\(\s*"([\w-]+)"', source)
    )


def test_every_message_that_python_sends_is_in_the_protocol():
    parts = {"input", "made", "segment", "box", "item"}  # what is handed on has a kind, too
    assert sent_by_python() - parts <= FROM_KERNEL
    assert FROM_KERNEL - {"columns", "uploaded"} <= sent_by_python()
