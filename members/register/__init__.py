"""Enhetsregisteret and SSB's Klass: organisations and places looked up, and what differs from ours."""
