"""The call of a run as code: it makes the same call, and holds no more than it needs."""

from __future__ import annotations

import json
import shlex
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.client.performing import Blocking, performed
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.code.python import client_arguments, key_variable
from hfwidgets.wire.flow import Request, Response, drive
from hfwidgets.wire.headers import Headers
from tests.differential.sandbox_caller import CALLS, PICTURE, SOUND
from tests.waiting import PATIENCE
from tests.widgets.plain import class_for
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.task_cases import told

TOKEN = "hf_canaryCANARY0123456789"
# A voice that breathes anew each time.
NEVER_THE_SAME = {"text-to-speech"}
# What the two clients are not compared by, beside the calls that they are.
MORE: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "audio-to-audio": ((SOUND,), {}),
    "image-to-video": ((PICTURE,), {"prompt": "zoom in", "num_frames": 3, "seed": 3}),
    "text-to-video": (("zoom into a house",), {"num_frames": 3, "seed": 3}),
}
EVERY = {**CALLS, **MORE}
MEDIA = {"image": "a picture.png", "audio": "it's a sound.wav"}


@pytest.fixture(scope="module")
def offered(sandbox: Sandbox) -> set[str]:
    with urllib.request.urlopen(f"{sandbox.url}/api/tasks") as answer:
        rows: dict[str, Any] = json.loads(answer.read())
    return {task for task, row in rows.items() if row["widgetModels"]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return tmp_path


def run_of(task: str, client: InferenceClient) -> Any:
    """Return a widget that has run the task's call; its files lie in this folder."""
    positional, keywords = EVERY[task]
    fields = TASKS[task].fields
    values = {**dict(zip([one.name for one in fields], positional, strict=False)), **keywords}
    for one in fields:
        if one.kind in MEDIA and one.name in values:
            Path(MEDIA[one.kind]).write_bytes(values[one.name])
            values[one.name] = MEDIA[one.kind]
    widget = class_for(task)(client=client)
    for name, value in values.items():
        setattr(widget, widget.trait_of[name], value)
    widget.run().wait(PATIENCE)
    return widget


def executed(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(code, "copied", "exec"), names)
    return names["result"]


def by_curl(code: str, widget: Any) -> Any:
    """Return what the client makes of the answer that the command brought."""
    assert subprocess.run(["sh", "-n"], input=code, text=True, check=False).returncode == 0
    ran = subprocess.run(
        ["sh"], input=code.encode(), capture_output=True, check=True, timeout=PATIENCE
    )
    file = next(
        (Path(one) for one in shlex.split(code, comments=True) if one[:7] == "result."), None
    )
    body = ran.stdout if file is None else file.read_bytes()
    blocking = Blocking()
    config = InferenceClient(endpoint=widget._client._config.dialect.endpoint, token=False)._config

    def perform(step: Any) -> Any:
        if isinstance(step, Request) and step.method == "POST":
            kind = widget.control.run.exchange.headers["content-type"]
            return Response(200, "OK", Headers({"Content-Type": kind}), step.url, step, body)
        return performed(step, blocking)

    left = {one.name: None for one in widget._spec.fields if one.required and one.nullable}
    values = {**left, **widget.control.output.as_called(widget.control.asked)}
    return drive(widget._spec.flow(config, **values), perform)


def test_the_code_of_every_task_is_run() -> None:
    assert EVERY.keys() | {"chat-completion"} == TASKS.keys()  # a chat has a test of its own


@pytest.mark.parametrize("task", sorted(EVERY))
def test_code_of_a_call_brings_what_the_widget_brought(
    sandbox: Sandbox, offered: set[str], folder: Path, task: str
) -> None:
    if task not in offered:
        pytest.skip(f"no model of the sandbox does {task} here")
    widget = run_of(task, InferenceClient(endpoint=sandbox.url))
    codes = {kind: widget.to_code(kind) for kind in ("python", "async", "curl")}
    found = [
        executed(codes["python"]),
        executed(codes["async"]),
        by_curl(codes["curl"], widget),
    ]
    expected = told(widget.result)
    widget.close()
    assert TOKEN not in "".join(codes.values())
    assert "HF_TOKEN" in codes["python"]
    assert "$HF_TOKEN" in codes["curl"]
    if task in NEVER_THE_SAME:
        assert {one[:4] for one in found} == {b"RIFF"}
    else:
        assert [told(one) for one in found] == [expected] * 3


def test_code_of_a_chat_brings_the_answer_that_the_chat_brought(
    sandbox: Sandbox, folder: Path
) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    chat = class_for("chat-completion")(
        "sandbox/ngram-topics", client=client, system="Be brief.", max_tokens=8, seed=3
    )
    chat.send("What is a function?").wait(PATIENCE)
    chat.send('And it\'s "what" else?\n😀').wait(PATIENCE)
    codes = {kind: chat.to_code(kind) for kind in ("python", "async", "curl")}
    expected = chat.result.choices[0].message.content
    chat.close()
    assert expected
    assert TOKEN not in "".join(codes.values())
    for kind in ("python", "async"):
        assert executed(codes[kind]).choices[0].message.content == expected
    command = codes["curl"].encode()
    ran = subprocess.run(["sh"], input=command, capture_output=True, check=True, timeout=PATIENCE)
    assert json.loads(ran.stdout)["choices"][0]["message"]["content"] == expected


ODD = [
    'He said "it\'s"\n\n\tnaïve $HOME `ls` ${x} \\n 😀 \u202e ]]> <b>\r\n',
    "'" * 3 + '"""' + "\\",
    "JSON\nJSON\n" + "a'b$c" * 20_000,
    "-d @/etc/passwd",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_and_number_is_sent_again_as_it_was(folder: Path, text: str) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([{"generated_text": "x"}]))
    client = InferenceClient("m", endpoint=server.url)
    widget = class_for("text-generation")(
        client=client,
        prompt=text,
        temperature=0.1 + 0.2,
        seed=2**63 - 1,
        stop_sequences=[text[:9], "é"],
        stream=False,
    )
    widget.run().wait(PATIENCE)
    codes = [widget.to_code("python"), widget.to_code("async"), widget.to_code("curl")]
    executed(codes[0])
    executed(codes[1])
    subprocess.run(
        ["sh"], input=codes[2].encode(), capture_output=True, check=True, timeout=PATIENCE
    )
    bodies = [one.json for one in server.asked]
    by_widget, *others = bodies
    widget.close()
    server.close()
    assert by_widget["parameters"]["temperature"] == 0.1 + 0.2
    assert {one["inputs"] for one in bodies} == {text}
    # The widget asks for details; the method's default does not.
    own = {name: one for name, one in by_widget["parameters"].items() if name != "details"}
    for one in others[:2]:
        assert own.items() <= {**own, **one["parameters"]}.items()
        assert one["parameters"]["seed"] == 2**63 - 1
        assert one["parameters"]["stop"] == by_widget["parameters"]["stop"]
    assert others[2] == by_widget
    assert all(TOKEN not in one for one in codes)
    assert {one.headers["authorization"] for one in server.asked} == {f"Bearer {TOKEN}"}


def test_what_is_at_its_default_does_not_stand_in_code(folder: Path) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([{"label": "a", "score": 1.0}]))
    client = InferenceClient("m", endpoint=server.url, token=False)
    widget = class_for("text-classification")(client=client, text="hi")
    with pytest.raises(ValueError, match="there is no call yet"):
        widget.to_code()
    with pytest.raises(ValueError, match="it is 'python', 'async' or 'curl'"):
        widget.to_code("perl")
    widget.run().wait(PATIENCE)
    code = widget.to_code()
    curl = widget.to_code("curl")
    widget.close()
    server.close()
    assert code == (
        "from hfwidgets import InferenceClient\n\n"
        f"client = InferenceClient('m', endpoint='{server.url}')\n"
        "result = client.text_classification('hi')\n"
    )
    assert "HF_TOKEN" not in curl


