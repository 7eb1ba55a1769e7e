"""Fill a database with the demo: the office's workbooks, made-up data since then, and a user account for each role."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from demo import (
    annual_reports,
    balansemerket,
    balansemerket_rounds,
    balansepotten,
    bookings,
    courses,
    duplicates,
    evaluations,
    events,
    fees,
    identities,
    last_round,
    mail,
    mailings,
    meetings,
    member_requests,
    members,
    personal_data,
    practice_rounds,
    radgivning,
    register,
    user_accounts,
)
from members.models import Organisation
from office.folder import import_folder, read_folder

OFFICE = Path(__file__).parent / "office" / "2024"
PARTS = (
    members,
    fees,
    courses,
    bookings,
    evaluations,
    events,
    balansemerket,
    user_accounts,
    balansemerket_rounds,
    practice_rounds,
    last_round,
    balansepotten,
    radgivning,
    mail,
    mailings,
    meetings,
    annual_reports,
    identities,
    personal_data,
    register,
    duplicates,
    member_requests,
)


def is_filled() -> bool:
    return user_accounts.exist()


@transaction.atomic
def fill(day: date) -> None:
    """Import the office's workbooks and add made-up data in one transaction, as if today were `day`.

    Raises ValidationError if the database contains real organisations, which must not be mixed with made-up ones.
    """
    # Numbers that begin with 3 are not used for real organisations.
    if Organisation.objects.exclude(number__startswith="3").exists():
        raise ValidationError(_("Databasen har virksomheter som ikke er oppdiktet. Demoen trenger en tom database."))
    report = import_folder(read_folder(OFFICE))
    if problems := [*report.faults, *report.warnings]:
        raise ValidationError([str(problem) for problem in problems])
    annual_reports.backdate_history()
    for part in PARTS:
        part.fill(day)
