"""Key rotation works in batches, can be interrupted, and loses nothing."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, models

from balansekunst import rotation
from balansekunst.encryption import EncryptedTextField, encrypt
from balansekunst.rotation import Batch
from radgivning.models import Enquiry
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
FIELD = "radgivning.Enquiry.note"


@pytest.fixture
def notes(settings):
    """Five notes with the old key, and an enquiry without one; then the new key is first."""
    settings.ENCRYPTION_KEYS = [OLD]
    for number in range(5):
        EnquiryFactory.create(note=f"notat {number}")
    EnquiryFactory.create()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return [f"notat {number}" for number in range(5)]


def read() -> list[str]:
    return [enquiry.note for enquiry in Enquiry.objects.exclude(note="").order_by("pk")]


def test_rotation_reencrypts_all(notes, settings):
    assert list(rotation.rotate()) == [Batch(FIELD, rotated=5)]

    settings.ENCRYPTION_KEYS = [NEW]
    assert read() == notes


def test_interrupted_rotation_continues(notes, settings):
    interrupted = rotation.rotate(batch=2)
    assert next(interrupted) == Batch(FIELD, rotated=2)
    interrupted.close()

    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(InvalidToken):
        read()

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert list(rotation.rotate(batch=2)) == [Batch(FIELD, already=2), Batch(FIELD, rotated=2), Batch(FIELD, rotated=1)]

    settings.ENCRYPTION_KEYS = [NEW]
    assert read() == notes


def test_rotation_writes_no_history(notes):
    before = Enquiry.history.count()

    list(rotation.rotate())

    assert Enquiry.history.count() == before


def test_rotation_skips_undecryptable_rows(notes, settings):
    lost = Enquiry.objects.exclude(note="").order_by("pk")[:1].values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE radgivning_enquiry SET note = %s WHERE id = %s",
            [Fernet(Fernet.generate_key()).encrypt(b"x").decode(), lost],
        )

    assert list(rotation.rotate()) == [Batch(FIELD, rotated=4, unreadable=(lost,))]


def test_command_prints_counts(notes, capsys):
    call_command("rotate_keys")
    call_command("rotate_keys")

    done = "Alt er under den nyeste nøkkelen. De andre kan fjernes fra ENCRYPTION_KEYS."
    assert capsys.readouterr().out.splitlines() == [
        f"{FIELD}: 5 kryptert på nytt, 0 hadde den nyeste nøkkelen fra før",
        done,
        f"{FIELD}: 0 kryptert på nytt, 5 hadde den nyeste nøkkelen fra før",
        done,
    ]


def test_command_fails_with_undecryptable_row(notes, settings, capsys):
    settings.ENCRYPTION_KEYS = [NEW]

    with pytest.raises(SystemExit, match="1"):
        call_command("rotate_keys")

    output = capsys.readouterr()
    assert "kan fjernes" not in output.out
    assert output.err.splitlines()[-1] == "Behold de gamle nøklene: 5 ble ikke lest."


def test_rotation_includes_history(settings):
    class HistoricalSecret(models.Model):
        """A table like those of the history: another primary key, and several versions of each row."""

        history_id = models.AutoField(primary_key=True)
        id = models.BigIntegerField()
        text = EncryptedTextField(null=True)

        class Meta:
            app_label = "balansekunst"
            apps = Apps()

        def __str__(self) -> str:
            return str(self.pk)

    kind = "serial" if connection.vendor == "postgresql" else "integer"
    settings.ENCRYPTION_KEYS = [OLD]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE balansekunst_historicalsecret (history_id {kind} PRIMARY KEY, id bigint, text text NULL)"
        )
    HistoricalSecret.objects.bulk_create(HistoricalSecret(id=7, text=text) for text in ("før", None, "", "etter"))
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    assert (
        list(rotation.rotate(batch=1, tables=[HistoricalSecret]))
        == [Batch("balansekunst.HistoricalSecret.text", rotated=1)] * 2
    )

    settings.ENCRYPTION_KEYS = [NEW]
    assert list(HistoricalSecret.objects.order_by("pk").values_list("text", flat=True)) == ["før", None, "", "etter"]


def test_make_key_prints_new_key(capsys, settings):
    call_command("make_key")
    call_command("make_key")

    one, other = capsys.readouterr().out.split()
    settings.ENCRYPTION_KEYS = [one]
    assert (one != other, Fernet(one).decrypt(encrypt("hei"))) == (True, b"hei")
