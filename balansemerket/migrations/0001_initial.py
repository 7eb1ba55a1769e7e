import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import balansekunst.encryption
import balansemerket.models.answers
from balansekunst.operations import CreateModels, ForbidWhen, ProtectRows


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("courses", "0001_initial"),
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
                        (
                            "validity_months",
                            models.PositiveSmallIntegerField(
                                default=12,
                                help_text="Så lenge varer et merke som tildeles etter disse kravene.",
                                verbose_name="gyldig i måneder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kravversjon",
                        "verbose_name_plural": "kravversjoner",
                        "ordering": ["-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("validity_months__gte", 1), ("validity_months__lte", 60)),
                                name="requirementsversion_validity",
                                violation_error_code="validity_months",
                                violation_error_message="Merket må være gyldig i minst én måned, og høyst 60.",
                            )
                        ],
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
                        (
                            "validity_months",
                            models.PositiveSmallIntegerField(
                                default=12,
                                help_text="Så lenge varer et merke som tildeles etter disse kravene.",
                                verbose_name="gyldig i måneder",
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
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                default="mark",
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        (
                            "proof",
                            models.CharField(
                                choices=[
                                    ("courses", "minst ett nettkurs er registrert"),
                                    ("gathering", "samlingen er registrert"),
                                    ("risks", "hvert område er vurdert"),
                                    ("measures", "hver risiko har et tiltak"),
                                    ("meeting", "planen er behandlet i et møte"),
                                    ("talks", "neste samtale er avtalt"),
                                    ("evidence", "dokumentasjon er lagt ved"),
                                ],
                                default="evidence",
                                max_length=10,
                                verbose_name="oppfylt når",
                            ),
                        ),
                        (
                            "evidence",
                            models.TextField(
                                blank=True,
                                help_text="Hva virksomheten kan vise fram for å oppfylle kravet.",
                                verbose_name="hva som teller",
                            ),
                        ),
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
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                default="mark",
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        (
                            "proof",
                            models.CharField(
                                choices=[
                                    ("courses", "minst ett nettkurs er registrert"),
                                    ("gathering", "samlingen er registrert"),
                                    ("risks", "hvert område er vurdert"),
                                    ("measures", "hver risiko har et tiltak"),
                                    ("meeting", "planen er behandlet i et møte"),
                                    ("talks", "neste samtale er avtalt"),
                                    ("evidence", "dokumentasjon er lagt ved"),
                                ],
                                default="evidence",
                                max_length=10,
                                verbose_name="oppfylt når",
                            ),
                        ),
                        (
                            "evidence",
                            models.TextField(
                                blank=True,
                                help_text="Hva virksomheten kan vise fram for å oppfylle kravet.",
                                verbose_name="hva som teller",
                            ),
                        ),
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
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
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
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                help_text="Hvorfor merket ble trukket. Vises bare for dere og virksomheten.",
                                max_length=300,
                                verbose_name="begrunnelse",
                            ),
                        ),
                        ("is_cancelled", models.BooleanField(default=False, editable=False, verbose_name="annullert")),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "withdrawn"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="event_withdrawal_has_reason",
                                violation_error_code="reason",
                                violation_error_message="Skriv hvorfor merket ble trukket.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_cancelled", False)),
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
                            "reason",
                            models.CharField(
                                blank=True,
                                help_text="Hvorfor merket ble trukket. Vises bare for dere og virksomheten.",
                                max_length=300,
                                verbose_name="begrunnelse",
                            ),
                        ),
                        ("is_cancelled", models.BooleanField(default=False, editable=False, verbose_name="annullert")),
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
                migrations.CreateModel(
                    name="HistoricalRound",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("started_on", models.DateField(verbose_name="påbegynt")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="avsluttet")),
                        ("gathering_on", models.DateField(blank=True, null=True, verbose_name="samlingen var")),
                        (
                            "gathering_place",
                            models.CharField(blank=True, max_length=200, verbose_name="sted, eller digitalt"),
                        ),
                        (
                            "gathering_people",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall på samlingen"),
                        ),
                        ("meeting_on", models.DateField(blank=True, null=True, verbose_name="planen ble behandlet")),
                        (
                            "meeting_people",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall på møtet"),
                        ),
                        (
                            "meeting_roles",
                            models.TextField(
                                blank=True,
                                help_text="Roller, ikke navn: for eksempel ledelsen, tillitsvalgte, verneombud og ansatte.",
                                verbose_name="hvem som var med",
                            ),
                        ),
                        ("next_talk_on", models.DateField(blank=True, null=True, verbose_name="neste samtale")),
                        (
                            "talks_plan",
                            models.TextField(
                                blank=True,
                                help_text="Hvor ofte dere møtes om dette, og hvem som kaller inn.",
                                verbose_name="slik fortsetter samtalene",
                            ),
                        ),
                        (
                            "shared_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="delt med Balansekunst"
                            ),
                        ),
                        ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="opprettet")),
                        ("changed_at", models.DateTimeField(blank=True, editable=False, verbose_name="sist lagret")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Kravene da arbeidet begynte. Tom når virksomheten arbeider uten merket.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                        (
                            "gathering",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.assignment",
                                verbose_name="kursoppdraget som var samlingen",
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
                        "verbose_name": "historical årsrunde",
                        "verbose_name_plural": "historical årsrunder",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balansemerket_rounds",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        ("started_on", models.DateField(verbose_name="påbegynt")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="avsluttet")),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                help_text="Kravene da arbeidet begynte. Tom når virksomheten arbeider uten merket.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="balansemerket.requirementsversion",
                                verbose_name="kravversjon",
                            ),
                        ),
                        (
                            "gathering",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balansemerket_rounds",
                                to="courses.assignment",
                                verbose_name="kursoppdraget som var samlingen",
                            ),
                        ),
                        ("gathering_on", models.DateField(blank=True, null=True, verbose_name="samlingen var")),
                        (
                            "gathering_place",
                            models.CharField(blank=True, max_length=200, verbose_name="sted, eller digitalt"),
                        ),
                        (
                            "gathering_people",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall på samlingen"),
                        ),
                        ("meeting_on", models.DateField(blank=True, null=True, verbose_name="planen ble behandlet")),
                        (
                            "meeting_people",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall på møtet"),
                        ),
                        (
                            "meeting_roles",
                            models.TextField(
                                blank=True,
                                help_text="Roller, ikke navn: for eksempel ledelsen, tillitsvalgte, verneombud og ansatte.",
                                verbose_name="hvem som var med",
                            ),
                        ),
                        ("next_talk_on", models.DateField(blank=True, null=True, verbose_name="neste samtale")),
                        (
                            "talks_plan",
                            models.TextField(
                                blank=True,
                                help_text="Hvor ofte dere møtes om dette, og hvem som kaller inn.",
                                verbose_name="slik fortsetter samtalene",
                            ),
                        ),
                        (
                            "shared_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="delt med Balansekunst"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="opprettet")),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="sist lagret")),
                    ],
                    options={
                        "verbose_name": "årsrunde",
                        "verbose_name_plural": "årsrunder",
                        "ordering": ["-started_on", "-id"],
                        "indexes": [models.Index(fields=["started_on", "id"], name="round_by_start")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on__isnull", True)),
                                fields=("organisation",),
                                name="round_open_once",
                                violation_error_code="organisation",
                                violation_error_message="Virksomheten har allerede et arbeid i gang.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on__isnull", True),
                                    ("closed_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="round_closed_after_start",
                                violation_error_code="closed_on",
                                violation_error_message="Arbeidet kan ikke avsluttes før det begynte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("meeting_on__isnull", True),
                                    ("next_talk_on__isnull", True),
                                    ("next_talk_on__gt", models.F("meeting_on")),
                                    _connector="OR",
                                ),
                                name="round_talk_after_meeting",
                                violation_error_code="next_talk_on",
                                violation_error_message="Neste samtale må være etter møtet om planen.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRoundStep",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Under arbeid"),
                                    ("handed_in", "Levert"),
                                    ("returned", "Sendt tilbake"),
                                    ("approved", "Godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("since", models.DateTimeField(verbose_name="siden")),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="levert")),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="levert av",
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
                        "verbose_name": "historical steg",
                        "verbose_name_plural": "historical steg",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RoundStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Under arbeid"),
                                    ("handed_in", "Levert"),
                                    ("returned", "Sendt tilbake"),
                                    ("approved", "Godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("since", models.DateTimeField(verbose_name="siden")),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="levert")),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="levert av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "steg",
                        "verbose_name_plural": "steg",
                        "ordering": ["round", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "handed_in")),
                                fields=["since"],
                                name="roundstep_handed_in",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "step"),
                                name="roundstep_once",
                                violation_error_code="step",
                                violation_error_message="Runden har allerede dette steget.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"), ("handed_in_at__isnull", False), _connector="OR"
                                ),
                                name="roundstep_handed_in_has_moment",
                                violation_error_code="handed_in_at",
                                violation_error_message="Et steg som er levert, har et tidspunkt for det.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalComment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="kommentar")),
                        (
                            "is_from_staff",
                            models.BooleanField(default=False, editable=False, verbose_name="fra Balansekunst"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="skrevet")),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="skrevet av",
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
                        "verbose_name": "historical kommentar",
                        "verbose_name_plural": "historical kommentarer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("courses", "Kurs"),
                                    ("mapping", "Kartlegging"),
                                    ("measures", "Tiltak"),
                                    ("mark", "Merke"),
                                ],
                                max_length=10,
                                verbose_name="steg",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="kommentar")),
                        (
                            "author",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="skrevet av",
                            ),
                        ),
                        (
                            "is_from_staff",
                            models.BooleanField(default=False, editable=False, verbose_name="fra Balansekunst"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="skrevet")),
                    ],
                    options={
                        "verbose_name": "kommentar",
                        "verbose_name_plural": "kommentarer",
                        "ordering": ["written_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalParticipation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "course",
                            models.CharField(
                                choices=[
                                    ("harassment", "Forebygging av seksuell trakassering"),
                                    ("norms", "Normer, likestilling og mangfold"),
                                    ("suppression", "Hersketeknikker"),
                                ],
                                max_length=15,
                                verbose_name="nettkurs",
                            ),
                        ),
                        (
                            "participants",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="så mange tok kurset"),
                        ),
                        ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="av så mange")),
                        ("completed_on", models.DateField(blank=True, null=True, verbose_name="fullført")),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
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
                        "verbose_name": "historical gjennomført nettkurs",
                        "verbose_name_plural": "historical gjennomførte nettkurs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Participation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participations",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "course",
                            models.CharField(
                                choices=[
                                    ("harassment", "Forebygging av seksuell trakassering"),
                                    ("norms", "Normer, likestilling og mangfold"),
                                    ("suppression", "Hersketeknikker"),
                                ],
                                max_length=15,
                                verbose_name="nettkurs",
                            ),
                        ),
                        (
                            "participants",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="så mange tok kurset"),
                        ),
                        ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="av så mange")),
                        ("completed_on", models.DateField(blank=True, null=True, verbose_name="fullført")),
                    ],
                    options={
                        "verbose_name": "gjennomført nettkurs",
                        "verbose_name_plural": "gjennomførte nettkurs",
                        "ordering": ["round", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "course"),
                                name="participation_once",
                                violation_error_code="course",
                                violation_error_message="Kurset er allerede registrert.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("participants__isnull", True),
                                    ("people__isnull", True),
                                    ("participants__lte", models.F("people")),
                                    _connector="OR",
                                ),
                                name="participation_at_most_all",
                                violation_error_code="participants",
                                violation_error_message="Det kan ikke være flere som tok kurset, enn dere er.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAreaReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("recruitment", "Rekruttering"),
                                    ("pay", "Lønns- og arbeidsvilkår"),
                                    ("promotion", "Forfremmelse"),
                                    ("development", "Utviklingsmuligheter"),
                                    ("accommodation", "Tilrettelegging"),
                                    ("balance", "Mulighet til å kombinere arbeid og familieliv"),
                                    ("harassment", "Trakassering, seksuell trakassering og kjønnsbasert vold"),
                                ],
                                max_length=15,
                                verbose_name="område",
                            ),
                        ),
                        (
                            "no_risk",
                            models.TextField(
                                blank=True,
                                help_text="Fylles ut når dere har undersøkt området uten å finne noen risiko: hvordan dere gjorde det.",
                                verbose_name="ingen risiko, fordi",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
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
                        "verbose_name": "historical undersøkt område",
                        "verbose_name_plural": "historical undersøkte områder",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AreaReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="area_reviews",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("recruitment", "Rekruttering"),
                                    ("pay", "Lønns- og arbeidsvilkår"),
                                    ("promotion", "Forfremmelse"),
                                    ("development", "Utviklingsmuligheter"),
                                    ("accommodation", "Tilrettelegging"),
                                    ("balance", "Mulighet til å kombinere arbeid og familieliv"),
                                    ("harassment", "Trakassering, seksuell trakassering og kjønnsbasert vold"),
                                ],
                                max_length=15,
                                verbose_name="område",
                            ),
                        ),
                        (
                            "no_risk",
                            models.TextField(
                                blank=True,
                                help_text="Fylles ut når dere har undersøkt området uten å finne noen risiko: hvordan dere gjorde det.",
                                verbose_name="ingen risiko, fordi",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "undersøkt område",
                        "verbose_name_plural": "undersøkte områder",
                        "ordering": ["round", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "area"),
                                name="areareview_once",
                                violation_error_code="area",
                                violation_error_message="Runden har allerede dette området.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRisk",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("recruitment", "Rekruttering"),
                                    ("pay", "Lønns- og arbeidsvilkår"),
                                    ("promotion", "Forfremmelse"),
                                    ("development", "Utviklingsmuligheter"),
                                    ("accommodation", "Tilrettelegging"),
                                    ("balance", "Mulighet til å kombinere arbeid og familieliv"),
                                    ("harassment", "Trakassering, seksuell trakassering og kjønnsbasert vold"),
                                ],
                                max_length=15,
                                verbose_name="område",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("gender", "kjønn"),
                                    ("pregnancy", "graviditet, fødsel, adopsjon eller permisjon"),
                                    ("care", "omsorgsoppgaver"),
                                    ("ethnicity", "etnisitet"),
                                    ("religion", "religion eller livssyn"),
                                    ("disability", "funksjonsnedsettelse"),
                                    ("orientation", "seksuell orientering"),
                                    ("identity", "kjønnsidentitet eller kjønnsuttrykk"),
                                    ("age", "alder"),
                                    ("combined", "flere grunnlag sammen"),
                                ],
                                max_length=15,
                                verbose_name="diskrimineringsgrunnlag",
                            ),
                        ),
                        ("risk", models.TextField(blank=True, verbose_name="risiko eller hinder")),
                        (
                            "likelihood",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "liten"), (2, "middels"), (3, "stor")],
                                null=True,
                                verbose_name="sannsynlighet",
                            ),
                        ),
                        (
                            "consequence",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "liten"), (2, "middels"), (3, "stor")],
                                null=True,
                                verbose_name="konsekvens",
                            ),
                        ),
                        ("cause", models.TextField(blank=True, verbose_name="årsak")),
                        ("measure", models.TextField(blank=True, verbose_name="tiltak")),
                        (
                            "responsible",
                            models.CharField(
                                blank=True,
                                help_text="En rolle, for eksempel daglig leder.",
                                max_length=200,
                                verbose_name="hvem gjør det",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="ferdig innen")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_begun", "Ikke begynt"),
                                    ("ongoing", "I gang"),
                                    ("done", "Gjennomført"),
                                    ("dropped", "Droppet"),
                                ],
                                max_length=10,
                                verbose_name="hvordan det gikk",
                            ),
                        ),
                        (
                            "result",
                            models.TextField(
                                blank=True,
                                help_text="Hva tiltaket førte til, og hva dere lærte.",
                                verbose_name="resultat",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.risk",
                                verbose_name="risikoen i runden før",
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
                        "verbose_name": "historical risiko",
                        "verbose_name_plural": "historical risikoer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risks",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="following",
                                to="balansemerket.risk",
                                verbose_name="risikoen i runden før",
                            ),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("recruitment", "Rekruttering"),
                                    ("pay", "Lønns- og arbeidsvilkår"),
                                    ("promotion", "Forfremmelse"),
                                    ("development", "Utviklingsmuligheter"),
                                    ("accommodation", "Tilrettelegging"),
                                    ("balance", "Mulighet til å kombinere arbeid og familieliv"),
                                    ("harassment", "Trakassering, seksuell trakassering og kjønnsbasert vold"),
                                ],
                                max_length=15,
                                verbose_name="område",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("gender", "kjønn"),
                                    ("pregnancy", "graviditet, fødsel, adopsjon eller permisjon"),
                                    ("care", "omsorgsoppgaver"),
                                    ("ethnicity", "etnisitet"),
                                    ("religion", "religion eller livssyn"),
                                    ("disability", "funksjonsnedsettelse"),
                                    ("orientation", "seksuell orientering"),
                                    ("identity", "kjønnsidentitet eller kjønnsuttrykk"),
                                    ("age", "alder"),
                                    ("combined", "flere grunnlag sammen"),
                                ],
                                max_length=15,
                                verbose_name="diskrimineringsgrunnlag",
                            ),
                        ),
                        ("risk", models.TextField(blank=True, verbose_name="risiko eller hinder")),
                        (
                            "likelihood",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "liten"), (2, "middels"), (3, "stor")],
                                null=True,
                                verbose_name="sannsynlighet",
                            ),
                        ),
                        (
                            "consequence",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "liten"), (2, "middels"), (3, "stor")],
                                null=True,
                                verbose_name="konsekvens",
                            ),
                        ),
                        ("cause", models.TextField(blank=True, verbose_name="årsak")),
                        ("measure", models.TextField(blank=True, verbose_name="tiltak")),
                        (
                            "responsible",
                            models.CharField(
                                blank=True,
                                help_text="En rolle, for eksempel daglig leder.",
                                max_length=200,
                                verbose_name="hvem gjør det",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="ferdig innen")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_begun", "Ikke begynt"),
                                    ("ongoing", "I gang"),
                                    ("done", "Gjennomført"),
                                    ("dropped", "Droppet"),
                                ],
                                max_length=10,
                                verbose_name="hvordan det gikk",
                            ),
                        ),
                        (
                            "result",
                            models.TextField(
                                blank=True,
                                help_text="Hva tiltaket førte til, og hva dere lærte.",
                                verbose_name="resultat",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "risiko",
                        "verbose_name_plural": "risikoer",
                        "ordering": ["round", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEvidence",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("file", models.TextField(blank=True, max_length=100, verbose_name="fil")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="lenke")),
                        ("name", models.CharField(max_length=200, verbose_name="navn")),
                        (
                            "content_type",
                            models.CharField(blank=True, editable=False, max_length=100, verbose_name="filtype"),
                        ),
                        ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="størrelse")),
                        ("added_at", models.DateTimeField(blank=True, editable=False, verbose_name="lagt ved")),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.requirement",
                                verbose_name="krav",
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
                        "verbose_name": "historical dokumentasjon",
                        "verbose_name_plural": "historical dokumentasjon",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="balansemerket.round",
                                verbose_name="årsrunde",
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence_given",
                                to="balansemerket.requirement",
                                verbose_name="krav",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                blank=True, upload_to=balansemerket.models.answers.evidence_path, verbose_name="fil"
                            ),
                        ),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="lenke")),
                        ("name", models.CharField(max_length=200, verbose_name="navn")),
                        (
                            "content_type",
                            models.CharField(blank=True, editable=False, max_length=100, verbose_name="filtype"),
                        ),
                        ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="størrelse")),
                        ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="lagt ved")),
                    ],
                    options={
                        "verbose_name": "dokumentasjon",
                        "verbose_name_plural": "dokumentasjon",
                        "ordering": ["requirement", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(models.Q(("file", ""), _negated=True), ("link", "")),
                                    models.Q(("file", ""), models.Q(("link", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="evidence_file_or_link",
                                violation_error_code="link",
                                violation_error_message="Legg ved en fil eller en lenke, ikke begge deler.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCancellation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("date", models.DateField(verbose_name="dato")),
                        ("reason", models.CharField(max_length=300, verbose_name="grunn")),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansemerket.event",
                                verbose_name="hendelse",
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
                        "verbose_name": "historical annullering",
                        "verbose_name_plural": "historical annulleringer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Cancellation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cancellation",
                                to="balansemerket.event",
                                verbose_name="hendelse",
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        ("reason", models.CharField(max_length=300, verbose_name="grunn")),
                    ],
                    options={
                        "verbose_name": "annullering",
                        "verbose_name_plural": "annulleringer",
                        "ordering": ["-date", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="cancellation_has_reason",
                                violation_error_code="reason",
                                violation_error_message="Skriv hvorfor hendelsen annulleres.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQuote",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("text", models.TextField(max_length=600, verbose_name="sitat")),
                        ("person", models.CharField(max_length=120, verbose_name="hvem")),
                        ("role", models.CharField(blank=True, max_length=120, verbose_name="stilling")),
                        (
                            "on_public_page",
                            models.BooleanField(default=True, verbose_name="kan stå på den offentlige siden"),
                        ),
                        ("in_report", models.BooleanField(default=False, verbose_name="kan stå i årsrapporten")),
                        (
                            "consent_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen personen sa ja til å bli sitert.",
                                null=True,
                                verbose_name="samtykket",
                            ),
                        ),
                        (
                            "consent_by",
                            models.CharField(
                                blank=True,
                                help_text="Hvem som sa ja, og hvordan: på e-post, i et skjema.",
                                max_length=160,
                                verbose_name="samtykke fra",
                            ),
                        ),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="godkjent av oss")),
                        (
                            "declined_on",
                            models.DateField(
                                blank=True,
                                help_text="Virksomheten ser på Min side at sitatet ikke blir brukt.",
                                null=True,
                                verbose_name="avslått av oss",
                            ),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(
                                blank=True,
                                help_text="Sitatet forsvinner fra den offentlige siden. Står det i publiserte årsrapporter, slettes ordene der.",
                                null=True,
                                verbose_name="samtykket trukket",
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
                        "verbose_name": "historical sitat om merket",
                        "verbose_name_plural": "historical sitater om merket",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Quote",
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
                                related_name="quotes",
                                to="balansemerket.certification",
                                verbose_name="merkeløp",
                            ),
                        ),
                        ("text", models.TextField(max_length=600, verbose_name="sitat")),
                        ("person", models.CharField(max_length=120, verbose_name="hvem")),
                        ("role", models.CharField(blank=True, max_length=120, verbose_name="stilling")),
                        (
                            "on_public_page",
                            models.BooleanField(default=True, verbose_name="kan stå på den offentlige siden"),
                        ),
                        ("in_report", models.BooleanField(default=False, verbose_name="kan stå i årsrapporten")),
                        (
                            "consent_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen personen sa ja til å bli sitert.",
                                null=True,
                                verbose_name="samtykket",
                            ),
                        ),
                        (
                            "consent_by",
                            models.CharField(
                                blank=True,
                                help_text="Hvem som sa ja, og hvordan: på e-post, i et skjema.",
                                max_length=160,
                                verbose_name="samtykke fra",
                            ),
                        ),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="godkjent av oss")),
                        (
                            "declined_on",
                            models.DateField(
                                blank=True,
                                help_text="Virksomheten ser på Min side at sitatet ikke blir brukt.",
                                null=True,
                                verbose_name="avslått av oss",
                            ),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(
                                blank=True,
                                help_text="Sitatet forsvinner fra den offentlige siden. Står det i publiserte årsrapporter, slettes ordene der.",
                                null=True,
                                verbose_name="samtykket trukket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sitat om merket",
                        "verbose_name_plural": "sitater om merket",
                        "ordering": ["-consent_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("consent_by", ""), ("consent_on__isnull", True)),
                                    models.Q(
                                        ("consent_on__isnull", False), models.Q(("consent_by", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="markquote_consent_on_and_by",
                                violation_error_code="consent_by",
                                violation_error_message="Skriv både dagen og hvem som samtykket, eller ingen av delene.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_on__isnull", True),
                                    models.Q(
                                        ("approved_on__gte", models.F("consent_on")), ("consent_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="markquote_approved_after_consent",
                                violation_error_code="approved_on",
                                violation_error_message="Et sitat kan ikke godkjennes før personen har samtykket.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_on__isnull", True), ("declined_on__isnull", True), _connector="OR"
                                ),
                                name="markquote_approved_or_declined",
                                violation_error_code="declined_on",
                                violation_error_message="Et sitat er enten godkjent eller avslått.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(
                                        ("consent_on__isnull", False), ("withdrawn_on__gte", models.F("consent_on"))
                                    ),
                                    _connector="OR",
                                ),
                                name="markquote_withdrawn_after_consent",
                                violation_error_code="withdrawn_on",
                                violation_error_message="Et samtykke kan ikke trekkes før det er gitt.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=64, unique=True, verbose_name="navn")),
                        ("public", models.JSONField(verbose_name="offentlig nøkkel")),
                        ("private", balansekunst.encryption.EncryptedTextField(verbose_name="privat nøkkel")),
                        ("made_at", models.DateTimeField(verbose_name="laget")),
                    ],
                    options={
                        "verbose_name": "signeringsnøkkel",
                        "verbose_name_plural": "signeringsnøkler",
                        "ordering": ["-made_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="EqualityRelease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="år")),
                        ("released_on", models.DateField(verbose_name="først vist")),
                        ("tables", models.JSONField(verbose_name="tabeller")),
                    ],
                    options={
                        "verbose_name": "utgitt år med likestillingsarbeid",
                        "verbose_name_plural": "utgitte år med likestillingsarbeid",
                        "ordering": ["-year"],
                        "abstract": False,
                    },
                ),
            ],
        ),
        ForbidWhen(
            "balansemerket_event",
            "UPDATE",
            " OR ".join(
                f"OLD.{column} IS DISTINCT FROM NEW.{column}"
                for column in ("kind", "date", "valid_until", "version_id", "reason")
            ),
            name="event_never_changes",
            reason="an event of the mark can not be changed",
        ),
        ForbidWhen(
            "balansemerket_event",
            "UPDATE OF is_cancelled",
            "NOT NEW.is_cancelled AND EXISTS "
            "(SELECT 1 FROM balansemerket_cancellation AS made WHERE made.event_id = NEW.id)",
            name="event_stays_cancelled",
            reason="a cancelled event of the mark can not be changed",
        ),
        ForbidWhen(
            "balansemerket_event",
            "DELETE",
            "true",
            name="event_not_deleted",
            reason="an event of the mark can not be deleted",
        ),
        ProtectRows("balansemerket_cancellation"),
        ProtectRows("balansemerket_equalityrelease"),
    ]
