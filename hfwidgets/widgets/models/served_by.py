"""Who serves the model of a task widget, and on which terms: what its page can choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.packing import line_of
from hfwidgets.catalogue.served import Offer
from hfwidgets.catalogue.terms import offers_of
from hfwidgets.client.through import has_choice
from hfwidgets.providers import names
from hfwidgets.tasks.placing import does
from hfwidgets.tasks.recommended import recommended_model
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.desk import Answerer, reply
from hfwidgets.widgets.engine.problems import problem_of
from hfwidgets.widgets.models.checks import answer
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.dialects import AUTO
from hfwidgets.wire.openai_routes import CHAT_TASK

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config
    from hfwidgets.wire.flow import Flow

MOST = 40  # providers that are sent
PRICES = "Prices are US dollars for a million tokens."
SHORT = {"error": "its last check failed", "staging": "for tests only"}
Row = list[str]  # name, and what is told: price, context, speed, latency, state


def answer_who_serves(
    widget: Answerer, config: Callable[[], Config], task: str, content: Mapping[str, Any]
) -> None:
    """Answer `providers`: who serves a model for a task, `auto` first.

    Args:
        widget: Where the answer goes.
        config: Returns the settings of its client.
        task: Its task, as the Hub calls it.
        content: The question; without a model it is for the one that a run would take.
    """

    async def told() -> None:
        try:
            settings = config()
            model = content.get("model") or settings.model
            rows, note = await answer(_told(settings, task, model))
        except Exception as error:
            card = problem_of(error, None)
            said = card["title"] if card.get("status") else f"{card['title']}: {card['cause']}"
            reply(widget, "ack", content, error=said[:300])
        else:
            reply(widget, "providers", content, rows=rows, note=note)

    background().submit(told())


def _told(config: Config, task: str, model: Any) -> Flow[tuple[list[Row], str]]:
    if not isinstance(model, str) or not model:
        wanted = "text-generation" if task == CHAT_TASK else task
        model = yield from recommended_model(config, wanted)
    if is_address(model):
        return [], "An address is asked itself, and no provider."
    if not has_choice(config):
        said = f"The key is one of {config.provider}: others want a client with a token of the Hub."
        return [[str(config.provider)]], said
    offers = yield from offers_of(config, model)
    able = [one for one in offers if does(one, task)]
    rows = [_auto(able, task), *map(_row, able[:MOST])]
    return rows, " ".join(filter(None, (_prices(able), _left_out(offers, able, model))))


def _auto(able: list[Offer], task: str) -> Row:
    if task == CHAT_TASK:
        said = "the service chooses for each call"
    else:
        said = f"now {able[0].provider}, your account's first" if able else ""
    return [AUTO, said]


def _row(one: Offer) -> Row:
    price = ""
    if one.is_free:
        price = "free for now"
    elif one.input_price is not None and one.output_price is not None:
        price = f"{_dollars(one.input_price)} in, {_dollars(one.output_price)} out"
    return [
        one.provider,
        price,
        "" if one.context_length is None else f"{_short(one.context_length)} context",
        "" if one.throughput is None else f"{one.throughput:.0f} tokens/s",
        "" if one.first_token_latency is None else f"{one.first_token_latency:.2g} s to first",
        SHORT.get(one.status, "" if one.status == "live" else line_of(one.status)[:40]),
    ]


def _dollars(price: float) -> str:
    return f"${price:.2f}" if round(price, 2) == price else f"${price:.3g}"


def _short(count: int) -> str:
    """Return a number of tokens as people say it: 32k, 200k, 1.05M."""
    if count >= 1e6:
        return f"{count / 1e6:.3g}M"
    return f"{count / (1000 if count % 1024 else 1024):.0f}k" if count >= 1e3 else f"{count}"


def _prices(able: list[Offer]) -> str:
    return PRICES if any(one.input_price is not None for one in able) else ""


def _left_out(offers: tuple[Offer, ...], able: list[Offer], model: str) -> str:
    """Say who serves the model, and cannot be chosen here."""
    if not offers:
        return f"Nobody serves {line_of(model)}, as far as the Hub tells."
    chosen = {one.provider for one in able}
    known = names()
    groups: dict[str, dict[str, None]] = {}
    for one in offers:
        if one.provider not in chosen:
            why = f"For {one.task} only" if one.provider in known else "Not known here"
            groups.setdefault(line_of(why), {})[line_of(one.provider)] = None
    return " ".join(f"{why}: {', '.join(found)}." for why, found in groups.items())
