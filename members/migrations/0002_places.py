"""Load the counties and municipalities of today, and those since 2017 that they followed (members/data)."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(*names):
    for name in names:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _period(row):
    first, last = row["gjelder_fra"], row.get("gjelder_til")
    return {
        "valid_from": date.fromisoformat(first) if first else None,
        "valid_until": date.fromisoformat(last) if last else None,
    }


def load_places(apps, schema_editor):
    County = apps.get_model("members", "County")
    Municipality = apps.get_model("members", "Municipality")
    County.objects.bulk_create(
        County(number=row["fylkesnr"], name=row["fylke"], region=row["landsdel"], **_period(row))
        for row in _rows("fylker.csv", "fylker_tidligere.csv")
    )
    counties = {county.number: county for county in County.objects.all()}
    rows = list(_rows("kommuner.csv", "kommuner_tidligere.csv"))
    # An earlier municipality has the names of the present one that has its name.
    other_names = {row["navn"]: row["andre_navn"] for row in rows if row.get("andre_navn")}
    Municipality.objects.bulk_create(
        Municipality(
            number=row["kommunenr"],
            name=row["navn"],
            display_name=row["visningsnavn"],
            other_names=other_names.get(row["navn"], ""),
            county=counties[row["fylkesnr"]],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            **_period(row),
        )
        for row in rows
    )
    keys = dict(Municipality.objects.values_list("number", "pk"))
    successor = Municipality.successors.through
    successor.objects.bulk_create(
        successor(from_municipality_id=keys[row["kommunenr"]], to_municipality_id=keys[number])
        for row in rows
        for number in row.get("etterfølgere", "").split()
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(load_places, migrations.RunPython.noop)]
