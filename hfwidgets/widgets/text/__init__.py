"""Widgets of tasks on texts."""
