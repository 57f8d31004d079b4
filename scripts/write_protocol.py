"""Write js/src/protocol.ts and docs/protocol.md from `hfwidgets.widgets.protocol`.

With `--check`, write nothing and fail where a file is not what would be written.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union

from typing_extensions import NotRequired, get_type_hints, is_typeddict

from hfwidgets.widgets.protocol import (
    answers,
    calls,
    compare,
    conversations,
    doctor,
    further,
    kept,
    lens,
    news,
    shapes,
    sounds,
    tables,
    traits,
)
from hfwidgets.widgets.protocol.outputs import OUTPUTS

HOME = Path(__file__).parent.parent
TYPESCRIPT = HOME / "js" / "src" / "protocol.ts"
MARKDOWN = HOME / "docs" / "protocol.md"
MODULES = (
    shapes,
    sounds,
    tables,
    kept,
    further,
    conversations,
    traits,
    calls,
    news,
    doctor,
    lens,
    compare,
)
WIDTH = 100
WORDS = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    Any: "unknown",
    type(None): "null",
}
UNIONS = (Union, types.UnionType)


def main(arguments: list[str]) -> int:
    """Write both files, or compare them; returns the exit status."""
    stale = 0
    for path, text in written().items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            told = f"{path.relative_to(HOME)} is stale: run `python scripts/write_protocol.py`"
            print(told, file=sys.stderr)  # noqa: T201
            stale = 1
    return stale


def written() -> dict[Path, str]:
    """Return what each file holds."""
    return {TYPESCRIPT: "".join(typescript()), MARKDOWN: "".join(markdown())}


# TypeScript


def typescript() -> Iterator[str]:
    """Yield the pieces of the TypeScript module."""
    yield "// The border between Python and the page: traits, messages and kinds of output.\n"
    yield "// Written from hfwidgets/widgets/protocol by scripts/write_protocol.py.\n"
    for module in MODULES:
        for name, kind in named(module):
            yield "\n"
            yield from interface(name, kind) if is_typeddict(kind) else alias(name, kind)
    yield "\n"
    yield from comment(answers.__doc__.partition("\n\n")[2], "")
    yield "export interface Answers {\n"
    for call, one in answers.ANSWERS.items():
        yield f"  {quoted(call)}: {one.__name__};\n"
    yield "}\n"
    yield "\n/** Kind of output: the bundle that draws it, and its renderer there. */\n"
    yield "export const OUTPUTS = {\n"
    for name, one in OUTPUTS.items():
        yield f'  {quoted(name)}: {{ bundle: "{one.bundle}", renderer: "{one.renderer}" }},\n'
    yield "} as const;\n"


def quoted(key: str) -> str:
    """Return a key of an object, in quotes where it is no identifier."""
    return key if key.isidentifier() else f'"{key}"'


def named(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the types that a module defines, in its order."""
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.ClassDef):
            yield statement.name, getattr(module, statement.name)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, getattr(module, statement.targets[0].id)


def interface(name: str, kind: Any) -> Iterator[str]:
    """Yield an interface, with what it extends."""
    yield from comment(kind.__doc__, "")
    bases = [base for base in getattr(kind, "__orig_bases__", ()) if is_typeddict(base)]
    inherited = {key for base in bases for key in get_type_hints(base)}
    extends = f" extends {', '.join(base.__name__ for base in bases)}" if bases else ""
    yield f"export interface {name}{extends} {{\n"
    for key, bare, mark, words in members(kind):
        if key in inherited:
            continue
        yield from comment(words, "  ")
        line = f"  {key}{mark}: {shown(bare)};\n"
        yield line if len(line) <= WIDTH + 1 else broken(f"  {key}{mark}:", bare, "    ")
    yield "}\n"


def members(kind: Any) -> Iterator[tuple[str, Any, str, str]]:
    """Yield of each member its name, its type, "?" where it may be missing, and its words."""
    for key, hint in get_type_hints(kind, include_extras=True).items():
        bare, optional, words = unwrapped(hint)
        yield key, bare, "?" if optional or key in kind.__optional_keys__ else "", words


def alias(name: str, kind: Any) -> Iterator[str]:
    """Yield a type alias."""
    yield from comment(words_of(kind), "")
    line = f"export type {name} = {shown(kind, name)};\n"
    yield line if len(line) <= WIDTH + 1 else broken(f"export type {name} =", kind, "  ")


def words_of(kind: Any) -> str:
    """Return the words that stand beside a type."""
    return str(kind.__metadata__[0]) if typing.get_origin(kind) is Annotated else ""