def test_code_names_what_may_be_secret_and_leaves_it_out(folder: Path) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([{"label": "a", "score": 1.0}]))
    client = InferenceClient(
        server.url + "/x?key=signature-canary",
        headers={"X-Api-Key": "key-canary", "X-Use-Cache": "0"},
        cookies={"session": "cookie-canary"},
    )
    widget = class_for("text-classification")(client=client, text="hi")
    widget.run().wait(PATIENCE)
    codes = "".join(widget.to_code(kind) for kind in ("python", "async", "curl"))
    widget.close()
    server.close()
    assert "canary" not in codes
    assert codes.count("# What may be secret in the address is left out.") == 3
    assert codes.count("# The header X-Api-Key may be secret and is left out.") == 3
    assert codes.count("X-Use-Cache") == 3


@pytest.mark.parametrize(
    ("provider", "key", "variable"),
    [("fal-ai", TOKEN, "HF_TOKEN"), ("fal-ai", "own-key", "FAL_AI_API_KEY")],
)
def test_code_goes_to_the_same_provider(
    sandbox: Sandbox,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    key: str,
    variable: str,
) -> None:
    model = served_by(sandbox, provider, "text-to-image")
    monkeypatch.setenv(variable, key)
    client = InferenceClient(model, provider=provider, endpoint=sandbox.url, api_key=TOKEN)
    widget = class_for("text-to-image")(
        client=client, prompt="a house", width=64, height=64, seed=3
    )
    widget.run().wait(PATIENCE)
    codes = [widget.to_code("python"), widget.to_code("async")]
    found = told(widget.result)
    assert f"endpoint='{sandbox.url}', provider='fal-ai'" in codes[0].replace("\n    ", " ")
    assert [told(executed(one)) for one in codes] == [found] * 2
    curl = widget.to_code("curl")
    assert provider in curl
    assert "HF_TOKEN" in curl
    # The answer to what curl sends is no picture: it names the job, or where the picture is.
    assert curl.startswith("# The first request of several.")
    assert "--output" not in curl
    ran = subprocess.run(
        ["sh"], input=curl.encode(), capture_output=True, check=True, timeout=PATIENCE
    )
    assert isinstance(json.loads(ran.stdout), dict)
    widget.close()
    owned = InferenceClient(model, provider=provider, api_key=key)._config
    assert key_variable(owned) == variable
    names = [name for name, _ in client_arguments(owned)]
    assert names == ["", "token", "provider"]


