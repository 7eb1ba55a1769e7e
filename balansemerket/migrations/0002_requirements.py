"""Load the two versions of the requirements that are documented: the steps, and the minimum for the mark."""

from datetime import date

from django.db import migrations

STEPS = ["courses", "mapping", "measures", "mark"]
# The step, what the program looks for, the requirement, and what counts as evidence.
COURSES = [
    (
        "courses",
        "courses",
        "Minst ett av de tre nettkursene er gjennomført.",
        "Hvilke kurs, hvor mange av hvor mange som tok dem, og når.",
    ),
    (
        "courses",
        "gathering",
        "Virksomheten har hatt en samling der kartleggingen begynte.",
        "Dato, sted og hvor mange som var med.",
    ),
]
MEASURES = [
    (
        "measures",
        "measures",
        "Hver risiko har et tiltak.",
        "Årsaken, tiltaket, hvem som gjør det, og når det skal være gjort.",
    ),
    (
        "measures",
        "meeting",
        "Planen for tiltakene er behandlet i et møte.",
        "Når møtet var, og hvilke roller som var med.",
    ),
]
FIRST = [
    (
        "mapping",
        "risks",
        "Risiko er kartlagt.",
        "Kartleggingen, med minst én risiko på hvert område, eller hvordan dere undersøkte det uten å finne noen.",
    ),
    (
        "mark",
        "evidence",
        "Retningslinjer mot seksuell trakassering og diskriminering er på plass.",
        "Retningslinjene, som fil eller lenke.",
    ),
    (
        "mark",
        "evidence",
        "Det finnes kanaler og rutiner for varsling.",
        "Rutinen som de ansatte har fått, med hvem det varsles til og hva som skjer så.",
    ),
    (
        "mark",
        "evidence",
        "Virksomheten har tatt tydelig standpunkt utad.",
        "Lenke til nettsiden, plakaten eller programmet der standpunktet står.",
    ),
    (
        "measures",
        "talks",
        "Det er lagt en plan for å fortsette samtalene.",
        "Datoen for neste samtale, og hvordan dere fortsetter etter den.",
    ),
]
NEWEST = [
    *FIRST,
    (
        "mark",
        "evidence",
        "Det finnes rutiner for mangfoldsbevisst rekruttering.",
        "Rutinen, en mal for utlysninger, eller en plan for intervjuer.",
    ),
]
VERSIONS = [
    (date(2021, 1, 1), "Minstekrav fra 2021", FIRST),
    (date(2024, 1, 1), "Minstekrav fra 2024", NEWEST),
]


def load_requirements(apps, schema_editor):
    RequirementsVersion = apps.get_model("balansemerket", "RequirementsVersion")
    Requirement = apps.get_model("balansemerket", "Requirement")
    for valid_from, name, minimum in VERSIONS:
        in_order = sorted([*COURSES, *MEASURES, *minimum], key=lambda row: STEPS.index(row[0]))
        version = RequirementsVersion.objects.create(valid_from=valid_from, name=name, validity_months=12)
        Requirement.objects.bulk_create(
            Requirement(version=version, position=position, step=step, proof=proof, text=text, evidence=evidence)
            for position, (step, proof, text, evidence) in enumerate(in_order, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("balansemerket", "0001_initial")]
    operations = [migrations.RunPython(load_requirements, migrations.RunPython.noop)]
