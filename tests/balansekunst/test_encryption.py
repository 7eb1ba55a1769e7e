"""Encrypted text reaches the database as ciphertext in every way, and can't be looked up."""

import os
import subprocess

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.apps.registry import Apps
from django.contrib.admin import ModelAdmin, site
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.core.serializers.base import SerializationError
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Upper
from django.test import RequestFactory

from balansekunst.encryption import EncryptedTextField, decrypt, encrypt
from balansekunst.imports.resources import SheetResource
from balansekunst.rotation import encrypted_fields
from radgivning.models import Enquiry
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

NOTE = "Skuespilleren fortalte om regissøren"
WORD = "regissøren"


def stored(enquiry: Enquiry) -> str:
    """Return what the database contains."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM radgivning_enquiry WHERE id = %s", [enquiry.pk])
        return cursor.fetchone()[0]


def dump() -> str:
    """Return the content of the whole database, as SQL or text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return "\n".join(connection.connection.iterdump())
        parts = []
        for table in connection.introspection.table_names():
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows:
                parts += [bytes(row).decode() for row in rows]
    return "\n".join(parts)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda: EnquiryFactory.create(note=NOTE), id="create"),
        pytest.param(lambda: Enquiry.objects.update(note=NOTE), id="update"),
        pytest.param(
            lambda: Enquiry.objects.bulk_update([Enquiry(pk=Enquiry.objects.get().pk, note=NOTE)], ["note"]),
            id="bulk-update",
        ),
        pytest.param(
            lambda: Enquiry.objects.bulk_create([EnquiryFactory.build(note=NOTE)]),
            id="bulk-create",
        ),
    ],
)
def test_sqlite_dump_has_no_note(write):
    EnquiryFactory.create(hold_reason="Søksmål er varslet")
    write()

    dumped = dump()

    assert Enquiry.objects.filter(~Q(note="")).get().note == NOTE
    assert [word in dumped for word in ("Skuespilleren", WORD, "Søksmål er varslet")] == [False, False, True]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pg_dump_has_no_note():
    EnquiryFactory.create(note=NOTE, hold_reason="Søksmål er varslet")
    at = connection.settings_dict
    where = ["--host", at["HOST"], "--port", str(at["PORT"] or 5432), "--username", at["USER"], at["NAME"]]
    try:
        dumped = subprocess.run(  # noqa: S603
            ["pg_dump", *where],  # noqa: S607
            env=os.environ | {"PGPASSWORD": at["PASSWORD"]},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except FileNotFoundError:
        pytest.skip("needs pg_dump")

    assert (WORD in dumped, "Skuespilleren" in dumped, "Søksmål er varslet" in dumped) == (False, False, True)


def test_history_has_no_note():
    enquiry = EnquiryFactory.create(note=NOTE)
    enquiry.note = "noe annet"
    enquiry.save()

    assert "note" not in {field.name for field in Enquiry.history.model._meta.get_fields()}
    assert Enquiry.history.model not in {field.model for field in encrypted_fields()}
    assert Enquiry.history.count() == 2


def test_empty_stays_empty():
    assert stored(EnquiryFactory.create(note="")) == ""


def test_ciphertext_differs_and_has_no_time(settings):
    one, other = encrypt(NOTE), encrypt(NOTE)

    assert (one != other, decrypt(one), decrypt(other)) == (True, NOTE, NOTE)
    assert Fernet(settings.ENCRYPTION_KEYS[0]).extract_timestamp(one) == 0


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param({"note": NOTE}, id="exact"),
        pytest.param({"note__exact": NOTE}, id="exact-by-name"),
        pytest.param({"note": F("hold_reason")}, id="other-field"),
        pytest.param({"note__in": [NOTE]}, id="in"),
        pytest.param({"note__contains": WORD}, id="contains"),
        pytest.param({"note__icontains": WORD}, id="icontains"),
        pytest.param({"note__startswith": "S"}, id="startswith"),
        pytest.param({"note__regex": "."}, id="regex"),
        pytest.param({"note__gt": "a"}, id="greater"),
        pytest.param({"note__length": 3}, id="transform"),
    ],
)
def test_lookup_is_refused(ask):
    with pytest.raises(FieldError, match="encrypted"):
        Enquiry.objects.filter(**ask)
    with pytest.raises(FieldError, match="encrypted"):
        Enquiry.objects.exclude(**ask)


