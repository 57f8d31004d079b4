"""What must agree: the clients with each other, with the reference, with the table of tasks."""

from __future__ import annotations

import ast
import inspect
import pydoc
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import hfwidgets
from hfwidgets import AsyncInferenceClient, InferenceClient
from hfwidgets.sandbox.tasks import LOCAL, TABLES, WRITING
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets import registry
from tests.browser.tasks import ENTRIES, TO_COME

CLIENTS = [InferenceClient, AsyncInferenceClient]

# As in huggingface_hub 0.20.3: name, default ("-" for none), in this order.
CONSTRUCTOR = "model=None token=None timeout=None headers=None cookies=None"
POST = "* json=None data=None model=None task=None stream=False"
TEXT_CLASSIFICATION = "text * model=None"
TEXT_GENERATION = (
    "prompt * details=False stream=False model=None do_sample=False max_new_tokens=20 best_of=None "
    "repetition_penalty=None return_full_text=False seed=None stop_sequences=None temperature=None "
    "top_k=None top_p=None truncate=None typical_p=None watermark=False decoder_input_details=False"
)
REFERENCE = {
    "post": POST,
    "text_classification": TEXT_CLASSIFICATION,
    "text_generation": TEXT_GENERATION,
}


def methods_of(client: type) -> set[str]:
    return {
        name for name in dir(client) if not name.startswith("_") and callable(getattr(client, name))
    }


def signature_of(function: Any) -> str:
    """Write a signature as the lines above."""
    words: list[str] = []
    for name, one in list(inspect.signature(function).parameters.items())[1:]:
        if one.kind is one.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        words.append(name if one.default is one.empty else f"{name}={one.default}")
    return " ".join(words)


def test_both_clients_have_the_same_methods() -> None:
    assert methods_of(InferenceClient) == methods_of(AsyncInferenceClient)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", REFERENCE)
def test_a_method_takes_what_the_references_does(client: type, method: str) -> None:
    positional, _, named = REFERENCE[method].partition(" * ")
    told = signature_of(getattr(client, method))
    assert told.startswith(f"{positional} * {named}") if named else told == positional
    assert all(word.endswith("=None") for word in told.removeprefix(REFERENCE[method]).split())


@pytest.mark.parametrize("client", CLIENTS)
def test_a_constructor_takes_what_the_references_does_first(client: type) -> None:
    positional, _, more = signature_of(client.__init__).partition(" * ")
    assert positional == CONSTRUCTOR
    assert all(word.endswith("=None") for word in more.split())


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_has_a_method_for_each_task(client: type) -> None:
    assert {spec.method for spec in TASKS.values()} <= methods_of(client)


def test_every_row_of_the_table_has_a_widget_or_waits_for_one() -> None:
    assert set(TASKS) - set(registry.WIDGETS) == TO_COME


def test_every_widget_is_of_a_row_and_of_the_task_that_names_it() -> None:
    for task, home in registry.WIDGETS.items():
        kind = registry.widget_class(task)
        assert kind is not None
        assert (kind.task, kind.__name__) == (task, home.partition(":")[2])
        assert task in TASKS


SHORT = {"Chat": "ChatCompletion"}  # what people call it


def test_a_widget_is_called_as_its_task() -> None:
    for task, home in registry.WIDGETS.items():
        words = SHORT.get(home.partition(":")[2], home.partition(":")[2])
        assert re.sub(r"(?<!^)(?=[A-Z])", "-", words).lower() == task


def test_every_widget_is_public() -> None:
    assert {home.partition(":")[2] for home in registry.WIDGETS.values()} <= set(hfwidgets.__all__)


def test_every_widget_is_run_in_the_browser() -> None:
    assert set(ENTRIES) == set(registry.WIDGETS)


def test_the_sandbox_answers_the_tasks_of_the_table() -> None:
    rows = [name for module in TABLES for name in import_module(module).TABLE]
    assert sorted(rows) == sorted({*TASKS, LOCAL, *WRITING.values()})


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_has_no_task_that_the_table_lacks(client: type) -> None:
    other = {
        *(
            "close",
            "get_endpoint_info",
            "health_check",
            "get_model_status",
            "get_recommended_model",
            "imap",
            "list_deployed_models",
        ),
        "list_served_models",
        *("describe", "map", "post", "preview"),
    }
    assert methods_of(client) - other == {spec.method for spec in TASKS.values()}


@pytest.mark.parametrize("method", [*REFERENCE, "close"])
def test_asynchronous_methods_are_coroutine_functions(method: str) -> None:
    assert inspect.iscoroutinefunction(getattr(AsyncInferenceClient, method))
    assert not inspect.iscoroutinefunction(getattr(InferenceClient, method))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", REFERENCE)
def test_help_shows_signature_and_docstring(client: type, method: str) -> None:
    function = getattr(client, method)
    text = pydoc.plain(pydoc.render_doc(function))
    assert re.search(rf"\b{method}\(\s*self,", text)
    assert "Flow[" not in text
    assert "config" not in text.partition("\n\n")[2].partition("Args:")[0]
    for section in ("Args:", "Returns:", "Raises:", "Example:"):
        assert section in text
    for name in list(inspect.signature(function).parameters)[1:]:
        assert f"\n        {name}: " in inspect.getdoc(function).replace("\n    ", "\n        ")  # type: ignore[union-attr]
    assert function.__qualname__ == f"{client.__name__}.{method}"


@pytest.mark.parametrize("client", CLIENTS)
def test_help_of_a_client_shows_its_arguments(client: type) -> None:
    for name in list(inspect.signature(client.__init__).parameters)[1:]:
        assert f"    {name}: " in (client.__doc__ or "")


def test_a_bound_method_shows_no_self() -> None:
    client = InferenceClient(token=False)
    assert list(inspect.signature(client.text_classification).parameters)[:2] == ["text", "model"]


def names_for_checkers() -> set[str]:
    """Return the names that type checkers find in the package and in the registry."""
    home = Path(hfwidgets.__file__).parent
    found: set[str] = set()
    for path in (home / "__init__.py", home / "widgets" / "registry.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found |= {one.asname for one in node.names if one.asname == one.name}
    return found - {"plot", "tasks"}


def test_the_public_names_are_sorted_and_complete() -> None:
    assert hfwidgets.__all__ == sorted(hfwidgets.__all__)
    assert set(hfwidgets.__all__) == names_for_checkers()
    assert dir(hfwidgets) == sorted([*hfwidgets.__all__, "__version__", "plot", "tasks"])


@pytest.mark.parametrize(
    "name", sorted(set(hfwidgets.__all__) - {"Sandbox", "TextGeneration", "options"})
)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(hfwidgets, name).__name__ == name


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Inference'"):
        hfwidgets.Inference  # noqa: B018


def test_the_version_has_one_home() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    assert f'\nversion = "{hfwidgets.__version__}"\n' in project.read_text()


def test_the_errors_are_drawn_as_they_are() -> None:
    from hfwidgets import errors

    drawn = errors.__doc__ or ""
    classes = [
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)
    ]
    assert not [one.__name__ for one in classes if one.__name__ not in drawn]


def test_importing_the_client_loads_nothing_heavy() -> None:
    code = (
        "import sys; from hfwidgets import InferenceClient; InferenceClient('m', token=False);"
        "heavy = {'requests', 'urllib3', 'aiohttp', 'asyncio', 'numpy', 'PIL', 'matplotlib',"
        " 'ipywidgets', 'traitlets', 'anywidget', 'ssl', 'http.client'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
