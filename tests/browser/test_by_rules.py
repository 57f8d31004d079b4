"""VS Code and Colab by their rules, in a host of our own: what they refuse is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hfwidgets import Sandbox
from hfwidgets.widgets.registry import WIDGETS
from tests.browser.accessibility import serious_violations
from tests.browser.jupyter_server import own_environment
from tests.browser.notebook_page import RESULTS, VIEWPORT
from tests.browser.rules_app import POLICY, RULES, Rules, RulesHost, running
from tests.browser.sandbox_log import SandboxLog
from tests.browser.tasks import ENTRIES
from tests.browser.test_appearance import LUMINANCES
from tests.browser.test_every_task import PHOTO, SOUND
from tests.browser.traffic import Traffic
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE, soon
from tests.widgets.documents import invoice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("rules", sorted(RULES))]
HEAD = f"""
from pathlib import Path
import hfwidgets
PHOTO = Path({str(PHOTO)!r}).read_bytes()
FORM = Path("INVOICE").read_bytes()
silent = hfwidgets.InferenceClient(endpoint="SILENT")
{SOUND}
"""
WRITES = (
    "w = hfwidgets.TextGeneration('sandbox/ngram-topics', prompt='A class is', max_new_tokens=20)"
)
SLOW = WRITES.replace("topics'", "topics@slow=0.1'").replace("20)", "4000)")
# How a page says that it is dark, and with which colours.
DARK = {
    "vscode": """() => {
      document.body.className = "vscode-dark";
      const { style } = document.documentElement;
      style.setProperty("--vscode-editor-background", "#1f1f1f");
      style.setProperty("--vscode-editor-foreground", "#cccccc");
      document.body.style.background = "#1f1f1f";
    }""",
    "colab": """() => {
      document.documentElement.setAttribute("theme", "dark");
      document.body.style.background = "#383838";
    }""",
}
LIGHT = """() => {
  document.documentElement.removeAttribute("theme");
  document.documentElement.removeAttribute("style");
  document.body.removeAttribute("style");
  document.body.className = "vscode-light";
}"""
REFUSED = "Permissions policy violation"  # what the browser notes beside the refusal
NO_SCRIPTS = "This page lets no widget draw"
# What stands beside the tasks, as it is made, and a word of what it finds.
OTHERS = {
    "ModelExplorer": ("w = hfwidgets.explore(task='text-generation')", "ngram-topics"),
    "ModelStatusBadge": ("w = hfwidgets.ModelStatusBadge('sandbox/ngram-topics')", "ngram"),
    "Doctor": ("w = hfwidgets.doctor()", "ipykernel"),
}
RUNNING = {
    "Chat": ("w = hfwidgets.Chat(model='sandbox/ngram-topics', max_tokens=8)", "Message"),
    "Compare": (
        "w = hfwidgets.Compare([('a', {'seed': 1}), ('b', {'seed': 2})], 'A class is', "
        "max_tokens=8)",
        "",
    ),
    "TokenLens": (
        "w = hfwidgets.TokenLens('sandbox/ngram-topics', prompt='A class is', max_new_tokens=6)",
        "",
    ),
}


class Shown:
    """A host with its page, and the frame in which the widgets are."""

    def __init__(self, host: RulesHost, page: Page, traffic: Traffic) -> None:
        self.host, self.page, self.traffic = host, page, traffic
        page.goto(host.url)
        page.wait_for_function("() => window.outputs?.show")
        self.frame: Frame = page.frame(name="outputs")  # type: ignore[assignment]
        self._count = 0

    def view(self, code: str, expression: str = "w") -> WidgetView:
        """Run code, and show a widget of the kernel."""
        self._count += 1
        name = str(self._count)
        self.show(name, self.host.python(code, f"{expression}.model_id"))
        return WidgetView(self.frame.locator(f"section[data-name='{name}']")).wait()

    def show(self, name: str, model: str) -> None:
        self.frame.wait_for_function("id => window.has(id)", arg=model)
        self.frame.evaluate("([name, id]) => window.show(name, id)", [name, model])

    def empty(self) -> None:
        """Forget what was shown."""
        self.frame.evaluate(
            "() => document.body.querySelectorAll('section').forEach(n => n.remove())"
        )


@pytest.fixture(scope="module")
def open_host(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, sandbox: Sandbox, silent: str
) -> Iterator[Callable[[Rules], Shown]]:
    """Give a page of a host by some rules, with a kernel; each is started once."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "invoice.pdf").write_bytes(invoice())
    head = HEAD.replace("SILENT", silent).replace("INVOICE", str(folder / "invoice.pdf"))
    opened: dict[Rules, Shown] = {}
    with ExitStack() as stack:

        def give(rules: Rules) -> Shown:
            if rules not in opened:
                environment = own_environment(folder, sandbox.environment)
                host = stack.enter_context(running(rules, environment))
                host.python(head)
                page, traffic = browser.new_page(viewport=VIEWPORT), Traffic()
                stack.callback(page.close)
                page.set_default_timeout(PATIENCE * 1000)
                traffic.watch(page)
                opened[rules] = Shown(host, page, traffic)
            return opened[rules]

        yield give


