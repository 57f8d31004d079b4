"""Tests of the sandbox: its engines by themselves, its server over plain HTTP."""
