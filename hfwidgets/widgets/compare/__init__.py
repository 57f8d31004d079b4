"""Several models, providers or sets of parameters on one prompt, side by side."""
