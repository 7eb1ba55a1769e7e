"""The admin of places, organisations, memberships, contacts, requests to join, fees and mailings."""

from members.admin import (
    differences,
    fees,
    joining,
    mailings,
    organisation_page,
    organisations,
    person_page,
    places,
    supporting,
)

__all__ = [
    "differences",
    "fees",
    "joining",
    "mailings",
    "organisation_page",
    "organisations",
    "person_page",
    "places",
    "supporting",
]
