"""Let the topic itself tell that it has grounds, not its name."""

from django.db import migrations, models


def mark(apps, schema_editor):
    for model in ("Topic", "HistoricalTopic"):
        topics = apps.get_model("radgivning", model).objects
        topics.filter(name__istartswith="diskriminering").update(has_grounds=True)


FIELD = models.BooleanField(
    "har diskrimineringsgrunnlag",
    default=False,
    help_text="Da spør skjemaet hvilke diskrimineringsgrunnlag det gjelder.",
)


class Migration(migrations.Migration):
    dependencies = [("radgivning", "0005_releases")]
    operations = [
        migrations.AddField("topic", "has_grounds", FIELD),
        migrations.AddField("historicaltopic", "has_grounds", FIELD.clone()),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
