"""What computes the answers: one module per engine, imported when its model is first asked.

`language.py` says what a language model has to offer; `sampling.py` and `generation.py` turn any of
them into text. Nothing here knows HTTP.
"""
