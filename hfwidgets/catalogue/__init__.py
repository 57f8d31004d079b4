"""Lists of served models: reading them from a server, keeping and searching them; no Jupyter."""
