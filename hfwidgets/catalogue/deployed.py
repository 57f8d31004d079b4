"""Which models are served, and in which state: calls about models instead of to them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from hfwidgets.tasks.recommended import checked_model_id, recommended_model
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import (
    LONGEST,
    http_error,
    payload_of,
    redacted,
    server_message,
    text_of,
    wrong_shape,
)
from hfwidgets.wire.flow import Flow, Response, together
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

MAIN_FRAMEWORKS = (
    "diffusers",
    "sentence-transformers",
    "text-generation-inference",
    "transformers",
)
ALL_FRAMEWORKS = (
    *MAIN_FRAMEWORKS,
    "adapter-transformers",
    "allennlp",
    "asteroid",
    "bertopic",
    "doctr",
    "espnet",
    "fairseq",
    "fastai",
    "fasttext",
    "flair",
    "generic",
    "k2",
    "keras",
    "mindspore",
    "nemo",
    "open_clip",
    "paddlenlp",
    "peft",
    "pyannote-audio",
    "sklearn",
    "spacy",
    "span-marker",
    "speechbrain",
    "stanza",
    "timm",
)
PAGE = 500  # models of the Hub's list asked for at once
MOST_PAGES = 1000


@dataclass(slots=True)
class ModelStatus:
    """What a server says of a model.

    Attributes:
        loaded: Whether it answers at once.
        state: `"Loaded"`, `"Loadable"` (it loads on first use), `"TooBig"`, or another word.
        compute_type: `"cpu"`, `"gpu"`, or the machine as an object.
        framework: Library that runs it.
    """

    loaded: bool
    state: str
    compute_type: Any
    framework: str


def get_model_status(config: Config, model: str | None = None) -> Flow[ModelStatus]:
    """Say whether a model is loaded, can be, or is too big.

    Args:
        model: Model id; None takes the client's.

    Returns:
        The state. Today's service tells less: `"Loaded"` where it serves the model, else
        `"Unknown"`.

    Raises:
        ParameterError: No model, or an address instead of an id (a `ValueError`).
        ValueError: The server knows the model, and says why it cannot run it.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.get_model_status("bigscience/bloom")
        ModelStatus(loaded=True, state='Loaded', compute_type='gpu', framework='text-...')
    """
    chosen = model or config.model
    if not chosen:
        raise ParameterError({"model": "model is not given; name one, or make a client with one"})
    if is_address(chosen):
        raise NotImplementedError(
            f"{chosen} is an address: only a model id has a status; ask the address itself"
        )
    checked_model_id(chosen)
    if config.dialect.is_router:
        return (yield from _status_today(config, chosen))
    url = f"{config.dialect.endpoint}/status/{quote(chosen, safe=SAFE)}"
    response = yield from exchange(config, config.get(url))
    payload = response.json()
    if isinstance(payload, dict) and "error" in payload:
        raise ValueError(redacted(text_of(payload["error"])[:LONGEST], response))
    try:
        return ModelStatus(
            payload["loaded"], payload["state"], payload["compute_type"], payload["framework"]
        )
    except (KeyError, TypeError):
        raise wrong_shape("a model's state", response.body, response) from None


SAFE = "/:@!$&'()*+,;=~-._"


def _status_today(config: Config, model: str) -> Flow[ModelStatus]:
    names = ("inference", "inferenceProviderMapping", "pipeline_tag", "library_name")
    query = urlencode([("expand", name) for name in names])
    url = f"{config.dialect.hub}/api/models/{quote(model, safe=SAFE)}?{query}"
    response = yield from exchange(config, config.get(url))
    payload = response.json()
    if not isinstance(payload, dict):
        raise wrong_shape("a model's description", response.body, response)
    warm = payload.get("inference") == "warm" or "hf-inference" in dict(_providers(payload))
    framework = payload.get("library_name") or "unknown"
    return ModelStatus(warm, "Loaded" if warm else "Unknown", "cpu", framework)


def _providers(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield providers that serve a model, and how: the mapping is an object or a list."""
    mapping = payload.get("inferenceProviderMapping")
    if isinstance(mapping, dict):
        mapping = [{"provider": name, **entry} for name, entry in mapping.items()]
    for entry in mapping if isinstance(mapping, list) else []:
        if isinstance(entry, dict) and entry.get("status") in ("live", "staging"):
            yield str(entry.get("provider")), str(entry["status"])


def get_recommended_model(config: Config, task: str) -> Flow[str]:
    """Return the model that the Hub recommends for a task.

    Args:
        task: Task name such as `"text-generation"`.

    Returns:
        Model id.

    Raises:
        ValueError: The Hub recommends none.

    Example:
        >>> client.get_recommended_model("translation")
        't5-small'
    """
    return (yield from recommended_model(config, task))


