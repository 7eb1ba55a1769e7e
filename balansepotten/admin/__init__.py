"""The admin of the grant scheme."""

from balansepotten.admin import applications, calls, decisions, grants, jury, pages, person_page

__all__ = ["applications", "calls", "decisions", "grants", "jury", "pages", "person_page"]

pages.register_pages()
person_page.register_pages()
