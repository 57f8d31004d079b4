"""Cassettes: every exchange with a server kept in a file, and played again without one."""
