"""The admin of places, organisations, memberships, contacts, requests to join, fees and mailings."""

from members.admin import fees, joining, mailings, organisations, places

__all__ = ["fees", "joining", "mailings", "organisations", "places"]
