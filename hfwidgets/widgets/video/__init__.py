"""Widgets that make videos."""
