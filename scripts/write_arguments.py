"""Write hfwidgets/widgets/arguments.py: the arguments of each task's widget, for type checkers.

With `--check`, write nothing and fail where the file is not what would be written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from hfwidgets.tasks.spec import FieldSpec, TaskSpec
from hfwidgets.tasks.table import TASKS

TARGET = Path(__file__).parent.parent / "hfwidgets" / "widgets" / "arguments.py"
START = '''"""The arguments of each task's widget, for type checkers: never imported at run time.

Written from the table of tasks by scripts/write_arguments.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from hfwidgets.client.base import ClientBase


class Options(TypedDict, total=False):
    """What every task widget takes besides."""

    client: ClientBase | None
    layout: Any
    provider: str | None
    examples: Sequence[Any] | None
'''
TYPES = {
    "text": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "strings": "Sequence[str]",
}


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; returns the exit status."""
    text = "".join(written())
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("run `python scripts/write_arguments.py`", file=sys.stderr)  # noqa: T201
    return 1


def written() -> Iterator[str]:
    """Yield the pieces of the module."""
    yield START
    for _, spec in sorted(TASKS.items()):
        yield f"\n\nclass {class_name(spec)}(Options, total=False):\n"
        yield f'    """Of `{spec.method}`; None is unset."""\n\n'
        for one in spec.fields:
            if one.name != "model":
                yield f"    {one.name}: {shown(one)}\n"


def class_name(spec: TaskSpec) -> str:
    """Return the name of a task's class of arguments."""
    return "".join(word.capitalize() for word in spec.name.split("-")) + "Arguments"


def shown(one: FieldSpec) -> str:
    """Return the type of a field as a widget takes it."""
    bare = TYPES.get(one.kind)
    if bare is None:
        return "Any"
    also = "str | " if one.or_one else "Sequence[str] | " if one.or_many else ""
    return f"{also}{bare} | None"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
