"""Code that calls a model; a token is never in it: the client finds one in the environment."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from hfwidgets.wire.addresses import ROUTER
from hfwidgets.wire.dialects import AUTO, Dialect, Router, choose

if TYPE_CHECKING:
    from collections.abc import Callable

# An example of each input, by its name in the client's methods.
EXAMPLES = {
    "audio": "open('speech.flac', 'rb')",
    "context": "'My name is Clara and I live in Berkeley.'",
    "image": "'picture.jpg'",
    "messages": "[{'role': 'user', 'content': 'How far is the moon?'}]",
    "labels": "['positive', 'negative']",
    "other_sentences": "['It is a sunny day.', 'The stock market fell.']",
    "prompt": "'Once upon a time'",
    "query": "'How many stars has the repository?'",
    "question": "'Where do I live?'",
    "sentence": "'The weather is fine.'",
    "table": "{'Repository': ['a', 'b'], 'Stars': ['1', '2']}",
    "text": "'I like this very much.'",
}
# Where an example of the name alone would not do.
OWN = {
    ("fill-mask", "text"): "'The goal of life is [MASK].'",
    ("zero-shot-image-classification", "labels"): "['cat', 'dog']",
    ("visual-question-answering", "question"): "'What is on the picture?'",
    ("document-question-answering", "question"): "'What is the total?'",
}


def code_for(dialect: Dialect, model: str, task: str, provider: str | None = None) -> str:
    """Return a few lines that ask a model for its task, and run as they are.

    Args:
        dialect: What the client's server speaks, and where.
        model: Model id.
        task: Task name, such as `"text-generation"`.
        provider: Who serves it, as the client has it: a name, `"auto"`, or None.
    """
    more = [f", {name}={value!r}" for name, value in settings(dialect, provider).items()]
    name = _literal(model) + "".join(more)
    lines = ["from hfwidgets import InferenceClient", "", f"client = InferenceClient({name})"]
    method = _method(task)
    if method is None:
        lines.append(f"client.post(json={{'inputs': '...'}})  # no method of its own: {task!r:.80}")
    else:
        taken = list(inspect.signature(method).parameters.values())[1:]
        required = [
            one
            for one in taken
            if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        ]
        given = [
            f"model={_literal(model)}"  # the two tabular methods want it named
            if one.name == "model"
            else OWN.get((task, one.name), EXAMPLES.get(one.name, "..."))
            for one in required
        ]
        lines.append(f"client.{method.__name__}({', '.join(given)})")
    return "\n".join(lines)


def _method(task: str) -> Callable[..., object] | None:
    """Return the client's method of a task, if it has one."""
    from hfwidgets.client.blocking import InferenceClient

    name = task.replace("-", "_")
    found = getattr(InferenceClient, name, None) if name.isidentifier() else None
    takes = None if found is None or name.startswith("_") else inspect.signature(found).parameters
    return found if takes is not None and "model" in takes and not takes.keys() & {"task"} else None


def _literal(text: str) -> str:
    """Return a text as Python and people can read it: bidirectional marks are escaped."""
    return repr(text) if text.isprintable() else ascii(text)


def settings(dialect: Dialect, provider: str | None) -> dict[str, str]:
    """Return the arguments that make the same dialect anew, where it is not the hosted one."""
    endpoint = dialect.endpoint
    if provider is not None and isinstance(dialect, Router):
        endpoint = dialect.root
    usual = choose(endpoint, provider=provider)
    hosted = dialect.endpoint == ROUTER
    arguments = {} if hosted else {"endpoint": endpoint}
    if provider is not None and (provider != AUTO or not hosted):
        arguments["provider"] = provider
    if dialect.hub != usual.hub:
        arguments["hub_endpoint"] = dialect.hub
    if dialect.name != usual.name:
        arguments["dialect"] = dialect.name
    return arguments
