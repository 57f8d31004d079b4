"""The pages of `make docs`: their examples run, their links lead somewhere, nothing leaves them."""

from __future__ import annotations

import getpass
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

import hfwidgets
import hfwidgets.errors
from benchmarks.environments import alone
from hfwidgets.sandbox.cli import PACE_VARIABLE
from hfwidgets.widgets.registry import WIDGETS
from tests.docs.hosts import browser_tests, defined_in, host_rows, words
from tests.docs.site import broken, loads, names, pages, sections
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
CANARY = "hf_canaryCANARY0123456789"
# As `python -m sphinx`, and refuses to reach another host.
SPHINX = """
import sys
from sphinx.cmd.build import main
from tests.conftest import _stay_on_loopback
sys.addaudithook(_stay_on_loopback)
sys.exit(main(sys.argv[1:]))
"""
STRICT = ["--fresh-env", "--fail-on-warning", "--keep-going", "--quiet"]

pytestmark = pytest.mark.timeout(900)  # every example of every page runs


def build(source: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    trees = ["--doctree-dir", str(folder / "trees")]
    arguments = [*STRICT, *trees, *more, str(source), str(folder / "site")]
    return subprocess.run(
        [sys.executable, "-c", SPHINX, *arguments],
        cwd=ROOT,
        # No colours also where CI is set; nobody reads along.
        env={**os.environ, "HF_TOKEN": CANARY, "NO_COLOR": "1", PACE_VARIABLE: "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(shared_folder: Path) -> Path:
    """The whole site; the first worker that wants it builds it."""
    folder = shared_folder / "docs"
    with alone(folder):
        if not (folder / "site" / "searchindex.js").exists():
            done = build(ROOT / "docs", folder)
            assert done.returncode == 0, done.stderr[-6000:]
    return folder / "site"


def test_every_link_within_the_pages_leads_to_a_place(site: Path):
    assert pages(site)
    assert list(broken(site)) == []


def test_no_page_loads_anything_of_another_host(site: Path):
    found = list(loads(site))
    assert found
    foreign = [one for one in found if urlsplit(one[1]).scheme not in ("", "data")]
    assert foreign == []
    assert [one for one in found if one[1].startswith("//")] == []


def test_pages_name_no_token_and_no_folder_of_this_machine(site: Path):
    forbidden = ["canaryCANARY", str(ROOT), str(Path.home()) + "/", sys.prefix]
    forbidden += [tempfile.gettempdir() + "/", f"/{getpass.getuser()}/"]
    texts = {
        path.relative_to(site): path.read_text(encoding="utf-8", errors="replace")
        for path in site.rglob("*")
        if path.suffix in (".html", ".js", ".css", ".txt", ".json", ".inv", ".buildinfo")
    }
    assert len(texts) > len(pages(site))
    found = [(str(path), one) for path, text in texts.items() for one in forbidden if one in text]
    assert found == []


@pytest.mark.browser
def test_the_search_finds_words_in_a_browser_that_reaches_no_host(site: Path, browser: Browser):
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site.as_uri()}/index.html")
    page.get_by_role("textbox", name="Search").fill("stop_sequences")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.wait_for()
    assert errors == []
    assert {urlsplit(one).scheme for one in asked} <= {"file", "data", "blob"}
    page.close()


def test_every_public_name_is_in_the_reference(site: Path):
    described = names(site)
    public = {name: {f"hfwidgets.{name}", f"hfwidgets.errors.{name}"} for name in hfwidgets.__all__}
    assert [name for name, places in public.items() if not places & described] == []
    errors = [
        one.__name__
        for one in vars(hfwidgets.errors).values()
        if isinstance(one, type) and issubclass(one, Exception)
    ]
    assert len(errors) > 20
    assert [one for one in errors if f"hfwidgets.errors.{one}" not in described] == []
    methods = [name for name in dir(hfwidgets.InferenceClient) if not name.startswith("_")]
    assert [one for one in methods if f"hfwidgets.InferenceClient.{one}" not in described] == []


def test_every_widget_is_shown_with_its_code_and_what_came_of_it(site: Path):
    kinds = {home.partition(":")[2] for home in WIDGETS.values()}
    kinds |= {"Compare", "TokenLens", "ModelExplorer", "ModelStatusBadge"}
    shown = {
        kind
        for page in (site / "widgets").glob("*.html")
        for part in sections(page)
        if 'class="hfw-still"' in part and "Nothing was run yet" not in part
        for kind in kinds
        if f'hfwidgets.{kind}" title="hfwidgets.{kind}"' in part
    }
    assert kinds - shown == set()


def test_hosts_are_named_with_tests_that_run_in_them(collected: list[str]):
    ran = browser_tests(collected)
    rows = [
        row
        for page in ("README.md", "docs/guide/hosts.md")
        for row in host_rows((ROOT / page).read_text(encoding="utf-8"))
    ]
    assert len(rows) > 20
    for tests, cells in rows:
        assert cells == words(tests, ran), tests
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/guide/hosts.md").read_text("utf-8")))
    assert named - set.union(*ran.values()) - defined_in(ROOT / "tests" / "notebooks") == set()


def test_the_code_of_the_readme_runs(tmp_path: Path):
    source = tmp_path / "pages"
    source.mkdir()
    source.joinpath("conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
        "extensions = ['myst_parser', 'run_examples']\nexamples_of = ['*']\n"
        "suppress_warnings = ['myst.xref_missing', 'image.not_readable']\n"
    )
    source.joinpath("index.md").write_text((ROOT / "README.md").read_text(encoding="utf-8"))
    done = build(source, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "hfwidgets doctor: " in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_an_example_that_fails_is_told_with_its_file_and_line(tmp_path: Path):
    source = tmp_path / "pages"
    source.mkdir()
    source.joinpath("conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
        "extensions = ['myst_parser', 'run_examples']\nexamples_of = ['*']\n"
    )
    source.joinpath("index.md").write_text(
        "# A page\n\n```python\nkept = 6\n```\n\nIt goes on:\n\n```python\nkept * 7\n```\n\n"
        '% skip: next "there is no such thing"\n\n```python\nmissing\n```\n\n'
        "```python\nkept = 1\nmissing + kept\n```\n\n% skip: next\n\n```python\npass\n```\n"
    )
    done = build(source, tmp_path)
    told = done.stderr.splitlines()
    assert done.returncode == 1
    page = source / "index.md"
    assert f"{page}:21: WARNING: the example fails: NameError: name 'missing' is" in told[0]
    assert told[1].startswith(f"{page}:24: WARNING: say why this block is not run")
    assert "42" in (tmp_path / "site" / "index.html").read_text()
