"""Refuse changes of protected accounts that no second person has confirmed (`AccountChange`).

These triggers are on tables of Django and allauth too, which is why they have a migration of their own. A later
migration of theirs that makes SQLite remake a table must be followed by one that repeats them here.
"""

# ruff: noqa: S608 - every part of this SQL is a constant

from django.db import migrations

from balansekunst.operations import ForbidWhen

PROTECTED_ROLES = "('rådgiver', 'ledelse')"
NOTHING = "''"
CHANGES = "SELECT 1 FROM balansekunst_accountchange AS c WHERE c.account_id"


def protected(account: str) -> str:
    return f"EXISTS ({CHANGES} = {account} AND c.kind = 'role' AND c.status <> 'rejected')"


def confirmed(account: str, kind: str, value: str) -> str:
    return f"EXISTS ({CHANGES} = {account} AND c.kind = '{kind}' AND c.value = {value} AND c.status = 'confirmed')"


def erased(account: str) -> str:
    return f"'konto-' || {account} || '@slettet.invalid'"


ROLE = f"SELECT 1 FROM auth_group AS g WHERE g.name IN {PROTECTED_ROLES}"
UNCONFIRMED_EMAIL = (
    f"(NEW.email <> OLD.email AND {protected('OLD.id')} AND NOT {confirmed('OLD.id', 'email', 'NEW.email')} "
    f"AND NOT (NEW.email = {erased('OLD.id')} AND {confirmed('OLD.id', 'erasure', NOTHING)}))"
)
REOPENED_WITH_ROLE = (
    "(NEW.is_active AND NOT OLD.is_active AND EXISTS (SELECT 1 FROM balansekunst_user_groups AS ug "
    f"JOIN auth_group AS g ON g.id = ug.group_id WHERE ug.user_id = OLD.id AND g.name IN {PROTECTED_ROLES}))"
)
UNCONFIRMED_ROLE = (
    f"(EXISTS ({ROLE} AND g.id = NEW.group_id) AND NOT "
    f"{confirmed('NEW.user_id', 'role', '(SELECT name FROM auth_group WHERE id = NEW.group_id)')})"
)
OTHER_ADDRESS = (
    f"({protected('NEW.user_id')} AND lower(NEW.email) <> "
    "(SELECT lower(u.email) FROM balansekunst_user AS u WHERE u.id = NEW.user_id))"
)
LAST_FACTOR = (
    f"(OLD.type <> 'recovery_codes' AND {protected('OLD.user_id')} AND NOT EXISTS (SELECT 1 FROM mfa_authenticator "
    "AS a WHERE a.user_id = OLD.user_id AND a.id <> OLD.id AND a.type <> 'recovery_codes') AND NOT "
    f"{confirmed('OLD.user_id', 'factor', NOTHING)} AND NOT EXISTS (SELECT 1 FROM balansekunst_user AS u "
    f"WHERE u.id = OLD.user_id AND u.email = {erased('u.id')}))"
)
MOVED_FACTOR = f"(NEW.user_id <> OLD.user_id AND ({protected('OLD.user_id')} OR {protected('NEW.user_id')}))"
RENAMED_ROLE = f"(NEW.name <> OLD.name AND (OLD.name IN {PROTECTED_ROLES} OR NEW.name IN {PROTECTED_ROLES}))"
NEEDS_CONFIRMATION = "a second person must confirm this change of a protected account"


class Migration(migrations.Migration):
    dependencies = [
        ("balansekunst", "0002_roles"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        ForbidWhen(table, event, condition, name=name, reason=NEEDS_CONFIRMATION)
        for table, event, condition, name in (
            ("balansekunst_user", "UPDATE OF email", UNCONFIRMED_EMAIL, "user_email_confirmed"),
            ("balansekunst_user", "UPDATE OF is_active", REOPENED_WITH_ROLE, "user_reopened_without_role"),
            ("balansekunst_user_groups", "INSERT", UNCONFIRMED_ROLE, "user_role_confirmed"),
            ("balansekunst_user_groups", "UPDATE", UNCONFIRMED_ROLE, "user_role_unchanged"),
            ("account_emailaddress", "INSERT", OTHER_ADDRESS, "emailaddress_added_is_users"),
            ("account_emailaddress", "UPDATE", OTHER_ADDRESS, "emailaddress_changed_is_users"),
            ("mfa_authenticator", "DELETE", LAST_FACTOR, "authenticator_last_confirmed"),
            ("mfa_authenticator", "UPDATE OF user_id", MOVED_FACTOR, "authenticator_unmoved"),
            ("auth_group", "UPDATE OF name", RENAMED_ROLE, "role_name_unchanged"),
        )
    ]
