"""The call that lists everything that today's service serves."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING

from hfwidgets.wire.dialects import Router
from hfwidgets.wire.exchange import good
from hfwidgets.wire.failure import in_one_line
from hfwidgets.wire.flow import Flow, elsewhere, together
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.catalogue.served import ServedModel, ServedModels
    from hfwidgets.wire.config import Config

EXPANDED = ("inferenceProviderMapping", "pipeline_tag")
CHATS = ("chat-completion", "conversational")
OF_CHATS = ("text-generation", "image-text-to-text")


def list_served_models(
    config: Config, *, task: str | None = None, provider: str | None = None
) -> Flow[ServedModels]:
    """List every model that today's service serves, with its providers, prices and speeds.

    The list of all tasks is the Hub's; prices and speeds are told of chat models alone, by the
    router (https://huggingface.co/docs/inference-providers/hub-api).

    Args:
        task: Only models that are served for this task; chats are `"chat-completion"`. None: all.
        provider: Only models of this provider. None: of all.

    Returns:
        Models with their offers; `to_frame()` makes a table of them.

    Raises:
        ParameterError: The client asks a server that has no providers; task or provider is no text,
            or a name that neither the lists nor this client know (a `ValueError`).
        InferenceError: Neither list could be read. Where one fails, a warning says what is missing.

    Example:
        >>> models = client.list_served_models(task="chat-completion")
        >>> models["openai/gpt-oss-120b"].cheapest().provider
        'novita'
    """
    from hfwidgets.catalogue.offers import joined, served_of_hub, served_of_router
    from hfwidgets.catalogue.served import ServedModels
    from hfwidgets.catalogue.sources import asked_publicly, read_pages, served_list

    dialect = config.dialect
    if not isinstance(dialect, Router):
        raise ParameterError(
            {
                "endpoint": f"endpoint is {dialect.endpoint!r}, a server without providers; ask it "
                "with list_deployed_models(), or make a client with provider='auto'"
            }
        )
    _check_texts(task=task, provider=provider)
    start = served_list(config, provider or "all", *_query(task))
    asked = [asked_publicly(config, start)]
    if task is None or task in (*CHATS, *OF_CHATS):
        asked.append(asked_publicly(config, f"{dialect.root}/v1/models"))
    first, *further = yield from together(tuple(asked))
    failed: dict[str, Exception] = {}
    hub: list[ServedModel] = []
    try:
        asked_at = partial(asked_publicly, config)
        yield from read_pages(config, asked_at, start, served_of_hub, hub.extend, first)
    except Exception as error:
        failed["models of all tasks"] = error
    chats: list[ServedModel] = []
    for outcome in further:
        try:
            chats = yield from elsewhere(partial(served_of_router, good(outcome)))
        except Exception as error:
            failed["prices and speeds"] = error
    if failed:
        if not hub and not chats:
            raise next(iter(failed.values()))
        told = "; ".join(f"{name} ({in_one_line(error)})" for name, error in failed.items())
        warnings.warn(f"not listed to the end: {told}", UserWarning, stacklevel=4)
    found = _matching(joined(hub, chats), task, provider)
    if not found:
        _check_known(task, provider)
    return ServedModels(found)


def _check_texts(**given: object) -> None:
    for name, one in given.items():
        if not isinstance(one, (str, type(None))):
            raise ParameterError({name: f"{name} is {one!r}; give its name as a text, or None"})


def _check_known(task: str | None, provider: str | None) -> None:
    """Refuse names of nothing that is served and that are not known either: they are misspelt."""
    from hfwidgets.providers import names
    from hfwidgets.tasks.table import TASKS

    tasks = sorted({*TASKS, *CHATS, *OF_CHATS})
    for name, one, known in (("provider", provider, names()), ("task", task, tasks)):
        if one is not None and one not in known:
            told = f"{name} is {one!r}, for which no model is listed; known are {', '.join(known)}"
            raise ParameterError({name: told})


def _query(task: str | None) -> list[tuple[str, str]]:
    query = [("expand", name) for name in EXPANDED]
    if task is not None and task not in CHATS:
        query.append(("pipeline_tag", task))
    elif task is not None:
        query.append(("filter", "conversational"))
    return query


def _matching(
    models: list[ServedModel], task: str | None, provider: str | None
) -> list[ServedModel]:
    from hfwidgets.catalogue.served import CHAT

    wanted = CHAT if task in CHATS else task

    def fits(one: ServedModel) -> bool:
        return any(
            (provider is None or offer.provider == provider)
            and (task is None or offer.task == wanted or one.task == task)
            for offer in one.offers
        )

    return [one for one in models if fits(one)]