def broken(start: str, kind: Any, indent: str) -> str:
    """Return a union with a line for each of its members."""
    members = [shown(one) for one in members_of(kind)]
    return start + "".join(f"\n{indent}| {one}" for one in members) + ";\n"


def members_of(kind: Any) -> list[Any]:
    """Return the members of a union or of a literal."""
    if typing.get_origin(kind) is Literal:
        return [Literal[one] for one in typing.get_args(kind)]
    return list(typing.get_args(kind))


def unwrapped(hint: Any) -> tuple[Any, bool, str]:
    """Return a type without its marks, whether it may be missing, and its words."""
    optional, words = False, ""
    while True:
        origin = typing.get_origin(hint)
        if origin is NotRequired:
            optional, hint = True, typing.get_args(hint)[0]
        elif origin is Annotated and hint not in ALIASES:
            words, hint = hint.__metadata__[0], hint.__origin__
        else:
            return hint, optional, words


def shown(kind: Any, name: str = "") -> str:
    """Return a type in TypeScript; `name` is the alias that is being defined."""
    known = ALIASES.get(kind) if typing.get_origin(kind) is not None else None
    if known and known != name:
        return known
    if kind in WORDS:
        return WORDS[kind]
    if is_typeddict(kind):
        return str(kind.__name__)
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        return shown(parts[0])
    if origin is Literal:
        return " | ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in parts)
    if origin in UNIONS:
        return " | ".join(dict.fromkeys(shown(part) for part in parts))
    if origin is list:
        inner = shown(parts[0])
        return f"({inner})[]" if " " in inner and inner[0] not in "[{" else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(shown(part) for part in parts)}]"
    if origin is dict:
        return f"Record<{shown(parts[0])}, {shown(parts[1])}>"
    raise TypeError(f"{kind!r} has no form in TypeScript")


def comment(words: str, indent: str) -> Iterator[str]:
    """Yield a comment, in one line where it fits."""
    if not words:
        return
    line = f"{indent}/** {' '.join(words.split())} */\n"
    if len(line) <= WIDTH + 1:
        yield line
        return
    yield f"{indent}/**\n"
    for part in textwrap.wrap(" ".join(words.split()), WIDTH - len(indent) - 3):
        yield f"{indent} * {part}\n"
    yield f"{indent} */\n"


# Markdown


def markdown() -> Iterator[str]:
    """Yield the pieces of the document."""
    yield "# Traits and messages\n\n"
    yield "Written from `hfwidgets/widgets/protocol` by `scripts/write_protocol.py`. "
    yield "A message is one JSON object, told apart by `kind`; bytes travel beside it as buffers. "
    yield "What is marked `?` may be missing.\n"
    yield "\n## Kinds of output\n\n| kind | filled by | drawn by |\n|---|---|---|\n"
    for name, one in OUTPUTS.items():
        yield f"| `{name}` | `{one.home}` | `{one.renderer}` in `{one.bundle}.js` |\n"
    yield f"\n## Answers\n\n{' '.join((answers.__doc__ or '').split())}\n"
    yield "\n| call | answered by |\n|---|---|\n"
    for call, news_class in answers.ANSWERS.items():
        yield f"| `{call}` | {news_class.__name__} |\n"
    for module in MODULES:
        first, _, rest = (module.__doc__ or "").strip().partition("\n")
        yield f"\n## {first.rstrip('.')}\n"
        if rest.strip():
            yield f"\n{' '.join(rest.split())}\n"
        for name, kind in named(module):
            yield from described(name, kind)


def described(name: str, kind: Any) -> Iterator[str]:
    """Yield what a type is: its members as a table."""
    if not is_typeddict(kind):
        yield f"\n**{name}**: `{shown(kind, name)}`. {words_of(kind)}".rstrip() + "\n"
        return
    yield f"\n### {name}\n\n{' '.join(kind.__doc__.split())}\n\n"
    yield "| member | type | |\n|---|---|---|\n"
    for key, bare, mark, words in members(kind):
        cell = shown(bare).replace("|", "\\|")
        yield f"| `{key}`{mark} | `{cell}` | {words} |\n"


def aliases(modules: Iterable[types.ModuleType]) -> dict[Any, str]:
    """Return the names of types that are no classes."""
    every = (one for module in modules for one in named(module))
    return {kind: name for name, kind in every if not is_typeddict(kind)}


ALIASES = aliases(MODULES)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
