"""Let no entry of the log be deleted, and not its end either."""

from django.db import migrations

from balansekunst.unchangeable import Undeletable


class Migration(migrations.Migration):
    dependencies = [("radgivning", "0006_topics_with_grounds")]
    operations = [Undeletable("radgivning_logentry"), Undeletable("radgivning_loghead")]
