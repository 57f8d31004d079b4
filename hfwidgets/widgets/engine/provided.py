"""Who answers the calls of a task widget: its provider, what that takes, and who else there is."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.alone import ALONE
from hfwidgets.client.base import ClientBase
from hfwidgets.client.through import config_through, has_choice
from hfwidgets.tasks.placing import does
from hfwidgets.tasks.recommended import recommended_model
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.base import Widget
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import drive_async
from hfwidgets.wire.mapping import mapping_of
from hfwidgets.wire.openai_routes import CHAT_TASK
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.served import OTHERS

if TYPE_CHECKING:
    from hfwidgets.catalogue.served import Offer
    from hfwidgets.tasks.spec import TaskSpec
    from hfwidgets.widgets.engine.output import Output
    from hfwidgets.widgets.engine.run import Run
    from hfwidgets.wire.flow import Flow

PATIENCE = 2.0  # seconds that the end of a run waits for who serves the model, and for prices
MOST_OTHERS = 12
NOT_SERVED = "The provider does not serve this model for this task"
# Whom to ask is not what is wrong.
NOT_OF_PROVIDERS = frozenset({401})


class ProviderTrait(t.TraitType[Any, Any]):
    """A provider that the widget's client may ask; None takes the client's."""

    def __init__(self) -> None:
        """Nothing is set yet."""
        super().__init__(None, help="Who answers, where providers do")

    def validate(self, obj: Any, value: Any) -> str | None:
        """Return the provider's name.

        Raises:
            ParameterError: There is none of this name, or the client may not ask it.
        """
        config: Config = obj._client._config
        if value is None:
            return config.provider
        try:
            return config_through(config, value).provider
        except ParameterError:
            raise
        except (TypeError, ValueError) as error:
            raise ParameterError({"provider": str(error)}) from None


class ServedCalls:
    """What calls that a provider may answer ask and tell of it.

    Attributes:
        provider: Who answers: a provider's name, or `"auto"`. None at a server without providers.
    """

    provider: Any
    _client: ClientBase
    _spec: TaskSpec
    _terms: concurrent.futures.Future[Any] | None = None

    @property
    def _config(self) -> Config:
        """The settings of calls: the client's, with the provider of this widget."""
        config = self._client._config
        return config if self.provider is None else config_through(config, self.provider)

    @property
    def served_task(self) -> str:
        """What the Hub calls the task of this widget."""
        name = self._spec.name
        return CHAT_TASK if name == "chat-completion" else name

    def flow_of(self, output: Output, values: dict[str, Any]) -> Flow[Any]:
        """Return the flow of a run that fills an output."""
        left = {one.name: None for one in self._spec.fields if one.required and one.nullable}
        return output.call(self._learning(output), self._config, {**left, **values})

    def _learning(self, output: Output) -> Callable[..., Flow[Any]]:
        """Return the task's flow; the output learns which model is recommended, if none is named.

        A chat finds its model by itself: its server may have only one.
        """

        def flow(config: Config, *inputs: Any, **values: Any) -> Flow[Any]:
            output.config, output.model = config, values.get("model") or config.model
            if output.model is None and self._spec.name != "chat-completion":
                recommended = yield from recommended_model(config, self._spec.name)
                output.model = values["model"] = recommended
            self.ask_terms(output.model)
            return (yield from self._spec.flow(config, *inputs, **values))

        return flow

    def ask_terms(self, model: str | None) -> None:
        """Ask for the prices of a chat's model while it answers."""
        self._terms = None
        if self.provider is None or self.served_task != CHAT_TASK or not _is_id(model):
            return
        from hfwidgets.catalogue.terms import offers_of

        self._terms = _begun(offers_of(self._client._config, str(model)))

    def settle_terms(self, model: str | None, error: Exception | None) -> None:
        """Wait for a moment, in the run's thread, for what its end is to tell of providers."""
        asked = self._terms
        answered = getattr(error, "status", None) is not None or _is_unserved(error)
        if asked is None and answered and self.provider is not None and _is_id(model):
            asked = _begun(mapping_of(self._client._config, str(model)))
        if asked is not None and not ALONE:  # there its own loop brings it: nothing can wait for it
            concurrent.futures.wait([asked], PATIENCE)

    def account(self, run: Run, output: Output) -> dict[str, Any]:
        """Return who answered a run, and what it cost where that is told."""
        name = run.exchange.provider
        if self.provider is None or name is None:
            return {}
        told: dict[str, Any] = {"provider": name}
        usage = output.usage()
        if usage is not None and _is_id(output.model):
            from hfwidgets.catalogue.terms import cost

            offer = next((one for one in self._offers(output.model) if one.provider == name), None)
            price = None if offer is None else cost(offer, usage)
            if price is not None:
                told["cost"] = price
        return told

    def with_providers(
        self, card: dict[str, Any], error: Exception, run: Run, model: str | None
    ) -> dict[str, Any]:
        """Return the card of an error with who was asked, and who else could be."""
        if self.provider is None:
            return card
        name = getattr(error, "provider", None) or run.exchange.provider
        unserved = _is_unserved(error)
        if name is not None:
            card["provider"] = name
        if (name is None and not unserved) or card.get("status") in NOT_OF_PROVIDERS:
            return card
        others = self._others(model, name)
        if card.get("field") == "provider":
            card["field"] = "model"  # beside which it stands
        if others:
            if unserved:
                card["title"] = NOT_SERVED
            card["others"] = others
            card["remedy"] = card["remedy"].partition(OTHERS)[0].strip()
        return card

    def _others(self, model: str | None, asked: str | None) -> list[str]:
        """Return the providers that can be asked for a model instead."""
        if not _is_id(model) or not has_choice(self._client._config):
            return []
        found = dict.fromkeys(
            one.provider for one in self._offers(model) if does(one, self.served_task)
        )
        return [one for one in found if one not in (asked, self.provider)][:MOST_OTHERS]

    def _offers(self, model: str | None) -> tuple[Offer, ...]:
        from hfwidgets.catalogue.terms import known_offers

        return known_offers(self._client._config, str(model))


