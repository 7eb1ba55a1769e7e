"""The command `daily`: reminders, releases and retention."""

import logging
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst import table_versions
from balansekunst.jobs import work
from balansekunst.mail import outbox
from balansekunst.personal_data.retention import RULES
from balansemerket import equality_releases, yearly
from balansemerket import reminders as mark_reminders
from balansepotten import reminders
from courses import evaluations
from members import duplicates, meeting_reminders
from members.register import checking, place_checking
from members.register.client import Unreachable
from radgivning import releases, retention


def for_day(part: Callable[[date], int]) -> Callable[[datetime], int]:
    """Return a function of a moment that calls `part` with its day."""
    return lambda at: part(timezone.localdate(at))


PARTS: tuple[tuple[Any, Callable[[datetime], int]], ...] = (
    # First, so that what the other parts write isn't taken for lost.
    (gettext_lazy("e-poster lagt i kø på nytt"), outbox.resume),
    (gettext_lazy("arbeid i bakgrunnen lagt i kø på nytt"), work.resume),
    (gettext_lazy("påminnelser om rapport"), reminders.remind_of_reports),
    (gettext_lazy("påminnelser om utkast før fristen"), reminders.remind_of_drafts),
    (gettext_lazy("påminnelser om å fornye Balansemerket"), mark_reminders.remind_of_expiry),
    (gettext_lazy("påminnelser om et nytt år med likestillingsarbeid"), yearly.remind_of_new_year),
    (gettext_lazy("påminnelser til juryen"), reminders.remind_jurors),
    (gettext_lazy("påminnelser om frister for årsmøtet"), meeting_reminders.remind_staff),
    (gettext_lazy("år fra Rådgivningstelefonen offentliggjort"), for_day(releases.release)),
    (gettext_lazy("år med medlemmenes likestillingsarbeid offentliggjort"), for_day(equality_releases.release)),
    (gettext_lazy("opplysninger som er annerledes i Enhetsregisteret"), checking.check_changes),
    (gettext_lazy("endringer i kommuner og fylker"), place_checking.check_monthly),
    (gettext_lazy("virksomheter som kan være registrert to ganger"), for_day(duplicates.refresh)),
    (gettext_lazy("evalueringer av kurs avsluttet"), for_day(evaluations.close_due)),
    *((rule.what, rule.delete) for rule in RULES),
    (gettext_lazy("arbeidsnotater som slettes innen en uke"), for_day(retention.warn)),
    (gettext_lazy("tabeller med endringer talt sammen"), lambda _at: table_versions.fold()),
)

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Gjør det som skal gjøres hver dag. Trygt å kjøre flere ganger, og å kjøre dagen etter."

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        outcomes = [self._run(str(name), part, now) for name, part in PARTS]
        if not all(outcomes):
            sys.exit(1)

    def _run(self, name: str, part: Callable[[datetime], int], at: datetime) -> bool:
        """Run a part and print its count. A failing part doesn't stop the others."""
        try:
            count = part(at)
        except Unreachable as error:
            # Not ours to mend: the check goes on tomorrow, from where it was.
            self.stderr.write(f"{name}: {error}")
            return True
        except Exception:
            logger.exception("A daily part failed")
            self.stderr.write(_("%(name)s: gikk galt, se loggen") % {"name": name})
            return False
        self.stdout.write(f"{name}: {count}")
        return True
