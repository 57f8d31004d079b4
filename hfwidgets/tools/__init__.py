"""Functions that a model may want called, and answers in a shape: both without a notebook."""
