"""docs/personvern.md agrees with the code."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import IntegrityError, connection, transaction

from balansekunst.access import PERMISSIONS, Role
from balansekunst.encryption import EncryptedTextField
from balansekunst.models import AccountChange, Message
from balansekunst.personal_data import retention
from balansekunst.settings import BASE_DIR
from radgivning import access_log
from radgivning.models import Enquiry, LogEntry
from tests.factories import DecisionFactory, UserFactory

PAPER = (BASE_DIR / "docs" / "personvern.md").read_text()
README = (BASE_DIR / "README.md").read_text()
UNITS = {"dager": 1, "timer": 1, "måneder": 1, "tegn": 1, "minutter": 60}
SECONDS_A_DAY = 86400
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)

# Models that aren't about people: places, lists of choices, and Django's own tables.
ABOUT_NOBODY = {
    "members": {
        "county",
        "earlierregion",
        "municipality",
        "earlierplace",
        "earlieridentity",
        "feerate",
        "registercheck",
    },
    "courses": {"topic", "evaluationquestion"},
    "balansemerket": {"signingkey", "requirementsversion", "requirement", "equalityrelease"},
    "reports": {"filedigest"},
    "balansepotten": {"theme", "call", "criterion", "question", "rejectionreason", "lettertemplate"},
    "radgivning": {"topic", "ground", "loghead", "release"},
    "account": {"emailconfirmation"},
    "auth": {"permission", "group"},
    "contenttypes": {"contenttype"},
    "django_tasks_database": {"dbtaskresult"},
}
SAID_OTHERWISE = {"authenticator": "totrinnsinnlogging", "usersession": "nettleseren og IP-adressen"}
# Words in the document that stand for an app.
APPS_IN_WORDS = {"utboksen": "balansekunst", "årets tall": "reports"}


def section(heading: str) -> str:
    """Return the text under the heading, until the next one of its level."""
    return re.split(r"^## ", PAPER.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row of the text's tables, without header rows."""
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", text, re.M)]
    return found[2:]


NUMBERS = {name.strip("`"): value for name, value, _meaning in rows(section("Tallene"))}
SEEN = {cells[0]: cells[1] for cells in rows(section("Hvem som ser hva"))}


def says(words: str, text: str = PAPER) -> bool:
    """Return whether the text contains the words as whole words."""
    return re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", text.lower()) is not None


def value_of(name: str) -> int:
    """Return the number with this name in the code."""
    if "." not in name:
        return getattr(settings, name)
    module, constant = name.rsplit(".", 1)
    return getattr(import_module(module), constant)


@pytest.mark.parametrize("name", NUMBERS)
def test_number_matches_code(name):
    number, _space, unit = NUMBERS[name].partition(" ")
    factor = SECONDS_A_DAY if name.endswith("_AGE") else UNITS.get(unit, 1)

    assert int(number) * factor == value_of(name)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("{NOTE_DAYS} dager etter at henvendelsen er avsluttet", id="shredding"),
        pytest.param("Etter {COARSE_MONTHS} måneder står bare måneden igjen", id="coarsening"),
        pytest.param("de siste {ADVISER_HOURS} timene", id="adviser"),
        pytest.param("bekreftet med app eller passnøkkel de siste {SECOND_FACTOR_HOURS} timene", id="second-factor"),
    ],
)
def test_number_in_text_matches_setting(words):
    names = ("NOTE_DAYS", "COARSE_MONTHS", "ADVISER_HOURS", "SECOND_FACTOR_HOURS")

    assert words.format(**{name: getattr(settings, name) for name in names}) in PAPER


def test_threshold_in_text_matches_code():
    threshold = value_of("balansekunst.figures.suppression.THRESHOLD")

    assert f"fra 1 til {threshold - 1} blir sagt som «færre enn {threshold}»" in PAPER


def test_named_settings_exist():
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", PAPER))

    assert {name for name in named if not hasattr(settings, name)} == set()


def test_named_files_exist():
    named = set(re.findall(r"`([\w/.]+\.\w+)`", PAPER))
    files = {name for name in named if "/" in name}

    assert {name for name in files if not (BASE_DIR / name).exists()} == set()


