"""Conversations in a notebook: sent, streamed, stopped, branched, changed, kept over a reload."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.scripted_server import answering
from tests.browser.widget_view import WidgetView, tab_to
from tests.waiting import soon

pytestmark = pytest.mark.browser
in_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)
in_both = pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True)
TOO_LONG = (
    '{"error": {"message": "This model\'s maximum context length is 64 tokens. However, you '
    'requested 90 tokens (40 in the messages, 50 in the completion)."}}'
)
ANSWERED = '{"choices": [{"message": {"role": "assistant", "content": "It is."}}]}'
PHOTO = Path(__file__).resolve().parents[1] / "sandbox" / "media" / "chelsea.jpg"
CELLS = [
    "import hfwidgets\nc = hfwidgets.Chat('sandbox/ngram-topics', max_tokens=30)\nc",
    "c.model = 'sandbox/flood@slow=0.05'; c.max_tokens = 4000",
]


class ChatView(WidgetView):
    """One view of a chat."""

    @property
    def box(self):
        return self.root.get_by_role("textbox", name="Message", exact=True)

    @property
    def messages(self):
        return self.root.get_by_role("article")

    def said(self, count: int) -> list[str]:
        """What so many messages say, set as prose."""
        self.root.locator(".hfw-prose").nth(count - 1).wait_for()
        return [text.strip() for text in self.root.locator(".hfw-says").all_inner_texts()]

    def doing(self, place: int, name: str):
        return self.messages.nth(place).get_by_role("button", name=name, exact=True)


@in_both
def test_a_conversation_is_led_branched_stopped_and_found_again(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0)
    view = ChatView(notebook.output(0)).wait()
    view.box.fill("What is a function?")
    view.box.press("Enter")
    view.wait_state("Done")
    assert view.box.input_value() == ""
    assert view.said(2)[0] == "What is a function?"
    answer = notebook.python("c.text")
    assert view.said(2)[1].split()[:3] == answer.split()[:3]
    view.doing(1, "Regenerate").click()
    notebook.wait_python("len(c.tree) == 3 and c.status == 'done'")
    view.messages.nth(1).get_by_role("button", name="Version before").click()
    notebook.wait_python(f"c.messages[1]['content'] == {answer!r}")
    view.messages.nth(1).filter(has_text="1 / 2").wait_for()
    view.doing(0, "Edit").click()
    view.root.get_by_role("textbox", name="Edit").fill("What is a class?")
    view.root.get_by_role("textbox", name="Edit").press("Enter")
    notebook.wait_python("c.messages[0]['content'] == 'What is a class?' and c.status == 'done'")
    assert serious_violations(view.root) == []
    notebook.screenshot(f"chat-branches-{notebook.server.host}")
    notebook.run(1)
    view.box.fill("Go on\nat length")
    view.box.press("Enter")
    notebook.wait_python("c.status == 'running' and len(c.text.split()) > 5")
    view.box.press("Escape")
    notebook.wait_python("c.status == 'stopped' and c.tree.last.status == 'stopped'")
    view.messages.last.filter(has_text="stopped").wait_for()
    view.box.fill("half a thou")
    notebook.wait_python("c.draft == 'half a thou'")
    shown = view.said(4)
    notebook.save()
    notebook.reload()
    view = ChatView(notebook.output(0)).wait()
    soon(lambda: view.said(4) == shown, "the conversation as it was")
    assert view.box.input_value() == "half a thou"
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot(f"chat-narrow-{notebook.server.host}")


@in_lab
def test_a_picture_is_attached_and_comes_back_with_a_message_that_failed(open_notebook):
    """The models of the sandbox read no pictures: what its server says is told."""
    notebook = open_notebook([CELLS[0], "%load_ext hfwidgets", "%%chat reply\nGo on"])
    notebook.run(0)
    view = ChatView(notebook.output(0)).wait()
    view.root.locator("input[type=file]").set_input_files(PHOTO)
    view.root.locator(".hfw-attached img").wait_for()
    view.box.fill("What is in it?")
    view.box.press("Enter")
    view.problem_card.wait_for()
    assert "reads no images" in view.problem_card.inner_text()
    soon(lambda: view.box.input_value() == "What is in it?", "the message in its box")
    view.root.locator(".hfw-attached img").wait_for()
    assert serious_violations(view.root) == []
    notebook.screenshot("chat-picture-lab")
    view.button("Remove chelsea.jpg").or_(view.button("Remove Picture")).click()
    notebook.wait_python("c.attached == []")
    view.box.press("Enter")
    view.wait_state("Done")
    notebook.execute("chat = c")
    notebook.run(1, 2)
    notebook.wait_python("reply == c.text and len(c.messages) == 4")
    answered = ChatView(notebook.output(2))
    answered.messages.nth(3).wait_for()
    assert answered.messages.count() == 4


@in_lab
def test_a_conversation_is_led_by_the_keyboard_alone(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0)
    view = ChatView(notebook.output(0)).wait()
    tab_to(view.box)
    keyboard = view.root.page.keyboard
    keyboard.type("one")
    keyboard.press("Shift+Enter")
    keyboard.type("two")
    keyboard.press("Enter")
    view.wait_state("Done")
    assert notebook.python("c.messages[0]['content']") == "one\ntwo"
    keyboard.press("ArrowUp")
    notebook.wait_python("c.draft == 'one\\ntwo'")
    view.root.get_by_role("log").focus()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    assert view.messages.first.evaluate("node => node === document.activeElement")
    keyboard.press("End")
    tab_to(view.doing(1, "Regenerate"), 6)
    keyboard.press("Enter")
    notebook.wait_python("len(c.tree) == 3 and c.status == 'done'")
    assert view.root.evaluate("node => node.contains(document.activeElement)")
    tab_to(view.button("Clear"))
    keyboard.press("Enter")
    notebook.wait_python("c.messages == []")
    keyboard.press("Shift+Tab")
    notebook.wait_python("True")
    tab_to(view.button("Undo"))
    keyboard.press("Enter")
    notebook.wait_python("len(c.messages) == 2")
    notebook.set_theme("JupyterLab Dark")
    notebook.screenshot("chat-dark-lab")


@in_lab
def test_a_conversation_that_is_too_long_is_told_before_it_is_sent_again(open_notebook):
    with answering(lambda: (400, "application/json", TOO_LONG.encode())) as url:
        made = f"client = hfwidgets.InferenceClient({url!r} + '/v1')"
        notebook = open_notebook(
            [f"import hfwidgets\n{made}\nc = hfwidgets.Chat(client=client, max_tokens=20)\nc"]
        )
        notebook.run(0)
        view = ChatView(notebook.output(0)).wait()
        words = "What is a function, and what is a class beside it?"
        view.box.fill(words)
        view.box.press("Enter")
        view.problem_card.wait_for()
        card = view.problem_card.inner_text()
        assert "The conversation is too long for the model" in card
        assert "64" in card
        assert "90" in card
        soon(lambda: view.box.input_value() == words, "the message in its box")
        line = view.root.locator(".hfw-room")
        line.wait_for(state="hidden")
        view.box.fill(words * 4)
        line.get_by_text("Ask for a shorter answer").wait_for()
        assert serious_violations(view.root) == []
        notebook.screenshot("chat-room-lab")
        view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
        view.box.fill(words * 8)
        line.get_by_text("undo brings them back").wait_for()
        assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
        notebook.set_theme("JupyterLab Dark")
        assert serious_violations(view.root) == []
        notebook.screenshot("chat-room-narrow-dark-lab")


@in_lab
def test_the_oldest_messages_are_left_out_at_a_press_marked_and_sent_again(open_notebook):
    """Never silently: the page says what is left out next, and beside each answer what was."""
    replies = [(400, TOO_LONG)]

    def reply() -> tuple[int, str, bytes]:
        status, text = replies.pop() if replies else (200, ANSWERED)
        return status, "application/json", text.encode()

    talk = "[{'role': r, 'content': t} for t in ('one ' * 40, 'two ' * 40) for r in "
    talk += "('user', 'assistant')]"
    body = "[one['content'] for one in c.control.run.exchange.request['body']['messages']]"
    with answering(reply) as url:
        made = f"client = hfwidgets.InferenceClient({url!r} + '/v1')"
        notebook = open_notebook(
            [
                f"import hfwidgets\n{made}\n"
                f"c = hfwidgets.Chat(client=client, max_tokens=20, system='S', messages={talk})\nc"
            ]
        )
        notebook.run(0)
        view = ChatView(notebook.output(0)).wait()
        view.box.fill("And now?")
        view.box.press("Enter")
        view.problem_card.wait_for()
        assert "Leave out the oldest" in view.problem_card.inner_text()
        act = view.root.get_by_role("button", name="Leave out the oldest")
        tab_to(act)
        view.root.page.keyboard.press("Enter")
        line = view.root.locator(".hfw-room")
        line.get_by_text("2 oldest messages not sent").wait_for()
        marked = view.root.get_by_role("article").filter(has_text="not sent")
        assert marked.count() == 2
        assert act.get_attribute("aria-pressed") == "true"
        assert serious_violations(view.root) == []
        view.box.focus()
        view.box.press("Enter")
        notebook.wait_python("c.status == 'done' and c.text == 'It is.'")
        assert notebook.python(body) == ["S", "And now?"]
        assert len(notebook.python("c.messages")) == 7
        view.messages.last.get_by_text("4 oldest messages not sent").wait_for()
        notebook.screenshot("chat-left-out-lab")
        view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
        notebook.set_theme("JupyterLab Dark")
        assert serious_violations(view.root) == []
        notebook.screenshot("chat-left-out-narrow-dark-lab")
        assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
        act.click()
        line.wait_for()
        notebook.wait_python("not c.leave_out_oldest")
        unsent = view.root.get_by_role("article").filter(has_text="You · not sent")
        soon(lambda: unsent.count() == 0, "no message that is left out")