class ProvidedWidget(ServedCalls, Widget):
    """A widget whose calls a provider answers, where its client speaks to today's service.

    Attributes:
        provider: Who answers: a provider's name, or `"auto"`. None at a server without providers.
    """

    provider = ProviderTrait().tag(sync=True)
    task: ClassVar[str]
    _machinery: ClassVar[tuple[str, ...]] = (
        *("account", "ask_terms", "served_task", "settle_terms", "with_providers"),
        "flow_of",
    )

    def _take_client(self, client: ClientBase | None, options: dict[str, Any]) -> None:
        """Take the client, or make one; and the provider that is named, or the client's."""
        if client is not None and not isinstance(client, ClientBase):
            raise TypeError(
                f"client is {client!r:.80}; it is an InferenceClient: an address goes into "
                "InferenceClient(endpoint=...), or is given as model"
            )
        if client is None:
            client = default_client(options.get("provider"))
        self._client = client
        self._terms: concurrent.futures.Future[Any] | None = None
        if options.get("provider") is None:
            options["provider"] = client.provider


def _is_unserved(error: Exception | None) -> bool:
    """Whether it may be that the provider does not serve the model."""
    return isinstance(error, ParameterError) and not {"model", "provider"}.isdisjoint(
        error.problems
    )


def _is_id(model: str | None) -> bool:
    return bool(model) and not is_address(str(model))


def _begun(flow: Flow[Any]) -> concurrent.futures.Future[Any]:
    """Begin a look-up in the background; nobody hears of its failure."""

    async def asked() -> None:
        try:
            await drive_async(flow, background().perform)
        except Exception:  # what is not told is not shown
            return

    return background().submit(asked())
