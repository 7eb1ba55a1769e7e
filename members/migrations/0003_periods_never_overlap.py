"""Let PostgreSQL itself refuse memberships of one organisation that overlap; SQLite has no such constraint."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

ADD = """
ALTER TABLE members_membership ADD CONSTRAINT membership_periods_never_overlap
EXCLUDE USING gist (organisation_id WITH =, daterange(joined, "left", '[)') WITH &&)
"""
DROP = "ALTER TABLE members_membership DROP CONSTRAINT membership_periods_never_overlap"


def add_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("members", "0002_places")]
    operations = [BtreeGistExtension(), migrations.RunPython(add_constraint, drop_constraint)]
