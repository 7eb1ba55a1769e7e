"""Load the eight topics that courses have had."""

from django.db import migrations

NAMES = [
    "normkritiske perspektiver",
    "forebygging av seksuell trakassering",
    "diskriminering og hersketeknikker",
    "ytringsfrihet og ytringsrom",
    "likestilling og representasjon",
    "bias og privilegier",
    "mangfoldsbevisst rekruttering",
    "skeiv kunst og kulturformidling",
]


def load(apps, schema_editor):
    Topic = apps.get_model("courses", "Topic")
    Topic.objects.bulk_create(Topic(name=name) for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
