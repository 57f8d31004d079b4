"""What type checkers see of the explorer; checked, never executed."""

from __future__ import annotations

from typing import Any

from typing_extensions import assert_type

from hfwidgets import InferenceClient, ModelExplorer, ModelStatusBadge, explore
from hfwidgets.catalogue.records import ModelRecord, Models

explorer = ModelExplorer("fill-mask", ["transformers"], client=InferenceClient())
assert_type(explore("fill-mask"), ModelExplorer)
assert_type(explorer.refresh(), ModelExplorer)
assert_type(explorer.refresh().wait(5), Models)
assert_type(explorer.models, Models)
assert_type(explorer.models[0], ModelRecord)
assert_type(explorer.models[:5], Models)
assert_type(explorer.models[0].checked, float | None)
assert_type(explorer.filter("bert", task="fill-mask", sort="id", descending=True), Models)
assert_type(explorer.verify(["a", explorer.models[0]]), ModelExplorer)
assert_type(explorer.watch("a"), ModelExplorer)
assert_type(explorer.to_frame(), Any)
assert_type(explorer.status, str)
assert_type(explorer.total, int)

badge = ModelStatusBadge("a", client=InferenceClient())
assert_type(badge.wait(), ModelStatusBadge)
assert_type(badge.state, str)
