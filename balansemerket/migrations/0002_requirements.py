"""Load the two versions of the minimum requirements that are documented."""

from datetime import date

from django.db import migrations

FIRST = [
    "Risiko er kartlagt.",
    "Retningslinjer mot seksuell trakassering og diskriminering er på plass.",
    "Det finnes kanaler og rutiner for varsling.",
    "Virksomheten har tatt tydelig standpunkt utad.",
    "Det er lagt en plan for å fortsette samtalene.",
]
NEWEST = [*FIRST, "Det finnes rutiner for mangfoldsbevisst rekruttering."]
VERSIONS = [
    (date(2021, 1, 1), "Minstekrav fra 2021", FIRST),
    (date(2024, 1, 1), "Minstekrav fra 2024", NEWEST),
]


def load_requirements(apps, schema_editor):
    RequirementsVersion = apps.get_model("balansemerket", "RequirementsVersion")
    Requirement = apps.get_model("balansemerket", "Requirement")
    for valid_from, name, texts in VERSIONS:
        version = RequirementsVersion.objects.create(valid_from=valid_from, name=name)
        Requirement.objects.bulk_create(
            Requirement(version=version, position=position, text=text) for position, text in enumerate(texts, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("balansemerket", "0001_initial")]
    operations = [migrations.RunPython(load_requirements, migrations.RunPython.noop)]