def test_lookup_in_expression_is_refused():
    with pytest.raises(FieldError):
        Enquiry.objects.annotate(other=F("note")).filter(other=NOTE)
    with pytest.raises(FieldError):
        list(Enquiry.objects.annotate(found=Case(When(note=NOTE, then=Value(1)), default=Value(0))))
    with pytest.raises(FieldError):
        Enquiry.objects.get_or_create(note=NOTE)


def test_emptiness_can_be_looked_up():
    full, empty = EnquiryFactory.create(note=NOTE), EnquiryFactory.create()

    assert (Enquiry.objects.get(note=""), Enquiry.objects.exclude(note="").get()) == (empty, full)
    assert Enquiry.objects.filter(note=None).count() == Enquiry.objects.filter(note__isnull=True).count() == 0


def test_values_and_annotations_are_decrypted():
    EnquiryFactory.create(note=NOTE)

    assert list(Enquiry.objects.values_list("note", flat=True)) == [NOTE]
    assert list(Enquiry.objects.annotate(same=F("note")).values_list("same", flat=True)) == [NOTE]
    for made in (Upper("note"), Concat("note", "note")):
        with pytest.raises(InvalidToken):
            list(Enquiry.objects.annotate(made=made).values_list("made", flat=True))


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(Value(NOTE), id="value"),
        pytest.param(F("hold_reason"), id="other-field"),
        pytest.param(Concat(Value("a"), Value(NOTE)), id="concat"),
    ],
)
def test_unencrypted_expression_is_refused(expression):
    enquiry = EnquiryFactory.create()

    with pytest.raises(FieldError, match="can't be stored"), transaction.atomic():
        Enquiry.objects.update(note=expression)
    enquiry.note = expression
    with pytest.raises(FieldError, match="can't be stored"), transaction.atomic():
        enquiry.save()
    assert stored(enquiry) == ""


def test_search_in_the_admin_fails_loudly(rf: RequestFactory):
    class Searching(ModelAdmin):
        search_fields = ["note"]

    with pytest.raises(FieldError, match="icontains"):
        Searching(Enquiry, site).get_search_results(rf.get("/"), Enquiry.objects.all(), WORD)


@pytest.mark.parametrize("file_format", ["json", "xml", "python", "jsonl"])
def test_serialiser_gets_empty_text_only(file_format):
    empty = EnquiryFactory.create()
    assert WORD not in str(serializers.serialize(file_format, [empty]))

    with pytest.raises(SerializationError, match="database's own tools"):
        serializers.serialize(file_format, [EnquiryFactory.create(note=NOTE)])


def test_dumpdata_stops_at_note(capsys):
    EnquiryFactory.create(note=NOTE)

    with pytest.raises(CommandError, match="database's own tools"):
        call_command("dumpdata", "radgivning.enquiry")

    assert WORD not in capsys.readouterr().out


def sheets(kind: type[SheetResource] = SheetResource) -> list[type[SheetResource]]:
    return [sheet for child in kind.__subclasses__() for sheet in (child, *sheets(child))]


def test_no_sheet_exports_encrypted_field():
    columns = {
        (sheet._meta.model, column.attribute)
        for sheet in sheets()
        if getattr(sheet._meta, "model", None)
        for column in sheet.fields.values()
    }

    assert (Enquiry, "date") in columns
    assert [field for field in encrypted_fields() if (field.model, field.name) in columns] == []


@pytest.mark.parametrize(
    ("options", "ordering", "problems"),
    [
        pytest.param({"unique": True}, [], ["balansekunst.E001"], id="unique"),
        pytest.param({"db_index": True}, [], ["balansekunst.E001"], id="indexed"),
        pytest.param({}, ["-text"], ["balansekunst.E001"], id="sorted"),
        pytest.param({}, [], [], id="plain"),
    ],
)
def test_check_refuses_sorting_and_uniqueness(options, ordering, problems):
    meta = type("Meta", (), {"app_label": "balansekunst", "apps": Apps(), "ordering": ordering})
    fields = {"text": EncryptedTextField(**options), "Meta": meta, "__module__": __name__}
    model = type("Secret", (models.Model,), fields)

    assert [problem.id for problem in model._meta.get_field("text").check()] == problems
