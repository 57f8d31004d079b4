"""The way out of a failed call: by what was asked, by the server's words, by the status."""

from __future__ import annotations

import re
from typing import Literal

# What an answer is about: a call of a model, the address of an input (a picture, a sound), a
# look-up at the Hub, or the address of a result.
About = Literal["model", "input", "hub", "result"]

# What a person can do, by status. The causes are those of the hosted service.
REMEDIES: dict[int, str] = {
    400: "Check the parameters against what this model takes.",
    401: "Set a valid token (HF_TOKEN, or token=...), made at "
    "https://huggingface.co/settings/tokens.",
    402: "Wait for the next month's credits, add some at "
    "https://huggingface.co/settings/billing, or use another endpoint.",
    403: "Give the token the permission 'Make calls to Inference Providers' at "
    "https://huggingface.co/settings/tokens, or ask for access to the model.",
    404: "Check the model's id, and that this endpoint serves it.",
    410: "Use today's service (leave endpoint unset) or another server.",
    413: "Send a smaller input: a shorter text, a smaller or compressed file.",
    422: "Check that the model is made for this task, and the input against it.",
    424: "Try again, with other parameters if it fails again.",
    429: "Wait a little, and send fewer requests at once.",
    500: "Try again later; report the request id if it stays.",
    502: "Try again later.",
    503: "The model is not available now: try again later or use another one.",
    504: "The answer took too long: stream it, or ask for fewer tokens.",
}
# Inputs are fetched without a token: no token of the model's service belongs there.
OF_INPUTS: dict[int, str] = {
    401: "Inputs are fetched without a token: download the file yourself and pass its path or "
    "bytes.",
    403: "Inputs are fetched without a token: download the file yourself and pass its path or "
    "bytes (a signed address may have expired).",
    404: "Check the input's address: there is nothing at it.",
    410: "Check the input's address: there is nothing at it any more.",
    429: "The server of the input takes no more requests for now: download the file once and pass "
    "its path or bytes.",
}
OF_RESULTS = (
    "The result was made, and could not be fetched from the address that the provider gave: it may "
    "have been taken away already. Call again."
)
OTHER_INPUT = "Check the input's address, or download the file yourself and pass its path or bytes."
# The server's own words say more than the status; the first that fits counts.
BY_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), remedy)
    for pattern, remedy in (
        (
            r"endpoint (is|was|has been) paused|is paused",
            "Resume the endpoint on its page at https://endpoints.huggingface.co, or use another.",
        ),
        (
            r"scaled to zero",
            "The endpoint starts with the first request: try again in a minute or two.",
        ),
        (
            r"not supported by any provider",
            "Enable a provider that serves the model at "
            "https://huggingface.co/settings/inference-providers, or use another model.",
        ),
        (
            r"(not[ _]enough|insufficient|exhausted|depleted).{0,40}(balance|credit|fund)"
            r"|(balance|credits|funds) (is|are|has been|have been) (exhausted|depleted|used up)",
            REMEDIES[402],
        ),
        (
            r"context (length|window|size)|maximum context|tokens` must|too many (in\w+ )?tokens",
            "Shorten the input, or ask for fewer tokens.",
        ),
        (
            r"out of memory|\bOOM\b",
            "Send a smaller input or ask for less; if the server is yours, give it more memory.",
        ),
        (r"maintenance", "Try again when it is over, or use another endpoint."),
    )
)
NO_REPOSITORY = (
    "Check the model's id: the Hub knows no such model, or it is private and wants a token that "
    "may read it (HF_TOKEN, or token=...)."
)
GATED = "Ask for access on the model's page at https://huggingface.co, then use your token."
IN_A_STREAM = "What had come is kept. Try again, or continue from it."
STOPPED = (
    "What had come is kept. If the server on this machine (the sandbox) was stopped, start it "
    "again; then try again, or continue from it."
)


def remedy_of(status: int, said: str | None = None, about: About = "model") -> str:
    """Return what to do about an answer.

    Args:
        status: Its status; for an error inside a stream, what it stands for.
        said: The server's own words.
        about: What was asked.
    """
    if about == "input":
        return OF_INPUTS.get(status, OTHER_INPUT)
    if about == "result":
        return OF_RESULTS
    for pattern, remedy in BY_WORDS:
        if said and pattern.search(said):
            return remedy
    return REMEDIES.get(status, "")


def unreachable(host: str, on_this_machine: bool) -> str:
    """Return what to do where no answer came at all.

    Args:
        host: Whom the call was for.
        on_this_machine: Whether that is this machine.
    """
    if on_this_machine:
        return "Check that a server runs at that address, for instance `hfwidgets sandbox`."
    if host == "huggingface.co" or host.endswith(".huggingface.co"):
        return (
            "Check the network connection (and the proxy settings, if any). Without a network, a "
            "server on this machine answers: InferenceClient(endpoint=Sandbox().start().url)."
        )
    return "Check the address and the network connection (and the proxy settings, if any)."
