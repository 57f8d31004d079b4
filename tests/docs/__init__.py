"""Tests of the pages that `make docs` builds."""
