"""The admin of places, organisations, memberships, contacts, requests to join, and fees."""

from members.admin import fees, joining, organisations, places

__all__ = ["fees", "joining", "organisations", "places"]
