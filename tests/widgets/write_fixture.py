"""Write the forms that the front end's tests mount: `python -m tests.widgets.write_fixture`."""

import json

from tests.widgets.plain import forms
from tests.widgets.test_construction import FIXTURE

if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(forms(), indent=2) + "\n")
