"""Load the counties and municipalities of 2024 (members/data)."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
VALID_FROM = date(2024, 1, 1)


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_places(apps, schema_editor):
    County = apps.get_model("members", "County")
    Municipality = apps.get_model("members", "Municipality")
    County.objects.bulk_create(
        County(number=row["fylkesnr"], name=row["fylke"], region=row["landsdel"]) for row in _rows("fylker.csv")
    )
    counties = {county.number: county for county in County.objects.all()}
    Municipality.objects.bulk_create(
        Municipality(
            number=row["kommunenr"],
            name=row["navn"],
            display_name=row["visningsnavn"],
            other_names=row["andre_navn"],
            county=counties[row["fylkesnr"]],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            valid_from=VALID_FROM,
        )
        for row in _rows("kommuner.csv")
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(load_places, migrations.RunPython.noop)]
