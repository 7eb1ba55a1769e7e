"""The admin of the grant scheme."""

from balansepotten.admin import application_page, applications, calls, decisions, grants, jury, pages, person_page

__all__ = ["application_page", "applications", "calls", "decisions", "grants", "jury", "pages", "person_page"]

application_page.register_pages()
pages.register_pages()
person_page.register_pages()
