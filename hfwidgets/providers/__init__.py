"""The inference providers: a module each, which declares one `PROVIDER`.

docs/add-a-provider.md tells how one is added.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from hfwidgets.wire.dialects import AUTO, HF_INFERENCE
from hfwidgets.wire.provider import Provider


@cache
def names() -> tuple[str, ...]:
    """Return the names of all providers, that of Hugging Face's own service among them."""
    modules = (one.name.replace("_", "-") for one in iter_modules(__path__))
    return tuple(sorted({*modules, HF_INFERENCE}))


@cache
def provider_named(name: str) -> Provider | None:
    """Return a provider, or None where it is none that is known (or `hf-inference`)."""
    if name == HF_INFERENCE or name not in names():
        return None
    found: Provider = import_module(f"{__name__}.{name.replace('-', '_')}").PROVIDER
    return found


def checked_provider(name: object) -> str | None:
    """Return the name of a provider, or refuse it.

    Raises:
        TypeError, ValueError: It is no text, or no provider's name.
    """
    if name is None:
        return None
    if not isinstance(name, str):
        raise TypeError(f"provider is {name!r}; it is the name of one, 'auto', or None")
    if name != AUTO and name not in names():
        raise ValueError(f"provider is {name!r}; it is 'auto', or one of {', '.join(names())}")
    return name
