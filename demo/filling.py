"""Fill a database with the demo: the office's workbooks, what happened since, and an account of each role."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from demo import (
    accounts,
    annual_reports,
    balansemerket,
    balansepotten,
    courses,
    mail,
    members,
    radgivning,
    rounds,
    running,
)
from members.models import Organisation
from office.folder import import_folder, read_folder

OFFICE = Path(__file__).parent / "office" / "2024"
PARTS = (members, courses, balansemerket, accounts, rounds, running, balansepotten, radgivning, mail, annual_reports)


def is_filled() -> bool:
    """Tell if the demo is here already."""
    return accounts.are_open()


@transaction.atomic
def fill(day: date) -> None:
    """Bring in the office's workbooks and add what is made up, all of it or nothing, as if today were `day`.

    Raises ValidationError when the database holds organisations that are real: made-up rows don't mix with those.
    """
    # The numbers of the 3 series are given to no real organisation.
    if Organisation.objects.exclude(number__startswith="3").exists():
        raise ValidationError(_("Databasen har virksomheter som ikke er oppdiktet. Demoen trenger en tom database."))
    report = import_folder(read_folder(OFFICE))
    if report.faults:
        raise ValidationError([str(fault) for fault in report.faults])
    annual_reports.entered_earlier()
    for part in PARTS:
        part.fill(day)
