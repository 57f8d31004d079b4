"""The async client over a browser's `fetch`, against a sandbox that is a process of its own."""

from __future__ import annotations

import base64
import io
import socket
from contextlib import closing

from PIL import Image

from hfwidgets import Sandbox
from tests.browser.sandbox_log import SandboxLog, tagged
from tests.lite.open_server import OpenServer
from tests.lite.programs import asked, caught, last_ended
from tests.lite.pyodide import Lite
from tests.wire.scripted import Reply

NGRAM = "sandbox/ngram-topics"
FOR_EVER = "sandbox/flood@slow=0.05"  # seconds before each token, and no end by chance
COMPILED = {"numpy", "matplotlib", "PIL"}


def test_the_public_names_are_there_without_what_is_compiled(lite: Lite):
    found = lite.run(
        """
        import sys, hfwidgets
        lacking = {}
        for name in hfwidgets.__all__:
            try:
                getattr(hfwidgets, name)
            except ImportError as error:
                lacking[name] = error.name
        return {"lacking": lacking, "aiohttp": "aiohttp" in sys.modules}
        """
    )
    assert set(found["lacking"].values()) <= COMPILED
    needed = {"AsyncInferenceClient", "Chat", "Compare", "TextGeneration", "ModelExplorer"}
    assert needed.isdisjoint(found["lacking"])
    assert not found["aiohttp"]


def test_calls_give_texts_labels_and_bytes_of_pictures(lite: Lite, sandbox: Sandbox):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(file, "PNG")
    guesses, label, head = asked(
        lite,
        sandbox,
        """
        import base64
        guesses = await client.fill_mask("Paris is the [MASK] of France.")
        labels = await client.image_classification(base64.b64decode(picture))
        drawn = await client.post(json={"inputs": "a red house"}, task="text-to-image")
        return guesses, labels[0], base64.b64encode(drawn[:3]).decode()
        """,
        picture=base64.b64encode(file.getvalue()).decode(),
    )
    assert len(guesses) == 5
    assert set(label) == {"label", "score"}
    assert base64.b64decode(head) in (b"\x89PN", b"\xff\xd8\xff")


def test_a_file_of_the_page_is_sent_by_its_path(lite: Lite, sandbox: Sandbox):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 30, 200)).save(file, "PNG")
    labels = asked(
        lite,
        sandbox,
        """
        import base64, pathlib
        pathlib.Path("/tmp/blue.png").write_bytes(base64.b64decode(picture))
        return await client.image_classification("/tmp/blue.png")
        """,
        picture=base64.b64encode(file.getvalue()).decode(),
    )
    assert labels


def test_a_stream_is_read_while_it_comes_and_leaving_it_closes_the_connection(
    lite: Lite, sandbox: Sandbox, sandbox_log: SandboxLog
):
    tokens = asked(
        lite,
        sandbox,
        """
        found = []
        stream = await client.text_generation("Once", model=model, stream=True, max_new_tokens=4000)
        async with stream:
            async for token in stream:
                found.append(token)
                if len(found) == 3:
                    break
        return found
        """,
        model=tagged(FOR_EVER),
    )
    assert len(tokens) == 3
    assert last_ended(sandbox_log) == "disconnected"


def test_a_call_that_is_cancelled_closes_its_connection(
    lite: Lite, sandbox: Sandbox, sandbox_log: SandboxLog
):
    name = asked(
        lite,
        sandbox,
        """
        import asyncio
        await client.text_generation("Once", model=model, max_new_tokens=1)
        begun = asyncio.Event()
        async def call():
            async for token in await client.text_generation(
                "Once", model=model, stream=True, max_new_tokens=4000
            ):
                begun.set()
        task = asyncio.ensure_future(call())
        await begun.wait()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            return type(error).__name__
        """,
        model=tagged(FOR_EVER),
    )
    assert name == "CancelledError"
    assert last_ended(sandbox_log) == "disconnected"


def test_a_model_that_loads_is_waited_for(lite: Lite, sandbox: Sandbox):
    text, waits = asked(
        lite,
        sandbox,
        """
        waits = []
        patient = AsyncInferenceClient(endpoint=address, token=False, on_wait=waits.append)
        text = await patient.text_generation("Once", model=model, max_new_tokens=3)
        return text, [wait.attempt for wait in waits]
        """,
        model=tagged(f"{NGRAM}@loading=0.3"),
    )
    assert text
    assert waits[:1] == [1]


def test_many_calls_are_made_at_once_and_a_budget_holds(lite: Lite, sandbox: Sandbox):
    found, remedy = asked(
        lite,
        sandbox,
        """
        from hfwidgets import Budget
        few = AsyncInferenceClient(endpoint=address, token=False, budget=Budget(total=3))
        texts = ["a [MASK]", "b [MASK]", "c [MASK]", "d [MASK]"]
        found = await few.map("fill-mask", texts, on_error="return", progress=False)
        return [type(one).__name__ for one in found], found[-1].remedy
        """,
    )
    assert found == ["list", "list", "list", "BudgetError"]
    assert "budget.reset()" in remedy


