"""Every method takes what huggingface_hub 0.20.3's takes, in its order; ours may take more."""

from __future__ import annotations

from tests.differential.conftest import MODULES, Run


def test_both_clients_take_the_same(run: Run) -> None:
    ours, theirs = (run("signatures", module, "http://127.0.0.1:9") for module in MODULES)
    differ = [
        (name, method, ours[name].get(method), signature)
        for name, methods in theirs.items()
        for method, signature in methods.items()
        if not takes(ours[name].get(method), signature)
    ]
    assert not differ, "\n".join(map(str, differ))
    assert sum(map(len, theirs.values())) > 60


def takes(ours: str | None, theirs: str) -> bool:
    """Whether a signature is another one, but for keywords that it has besides."""
    if ours is None:
        return False
    positional, _, named = theirs.partition("*")
    ours_positional, _, ours_named = ours.partition("*")
    return ours_positional.split() == positional.split() and set(named.split()) <= set(
        ours_named.split()
    )
