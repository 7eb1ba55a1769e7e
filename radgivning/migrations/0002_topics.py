"""Load what contacts with the advice line are about."""

from django.db import migrations

NAMES = [
    "diskriminering",
    "seksuell trakassering",
    "maktmisbruk",
    "varsling",
    "annet",
]


def load(apps, schema_editor):
    Topic = apps.get_model("radgivning", "Topic")
    Topic.objects.bulk_create(Topic(name=name) for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [("radgivning", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
