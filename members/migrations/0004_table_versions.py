from django.db import migrations

from balansekunst.table_versions import CountChanges


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0004_table_versions"), ("members", "0003_search")]

    operations = [
        CountChanges("members_county"),
        CountChanges("members_earlierregion"),
        CountChanges("members_municipality"),
        CountChanges("members_municipality_successors"),
        CountChanges("members_earlierplace"),
        CountChanges("members_organisation"),
        CountChanges("members_membership"),
    ]
