from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from balansekunst.operations import TextIndex


class Migration(migrations.Migration):
    dependencies = [("members", "0002_places")]

    operations = [
        TrigramExtension(),
        TextIndex("members_organisation", ["name", "number", "postal_place", "formerly"]),
        TextIndex("members_contact", ["name", "email"]),
        TextIndex("members_membershipapplication", ["name", "number", "contact_name", "contact_email"]),
        TextIndex("members_municipality", ["display_name", "other_names", "number"]),
    ]
