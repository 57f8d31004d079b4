"""huggingface_hub 0.20.3 as a client of the sandbox: it works, and finds what ours finds."""

from __future__ import annotations

import pytest

from hfwidgets import Sandbox
from tests.differential.conftest import MODULES, Run

NEVER_THE_SAME = {"text-to-speech"}  # the sandbox breathes anew each time


@pytest.mark.timeout(300)
def test_the_reference_finds_in_the_sandbox_what_we_find(run: Run) -> None:
    with Sandbox() as sandbox:
        ours, theirs = (run("sandbox_caller", module, sandbox.url) for module in MODULES)
    failed = {key: value for key, value in ours.items() if "raised" in value}
    assert failed == {}
    assert len(ours) > 20
    differ = {key for key, value in theirs.items() if value != ours[key]}
    assert {key for key in differ if key.partition(",")[0] not in NEVER_THE_SAME} == set()
    for key in differ:
        assert theirs[key]["bytes"][:8] == ours[key]["bytes"][:8]
