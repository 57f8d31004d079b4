"""Measurements, printed as ratios to baselines of the same run: `make bench`."""
