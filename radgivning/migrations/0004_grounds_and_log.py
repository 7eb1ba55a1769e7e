"""Load the grounds of discrimination and the end of the log, and let no entry of the log be changed."""

from django.db import migrations

from balansekunst.unchangeable import Unchangeable

GROUNDS = [
    "kjønn",
    "graviditet, permisjon og omsorg",
    "etnisitet",
    "religion og livssyn",
    "funksjonsnedsettelse",
    "seksuell orientering",
    "kjønnsidentitet og kjønnsuttrykk",
    "alder",
    "annet",
]


def load(apps, schema_editor):
    Ground = apps.get_model("radgivning", "Ground")
    Ground.objects.bulk_create(Ground(name=name) for name in GROUNDS)
    apps.get_model("radgivning", "LogHead").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("radgivning", "0003_notes_and_access_log")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop), Unchangeable("radgivning_logentry")]
