"""Write the forms that the front end's tests mount: `python -m tests.widgets.write_fixture`."""

import json

from hfwidgets import InferenceClient
from hfwidgets.widgets.registry import task_widgets
from tests.widgets.test_construction import FIXTURE


def forms() -> dict[str, object]:
    """Return the form of every task widget."""
    return {kind.task: kind(client=InferenceClient()).form for kind in task_widgets()}


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(forms(), indent=2) + "\n")
