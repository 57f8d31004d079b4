"""Sounds as values: what a file or an array holds, how long it is, and its outline."""
