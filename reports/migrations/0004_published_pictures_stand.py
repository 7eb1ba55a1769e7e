"""The pictures of a report that is published aren't changed any more either: their table was built anew before this."""

from django.db import migrations

from reports.freezing import FrozenOncePublished


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_pictures_are_described_later")]

    operations = [FrozenOncePublished("reports_picture", "report_id")]
