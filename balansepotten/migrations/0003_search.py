from django.db import migrations

from balansekunst.operations import TextIndex


class Migration(migrations.Migration):
    dependencies = [("balansepotten", "0002_themes"), ("members", "0003_search")]

    operations = [
        TextIndex("balansepotten_application", ["title", "number"]),
    ]
