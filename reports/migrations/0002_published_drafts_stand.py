"""A report that is published isn't written in any more."""

from django.db import migrations

from reports.freezing import FrozenOncePublished


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_report_drafts_and_publications")]

    operations = [
        FrozenOncePublished("reports_annualreport", "id"),
        FrozenOncePublished("reports_section", "report_id"),
        FrozenOncePublished("reports_quote", "report_id"),
    ]
