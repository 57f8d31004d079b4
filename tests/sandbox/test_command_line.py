"""`hfwidgets sandbox --list`, and a person's own transformers pipelines."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import requests

from hfwidgets.sandbox import Sandbox, SandboxError
from hfwidgets.sandbox.aliases import ALIASES
from hfwidgets.sandbox.cli import MOST_COLUMNS, main, table
from hfwidgets.sandbox.models import MODELS
from hfwidgets.sandbox.pipelines import read_pipelines
from tests.waiting import PATIENCE

# Stands for the package, which is large: it answers as pipelines do.
TRANSFORMERS = """
import os

assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"

class Score(float):
    pass

def pipeline(task, model, trust_remote_code):
    def classify(text, top_k=None):
        if text == "fail":
            raise ValueError("the model cannot do this")
        scores = [{"label": "long", "score": len(text) / 100}, {"label": task, "score": 0.5}]
        return scores[:top_k]
    return classify
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "transformers.py").write_text(TRANSFORMERS)
    (tmp_path / "my model").mkdir()
    (tmp_path / "my model" / "config.json").write_text("{}")
    (tmp_path / "my model" / "model.safetensors").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    return tmp_path / "my model"


def test_every_model_says_what_it_is_good_for_and_what_computes_it() -> None:
    for model in MODELS.values():
        assert model.good_for, model.id
        assert model.made_by, model.id
        assert model.made_by.isascii()
        assert len(model.description) > 40
        assert model.licence


def test_the_list_tells_every_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= MOST_COLUMNS
    found: dict[tuple[str, str], str] = {}
    for line in lines[: lines.index("")]:
        if not line.startswith(" "):
            task = line
        elif line.startswith("  sandbox/"):
            model_id, _, text = line.strip().partition(" ")
            found[task, model_id] = text
        else:
            found[task, model_id] += line
    assert set(found) == {(model.task, model.id) for model in MODELS.values()}
    for model in MODELS.values():
        missing = model.missing()
        said = " ".join(found[model.task, model.id].split())
        assert said == f"{model.licence} " + (
            f"not installed: {missing}" if missing else model.good_for
        )


def test_the_list_tells_which_well_known_ids_are_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sandbox", "--list"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["julien-c/wine-quality", "sandbox/wine-quality"] in rows
    assert {row[0] for row in rows if row} >= {"google/tapas-base-finetuned-wtq", "mio/amadeus"}
    assert {one for models in ALIASES.values() for one in models} <= set(MODELS)
    assert main(["sandbox", "--list", "--model", "sandbox/painter"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["stabilityai/stable-diffusion-2-1", "sandbox/painter"] in rows
    assert not [row for row in rows if row and row[0] == "julien-c/wine-quality"]


def test_a_local_pipeline_is_served_in_both_dialects(folder: Path) -> None:
    with Sandbox(pipelines={"text-classification": folder}) as sandbox:
        body = {"inputs": "some text", "parameters": {"top_k": 1}}
        headers = {"x-wait-for-model": "1"}
        for url in (sandbox.url, sandbox.router_url):
            answer = requests.post(
                f"{url}/models/local/my-model", json=body, headers=headers, timeout=PATIENCE
            )
            assert answer.json() == [{"label": "long", "score": 0.09}]
            assert "local folder" in answer.headers["x-compute-engine"]
        failed = requests.post(
            f"{sandbox.url}/models/local/my-model", json={"inputs": "fail"}, timeout=PATIENCE
        )
        assert failed.status_code == 400
        assert failed.json()["error"] == "ValueError: the model cannot do this"
        listed = requests.get(f"{sandbox.url}/api/tasks", timeout=PATIENCE).json()
        assert listed["text-classification"]["widgetModels"][0] == "local/my-model"


@pytest.mark.skipif(
    importlib.util.find_spec("transformers") is not None, reason="transformers is installed"
)
def test_without_transformers_the_error_says_what_to_install(folder: Path) -> None:
    (folder.parent / "packages" / "transformers.py").unlink()
    with Sandbox(pipelines={"fill-mask": folder}) as sandbox:
        answer = requests.post(
            f"{sandbox.url}/models/local/my-model", json={"inputs": "a"}, timeout=PATIENCE
        )
        assert answer.status_code == 400
        assert "pip install transformers" in answer.json()["error"]


def test_a_folder_that_serves_two_tasks_has_two_names(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_text('{"mask_token": {"content": "<gap>"}}')
    first, second = read_pipelines([f"text-classification={folder}", f"fill-mask={folder}"])
    assert (first.id, second.id) == ("local/my-model", "local/my-model-fill-mask")
    assert (first.mask_token, second.mask_token) == ("", "<gap>")
    with pytest.raises(ValueError, match="rename its folder"):
        read_pipelines([f"fill-mask={folder}"] * 3)


@pytest.mark.parametrize(
    ("task", "version", "said"),
    [
        ("question-answering", "5.23.0", "transformers<5"),
        ("question-answering", "4.57.1", ""),
        ("fill-mask", "5.23.0", ""),
    ],
)
def test_pipelines_that_transformers_dropped_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, task: str, version: str, said: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    monkeypatch.setattr("importlib.metadata.version", lambda _: version)
    (model,) = read_pipelines([f"{task}={folder}"])
    assert said in model.missing()
    assert bool(said) == bool(model.missing())


@pytest.mark.parametrize(
    ("task", "name", "said"),
    [
        ("text-classification", "distilbert/distilbert-base", "Only local folders"),
        ("text-classification", "file.txt", "it is a file"),
        ("text-classification", ".", "no config.json"),
        ("text-classification", "hollow", "holds no weights"),
        ("no-such-task", ".", "TASK=FOLDER"),
    ],
)
def test_what_is_no_local_model_is_refused_at_start(
    tmp_path: Path, task: str, name: str, said: str
) -> None:
    (tmp_path / "file.txt").touch()
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "config.json").write_text("{}")
    with pytest.raises(SandboxError, match=said):
        Sandbox(pipelines={task: tmp_path / name}).start()


def test_the_list_tells_which_providers_are_played_and_with_which_models() -> None:
    models = [MODELS["sandbox/painter"], MODELS["sandbox/ngram-topics"], MODELS["sandbox/vader"]]
    lines = [line.split() for line in table(models).splitlines()]
    assert ["fal-ai", "painter"] in lines
    assert ["groq", "ngram-topics"] in lines
    assert ["together", "painter,", "ngram-topics"] in lines
    assert not any("publicai" in line for line in lines), "it serves none of these"
    assert "Providers" not in table([MODELS["sandbox/vader"]])
