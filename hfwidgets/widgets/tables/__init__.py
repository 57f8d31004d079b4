"""The widgets of tasks that are given a table."""
