"""Widgets whose calls are made by the page's own loop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from textwrap import dedent

from hfwidgets import Sandbox
from tests.browser.sandbox_log import SandboxLog, tagged
from tests.lite.open_server import OpenServer
from tests.lite.programs import asked, caught, last_ended
from tests.lite.pyodide import Lite
from tests.waiting import growing
from tests.widgets.chat.test_chat_tools import ADD, ANSWER, asks, call

Sandboxes = Callable[[str | None], Sandbox]
SLOW = "sandbox/flood@slow=0.05"  # seconds before each token, and no end by chance

# Runs a widget until some of its text is there, stops it, and returns what became of it.
ALL = """
import hfwidgets
from hfwidgets import Chat, InferenceClient, ModelExplorer, TextGeneration
"""
STOPPED = """
import asyncio
came = asyncio.Event()
texts = []
def grown(change):
    texts.append(change.new)
    if len([one for one in texts if one]) == 3:
        came.set()
widget.observe(grown, "text")
begin()
await came.wait()
widget.stop()
try:
    await widget
except BaseException as error:
    ended = type(error).__name__
else:
    ended = None
return widget.status, widget.text, len(set(texts)), ended
"""


def test_a_text_streams_to_its_end_and_observers_hear_of_it(lite: Lite, sandbox: Sandbox):
    for pause in growing(0.05):
        result, text, texts, states = asked(
            lite,
            sandbox,
            """
            from hfwidgets import TextGeneration
            widget = TextGeneration(prompt="Once", client=client, model=model, max_new_tokens=12)
            texts, states = [], []
            widget.observe(lambda change: texts.append(change.new), "text")
            widget.observe(lambda change: states.append(change.new), "status")
            result = await widget.run()
            return result, widget.text, texts, states
            """,
            model=tagged(f"sandbox/flood@slow={pause:g}"),
        )
        assert result == text != ""
        assert states[0] == "running"
        assert states[-1] == "done"
        came = [one for one in texts if one]
        assert all(text.startswith(one) for one in came)
        if len(came) > 3:
            break
    assert len(came) > 3, "it is shown while it comes"


def test_stop_in_mid_stream_keeps_the_text_and_frees_the_server(
    lite: Lite, sandbox: Sandbox, sandbox_log: SandboxLog
):
    body = """
    from hfwidgets import TextGeneration
    widget = TextGeneration(prompt="Once", client=client, model=model, max_new_tokens=4000)
    begin = widget.run
    """
    status, text, growths, _ = asked(lite, sandbox, _both(body), model=tagged(SLOW))
    assert status == "stopped"
    assert text
    assert growths >= 3
    assert last_ended(sandbox_log) == "disconnected"


def test_a_chat_streams_and_is_stopped(lite: Lite, sandbox: Sandbox, sandbox_log: SandboxLog):
    body = """
    from hfwidgets import Chat
    widget = Chat(client=client, model=model, max_tokens=4000)
    begin = lambda: widget.send("What is a moon?")
    """
    status, text, growths, _ = asked(lite, sandbox, _both(body), model=tagged(SLOW))
    assert status == "stopped"
    assert text
    assert growths >= 3
    assert last_ended(sandbox_log) == "disconnected"


def test_a_conversation_goes_on_and_is_branched(lite: Lite, sandbox: Sandbox):
    roles, texts = asked(
        lite,
        sandbox,
        """
        from hfwidgets import Chat
        chat = Chat(client=client, model="sandbox/ngram-chat", max_tokens=8)
        await chat.send("What is a moon?")
        await chat.send("And a star?")
        await chat.regenerate()
        return [one["role"] for one in chat.messages], [one["content"] for one in chat.messages]
        """,
    )
    assert roles == ["user", "assistant", "user", "assistant"]
    assert all(texts)


def test_lanes_are_compared(lite: Lite, sandbox: Sandbox):
    found, states = asked(
        lite,
        sandbox,
        """
        from hfwidgets import Compare
        lanes = Compare(models, "Once", client=client, max_tokens=6)
        found = await lanes.run()
        return len(found), [one.status for one in lanes.lanes]
        """,
        models=["sandbox/ngram-chat", "sandbox/ngram-chat@slow=0.02"],
    )
    assert found == 2
    assert states == ["done", "done"]


def test_the_explorer_lists_models_and_asks_for_states(lite: Lite, sandbox: Sandbox):
    count, state, badge, doctor = asked(
        lite,
        sandbox,
        """
        from hfwidgets import ModelExplorer, ModelStatusBadge, doctor
        explorer = ModelExplorer(client=client)
        models = await explorer.refresh()
        one = models[0].model_id
        states = await explorer.verify([one])
        badge = await ModelStatusBadge("sandbox/ngram-reader", client=client)
        return len(models), states[0].state, badge.state, str(await doctor(client))
        """,
    )
    assert count > 20
    assert state
    assert badge
    assert "JupyterLite (Pyodide)" in doctor
    assert "aiohttp" not in doctor


def test_many_inputs_are_run(lite: Lite, sandbox: Sandbox):
    done, failed, first = asked(
        lite,
        sandbox,
        """
        from hfwidgets import TextClassification
        batch = await TextClassification(client=client).map(["I like it", "I do not", ""])
        return batch.done, batch.failed, batch.results[0][0]["label"]
        """,
    )
    assert (done, failed) == (2, 1)
    assert first


def test_an_error_is_a_card_with_its_way_out(lite: Lite, sandbox: Sandbox):
    status, problem = asked(
        lite,
        sandbox,
        """
        from hfwidgets import FillMask
        widget = FillMask(text="no mask", client=client)
        widget.run()
        try:
            await widget
        except OSError:
            return widget.status, widget.problem
        """,
    )
    assert status == "error"
    assert problem["remedy"]


def test_tools_are_called_and_their_results_told(lite: Lite):
    answers = (ADD, ANSWER, asks(call("later", '{"word": "x"}', id="c2")), ANSWER)
    with closing(OpenServer(*answers)) as server:
        roles, results = lite.run(
            """
            from hfwidgets import AsyncInferenceClient, Chat
            def add(a: int, b: int) -> int:
                "Add two numbers."
                return a + b
            async def later(word: str) -> str:
                "Say it later."
                return word.upper()
            client = AsyncInferenceClient(f"{address}/v1", token=False)
            chat = Chat(client=client, tools=[add, later], auto_approve=["add", "later"])
            await chat.send("2 + 3?")
            await chat.send("x?")
            path = chat.tree.path
            return [one.role for one in path], [one.text for one in path if one.role == "tool"]
            """,
            address=server.url,
        )
        told = server.asked[1].json["messages"][-1]
    assert roles == ["user", "assistant", "tool", "assistant"] * 2
    assert results[0] == told["content"] == "5"
    # One that is async is waited for where the browser can; else the model is told.
    assert results[1] == "X" or "write the tool as a plain function" in results[1]


def test_nothing_waits_without_stacks_that_are_switched(in_node: Lite, sandboxes: Sandboxes):
    address = sandboxes(None).url
    for body, way_out in (
        (
            "InferenceClient(endpoint=address, token=False).fill_mask('a [MASK]')",
            "AsyncInferenceClient",
        ),
        ("TextGeneration(prompt='Once', client=client).run().wait()", "`await w`"),
        ("Chat(client=client).send('Hello').wait()", "`await w`"),
        ("ModelExplorer(client=client).refresh().wait()", "`await w`"),
        ("hfwidgets.widget('sandbox/ngram-fill-mask', client=client)", "name the task"),
    ):
        kind, words, _ = caught(in_node, address, f"{ALL}\n{body}")
        assert kind == "RuntimeError", body
        assert "In a browser Python has one thread" in words, body
        assert way_out in words, body


def test_the_table_of_tasks_says_what_was_not_asked(in_node: Lite, sandboxes: Sandboxes):
    found = asked(
        in_node,
        sandboxes(None),
        "import hfwidgets\ntable = hfwidgets.tasks(client)\nreturn len(table), repr(table)",
    )
    assert found[0] > 20
    assert "was not asked" in found[1]


def test_a_sandbox_cannot_be_started_and_says_where_it_can(lite: Lite):
    kind, words, _ = caught(
        lite, "http://127.0.0.1:9", "from hfwidgets import Sandbox\nSandbox().start()"
    )
    assert kind == "SandboxError"
    assert "hfwidgets sandbox --allow-origin" in words


def _both(body: str) -> str:
    """Return a program that makes a widget, and stops it while it runs."""
    return dedent(body) + STOPPED
