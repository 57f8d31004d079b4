"""Chats over text generation in JupyterLab: what a template makes is shown as it is sent."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.test_chat import ChatView
from tests.browser.widget_view import tab_to
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
CELLS = [
    "import hfwidgets\n"
    "c = hfwidgets.Chat('sandbox/ngram-topics', task='text-generation', template='plain',"
    " system='Be short.', max_new_tokens=20)\nc",
    "c.model = 'sandbox/flood@slow=0.05'; c.max_new_tokens = 4000",
    "import hfwidgets\nd = hfwidgets.Chat('sandbox/ngram-topics', task='text-generation',"
    " template='<b>{{ messages[0].content + eos_token }}</b>')\nd",
    "import hfwidgets\nc = hfwidgets.Chat('sandbox/ngram-chat@slow=0', task='conversational')\nc",
]

BODY = "c.control.run.exchange.request['body']"
SENT = "c.control.run.exchange.request['body']['inputs']"


class PromptView(ChatView):
    """A chat with its panel of the prompt."""

    @property
    def shown(self):
        return self.root.get_by_role("region", name="Prompt", exact=True)

    def open_prompt(self) -> None:
        self.root.get_by_role("button", name="Prompt", exact=True).click()

    def wait_prompt(self, text: str, head: str) -> None:
        """Wait until the panel shows a text, and says this of it."""
        self.root.page.wait_for_function(
            "([node, text, head]) => node.textContent === text"
            " && node.previousElementSibling.textContent.startsWith(head)",
            arg=[self.shown.element_handle(), text, head],
        )


def test_a_prompt_is_shown_as_it_is_sent_turn_after_turn_and_after_a_reload(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0)
    view = PromptView(notebook.output(0)).wait()
    view.open_prompt()
    view.root.get_by_text("Write a message, and its prompt is shown here.").wait_for()
    assert view.shown.count() == 0
    view.box.fill("What is a function?")
    view.shown.wait_for()
    first = "Be short.\n\nUser: What is a function?\nModel:"
    view.wait_prompt(first, "Would be sent now")
    view.box.press("Enter")
    view.wait_state("Done")
    view.wait_prompt(first, "Sent last")
    assert notebook.python(SENT) == first
    view.box.fill("And a class?")
    second = f"{first} {notebook.python('c.text')}\nUser: And a class?\nModel:"
    view.wait_prompt(second, "Would be sent now")
    view.box.press("Enter")
    notebook.wait_python("len(c.messages) == 5 and c.status == 'done'")
    view.wait_prompt(second, "Sent last")
    assert notebook.python(SENT) == second == notebook.python("c.prompt")
    assert serious_violations(view.root) == []
    notebook.screenshot("chat-prompt-lab")
    notebook.run(1)
    view.box.fill("Go on\nat length")
    view.box.press("Enter")
    notebook.wait_python("c.status == 'running' and len(c.text.split()) > 5")
    view.box.press("Escape")
    notebook.wait_python("c.status == 'stopped' and c.tree.last.status == 'stopped'")
    view.messages.last.filter(has_text="stopped").wait_for()
    third = notebook.python("c.prompt")
    assert third.endswith("User: Go on\nat length\nModel:")
    view.wait_prompt(third, "Sent last")
    said = view.said(6)
    notebook.save()
    notebook.reload()
    view = PromptView(notebook.output(0)).wait()
    soon(lambda: view.said(6) == said, "the conversation as it was")
    view.open_prompt()
    view.shown.wait_for()
    view.wait_prompt(third, "Sent last")
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.set_theme("JupyterLab Dark")
    assert serious_violations(view.root) == []
    notebook.screenshot("chat-prompt-narrow-lab")


def test_another_template_is_chosen_and_its_prompt_read_by_the_keyboard_alone(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0)
    view = PromptView(notebook.output(0)).wait()
    keyboard = view.root.page.keyboard
    tab_to(view.box)
    keyboard.type("Hi")
    view.button("Parameters").focus()
    keyboard.press("Enter")
    tab_to(view.field("template"))
    keyboard.type("gem")
    notebook.wait_python("c.template is not None and c.template.name == 'gemma'")
    view.root.get_by_role("button", name="Prompt", exact=True).focus()
    keyboard.press("Enter")
    view.shown.wait_for()
    wanted = "<start_of_turn>user\nBe short.\n\nHi<end_of_turn>\n<start_of_turn>model\n"
    view.wait_prompt(wanted, "Would be sent now")
    tab_to(view.shown)
    keyboard.press("Escape")
    assert view.shown.count() == 0
    assert view.root.evaluate("node => node.contains(document.activeElement)")


def test_a_template_that_fails_sends_nothing_and_says_how_it_is_mended(open_notebook, sandbox_log):
    notebook = open_notebook(CELLS)
    notebook.run(2)
    view = PromptView(notebook.output(2)).wait()
    view.open_prompt()
    view.box.fill("Hi")
    told = view.root.get_by_text("'eos_token', which it was not given")
    told.first.wait_for()
    assert "of_jinja(source, eos_token=" in told.first.inner_text()
    count = len(sandbox_log.runs())
    view.box.press("Enter")
    told.nth(1).wait_for()  # at the field, too
    assert view.box.input_value() == "Hi"
    assert len(sandbox_log.runs()) == count
    assert serious_violations(view.root) == []
    notebook.screenshot("chat-prompt-wrong-lab")
    notebook.execute(
        "d.template = hfwidgets.ChatTemplate.of_jinja('{{ eos_token }}', eos_token='<i>')"
    )
    view.shown.wait_for()
    view.wait_prompt("<i>", "Would be sent now")


def test_conversational_is_led_for_two_turns_and_asked_with_what_was_said(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(3)
    view = PromptView(notebook.output(3)).wait()
    first, second = "What is a function?", "And a <b>class</b>?"
    view.box.fill(first)
    view.box.press("Enter")
    view.wait_state("Done")
    answer = notebook.python("c.text")
    assert answer
    assert notebook.python(BODY)["inputs"] == {"text": first}
    view.box.fill(second)
    view.box.press("Enter")
    notebook.wait_python("len(c.messages) == 4 and c.status == 'done'")
    assert notebook.python(BODY)["inputs"] == {
        "text": second,
        "past_user_inputs": [first],
        "generated_responses": [answer],
    }
    # As prose, which shows `__dir__` without its marks.
    answers = [letters(answer), letters(notebook.python("c.text"))]
    soon(lambda: [letters(one) for one in view.said(4)[1::2]] == answers, "the answers")
    assert view.said(4)[::2] == [first, second]
    view.doing(3, "Regenerate").click()
    notebook.wait_python("len(c.tree) == 5 and c.status == 'done'")
    view.messages.last.filter(has_text="2 / 2").wait_for()
    assert view.problem_card.count() == 0
    assert serious_violations(view.root) == []
    notebook.screenshot("chat-conversational-lab")


def letters(text: str) -> str:
    """Return a text's letters alone: numbers may be those of a list."""
    return "".join(filter(str.isalpha, text))
