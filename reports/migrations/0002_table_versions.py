from django.db import migrations

from balansekunst.table_versions import CountChanges


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0004_table_versions"), ("reports", "0001_initial")]

    operations = [
        CountChanges("reports_publication"),
        CountChanges("reports_frozenfigure"),
        CountChanges("reports_correction"),
        CountChanges("reports_sealedquote"),
        CountChanges("reports_filedigest"),
    ]
