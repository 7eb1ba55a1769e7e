from django.db import migrations

from balansekunst.table_versions import CountChanges, CreateTableVersions


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0003_protected_accounts")]

    operations = [
        CreateTableVersions(),
        CountChanges("balansekunst_message"),
        # Each login updates the rest.
        CountChanges("balansekunst_user", columns=["name"]),
    ]
