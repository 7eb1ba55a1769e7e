from django.db import migrations

from balansekunst.operations import TextIndex


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_topics"), ("members", "0003_search")]

    operations = [
        TextIndex("courses_assignment", ["title", "client_name"]),
        TextIndex("courses_publicevent", ["title", "partners"]),
    ]
