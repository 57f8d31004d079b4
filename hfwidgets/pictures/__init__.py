"""Pictures and what models say about them, as values: no widget, no plot, no network."""
