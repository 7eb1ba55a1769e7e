"""The admin of the grant scheme."""

from balansepotten.admin import applications, calls, decisions, grants, jury, pages

__all__ = ["applications", "calls", "decisions", "grants", "jury", "pages"]

pages.register_pages()
