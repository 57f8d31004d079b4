"""Write the forms that the front end's tests mount: `python -m tests.widgets.write_fixture`."""

import json

from hfwidgets import InferenceClient, TextGeneration
from tests.widgets.test_construction import FIXTURE

FORMS = {"text-generation": TextGeneration(client=InferenceClient()).form}

if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(FORMS, indent=2) + "\n")