def served_by(sandbox: Sandbox, provider: str, task: str) -> str:
    query = f"inference_provider={provider}&expand=inferenceProviderMapping&limit=500"
    with urllib.request.urlopen(f"{sandbox.url}/api/models?{query}") as answer:
        rows = json.loads(answer.read())
    return next(
        row["id"]
        for row in rows
        for one in row["inferenceProviderMapping"]
        if (one["provider"], one["task"]) == (provider, task)
    )


def test_a_sweep_is_a_call_for_each_of_its_values(sandbox: Sandbox, folder: Path) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    widget = class_for("text-to-image")(client=client, prompt="a house", width=64, height=64)
    widget.sweep(seed=[1, 2], guidance_scale=[3, 7]).wait(PATIENCE)
    found = [told(one) for row in widget.grid_images for one in row]
    codes = [widget.to_code("python"), widget.to_code("async")]
    widget.close()
    for one in codes:
        assert [told(picture) for picture in executed(one)] == found


def test_pictures_and_sounds_have_a_name_that_says_what_to_put_there(folder: Path) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([{"label": "a", "score": 1.0}]))
    client = InferenceClient("m", endpoint=server.url, token=False)
    widget = class_for("image-classification")(client=client, image=np.zeros((8, 8, 3), "u1"))
    widget.run().wait(PATIENCE)
    code, curl = widget.to_code(), widget.to_code("curl")
    widget.close()
    server.close()
    assert "image = 'array.png'  # the path of your picture's file\n" in code
    assert "client.image_classification(image)" in code
    assert "--data-binary '@array.png'" in curl


def test_a_page_is_told_the_code_that_python_returns(folder: Path) -> None:
    server = ScriptedServer()
    server.play(Reply.of_json([{"label": "a", "score": 1.0}]))
    client = InferenceClient("m", endpoint=server.url)
    widget = class_for("text-classification")(client=client, text="hi")
    sent: list[Any] = []
    widget.send = lambda content, buffers=None: sent.append(content)
    widget._handle_custom_msg({"kind": "code", "id": "1"}, [])
    widget.run().wait(PATIENCE)
    widget._handle_custom_msg({"kind": "code", "id": "2"}, [])
    expected = {
        "kind": "code",
        "id": "2",
        "python": widget.to_code(),
        "awaited": widget.to_code("async"),
        "curl": widget.to_code("curl"),
    }
    widget.close()
    server.close()
    assert "there is no call yet" in sent[0]["error"]
    assert sent[-1] == expected
