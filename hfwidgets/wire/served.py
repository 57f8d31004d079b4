"""Who answers a call, told in its errors: provider, model, and who else serves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.wire.remedies import REMEDIES

if TYPE_CHECKING:
    from hfwidgets.wire.flow import Response

OTHERS = "Others serve the model too: "
# What a person can do about an answer to a provider's own key, by status.
OWN_KEY = {
    401: "Check the key: {name} does not know it (api_key=...).",
    402: "Add credits to your account at {name}, or use another provider.",
    403: "Give the key the permission that it lacks, at {name}.",
}


ANSWERED_BY = "x-inference-provider"  # a header of the automatic router
LONGEST_NAME = 60  # characters


def provider_of(response: Response) -> str | None:
    """Return the provider that answered: the one that was asked, or that the service has chosen."""
    served = response.request.served
    return (served and served.provider) or name_in(response.headers)


def name_in(headers: Mapping[str, str]) -> str | None:
    """Return the provider that the service says it has chosen, or None."""
    name = headers.get(ANSWERED_BY, "")
    return name if name and name.isprintable() and len(name) <= LONGEST_NAME else None


@dataclass(frozen=True, slots=True)
class Served:
    """Who answers a call.

    Attributes:
        provider: The provider's name.
        task: What it is asked to do.
        model: The model's id on the Hub.
        identifier: What the provider calls it.
        others: Providers that serve it too.
        has_own_key: Whether the call goes to the provider's own host.
    """

    provider: str
    task: str
    model: str
    identifier: str
    others: tuple[str, ...] = ()
    has_own_key: bool = False

    def tell(self, error: Any) -> None:
        """Say in an error who was asked for what, and who else serves it."""
        if not hasattr(error, "remedy") or getattr(error, "provider", None):
            return
        error.provider, error.model, error.others = self.provider, self.model, self.others
        _add(error, self._asked(), self._remedy(error))

    def _asked(self) -> str:
        called = (
            "" if self.identifier in (self.model, "") else f", which it calls {self.identifier!r}"
        )
        return f"Asked: provider {self.provider!r} for {self.task} of {self.model!r}{called}."

    def _remedy(self, error: Any) -> str:
        remedy: str = error.remedy
        # Some providers answer 403 where the credits are used up, and say so.
        status = 402 if remedy.endswith(REMEDIES[402]) else getattr(error, "status", None)
        if self.has_own_key and (own := OWN_KEY.get(status or 0)):
            remedy = own.format(name=self.provider)
        return _offering(remedy, self.others)


def tell_look_up(error: Any, provider: str, task: str, model: str) -> None:
    """Say in an error of the Hub what it was asked: who serves a model, before any provider is."""
    if not hasattr(error, "remedy") or error.model is not None:
        return
    error.model = model
    asked = f"Asked: the Hub, who serves {model!r} (provider {provider!r} for {task})."
    _add(error, asked, error.remedy)


@dataclass(frozen=True, slots=True)
class Automatic:
    """A call whose provider the service chooses: the answer says who it was.

    Attributes:
        task: What is asked for.
        model: As the router is told: an id, maybe with a suffix.
        known: Who serves the model, as far as that is known without asking.
    """

    task: str
    model: str
    known: tuple[str, ...] = ()

    @property
    def provider(self) -> None:
        """Nobody that is known before the answer."""

    def tell(self, error: Any) -> None:
        """Say in an error what the service was asked, and who it says it has chosen."""
        if not hasattr(error, "remedy") or error.model is not None:
            return
        chosen = None if error.answer is None else name_in(error.answer.headers)
        error.provider, error.model = chosen, self.model
        error.others = tuple(name for name in self.known if name != chosen)
        by = "" if chosen is None else f", which has chosen {chosen!r}"
        _add(
            error,
            f"Asked: provider 'auto' for {self.task} of {self.model!r}{by}.",
            _offering(error.remedy, error.others),
        )


def _offering(remedy: str, others: tuple[str, ...]) -> str:
    """Return a remedy with those who serve the model too."""
    if not others:
        return remedy
    names = ", ".join(f"provider={name!r}" for name in others)
    return f"{remedy} {OTHERS}{names}.".strip()


def _add(error: Any, asked: str, remedy: str) -> None:
    """Put what was asked before the remedy, and another remedy in the place of the error's own."""
    said = str(error)
    if error.remedy and said.endswith(error.remedy):
        said = said[: -len(error.remedy)].rstrip()
    error.remedy = remedy
    error.args = ("\n\n".join(part for part in (said, asked, remedy) if part),)