@pytest.fixture
def shown(open_host: Callable[[Rules], Shown], rules: str) -> Iterator[Shown]:
    """The page of a host; at the end it has complained of nothing, and asked nobody outside."""
    one = open_host(RULES[rules])
    yield one
    one.empty()
    assert [error for error in one.traffic.errors if REFUSED not in error] == []
    one.traffic.errors.clear()
    assert one.traffic.outside == []


@pytest.mark.parametrize("task", sorted(WIDGETS))
def test_a_widget_is_drawn_run_read_and_stopped(shown: Shown, task: str) -> None:
    arguments, so, _ = ENTRIES[task]
    kind = WIDGETS[task].partition(":")[2]
    view = shown.view(f"given = dict({arguments})\nw = hfwidgets.{kind}(**given)")
    again = f"v = hfwidgets.{kind}(**given | dict(model='m', client=silent))"
    waiting = shown.view(again, "v")
    waiting.run_button.click()
    view.run_button.click()
    view.wait_state("Done")
    assert shown.host.python("", f"bool({so})")
    waiting.run_button.get_by_text("Stop").click()
    waiting.wait_state("Stopped")
    if not shown.host.rules.scope:
        styles = "() => [...document.querySelectorAll('style')].map(one => one.textContent).join()"
        assert "@scope" not in shown.frame.evaluate(styles)


@pytest.mark.parametrize("kind", sorted(RUNNING))
def test_chats_comparisons_and_lenses_are_run(shown: Shown, kind: str) -> None:
    code, box = RUNNING[kind]
    view = shown.view(code)
    if box:
        view.root.get_by_role("textbox", name=box).fill("What is a function?")
    view.button(re.compile("^(Run|Send|Generate)")).first.click()
    soon(lambda: shown.host.python("", "w.status") == "done", "the run")


@pytest.mark.parametrize("kind", sorted(OTHERS))
def test_what_has_no_run_says_what_it_found(shown: Shown, kind: str) -> None:
    code, word = OTHERS[kind]
    shown.view(code).root.get_by_text(word).first.wait_for()


def test_a_text_is_copied_and_downloaded(shown: Shown, rules: str) -> None:
    view = shown.view(WRITES)
    view.run_button.click()
    view.wait_state("Done")
    view.button("Copy").first.click()
    view.root.get_by_text("Copied").first.wait_for()
    view.button("More").click()
    text = shown.host.python("", "w.text")
    if RULES[rules].catches:
        view.button("Download").click()
        shown.page.wait_for_function("() => window.downloads.length === 1")
        (saved,) = shown.page.evaluate("() => window.downloads.splice(0)")
        assert saved == {"download": "text.txt", "text": text}
    else:
        with shown.page.expect_download() as coming:
            view.button("Download").click()
        assert coming.value.suggested_filename == "text.txt"
        assert coming.value.path().read_text(encoding="utf-8") == text


def test_stop_reaches_a_cell_that_waits(shown: Shown, sandbox_log: SandboxLog) -> None:
    view = shown.view(SLOW)
    cell = shown.host.start("w.run().wait()")
    view.wait_text(40)
    view.run_button.get_by_text("Stop").click()
    view.wait_state("Stopped")
    assert sandbox_log.wait_ended()["ended"] == "disconnected"
    cell.result(PATIENCE)
    assert shown.host.python("", "w.status") == "stopped"


