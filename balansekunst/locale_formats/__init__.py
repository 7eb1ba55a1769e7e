"""Formats of Norwegian that differ from those of Django."""
