"""Widgets that are given a picture."""
