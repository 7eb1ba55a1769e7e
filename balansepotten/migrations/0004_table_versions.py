from django.db import migrations

from balansekunst.table_versions import CountChanges


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0004_table_versions"), ("balansepotten", "0003_search")]

    operations = [
        CountChanges("balansepotten_call"),
        CountChanges("balansepotten_application"),
        CountChanges("balansepotten_decision"),
        CountChanges("balansepotten_letter"),
        CountChanges("balansepotten_grant"),
    ]
