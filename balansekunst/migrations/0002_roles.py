"""Make the roles; what each may do is told in balansekunst.access."""

from django.db import migrations

ROLES = ["ansatt", "ledelse", "rådgiver"]


def make_roles(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("balansekunst", "0001_initial")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