def list_deployed_models(
    config: Config, frameworks: str | list[str] | None = None
) -> Flow[dict[str, list[str]]]:
    """List the models that are served now, by task.

    Args:
        frameworks: One or more libraries, `"all"` of them, or None for the four main ones.

    Returns:
        Task names to model ids, sorted without regard to case.

    Raises:
        InferenceError: No framework could be listed. Where only some fail, a warning names them.

    Example:
        >>> client.list_deployed_models("sentence-transformers")["feature-extraction"]
        ['facebook/bart-base', ...]
    """
    names = framework_names(frameworks)
    if not names:
        return {}
    if config.dialect.is_router:
        return (yield from _deployed_today(config, names if frameworks is not None else None))
    urls = [f"{config.dialect.endpoint}/framework/{quote(name, safe='-_')}" for name in names]
    outcomes = yield from together(tuple(config.get(url) for url in urls))
    found: dict[str, set[str]] = {}
    failed: dict[str, Exception] = {}
    for name, outcome in zip(names, outcomes, strict=True):
        try:
            for task, model in _listed(outcome):
                found.setdefault(task, set()).add(model)
        except Exception as error:
            failed[name] = error
    if failed:
        if len(failed) == len(names):
            raise next(iter(failed.values()))
        _warn("not listed: " + "; ".join(f"{k} ({_first_line(e)})" for k, e in failed.items()), 5)
    return _sorted(found)


def framework_names(frameworks: Any) -> list[str]:
    """Return the frameworks that an argument of lists means, each once.

    Raises:
        ParameterError: It is neither a name nor a list of names (a `ValueError`).
    """
    if frameworks is None:
        return list(MAIN_FRAMEWORKS)
    if frameworks == "all":
        return list(ALL_FRAMEWORKS)
    if isinstance(frameworks, str):
        return [frameworks]
    if not isinstance(frameworks, Iterable) or not all(isinstance(one, str) for one in frameworks):
        raise ParameterError(
            {
                "frameworks": f"frameworks is {frameworks!r:.80}; it is a name, a list of names, "
                "'all' or None"
            }
        )
    return list(dict.fromkeys(frameworks))


def _listed(outcome: Response | Exception) -> Iterator[tuple[str, str]]:
    if isinstance(outcome, Exception):
        raise outcome
    if not 200 <= outcome.status < 300:
        raise http_error(outcome)
    for one in _models_in(outcome):
        if isinstance(one, dict) and isinstance(one.get("model_id"), str):
            if one.get("framework") == "sentence-transformers":
                yield "feature-extraction", one["model_id"]
                yield "sentence-similarity", one["model_id"]
            else:
                yield str(one.get("task")), one["model_id"]


def _deployed_today(config: Config, frameworks: list[str] | None) -> Flow[dict[str, list[str]]]:
    query: list[tuple[str, str]] = [("inference_provider", "hf-inference"), ("limit", str(PAGE))]
    query += [("expand", name) for name in ("pipeline_tag", "library_name")]
    url: str | None = f"{config.dialect.hub}/api/models?{urlencode(query)}"
    found: dict[str, set[str]] = {}
    for _ in range(MOST_PAGES):
        if url is None:
            break
        try:
            response = yield from exchange(config, config.get(url))
            models = _models_in(response)
        except Exception as error:
            if not found:
                raise
            _warn(f"the list is not complete: {_first_line(error)}", 6)
            break
        for one in models:
            if isinstance(one, dict) and _is_of(one, frameworks):
                found.setdefault(str(one.get("pipeline_tag")), set()).add(str(one.get("id")))
        url = next_page(response, config.dialect.hub)
    return _sorted(found)


def _models_in(response: Response) -> list[Any]:
    payload = payload_of(response.body)
    if isinstance(payload, list):
        return payload
    raise wrong_shape("a list of models", response.body, response)


def _warn(text: str, frames_to_caller: int) -> None:
    warnings.warn(text, UserWarning, stacklevel=frames_to_caller)


def _is_of(model: dict[str, Any], frameworks: list[str] | None) -> bool:
    all_of_them = frameworks is None or len(frameworks) == len(ALL_FRAMEWORKS)
    return all_of_them or model.get("library_name") in (frameworks or [])


def next_page(response: Response, hub: str) -> str | None:
    """Return the address of the next page (RFC 8288), if it is the same Hub's."""
    import re

    match = re.search(r'<([^>]+)>\s*;\s*rel="?next"?', response.headers.get("Link", ""))
    return match[1] if match and match[1].startswith(f"{hub}/") else None


def _sorted(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {task: sorted(models, key=str.lower) for task, models in found.items()}


def _first_line(error: Exception) -> str:
    response = getattr(error, "answer", None)
    said = server_message(response) if response is not None else None
    return said or str(error).partition("\n")[0]
