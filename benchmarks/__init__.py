"""Figures, each beside its reference in the same run: one JSON line each, run by `make bench`."""
