"""A call as Python, for either client: the token comes from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.snippets import settings
from hfwidgets.widgets.code.literals import WIDE, literal
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.config import BILL_TO, OF_THE_HUB
from hfwidgets.wire.headers import HIDDEN

if TYPE_CHECKING:
    from hfwidgets.widgets.code.made import CallMade
    from hfwidgets.wire.config import Config

ADDRESS_CUT = "# What may be secret in the address is left out."
# Headers that a client has of its own, or that have an argument of their own.
OWN_HEADERS = frozenset({"user-agent", "authorization", BILL_TO.lower()})


def python_code(call: CallMade, *, awaited: bool = False) -> str:
    """Return a call as Python that sets `result`.

    Args:
        call: The call.
        awaited: Whether it is for `AsyncInferenceClient`.
    """
    kind = "AsyncInferenceClient" if awaited else "InferenceClient"
    setup = [medium.line for medium in call.media.values() if medium.line]
    client = _call(kind, client_arguments(call.config), 4 if awaited else 0)
    keyed = key_variable(call.config) is not None
    lines = [*(["import asyncio"] if awaited else []), *(["import os"] if keyed else [])]
    lines += [*([""] if lines else []), f"from hfwidgets import {kind}", ""]
    lines += left_out(call.config)
    lines += [*setup, ""] if setup else []
    if not awaited:
        return "\n".join([*lines, f"client = {client}", f"result = {_result(call, 0)}"]) + "\n"
    lines += [
        "",
        "async def main():",
        f"    async with {client} as client:",
        f"        return {_result(call, 8, 'await ')}",
        "",
        "",
        "result = asyncio.run(main())  # in a notebook: result = await main()",
    ]
    return "\n".join(lines) + "\n"


def _result(call: CallMade, indent: int, wait: str = "") -> str:
    """Return the call, or the list of all calls where a parameter was varied."""
    arguments = [
        (name if at or name == "model" else "", value)
        for at, (name, value) in enumerate(call.arguments.items())
    ]
    method = f"{wait}client.{call.spec.method}"
    if not call.varied:
        return _call(method, arguments, indent)
    inner = " " * (indent + 4)
    loops = "".join(
        f"{inner}for {name} in {literal(list(values), indent + 4)}\n"
        for name, values in reversed(list(call.varied.items()))
    )
    return f"[\n{inner}{_call(method, arguments, indent + 4)}\n{loops}{' ' * indent}]"


def _call(name: str, arguments: list[tuple[str, Any]], indent: int) -> str:
    """Return a call, an argument a line where it is too long for one."""
    equal = [(f"{key}=" if key else "", value) for key, value in arguments]
    flat = f"{name}({', '.join(key + literal(value) for key, value in equal)})"
    if len(flat) + indent <= WIDE and "\n" not in flat:
        return flat
    inner = " " * (indent + 4)
    lines = "".join(f"{inner}{key}{literal(value, indent + 4)},\n" for key, value in equal)
    return f"{name}(\n{lines}{' ' * indent})"


def client_arguments(config: Config) -> list[tuple[str, Any]]:
    """Return the arguments that make a client of the same settings."""
    from hfwidgets.widgets.code.literals import Name

    found: list[tuple[str, Any]] = []
    if config.model:
        found.append(("", shown_address(config.model)))
    variable = key_variable(config)
    if variable is not None:
        found.append(("token", Name(f'os.environ["{variable}"]')))
    if config.timeout is not None:
        found.append(("timeout", config.timeout))
    shown = {name: value for name, value in further_headers(config).items() if value != HIDDEN}
    if shown:
        found.append(("headers", shown))
    if BILL_TO in config.headers:
        found.append(("bill_to", str(config.headers[BILL_TO])))
    return [*found, *settings(config.dialect, config.provider).items()]


def further_headers(config: Config) -> Mapping[str, str]:
    """Return the headers that were added to a client's own; what may be secret is `***`."""
    shown = config.headers.redacted()
    return {name: value for name, value in shown.items() if name.lower() not in OWN_HEADERS}


def left_out(config: Config) -> list[str]:
    """Return comments that say what code cannot have: it may be secret."""
    hidden = [name for name, value in further_headers(config).items() if value == HIDDEN]
    lines = [f"# The header {name} may be secret and is left out." for name in hidden]
    model = config.model or ""
    lines += [ADDRESS_CUT] if shown_address(model) != model else []
    return [*lines, *(["# Cookies are left out."] if config.cookies else [])]


def key_variable(config: Config) -> str | None:
    """Return the variable of the environment that holds the key, None where no key is sent.

    It is `HF_TOKEN`, but for a key of a provider's own.
    """
    key = config.key
    if key is None:
        return None
    if config.provider in (None, "auto") or key.startswith(OF_THE_HUB):
        return "HF_TOKEN"
    return f"{config.provider.upper().replace('-', '_')}_API_KEY"
