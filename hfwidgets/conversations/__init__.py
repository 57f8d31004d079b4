"""Conversations as values: a tree of messages, what of it is sent, and how it is kept."""
