"""Runs: slots as rows, opened and closed with balanced books, late by rule and never by accident."""
