"""The sandbox stands alone: it imports nothing of the client or the widgets, and has no cycles."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import hfwidgets.sandbox

FOLDER = Path(hfwidgets.sandbox.__file__).parent
ROOT = FOLDER.parent.parent
OWN = "hfwidgets.sandbox"


def named(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {named(file): file for file in sorted(FOLDER.rglob("*.py"))}


def imported(file: Path, *, at_run_time: bool = False) -> set[str]:
    """Return the modules that a file imports; `at_run_time`: not those for annotations only."""
    tree = ast.parse(file.read_text("utf-8"))
    nodes = list(loaded(tree)) if at_run_time else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            module = node.module or ""
            found |= {
                full if (full := f"{module}.{alias.name}") in MODULES else module
                for alias in node.names
            }
    return found


def loaded(tree: ast.AST) -> list[ast.AST]:
    """Return the nodes of a module but those below TYPE_CHECKING."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        found += [child, *loaded(child)]
    return found


def is_other(module: str) -> bool:
    return module.split(".")[0] == "hfwidgets" and not f"{module}.".startswith(f"{OWN}.")


def test_no_module_imports_anything_else_of_the_package() -> None:
    others = {
        name: outside
        for name, file in MODULES.items()
        if (outside := {one for one in imported(file) if is_other(one)})
    }
    assert others == {}


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    needs = {
        name: imported(file, at_run_time=True) & set(MODULES) for name, file in MODULES.items()
    }
    while free := [name for name, wanted in needs.items() if not wanted - {name}]:
        for name in free:
            del needs[name]
        for wanted in needs.values():
            wanted.difference_update(free)
    assert needs == {}


def test_a_bare_interpreter_loads_and_lists_it_without_the_rest() -> None:
    """The package's own file, which is empty of imports here, stands in for the rest."""
    code = (
        "import sys, types\n"
        "bare = types.ModuleType('hfwidgets'); bare.__path__ = [sys.argv[1]]\n"
        "sys.modules['hfwidgets'] = bare\n"
        "for name in ('anywidget', 'ipywidgets', 'traitlets', 'requests', 'matplotlib', 'tqdm'):\n"
        "    sys.modules[name] = None\n"
        "from importlib import import_module\n"
        "for name in sys.argv[2:]:\n"
        "    import_module(name)\n"
        "from hfwidgets.sandbox.cli import main\n"
        "assert main(['sandbox', '--list']) == 0\n"
        "print([n for n in sys.modules if n.startswith('hfwidgets.')"
        " and not n.startswith('hfwidgets.sandbox')])"
    )
    # `requests` comes with packages of the extras that engines load when they are asked.
    names = [name for name in MODULES if not name.endswith("__main__")]
    done = subprocess.run(
        [sys.executable, "-c", code, str(FOLDER.parent), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("task", "absent"),
    [
        ("text-classification", {"numpy", "PIL"}),
        ("text-generation", {"PIL"}),
        ("image-classification", {"hfwidgets.sandbox.engines.painter"}),
    ],
)
def test_a_task_is_answered_without_the_modules_of_others(task: str, absent: set[str]) -> None:
    """The first answer of a sandbox waits for what is imported."""
    code = (
        "import sys\n"
        "from hfwidgets.sandbox.tasks import find_handler\n"
        f"assert find_handler({task!r}).body_limit\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not absent & set(done.stdout.split())
