"""Which provider offers which model, under which id and on which terms.

The terms are the sandbox's own and kept: a provider answers at the speed it tells. Nothing is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hfwidgets.sandbox.faults import Faults
from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.refusals import refuse_text

OWN = "hf-inference"
CHAT = "conversational"
# What no client knows yet; new providers appear without notice.
_NEW = "provider-of-tomorrow"


@dataclass(frozen=True, slots=True)
class Terms:
    """A provider's terms for chat; what is None or 0 is not told.

    Args:
        price: US dollars for a million tokens read and written, or None.
        pace: Tokens a second that a stream comes at.
        wait: Seconds before the first token.
        free: Whether nothing is charged for now.
    """

    price: tuple[float, float] | None = None
    pace: float = 0.0
    wait: float = 0.0
    free: bool = False


TERMS = {
    "baseten": Terms((0.10, 0.50), 110.0, 0.05),
    "cerebras": Terms((0.35, 0.75), 240.0, 0.02),
    "cohere": Terms((0.15, 0.60), 70.0, 0.08),
    "deepinfra": Terms((0.04, 0.20), 45.0, 0.15),
    "featherless-ai": Terms(pace=35.0, wait=0.2),
    "fireworks-ai": Terms((0.15, 0.60), 130.0, 0.05),
    "groq": Terms((0.15, 0.75), 180.0, 0.03),
    "novita": Terms((0.05, 0.25), 60.0, 0.1),
    "nscale": Terms((0.05, 0.20), 40.0, 0.12),
    "ovhcloud": Terms((0.08, 0.40), 55.0, 0.1),
    "publicai": Terms(pace=30.0, wait=0.25, free=True),
    "scaleway": Terms((0.15, 0.60), 50.0, 0.1),
    "together": Terms((0.15, 0.60), 100.0, 0.06),
    "zai-org": Terms((0.20, 1.10), 65.0, 0.1),
}
PROVIDERS = (*TERMS, "fal-ai", OWN, "replicate", "wavespeed")

# In the order of the account's settings; behind a colon another task than the usual one.
_SERVED = {
    "sandbox/ngram-topics": "hf-inference groq cerebras together fireworks-ai novita cohere "
    "baseten featherless-ai:text-generation deepinfra:text-generation",
    "sandbox/ngram-reader": "hf-inference novita groq nscale ovhcloud publicai deepinfra "
    "together:text-generation",
    "sandbox/smollm2-135m": "hf-inference groq cerebras together nscale scaleway publicai "
    "zai-org fireworks-ai novita "
    "featherless-ai:text-generation",
    "sandbox/painter": "fal-ai replicate together nscale wavespeed zai-org hf-inference",
    "sandbox/darkroom": "fal-ai replicate together wavespeed hf-inference",
    "sandbox/painter-film": "fal-ai replicate hf-inference",
    "sandbox/camera-move": "fal-ai hf-inference",
    "sandbox/espeak-ng": "fal-ai deepinfra together replicate hf-inference",
    "sandbox/pocketsphinx": "fal-ai deepinfra together replicate hf-inference",
    "sandbox/use": "hf-inference deepinfra together scaleway",
    "sandbox/slic-cam": "hf-inference fal-ai",
}
_PREFIXES = {
    "fal-ai": "fal-ai/",
    "fireworks-ai": "accounts/fireworks/models/",
    "wavespeed": "wavespeed-ai/",
}
# They name models without an organisation.
_BARE = ("cerebras", "groq")
_ORGANISATION = "sandbox/"


@dataclass(frozen=True, slots=True)
class Offer:
    """A model at a provider."""

    provider: str
    task: str

    @property
    def terms(self) -> Terms:
        """The terms for chat."""
        return TERMS.get(self.provider, Terms())


def offers(model: Model) -> tuple[Offer, ...]:
    """Return who serves a model, in the order of the account's settings."""
    usual = CHAT if model.task == "text-generation" else model.task
    found = []
    for word in _SERVED.get(model.id, OWN).split():
        provider, _, task = word.partition(":")
        found.append(Offer(provider, task or (model.task if provider == OWN else usual)))
    return tuple(found)


def offered(model: Model, provider: str) -> Offer | None:
    """Return a provider's offer of a model, or None."""
    return next((one for one in offers(model) if one.provider == provider), None)


def id_of(provider: str, name: str, task: str) -> str:
    """Return the `providerId` of a model id, its faults included."""
    if provider in _BARE:
        return name.removeprefix(_ORGANISATION)
    if provider == "replicate" and task == "automatic-speech-recognition":
        return f"{name}:{name.encode().hex()}"
    return _PREFIXES.get(provider, "") + name


def name_of(provider: str, own: str) -> str:
    """Return the model id that a `providerId` stands for.

    Raises:
        Refusal: 404: the provider writes its ids another way.
    """
    prefix = _PREFIXES.get(provider, "")
    if not own.startswith(prefix):
        raise refuse_text(404, "Not Found")
    name = own.removeprefix(prefix)
    if provider in _BARE and "/" not in name.partition("@")[0]:
        return _ORGANISATION + name
    return name.partition(":")[0] if provider == "replicate" else name


def name_of_version(version: str) -> str:
    """Return the model id of a version at replicate: the id itself, in hexadecimal.

    Raises:
        Refusal: 422: there is no such version.
    """
    try:
        return bytes.fromhex(version).decode()
    except ValueError:
        raise refuse_text(422, "Invalid version or not permitted") from None


def entry(provider: str, status: str, name: str, task: str) -> dict[str, Any]:
    """Return an entry of the mapping, as lists have it."""
    own = id_of(provider, name, task)
    return {"provider": provider, "status": status, "providerId": own, "task": task}


def mapping(model: Model, name: str, faults: Faults) -> list[dict[str, Any]]:
    """Return who serves a model that was asked for by `name`."""
    if faults.mapping == "empty":
        return []
    status = faults.mapping if faults.mapping in ("error", "staging") else "live"
    found = [entry(one.provider, status, name, one.task) for one in offers(model)]
    if faults.mapping == "task":
        found = [{**one, "task": "image-to-video"} for one in found]
    if faults.mapping == "new":
        found.insert(0, entry(_NEW, "live", name, offers(model)[-1].task))
    return found
