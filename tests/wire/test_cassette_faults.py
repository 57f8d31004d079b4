"""Cassettes: what is not in one, what is none, and what must never be in one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import hfwidgets
from hfwidgets import InferenceClient, Sandbox, errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.taped import CANARY, NGRAM, event, recorded


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "lesson.cassette"


class TestWhatIsNotThere:
    def test_the_error_shows_the_nearest_and_what_differs(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        server.play(Reply.of_json([{"generated_text": "x"}]))

        def ask(client: Any) -> Any:
            return either.call(client, "text_generation", "Once", temperature=0.5)

        recorded(either, tape, server, ask)
        client = either.client(f"{server.url}/m")
        with hfwidgets.replay(tape, speed=None), pytest.raises(errors.CassetteError) as caught:
            either.call(client, "text_generation", "Twice", temperature=0.75, top_k=3)
        told = str(caught.value)
        assert 'inputs: "Twice" now, "Once" in the cassette' in told
        assert "parameters.temperature: 0.75 now, 0.5 in the cassette" in told
        assert "parameters.top_k: 3 now, absent in the cassette" in told
        assert "hfwidgets.record" in caught.value.remedy

    @pytest.mark.parametrize(
        "content",
        ["", "{}", "not JSON", '{"cassette": 99}', '{"cassette": 1}\n{"request": {}}', "\udcff"],
    )
    def test_a_file_that_is_no_cassette_is_told(self, tape: Path, content: str) -> None:
        tape.write_bytes(content.encode("utf-8", "surrogateescape"))
        if not content:
            with hfwidgets.replay(tape) as player:
                assert player.exchanges == 0
            return
        with pytest.raises(errors.CassetteError, match=r"lesson\.cassette"):
            hfwidgets.replay(tape)
        assert InferenceClient("m").model == "m", "no cassette is in use now"

    def test_a_body_whose_file_is_missing_is_told(self, server: ScriptedServer, tape: Path) -> None:
        server.play(Reply([b"RIFF\0\1\2\3"], framing="length"))
        with hfwidgets.record(tape):
            InferenceClient(f"{server.url}/m").text_to_speech("a")
        (file,) = tape.with_name("lesson.cassette.files").iterdir()
        file.unlink()
        with pytest.raises(errors.CassetteError, match="missing"):
            hfwidgets.replay(tape)

    @pytest.mark.parametrize("change", ["shorter", "longer", "gone"])
    def test_a_stream_that_is_not_what_its_times_tell_is_told(
        self, server: ScriptedServer, tape: Path, change: str
    ) -> None:
        words = (event(f"w{number} ") for number in range(400))
        server.play(Reply.of_events(*words, event(".", "the end")))
        with hfwidgets.record(tape):
            list(InferenceClient(f"{server.url}/m").text_generation("a", stream=True))
        (file,) = tape.with_name("lesson.cassette.files").iterdir()
        whole = file.read_bytes()
        if change == "gone":
            file.unlink()
        else:
            file.write_bytes(whole[:-1] if change == "shorter" else whole + b" ")
        with pytest.raises(errors.CassetteError, match=r"line 4: its (pieces|file)"):
            hfwidgets.replay(tape)

    @pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a.txt", ".."])
    def test_a_body_is_read_from_the_cassettes_own_folder_only(self, tape: Path, name: str) -> None:
        lines: list[Any] = [{"cassette": 1}]
        request = {"at": 0, "method": "GET", "url": "http://a", "headers": {}}
        answer = {"after": 0, "status": 200, "reason": "", "headers": {}, "file": name}
        lines += [{"request": request}, {"answer": answer}]
        tape.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        with pytest.raises(errors.CassetteError, match="no name"):
            hfwidgets.replay(tape)

    def test_a_file_that_is_there_is_not_overwritten_by_chance(self, tape: Path) -> None:
        tape.write_text("mine", encoding="utf-8")
        with pytest.raises(FileExistsError, match="overwrite=True"):
            hfwidgets.record(tape)
        assert tape.read_text(encoding="utf-8") == "mine"
        hfwidgets.record(tape, overwrite=True).close()
        assert tape.read_text(encoding="utf-8") != "mine"

    @pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), "fast", True])
    def test_a_speed_that_no_clock_keeps_is_refused(self, tape: Path, speed: Any) -> None:
        tape.write_text('{"cassette": 1}', encoding="utf-8")
        with pytest.raises((TypeError, ValueError), match="above 0"):
            hfwidgets.replay(tape, speed=speed)

    @pytest.mark.parametrize("path", [3, None, b"x", ""])
    def test_what_is_no_path_is_refused(self, path: Any) -> None:
        with pytest.raises((TypeError, ValueError), match="path"):
            hfwidgets.record(path)

    def test_one_cassette_is_in_use_at_a_time(self, tape: Path) -> None:
        with hfwidgets.record(tape), pytest.raises(ValueError, match=r"close\(\)"):
            hfwidgets.replay(tape)
        hfwidgets.replay(tape).close()


class TestSecrets:
    def test_no_secret_is_in_the_file_and_none_is_needed(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        def echo(asked: Asked) -> Reply:
            said = f"{asked.headers['authorization']} {asked.headers['cookie']} {CANARY}"
            address = f"https://x.test/a?X-Amz-Signature=canary-of-the-address&id=7&sig={CANARY}"
            label = {"label": f"{said} {address}", "score": 0.5}
            return Reply.of_json([[label]], Set_Cookie="a=cookie-canary", X_Request_Id=CANARY)

        server.play(echo)

        def ask(client: Any) -> Any:
            return either.call(client, "text_classification", f"{CANARY} is mine")

        def stream(client: Any) -> Any:
            server.play(Reply.of_events(event(CANARY[:9]), event(CANARY, CANARY)))
            return either.read(either.call(client, "text_generation", "a", stream=True))

        cookies = {"session": "cookie-canary-0123456789"}
        headers = {"X-Key": "header-canary-0123456789"}
        recorded(either, tape, server, ask, stream, cookies=cookies, headers=headers)
        written = tape.read_text(encoding="utf-8")
        assert "text" in written
        for canary in (CANARY, "cookie-canary", "header-canary", "canary-of-the-address"):
            assert canary not in written

    @pytest.mark.parametrize("words", [1, 400])
    def test_a_stream_keeps_its_length_and_loses_the_keys_of_signed_addresses(
        self, server: ScriptedServer, tape: Path, words: int
    ) -> None:
        signed = "at https://x.test/a?X-Amz-Signature=canary-of-\u00fc-address&id=7 "
        server.play(Reply.of_events(*[event(signed)] * words, event(".", "the end")))
        with hfwidgets.record(tape):
            list(InferenceClient(f"{server.url}/m").text_generation("a", stream=True))
        files = tape.with_name("lesson.cassette.files")
        kept = tape.read_text() + "".join(file.read_text() for file in files.glob("*"))
        assert "canary" not in kept
        with hfwidgets.replay(tape, speed=None):
            texts = list(InferenceClient(f"{server.url}/m").text_generation("a", stream=True))
        hidden = signed.replace("canary-of-\u00fc-address", "*" * 20)
        assert texts == [*[hidden] * words, "."]

    def test_an_address_that_is_signed_is_found_without_its_signature(
        self, either: Blocking, server: ScriptedServer, tape: Path
    ) -> None:
        signed = f"{server.url}/m?X-Amz-Signature=abc&part=1"
        server.play(Reply.of_json([[{"label": "a", "score": 1.0}]]))
        with hfwidgets.record(tape):
            before = either.call(either.client(signed), "text_classification", "a")
        assert "=abc" not in tape.read_text(encoding="utf-8")
        with hfwidgets.replay(tape, speed=None):
            other = signed.replace("abc", "xyz")
            assert either.call(either.client(other), "text_classification", "a") == before
            wrong = either.client(signed.replace("part=1", "part=2"))
            with pytest.raises(errors.CassetteError):
                either.call(wrong, "text_classification", "a")

    def test_what_needs_a_token_is_played_without_one(self, sandbox: Sandbox, tape: Path) -> None:
        def ask() -> str:
            endpoint = sandbox.router_url
            client = InferenceClient(endpoint=endpoint, token=None if is_played else CANARY)
            return client.text_generation("When", model=NGRAM, max_new_tokens=5)

        is_played = False
        with hfwidgets.record(tape):
            before = ask()
        is_played = True
        with hfwidgets.replay(tape, speed=None):
            assert InferenceClient("m").headers["Authorization"] != f"Bearer {CANARY}"
            assert ask() == before
        assert "Authorization" not in InferenceClient("m").headers

    def test_no_network_is_needed_where_it_is_forbidden(
        self, server: ScriptedServer, tape: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines: list[Any] = [{"cassette": 1}]
        body = {"inputs": "a", "parameters": {}}
        url = "https://far.test/m"
        lines.append(
            {"request": {"at": 0, "method": "POST", "url": url, "headers": {}, "json": body}}
        )
        answer = {"after": 0, "status": 200, "reason": "", "headers": {}}
        lines.append({"answer": {**answer, "json": [[{"label": "x", "score": 1.0}]]}})
        tape.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        with hfwidgets.replay(tape, speed=None):
            found = InferenceClient(url).text_classification("a")
        assert found == [{"label": "x", "score": 1.0}]
        with pytest.raises(errors.OfflineModeIsEnabled):
            InferenceClient(url).text_classification("a")
