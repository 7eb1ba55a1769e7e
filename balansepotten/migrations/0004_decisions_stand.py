"""A decision is never changed: the database refuses."""

from django.db import migrations

from balansekunst.unchangeable import Unchangeable


class Migration(migrations.Migration):
    dependencies = [("balansepotten", "0003_whole_round")]
    operations = [Unchangeable("balansepotten_decision")]
