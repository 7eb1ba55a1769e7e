"""The admin of the grant scheme."""

from balansepotten.admin import applications, calls, decisions, grants, jury

__all__ = ["applications", "calls", "decisions", "grants", "jury"]
