"""A copy of the tree as it was before some widgets were made: what a guide begins with."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

HOME = Path(__file__).parents[2]
COPIED = ("hfwidgets", "tests", "js", "scripts", "docs", "pyproject.toml")
NODE = HOME / "js" / "node_modules"
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "weights", "*.webp", "*.test.ts")
VALUE = "VALUE"  # the kind of output that every kind is before it has a renderer


def copied(to: Path) -> Path:
    """Copy what a widget is made of, without the tests of the page, which import what goes."""
    for name in COPIED:
        if (HOME / name).is_dir():
            shutil.copytree(HOME / name, to / name, ignore=LEFT_OUT, dirs_exist_ok=True)
        else:
            shutil.copy(HOME / name, to / name)
    if NODE.exists():
        (to / "js" / "node_modules").symlink_to(NODE.resolve())
    return to


def edit(path: Path, pattern: str, by: str = "") -> None:
    """Replace what a file has of a pattern."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(pattern, by, text, flags=re.M | re.S), encoding="utf-8")


def without_widget(tree: Path, task: str) -> None:
    """Take the widget of a task out, if there is one: class, registry and entry."""
    registry, entries = tree / "hfwidgets/widgets/registry.py", tree / "tests/browser/tasks.py"
    home = re.search(rf'"{task}": "([\w.]+):', registry.read_text(encoding="utf-8"))
    if home is None:
        return
    module = re.escape(home[1])
    (tree / "hfwidgets" / "widgets" / f"{home[1].replace('.', '/')}.py").unlink()
    edit(registry, rf"^    from hfwidgets\.widgets\.{module} import (?:\([^)]*\)|[^\n(]*)\n")
    edit(registry, rf'^    "{task}": [^\n]*\n')
    edit(entries, rf'^    "{task}": \(.*?\),\n(?=    "|\}})')
    edit(entries, r"^TO_COME[^\n]*\{(?:\}|\n)", f'TO_COME = {{\n    "{task}",\n')
    # Kinds whose class has gone with it are plain values again.
    without_kind(tree, rf'[\w-]+(?=": OutputKind\(\s*"{module}:)')


def without_kind(tree: Path, kind: str) -> None:
    """Make a kind of output a plain value again; no bundle draws it any more."""
    outputs = tree / "hfwidgets/widgets/protocol/outputs.py"
    for name in re.findall(
        rf'^    "({kind})": OutputKind', outputs.read_text(encoding="utf-8"), re.M
    ):
        edit(
            outputs,
            rf'^    "{name}": OutputKind\(.*?\),\n(?=    "|\}})',
            f'    "{name}": {VALUE},\n',
        )
        for source in (tree / "js" / "src" / "widgets").glob("*.ts"):
            without_renderer(source, name)
        (tree / "js" / "src" / "renderers" / f"{name}.ts").unlink(missing_ok=True)


def without_renderer(source: Path, kind: str) -> None:
    """Take what draws a kind out of a bundle, and the bundle away where it draws nothing else."""
    text = source.read_text(encoding="utf-8")
    drawn = re.search(r"renderers: \{(.*?)\}", text, re.S)
    names = [one.strip() for one in drawn[1].split(",") if one.strip()] if drawn else []
    left = [one for one in names if one.partition(":")[0].strip('"') != kind]
    if not drawn or left == names:
        return
    if not left:
        source.unlink()
        source.with_suffix(".css").unlink()
        return
    text = text.replace(drawn[0], f"renderers: {{ {', '.join(left)} }}")
    for line, name in re.findall(r"^(import \{ (\w+) \} from [^\n]*\n)", text, re.M):
        if len(re.findall(rf"\b{name}\b", text.replace(line, ""))) == 0:
            text = text.replace(line, "")
    source.write_text(text, encoding="utf-8")