def test_named_commands_exist():
    named = set(re.findall(r"`(?:manage\.py )?([a-z]+(?:_[a-z_]+)?)`", PAPER))

    assert named - set(get_commands()) - {config.label for config in apps.get_app_configs()} == set()


def test_personal_models_are_described():
    described = {}
    for model in apps.get_models():
        name, app = model._meta.model_name or "", model._meta.app_label
        if name.startswith("historical") or name in ABOUT_NOBODY.get(app, ()):
            continue
        words = SAID_OTHERWISE.get(name, str(model._meta.verbose_name))
        described[model._meta.label] = says(words, section("Hva som er her"))

    assert [label for label, is_described in described.items() if not is_described] == []


def test_enquiry_fields_are_described():
    facts = [*Enquiry._meta.concrete_fields, *Enquiry._meta.local_many_to_many]
    names = {str(fact.verbose_name) for fact in facts if not fact.primary_key}
    text = PAPER.split("### a)", 1)[1].split("### b)", 1)[0]

    assert {name for name in names if not says(name, text)} == set()


def test_note_and_account_numbers_are_encrypted():
    encrypted = {
        str(field)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField)
    }

    assert encrypted == {
        "radgivning.Enquiry.note",
        "balansepotten.Grant.account_number",
        "balansepotten.HistoricalGrant.account_number",
        "balansekunst.ImportFile.content",
        "balansekunst.Job.input",
        "balansekunst.Job.file",
        "balansekunst.CalendarFeed.token",
        "courses.InstructorFeed.token",
        "members.PublicApplication.answers",
        "balansemerket.SigningKey.private",
    }


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in Role])
def test_role_access_matches_code(role):
    seen = SEEN[role.label]
    apps = set(re.findall(r"`(\w+)`", seen)) | {app for words, app in APPS_IN_WORDS.items() if words in seen}

    assert apps == {permission.split(".")[0] for permission in PERMISSIONS[role]}


def log_entry() -> LogEntry:
    return access_log.record(user=UserFactory.create(), action=LogEntry.Action.LIST, at=NOW)


def sent_message() -> Message:
    fields = {"recipient": "en@eksempel.example", "subject": "Emne", "body": "Hei"}
    return Message.objects.create(**fields, status=Message.Status.SENT, sent_at=NOW)


def account_change() -> AccountChange:
    account, asker = UserFactory.create_batch(2)
    return AccountChange.objects.create(account=account, kind="role", value="rådgiver", asked_by=asker, asked_at=NOW)


BOTH = ("UPDATE", "DELETE")
PROMISES = [
    pytest.param("en konto kan ikke slettes", UserFactory.create, ("DELETE",), id="account"),
    pytest.param("ingen kontoendring kan slettes", account_change, ("DELETE",), id="account-change"),
    pytest.param("ingen innslag kan endres eller slettes", log_entry, BOTH, id="access-log"),
    pytest.param("en sendt e-post kan ikke endres eller slettes", sent_message, BOTH, id="message"),
    pytest.param("vedtak og sendte brev kan ikke endres eller slettes", DecisionFactory, BOTH, id="award"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "make", "events"), PROMISES)
def test_promise_is_true_of_database(words: str, make: Callable[[], Any], events: tuple[str, ...]) -> None:
    assert words in PAPER
    row = make()
    table, key = row._meta.db_table, row._meta.pk.column
    statements = {"UPDATE": f"UPDATE {table} SET {key} = {key}", "DELETE": f"DELETE FROM {table}"}  # noqa: S608

    for event in events:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statements[event]} WHERE {key} = {row.pk}")


def test_table_of_retention_is_that_of_code():
    assert retention.as_markdown() in section("Frister")


def test_assessment_has_four_points():
    points = re.findall(r"^### ([a-d])\) ", PAPER, re.MULTILINE)

    assert (points, "artikkel 35 nr. 7" in PAPER) == (["a", "b", "c", "d"], True)


def test_paper_is_linked():
    page = (BASE_DIR / "templates" / "radgivning" / "advice_line.html").read_text()

    assert ("(docs/personvern.md)" in README, "personvernnotat" in page) == (True, True)
