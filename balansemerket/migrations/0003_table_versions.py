from django.db import migrations

from balansekunst.table_versions import CountChanges


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0004_table_versions"), ("balansemerket", "0002_requirements")]

    operations = [
        CountChanges("balansemerket_certification"),
        CountChanges("balansemerket_event"),
        CountChanges("balansemerket_quote"),
    ]