def test_a_refusal_has_the_servers_words_and_a_way_out(lite: Lite, sandbox: Sandbox):
    kind, words, remedy = caught(lite, sandbox.url, "await client.fill_mask('no mask')")
    assert kind == "BadRequestError"
    assert "No mask_token ([MASK]) found" in words
    assert remedy in words


def test_a_stream_that_breaks_says_so(lite: Lite, sandbox: Sandbox):
    body = """
    async for token in await client.text_generation("Once", model=model, stream=True):
        pass
    """
    kind, words, remedy = caught(lite, sandbox.url, body, model=tagged(f"{NGRAM}@cut=3"))
    assert kind == "StreamError"
    assert "broke in the middle of the stream" in words
    assert "What had come is kept" in remedy


def test_a_server_that_keeps_silent_is_given_up(lite: Lite, sandbox: Sandbox):
    body = """
    impatient = AsyncInferenceClient(endpoint=address, token=False, timeout=0.5)
    await impatient.text_generation("Once", model=model, max_new_tokens=3)
    """
    kind, words, _ = caught(lite, sandbox.url, body, model=tagged(f"{NGRAM}@delay=3600"))
    assert kind == "InferenceTimeoutError"
    assert "for 0.5 s" in words


def test_an_address_without_an_answer_tells_what_may_be_the_cause(lite: Lite):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    kind, words, remedy = caught(lite, address, "await client.fill_mask('a [MASK]')")
    assert kind == "InferenceConnectionError"
    assert f"No answer from {address}/api/tasks, and a browser hides why" in words
    assert f"--allow-origin {lite.origin or 'SITE'}" in remedy
    assert remedy in words


def test_cookies_are_refused_before_anything_is_sent(lite: Lite, sandbox: Sandbox):
    body = """
    crumbs = AsyncInferenceClient(endpoint=address, token=False, cookies={"session": "s3cr3t"})
    await crumbs.fill_mask("a [MASK]", model="sandbox/ngram-fill-mask")
    """
    kind, words, _ = caught(lite, sandbox.url, body)
    assert kind == "InferenceConnectionError"
    assert "A browser lets no page set cookies" in words
    assert "s3cr3t" not in words


def test_a_cassette_is_recorded_and_replayed_without_a_server(lite: Lite, sandbox: Sandbox):
    first, again, asked_again = asked(
        lite,
        sandbox,
        """
        import hfwidgets, pathlib
        from hfwidgets import TextGeneration
        path = f"/tmp/lesson-{pathlib.Path('/tmp').stat().st_mtime_ns}.cassette"
        async def told():
            widget = TextGeneration(prompt="Once", client=client, model=model, max_new_tokens=6)
            return await widget.run()
        with hfwidgets.record(path):
            first = await told()
        with hfwidgets.replay(path, speed=None):
            again = await told()
            try:
                await client.fill_mask("another [MASK]", model="sandbox/ngram-fill-mask")
            except OSError as error:
                return first, again, type(error).__name__
        """,
        model=NGRAM,
    )
    assert first == again != ""
    assert asked_again == "CassetteError"


def test_a_path_that_is_not_in_the_page_says_which_files_are(lite: Lite, sandbox: Sandbox):
    body = "await client.image_classification('/pictures/cat.png')"
    kind, words, _ = caught(lite, sandbox.url, body)
    assert kind == "FileNotFoundError"
    assert "'/pictures/cat.png'" in words
    assert "upload yours" in words


def test_a_token_is_sent_and_is_in_no_traceback_even_with_its_variables(lite: Lite):
    with closing(OpenServer(Reply.of_json({"error": "no"}, 401))) as server:
        text = lite.run(
            """
            import traceback
            from hfwidgets import AsyncInferenceClient
            client = AsyncInferenceClient(f"{address}/m", token="hf_" + "canary" * 3)
            try:
                await client.fill_mask("a [MASK]")
            except OSError as error:
                told = traceback.TracebackException.from_exception(error, capture_locals=True)
            silent = AsyncInferenceClient("http://127.0.0.1:9/m", token="hf_" + "canary" * 3)
            try:
                await silent.fill_mask("a [MASK]")
            except OSError as error:
                also = traceback.TracebackException.from_exception(error, capture_locals=True)
            return "".join([*told.format(), *also.format()])
            """,
            address=server.url,
        )
        sent = [one.headers["authorization"] for one in server.asked]
    assert sent == [f"Bearer hf_{'canary' * 3}"]
    assert "_headers" in text or "answered" in text, "the frames of the transport are shown"
    assert "canary" * 3 not in text
