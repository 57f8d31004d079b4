"""Today's service: the inference providers behind the router, played by the sandbox's own models.

`offers` says who serves what and for how much, `kinds` how each provider is spoken to.
"""
