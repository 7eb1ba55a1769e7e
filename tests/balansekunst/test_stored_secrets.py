"""The second factor's secrets and bank account numbers reach the database as ciphertext, and are rotated."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command

from balansekunst import rotation
from balansekunst.models import User
from balansekunst.rotation import Batch
from balansepotten.models import Grant
from tests.balansekunst.test_encryption import dump
from tests.factories import GrantFactory, UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
FIRST, SECOND = "12345678903", "86011117947"
SEED = "ab" * 40
NUMBERS = "balansepotten.Grant.account_number"
OLD_NUMBERS = "balansepotten.HistoricalGrant.account_number"
AUTHENTICATORS = "mfa.Authenticator.data"


@pytest.fixture
def user(settings, monkeypatch) -> User:
    """A user with an app and recovery codes, made with the old key; then the new key is first."""
    monkeypatch.setattr(RecoveryCodes, "generate_seed", lambda: SEED)
    settings.ENCRYPTION_KEYS = [OLD]
    user = UserFactory.create()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return user


@pytest.fixture
def grant(settings, moment) -> Grant:
    """A grant whose account number was changed once, under the old key; then the new key is first."""
    settings.ENCRYPTION_KEYS = [OLD]
    grant = GrantFactory.create(accepted_at=moment, accepted_by=UserFactory.create(), account_number=FIRST)
    grant.account_number = SECOND
    grant.save()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return grant


def recovery_codes(user: User) -> RecoveryCodes:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap()


def codes(user: User) -> list[str]:
    return recovery_codes(user).generate_codes()


def test_database_has_no_secret_in_clear(user, grant):
    content = dump()

    assert str(user.email) in content
    assert [text for text in (SECRET, SEED, FIRST, SECOND, *codes(user)) if text in content] == []


def test_numbers_are_read_back(grant):
    grant.refresh_from_db()

    assert grant.account_number == SECOND
    assert [version.account_number for version in grant.history.all()] == [SECOND, FIRST]


def test_rotation_includes_secrets_and_histories(user, grant, settings):
    before = codes(user)

    totals = set(rotation.totals(rotation.rotate(batch=1)))

    settings.ENCRYPTION_KEYS = [NEW]
    grant.refresh_from_db()
    assert totals == {Batch(NUMBERS, rotated=1), Batch(OLD_NUMBERS, rotated=2), Batch(AUTHENTICATORS, rotated=2)}
    assert (grant.account_number, grant.history.last().account_number) == (SECOND, FIRST)
    assert codes(user) == before
    assert set(rotation.totals(rotation.rotate())) == {
        Batch(NUMBERS, already=1),
        Batch(OLD_NUMBERS, already=2),
        Batch(AUTHENTICATORS, already=2),
    }


def test_rotation_does_not_change_what_is_used(user):
    used, *unused = codes(user)
    assert recovery_codes(user).validate_code(used)

    list(rotation.rotate())

    assert recovery_codes(user).get_unused_codes() == unused


def test_passkeys_have_nothing_to_rotate(user):
    Authenticator.objects.all().delete()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "nøkkel"})

    assert list(rotation.rotate()) == []


def test_rotation_names_authenticators_that_no_key_opens(user, settings, capsys):
    settings.ENCRYPTION_KEYS = [NEW]
    rows = set(Authenticator.objects.values_list("pk", flat=True))

    (batch,) = rotation.rotate()
    with pytest.raises(SystemExit, match="1"):
        call_command("rotate_keys")

    assert (set(batch.unreadable), batch.rotated) == (rows, 0)
    with pytest.raises(InvalidToken):
        codes(user)
