"""Load the topics of enquiries, the grounds of discrimination, and the head of the log."""

from django.db import migrations

TOPICS = [
    "diskriminering",
    "seksuell trakassering",
    "maktmisbruk",
    "varsling",
    "annet",
]
TOPIC_WITH_GROUNDS = "diskriminering"
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
    Topic = apps.get_model("radgivning", "Topic")
    Ground = apps.get_model("radgivning", "Ground")
    LogHead = apps.get_model("radgivning", "LogHead")
    Topic.objects.bulk_create(Topic(name=name, has_grounds=name == TOPIC_WITH_GROUNDS) for name in TOPICS)
    Ground.objects.bulk_create(Ground(name=name) for name in GROUNDS)
    LogHead.objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("radgivning", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
