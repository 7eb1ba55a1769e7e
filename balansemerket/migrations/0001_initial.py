import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from balansekunst.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("members", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="RequirementsVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "valid_from",
                            models.DateField(
                                error_messages={"unique": "En versjon gjelder allerede fra denne dagen."},
                                unique=True,
                                verbose_name="gjelder fra",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="navn")),
                    ],
                    options={
                        "verbose_name": "kravversjon",
                        "verbose_name_plural": "kravversjoner",
                        "ordering": ["-valid_from"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRequirementsVersion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "valid_from",
                            models.DateField(
                                db_index=True,
                                error_messages={"unique": "En versjon gjelder allerede fra denne dagen."},
                                verbose_name="gjelder fra",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="navn")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical kravversjon",
                        "verbose_name_plural": "historical kravversjoner",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Requirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requirements",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="nummer")),
                        ("text", models.CharField(max_length=300, verbose_name="krav")),
                    ],
                    options={
                        "verbose_name": "krav",
                        "verbose_name_plural": "krav",
                        "ordering": ["version", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "position"),
                                name="requirement_position_once",
                                violation_error_code="position",
                                violation_error_message="Kravversjonen har allerede et krav med dette nummeret.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRequirement",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="nummer")),
                        ("text", models.CharField(max_length=300, verbose_name="krav")),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical krav",
                        "verbose_name_plural": "historical krav",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Certification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.OneToOneField(
                                error_messages={"unique": "Virksomheten er i merkeordningen fra før."},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certification",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "merkeløp",
                        "verbose_name_plural": "merkeløp",
                        "ordering": ["organisation__name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCertification",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                error_messages={"unique": "Virksomheten er i merkeordningen fra før."},
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical merkeløp",
                        "verbose_name_plural": "historical merkeløp",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "certification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="balansemerket.certification",
                                verbose_name="merkeløp",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("started", "Påbegynt"),
                                    ("awarded", "Tildelt"),
                                    ("renewed", "Fornyet"),
                                    ("withdrawn", "Trukket"),
                                ],
                                max_length=10,
                                verbose_name="hendelse",
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Siste dag med merket, ved tildeling og fornyelse.",
                                null=True,
                                verbose_name="gyldig til",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                help_text="Kravene som ble lagt til grunn ved tildeling og fornyelse.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hendelse",
                        "verbose_name_plural": "hendelser",
                        "ordering": ["-date", "-id"],
                        "indexes": [
                            models.Index(fields=["kind", "date"], name="event_by_kind_and_date"),
                            models.Index(fields=["date", "id"], name="event_by_date"),
                            models.Index(fields=["certification", "date", "id"], name="event_latest"),
                            models.Index(fields=["valid_until"], name="event_by_end"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("date")),
                                    _connector="OR",
                                ),
                                name="event_period_in_order",
                                violation_error_code="valid_until",
                                violation_error_message="Gyldig til kan ikke være før datoen for hendelsen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["awarded", "renewed"]), ("valid_until__isnull", False)),
                                    models.Q(
                                        models.Q(("kind__in", ["awarded", "renewed"]), _negated=True),
                                        ("valid_until__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="event_award_has_period",
                                violation_error_code="valid_until",
                                violation_error_message="En tildeling eller fornyelse må ha en dato den er gyldig til, og bare de.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version__isnull", True), ("kind__in", ["awarded", "renewed"]), _connector="OR"
                                ),
                                name="event_version_only_with_period",
                                violation_error_code="version",
                                violation_error_message="Bare en tildeling eller fornyelse har en kravversjon.",
                            ),
                            models.UniqueConstraint(
                                fields=("certification", "kind", "date"),
                                name="event_once_a_day",
                                violation_error_code="date",
                                violation_error_message="Denne hendelsen er allerede registrert.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEvent",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("started", "Påbegynt"),
                                    ("awarded", "Tildelt"),
                                    ("renewed", "Fornyet"),
                                    ("withdrawn", "Trukket"),
                                ],
                                max_length=10,
                                verbose_name="hendelse",
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Siste dag med merket, ved tildeling og fornyelse.",
                                null=True,
                                verbose_name="gyldig til",
                            ),
                        ),
                        (
                            "certification",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.certification",
                                verbose_name="merkeløp",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Kravene som ble lagt til grunn ved tildeling og fornyelse.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical hendelse",
                        "verbose_name_plural": "historical hendelser",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
    ]
