"""Measure publishing and lists of recipients at many rows: `python -m bench.publishing [ROWS] [DATABASE_URL ...]`.

Makes a scratch database on each server, or on that of DATABASE_URL, or in a file of SQLite, and fills it with ROWS rows
of each kind, by default 10 000 (`bench.rows`). A third of the applications are granted, and public. Prints a table of
what is measured, each in a process of its own: the seconds, how many of them the process itself worked, and the most
memory that it used. The memory of the database is not counted. Beside them is the share of the goals that it took.
"""

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.core.exceptions import ValidationError  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from balansekunst.access import Role  # noqa: E402
from balansekunst.history import add_versions  # noqa: E402
from balansekunst.models import User  # noqa: E402
from balansepotten import awards  # noqa: E402
from balansepotten.models import Call  # noqa: E402
from bench import rows, scratch  # noqa: E402
from bench.pages import YEAR, Page  # noqa: E402
from members import mailings  # noqa: E402
from members.addresses import emails_of  # noqa: E402
from members.models import Contact, Mailing, Membership, Organisation  # noqa: E402
from reports.drift import differences  # noqa: E402
from reports.models import AnnualReport, Publication, Section  # noqa: E402
from reports.publication import downloads, publishing  # noqa: E402
from tests.conftest import log_in, user_in_role  # noqa: E402
from tests.factories import UserFactory  # noqa: E402
from tests.reports.written import write  # noqa: E402

MOST_SECONDS = 60
MOST_MEGABYTES = 500
SITE = "https://eksempel.example/"
TEXT = "{members.closing} medlemmer.\n\n{diagram members-regions}\n\n{mottakere}"
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Usage:
    """What a process used: seconds, those of them that it worked itself, and its most memory."""

    seconds: float
    own_seconds: float
    megabytes: float

    def cells(self) -> list[str]:
        shares = (self.seconds / MOST_SECONDS, self.megabytes / MOST_MEGABYTES)
        used = (f"{self.seconds:.1f}", f"{self.own_seconds:.1f}", f"{self.megabytes:.0f}")
        return [*used, *(f"{share:.2f}" for share in shares)]


def main() -> None:
    """Measure on each of the databases, each in a process of its own."""
    arguments = argparse.ArgumentParser(prog="bench.publishing", description=__doc__.splitlines()[0])
    arguments.add_argument("rows", nargs="?", type=int, default=10_000)
    arguments.add_argument("database", nargs="*")
    options = arguments.parse_args()
    scratch.run_on_each(options.database, "bench.publishing", str(options.rows))
    if not options.database:
        setup_test_environment()
        settings = override_settings(ORGANISATION_NUMBER="333333333")
        with TemporaryDirectory() as folder, scratch.database(Path(folder)), settings:
            report(options.rows)


def report(count: int) -> None:
    """Fill the database, and print what each action uses."""
    management = user_in_role(Role.MANAGEMENT, "Mona Ledelse", is_staff=True)
    began = time.perf_counter()
    fill(count)
    filled = time.perf_counter() - began
    print(f"\n{connection.vendor}, {count} rows (filled in {filled:.0f} s)\n")  # noqa: T201
    headings = ["", "s", "s of its own", "MB", f"of {MOST_SECONDS} s", f"of {MOST_MEGABYTES} MB"]
    print(f"| {' | '.join(headings)} |\n| --- |{' ---: |' * (len(headings) - 1)}")  # noqa: T201
    for name, action in actions(count, management):
        print(f"| {name} | {' | '.join(measure(action))} |", flush=True)  # noqa: T201


