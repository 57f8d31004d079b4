"""The house: which part imports which, how long files and functions are, what every task has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOME = Path(__file__).parents[2]
PACKAGE = HOME / "hfwidgets"
FOLDERS = ("hfwidgets", "tests", "benchmarks", "scripts")
FILES = sorted(path for folder in FOLDERS for path in (HOME / folder).rglob("*.py"))
MOST_LINES = 400
MOST_OF_A_FUNCTION = 40
# Groups of files that only type checkers see importing each other.
MOST_CYCLES_OF_ANNOTATIONS = 3
# Indexes of the public names: what they name for type checkers, and their import for the version
# alone, tie nothing.
INDEXES = ("hfwidgets", "hfwidgets.widgets.registry")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(HOME).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES if path.is_relative_to(PACKAGE)}


def is_for_checkers(node: ast.AST) -> bool:
    test = node.test if isinstance(node, ast.If) else None
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def imports_of(node: ast.AST, checkers: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield what is imported anywhere below a node, and whether only type checkers see it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((one.name, checkers) for one in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield child.module, checkers
            yield from ((f"{child.module}.{one.name}", checkers) for one in child.names)
        else:
            yield from imports_of(child, checkers or is_for_checkers(child))


def graph(with_annotations: bool) -> dict[str, set[str]]:
    """Return which module imports which, at its start or in a function."""
    return {
        name: {
            found
            for found, checkers in imports_of(tree_of(path))
            if found in MODULES
            and found not in (name, "hfwidgets")
            and (not checkers or (with_annotations and name not in INDEXES))
        }
        for name, path in MODULES.items()
    }


def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = [start]
    while left:
        for other in edges[left.pop()] - found:
            found.add(other)
            left.append(other)
    return found


def cycles(edges: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the groups of modules that import each other."""
    reach = {name: reached(name, edges) for name in edges}
    groups = {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in edges
        if name in reach[name]
    }
    return {group for group in groups if group}


def test_no_module_imports_itself_by_way_of_others():
    assert {tuple(sorted(group)) for group in cycles(graph(with_annotations=False))} == set()


def test_few_modules_name_each_other_in_annotations():
    found = cycles(graph(with_annotations=True))
    assert len(found) <= MOST_CYCLES_OF_ANNOTATIONS, [sorted(group) for group in found]


BELOW = ("wire", "providers", "tasks", "catalogue", "client", "cassettes", "pictures", "plot")
BELOW += ("sounds", "conversations")


def test_imports_point_one_way():
    """What is below widgets works without Jupyter."""
    for name, others in graph(with_annotations=False).items():
        if name.startswith(tuple(f"hfwidgets.{part}" for part in BELOW)):
            assert not [one for one in others if one.startswith("hfwidgets.widgets")], name


def test_the_sandbox_imports_nothing_of_the_rest():
    for name, others in graph(with_annotations=True).items():
        if name.startswith("hfwidgets.sandbox"):
            foreign = {one for one in others if not one.startswith("hfwidgets.sandbox")}
            assert foreign == set(), name


def test_a_file_is_one_idea():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = [one for one in node.body if not is_docstring(one)]
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > MOST_OF_A_FUNCTION:
                yield f"{path.relative_to(HOME)}: {node.name} has {lines} lines"


def is_docstring(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def test_a_function_fits_a_screen():
    """A test may be a walk through a page, which is told in one piece."""
    files = [path for path in FILES if not path.is_relative_to(HOME / "tests")]
    assert [one for path in files for one in long_functions(path)] == []
