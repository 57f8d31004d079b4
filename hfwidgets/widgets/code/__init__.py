"""The call of a run as code that makes it again: Python, awaited Python, curl."""