def fill(count: int) -> None:
    """Fill the database, make the awards public, and write a report of the year."""
    with transaction.atomic():
        rows.fill(count, UserFactory.create(name="Inga Inhabil"))
    for call in Call.objects.all():
        Call.objects.filter(pk=call.pk).update(decided_on=date(call.year, 6, 1))
    writer = UserFactory.create(name="Siri Skribent")
    written = write(AnnualReport(year=YEAR, title=f"Årsrapport {YEAR}", lead="{members.joined} nye."), writer)
    write(Section(report=written, kind="members", title="Medlemmer", text=TEXT), writer)
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        # The rows came with their numbers: those that are made from here on have to go on from there.
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def actions(count: int, management: User) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is measured, in this order: what is later uses what is earlier."""
    client, anyone = log_in(management), Client()
    yield "nothing", lambda: None
    yield "publishing a report", lambda: publish(management)
    yield "its files", lambda: downloads.make_whole.call(YEAR, SITE)
    yield "its page", Page("", anyone, reverse("annual_report", args=[YEAR])).fetch
    yield "drift, without any", lambda: differences.drift(publication(), timezone.localdate())
    change_members(count // 100)
    yield "drift, 1 % of the members ended", lambda: differences.drift(publication(), timezone.localdate())
    yield "the page of drift", Page("", client, reverse("report_drift", args=[YEAR])).fetch
    yield "the page of the year, with the drift", Page("", client, reverse("report_detail", args=[YEAR])).fetch
    newest = awards.published_years(timezone.localdate())[0]
    for name, address in {
        "recipients of a year, page": reverse("grant_list_of_year", args=[newest]),
        "recipients of a year, csv": reverse("grant_csv", args=[newest]),
        "all recipients, 360Giving as JSON": reverse("threesixty_json"),
        "all recipients, 360Giving as csv": reverse("threesixty_csv"),
    }.items():
        yield name, Page("", anyone, address).fetch
    members = Organisation.objects.members_on(timezone.localdate())
    contacts = Contact.objects.filter(organisation__in=members)
    yield "e-mail addresses of all members", lambda: emails_of(contacts, timezone.localdate())
    yield "mailing to all members, or its refusal", lambda: begin_mailing(members, management)
    few = Organisation.objects.filter(pk__lt=mailings.MOST)  # one of them has two contacts
    yield f"mailing to {min(count, mailings.MOST)}, with drafts", lambda: draft(begin_mailing(few, management))


def publish(management: User) -> None:
    publishing.publish(AnnualReport.objects.get(year=YEAR), by=management, at=timezone.now())


def publication() -> Publication:
    return Publication.objects.get(year=YEAR)


def change_members(count: int) -> None:
    """End the memberships of the first organisations in the year, as if it was entered after publishing."""
    ended = Membership.objects.filter(organisation__lte=count, joined__lt=date(YEAR, 1, 1), left=None)
    keys = list(ended.values_list("pk", flat=True))
    ended.update(left=date(YEAR, 7, 1))
    add_versions(Membership, keys, is_update=True, reason="")


def begin_mailing(organisations: QuerySet[Organisation], by: User) -> Mailing | None:
    """Begin a mailing to the organisations; None when they are too many."""
    with suppress(ValidationError):
        return mailings.begin(organisations, audience="Alle", by=by, at=timezone.now())
    return None


def draft(mailing: Mailing | None) -> None:
    if mailing is None:
        raise AssertionError("The mailing was refused")
    mailings.save_texts(mailing, {"subject": "Invitasjon", "body": "Hei {fornavn}, velkommen til {kommune}."})
    mailings.draft(mailing, at=timezone.now(), today=timezone.localdate(), site=SITE)


def measure(action: Callable[[], object]) -> list[str]:
    """Return the cells of what the action used in a process of its own; what fails prints its error there."""
    connection.close()
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_use, args=(action, sender))
    child.start()
    sender.close()
    try:
        usage: Usage = receiver.recv()
    except EOFError:
        return ["failed", "", "", "", ""]
    finally:
        child.join()
    return usage.cells()


def _use(action: Callable[[], object], sender: Connection) -> None:
    began, own = time.perf_counter(), time.process_time()
    action()
    usage = Usage(
        seconds=time.perf_counter() - began,
        own_seconds=time.process_time() - own,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
    sender.send(usage)


if __name__ == "__main__":
    main()