def test_stop_that_a_busy_cell_holds_back_is_told_in_words(shown: Shown, tmp_path: Path) -> None:
    view = shown.view(SLOW)
    view.run_button.click()
    view.wait_text(10)
    begun, over = tmp_path / "begun", tmp_path / "over"
    cell = shown.host.start(
        f"import time\nPath({str(begun)!r}).touch()\n"
        f"while not Path({str(over)!r}).exists(): time.sleep(0.02)"
    )
    soon(begun.exists, "the busy cell")
    view.wait_text(len(view.text()) + 20)
    view.run_button.get_by_text("Stop").click()
    view.root.get_by_text("The kernel is busy with a cell").first.wait_for()
    over.touch()
    view.wait_state("Stopped")
    cell.result(PATIENCE)


def test_a_device_that_is_refused_is_told_in_words_and_a_file_is_taken(shown: Shown) -> None:
    view = shown.view("w = hfwidgets.ImageClassification()")
    view.button("Camera").click()
    view.root.get_by_text("The camera is blocked").first.wait_for()
    with shown.page.expect_file_chooser() as choosing:
        view.button("Choose a picture").first.click()
    choosing.value.set_files(PHOTO)
    view.root.get_by_text("chelsea.jpg").first.wait_for()
    view.run_button.click()
    view.wait_state("Done")
    assert shown.host.python("", "w.result[0]['score'] > 0")
    sound = shown.view("w = hfwidgets.AudioClassification()")
    sound.button("Record").click()
    sound.root.get_by_text("The microphone is blocked").first.wait_for()


@pytest.mark.parametrize("views", [True, False])
def test_a_widget_opens_below_or_the_page_says_why_not(
    open_host: Callable[[Rules], Shown], rules: str, views: bool
) -> None:
    shown = open_host(replace(RULES[rules], views=views))
    view = shown.view("w = hfwidgets.ImageSegmentation(image=PHOTO)")
    view.run_button.click()
    view.wait_state("Done")
    view.button("Use in").first.click()
    view.root.get_by_role("menuitem", name="Image classification new").first.click()
    if views:
        child = WidgetView(view.root.locator(".hfw-child")).wait()
        child.run_button.click()
        child.wait_state("Done")
    else:
        view.root.locator(".hfw-child").get_by_text("shows no widget inside another").wait_for()
    shown.empty()


def test_without_modules_of_blobs_widgets_draw_by_functions_or_say_why_not(
    open_host: Callable[[Rules], Shown], rules: str
) -> None:
    policy = POLICY.replace("'unsafe-eval' blob:;", "'unsafe-eval';")
    functions = open_host(replace(RULES[rules], policy=policy, file=True))
    view = functions.view(WRITES)
    view.run_button.click()
    view.wait_state("Done")
    nothing = open_host(
        replace(RULES[rules], policy=policy.replace(" 'unsafe-eval'", ""), file=True)
    )
    nothing.show("refused", nothing.host.python(WRITES, "w.model_id"))
    nothing.frame.get_by_text(NO_SCRIPTS).wait_for()
    nothing.page.screenshot(path=RESULTS / f"by-rules-refused-{rules}.png")


def test_the_hosts_theme_is_followed(shown: Shown, rules: str) -> None:
    view = shown.view(WRITES)
    view.run_button.click()
    view.wait_state("Done")
    for name, change in (("dark", DARK[rules]), ("light", LIGHT)):
        shown.frame.evaluate(change)
        scheme = "([node, name]) => node.style.colorScheme === name"
        shown.frame.wait_for_function(scheme, arg=[view.root.element_handle(), name])
        for part in (view.prompt, view.page_of_text, view.run_button):
            ink, paper = part.evaluate(LUMINANCES)
            assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 4.5, (name, ink, paper)
        ink, paper = view.page_of_text.evaluate(LUMINANCES)
        assert (ink > paper) == (name == "dark")
        shown.page.screenshot(path=RESULTS / f"by-rules-{rules}-{name}.png")
    assert serious_violations(view.root) == []


def test_pictures_are_shown_where_the_page_takes_none_of_a_blob(
    open_host: Callable[[Rules], Shown], rules: str
) -> None:
    policy = POLICY.replace("img-src 'self' https: data: blob:", "img-src 'self' https: data:")
    shown = open_host(replace(RULES[rules], policy=policy))
    view = shown.view("w = hfwidgets.TextToImage(prompt='a house', width=64, height=64)")
    view.run_button.click()
    view.wait_state("Done")
    drawn = "() => [...document.images].some(one => one.alt === 'a house' && one.naturalWidth)"
    shown.frame.wait_for_function(drawn)
    shown.empty()
