"""Load the questions that participants answer about a course."""

from django.db import migrations

QUESTIONS = [
    ("usefulness", "Hvor nyttig var kurset for deg?"),
    ("teaching", "Hvor god var kursholderen til å formidle?"),
    ("safety", "Hvor trygt var det å delta og stille spørsmål?"),
    ("practice", "Hvor sannsynlig er det at du bruker noe av det du lærte?"),
]


def load(apps, schema_editor):
    EvaluationQuestion = apps.get_model("courses", "EvaluationQuestion")
    EvaluationQuestion.objects.bulk_create(EvaluationQuestion(about=about, text=text) for about, text in QUESTIONS)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_search")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
