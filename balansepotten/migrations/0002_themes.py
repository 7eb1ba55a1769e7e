"""Load the thematic focuses of the application form."""

from django.db import migrations

NAMES = [
    "likestilling for personer med funksjonsnedsettelse",
    "antirasisme",
    "likestilling for LHBTQ+-personer",
    "forebygging av seksuell trakassering og diskriminering",
    "kjønnslikestilling",
    "aldersdiskriminering",
    "kroppsstørrelse og vektdiskriminering",
    "klasse og økonomisk ulikhet",
    "normkritisk kompetansebygging",
]


def load(apps, schema_editor):
    Theme = apps.get_model("balansepotten", "Theme")
    Theme.objects.bulk_create(Theme(name=name, position=position) for position, name in enumerate(NAMES, 1))


class Migration(migrations.Migration):
    dependencies = [("balansepotten", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
