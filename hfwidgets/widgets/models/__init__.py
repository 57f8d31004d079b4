"""Widgets that show which models there are, and which of them work."""
