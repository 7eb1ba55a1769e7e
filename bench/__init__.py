"""Timings: scripts that print figures, and no tests."""
