"""Create the roles; their permissions are in balansekunst.access."""

from django.db import migrations

ROLES = ["ansatt", "ledelse", "rådgiver"]


def create_roles(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0001_initial")]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
