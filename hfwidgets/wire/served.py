"""Who answers a call, told in its errors: provider, model, and who else serves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OTHERS = "Others serve the model too: "
# What a person can do about an answer to a provider's own key, by status.
OWN_KEY = {
    401: "Check the key: {name} does not know it (api_key=...).",
    402: "Add credits to your account at {name}, or use another provider.",
    403: "Give the key the permission that it lacks, at {name}.",
}


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
        own, said = self._remedy(error), str(error)
        if error.remedy and said.endswith(error.remedy):
            said = said[: -len(error.remedy)].rstrip()
        error.provider, error.model, error.others = self.provider, self.model, self.others
        error.remedy = own
        error.args = ("\n\n".join(part for part in (said, self._asked(), own) if part),)

    def _asked(self) -> str:
        called = (
            "" if self.identifier in (self.model, "") else f", which it calls {self.identifier!r}"
        )
        return f"Asked: provider {self.provider!r} for {self.task} of {self.model!r}{called}."

    def _remedy(self, error: Any) -> str:
        remedy: str = error.remedy
        if self.has_own_key and (own := OWN_KEY.get(getattr(error, "status", None) or 0)):
            remedy = own.format(name=self.provider)
        if not self.others:
            return remedy
        names = ", ".join(f"provider={name!r}" for name in self.others)
        return f"{remedy} {OTHERS}{names}.".strip()
