"""A picture is described and credited by the time the report is published, not by the time it is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_published_drafts_stand"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalpicture",
            name="alt",
            field=models.CharField(
                blank=True, help_text="For den som ikke ser det.", max_length=300, verbose_name="hva bildet viser"
            ),
        ),
        migrations.AlterField(
            model_name="historicalpicture",
            name="credit",
            field=models.CharField(blank=True, max_length=120, verbose_name="foto"),
        ),
        migrations.AlterField(
            model_name="picture",
            name="alt",
            field=models.CharField(
                blank=True, help_text="For den som ikke ser det.", max_length=300, verbose_name="hva bildet viser"
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="credit",
            field=models.CharField(blank=True, max_length=120, verbose_name="foto"),
        ),
    ]
