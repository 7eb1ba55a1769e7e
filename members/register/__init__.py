"""Enhetsregisteret: organisations looked up there, and what differs from ours."""
