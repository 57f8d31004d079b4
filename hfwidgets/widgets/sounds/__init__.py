"""Widgets that listen, speak, and change sounds."""
