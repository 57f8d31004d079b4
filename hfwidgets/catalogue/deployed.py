"""Which models are served, and in which state: calls about models instead of to them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.frameworks import framework_names
from hfwidgets.tasks.recommended import recommended_model
from hfwidgets.wire.addresses import checked_model_id, is_address
from hfwidgets.wire.dialects import AUTO, HF_INFERENCE
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import (
    LONGEST,
    in_one_line,
    payload_of,
    redacted,
    text_of,
    wrong_shape,
)
from hfwidgets.wire.flow import Flow, together
from hfwidgets.wire.model_status import ModelStatus
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.catalogue.columns import Rows
    from hfwidgets.catalogue.served import Offer
    from hfwidgets.wire.config import Config


def get_model_status(config: Config, model: str | None = None) -> Flow[ModelStatus]:
    """Say whether a model is loaded, can be, or is too big.

    Args:
        model: Model id; None takes the client's.

    Returns:
        The state. Today's service tells less: `"Loaded"` where a provider serves the model (the
        client's, where it has one), `"Staging"` where it does so for tests only, `"Error"` where
        the Hub's last check of it failed, else `"Unknown"`.

    Raises:
        ParameterError: No model, or an address instead of an id (a `ValueError`).
        ValueError: The server knows the model, and says why it cannot run it.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.get_model_status("bigscience/bloom")
        ModelStatus(loaded=True, state='Loaded', compute_type='gpu', framework='text-...')
    """
    status, _ = yield from asked_status(config, model)
    return status


def asked_status(
    config: Config, model: str | None
) -> Flow[tuple[ModelStatus, tuple[Offer, ...] | None]]:
    """Return the state of a model, and who serves it; None where no providers do.

    Raises:
        ParameterError, ValueError, InferenceHTTPError: As `get_model_status` does.
    """
    chosen = model or config.model
    if not chosen:
        raise ParameterError({"model": "model is not given; name one, or make a client with one"})
    if is_address(chosen):
        raise NotImplementedError(
            f"{chosen} is an address: only a model id has a status; ask the address itself"
        )
    url = config.dialect.status_url(checked_model_id(chosen))
    response = yield from exchange(config, config.get(url))
    payload = payload_of(response.body)
    if isinstance(payload, dict) and "error" in payload:
        raise ValueError(redacted(text_of(payload["error"])[:LONGEST], response))
    if config.provider is not None and isinstance(payload, dict):
        return _of_providers(config.provider, payload)
    status = config.dialect.status_in(payload)
    if status is None:
        raise wrong_shape("a model's state", response.body, response)
    return status, None


def _of_providers(provider: str, payload: dict[str, Any]) -> tuple[ModelStatus, tuple[Offer, ...]]:
    """Return what the Hub tells of a model: its state with a provider, or with any of them."""
    from hfwidgets.catalogue.offers import offers_in
    from hfwidgets.catalogue.served_rows import state_of

    offers = offers_in(payload.get("inferenceProviderMapping"))
    asked = [one for one in offers if provider in (AUTO, one.provider)]
    state = state_of(one.status for one in asked)
    here = any(one.provider == HF_INFERENCE and one.status == "live" for one in asked)
    framework = payload.get("library_name") or "unknown"
    status = ModelStatus(state == "Loaded", state.capitalize(), "cpu" if here else None, framework)
    return status, offers


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
        frameworks: One or more libraries, `"all"` of them, or None for the four main ones (today's
            service: all).

    Returns:
        Task names to model ids, sorted without regard to case. Of today's service, what any
        provider serves; or the client's, where it has one. `list_served_models` tells by whom.

    Raises:
        InferenceError: No framework could be listed. Where only some fail, a warning names them.

    Example:
        >>> client.list_deployed_models("sentence-transformers")["feature-extraction"]
        ['facebook/bart-base', ...]
    """
    # Few clients list models, and what reads the lists takes 10 ms to load.
    from hfwidgets.catalogue.sources import kept_frameworks, read_source, sources_of

    names = framework_names(frameworks)
    if not names:
        return {}
    found: dict[str, set[str]] = {}

    def take(rows: Rows) -> None:
        for row, (model, task) in enumerate(zip(rows.ids, rows.tasks, strict=True)):
            if rows.offers and not _answers(rows.offers[row]):
                continue
            found.setdefault(rows.task_codes.names[task], set()).add(model)

    by = None if config.provider == AUTO else config.provider
    sources = sources_of(config, names, by)
    only = kept_frameworks(config, None if frameworks is None else names)
    failed: dict[str, Exception] = {}
    first = yield from together(tuple(one.asked(config, one.url) for one in sources))
    for source, page in zip(sources, first, strict=True):
        try:
            yield from read_source(config, source, take, only, page)
        except Exception as error:
            failed[source.name] = error
    if failed:
        if len(failed) == len(sources) and not found:
            raise next(iter(failed.values()))
        failures = "; ".join(f"{name} ({in_one_line(error)})" for name, error in failed.items())
        warnings.warn(f"not listed to the end: {failures}", UserWarning, stacklevel=4)
    return {task: sorted(models, key=str.lower) for task, models in found.items()}


def _answers(offers: tuple[Offer, ...]) -> bool:
    """Whether a model is served: unless every provider failed the Hub's last check."""
    return not offers or any(one.status != "error" for one in offers)
