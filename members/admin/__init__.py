"""The admin of places, organisations, memberships, contacts, requests to join, fees and mailings."""

from members.admin import (
    differences,
    duplicates,
    fees,
    joining,
    mailings,
    meeting_page,
    meetings,
    merges,
    organisation_page,
    organisations,
    person_page,
    place_changes,
    places,
    requests,
    supporting,
)

__all__ = [
    "differences",
    "duplicates",
    "fees",
    "joining",
    "mailings",
    "meeting_page",
    "meetings",
    "merges",
    "organisation_page",
    "organisations",
    "person_page",
    "place_changes",
    "places",
    "requests",
    "supporting",
]
