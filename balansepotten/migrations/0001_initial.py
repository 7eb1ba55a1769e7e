import uuid

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import balansekunst.encryption
import balansekunst.fields
import balansepotten.models.applications
from balansekunst.operations import CreateModels, ForbidWhen, ProtectRows

# The row of an adjusted budget's line, before or after the change, belongs to an agreed budget.
AGREED = (
    "EXISTS (SELECT 1 FROM balansepotten_adjustedbudget AS budget"
    " WHERE budget.id = {row}.budget_id AND budget.status = 'agreed')"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("balansekunst", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("members", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=120, unique=True, verbose_name="navn"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges i nye søknader.", verbose_name="i bruk"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tematisk satsing",
                        "verbose_name_plural": "tematiske satsinger",
                        "ordering": ["position", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTheme",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                db_collation="nb", db_index=True, max_length=120, verbose_name="navn"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges i nye søknader.", verbose_name="i bruk"
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
                        "verbose_name": "historical tematisk satsing",
                        "verbose_name_plural": "historical tematiske satsinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                error_messages={"unique": "Året har allerede en utlysning."},
                                unique=True,
                                validators=[
                                    django.core.validators.MinValueValidator(2000),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                                verbose_name="år",
                            ),
                        ),
                        ("pot", balansekunst.fields.KronerField(verbose_name="pott")),
                        (
                            "max_amount",
                            balansekunst.fields.KronerField(
                                blank=True,
                                help_text="Tomt når det ikke er noen grense.",
                                null=True,
                                verbose_name="største søknadsbeløp",
                            ),
                        ),
                        (
                            "several_applications",
                            models.BooleanField(
                                default=False,
                                help_text="Ellers kan hver virksomhet sende én søknad i utlysningen.",
                                verbose_name="flere søknader fra samme virksomhet",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="åpner")),
                        ("deadline", models.DateTimeField(verbose_name="frist")),
                        (
                            "decided_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen det blir eller ble vedtatt.",
                                null=True,
                                verbose_name="vedtak",
                            ),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                choices=[("jury", "juryen"), ("board", "styret")],
                                default="jury",
                                max_length=10,
                                verbose_name="vedtas av",
                            ),
                        ),
                        (
                            "introduction",
                            models.TextField(
                                blank=True,
                                help_text="Står øverst på siden om utlysningen.",
                                verbose_name="om utlysningen",
                            ),
                        ),
                        ("who_can_apply", models.TextField(blank=True, verbose_name="hvem som kan søke")),
                        ("what_for", models.TextField(blank=True, verbose_name="hva dere kan få støtte til")),
                        (
                            "highest_score",
                            models.PositiveSmallIntegerField(
                                default=5,
                                help_text="Juryen gir fra 1 til så mange poeng på hvert kriterium.",
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(10),
                                ],
                                verbose_name="høyeste poeng",
                            ),
                        ),
                        (
                            "quorum",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Så mange ferdige vurderinger må en søknad ha før det kan gjøres vedtak.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="vurderinger per søknad",
                            ),
                        ),
                        (
                            "conflict_scope",
                            models.CharField(
                                choices=[("case", "søknaden den er registrert for"), ("round", "hele runden")],
                                default="case",
                                help_text="Den som er kontaktperson hos en søker, er alltid inhabil i hele runden.",
                                max_length=10,
                                verbose_name="inhabilitet gjelder",
                            ),
                        ),
                        (
                            "first_shares",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Så mange deler av støtten betales når den er godtatt.",
                                verbose_name="deler ved tildeling",
                            ),
                        ),
                        (
                            "shares",
                            models.PositiveSmallIntegerField(
                                default=3,
                                help_text="Resten betales når rapport og regnskap er godkjent.",
                                verbose_name="deler i alt",
                            ),
                        ),
                        (
                            "report_months",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Rapporten må komme så mange måneder etter at prosjektet slutter.",
                                validators=[django.core.validators.MaxValueValidator(24)],
                                verbose_name="måneder til rapport",
                            ),
                        ),
                        (
                            "allocated",
                            balansekunst.fields.KronerField(
                                default=0, editable=False, verbose_name="foreslått fordelt"
                            ),
                        ),
                        (
                            "locked_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="vedtaket låst"),
                        ),
                        (
                            "locked_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="låst av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "utlysning",
                        "verbose_name_plural": "utlysninger",
                        "ordering": ["-year"],
                        "permissions": [("run_rounds", "Kan lede en runde"), ("decide_rounds", "Kan vedta og betale")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("deadline__gt", models.F("opens_at"))),
                                name="call_deadline_after_opening",
                                violation_error_code="deadline",
                                violation_error_message="Fristen må være etter åpningen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pot__gte", 0),
                                    models.Q(("max_amount__isnull", True), ("max_amount__gt", 0), _connector="OR"),
                                ),
                                name="call_amounts_not_negative",
                                violation_error_code="pot",
                                violation_error_message="Potten kan ikke være mindre enn 0, og en grense må være mer enn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("allocated__lte", models.F("pot"))),
                                name="call_allocated_within_pot",
                                violation_error_code="pot",
                                violation_error_message="Potten kan ikke være mindre enn det som er fordelt av den.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_shares__gt", 0), ("first_shares__lte", models.F("shares"))),
                                name="call_first_part_within_whole",
                                violation_error_code="first_shares",
                                violation_error_message="Delene ved tildeling må være minst én, og ikke flere enn delene i alt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("locked_at__isnull", True), ("locked_by__isnull", True)),
                                    models.Q(("locked_at__isnull", False), ("locked_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="call_locked_by_someone",
                                violation_error_message="Et låst vedtak har både tidspunkt og navnet på den som låste det.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCall",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                db_index=True,
                                error_messages={"unique": "Året har allerede en utlysning."},
                                validators=[
                                    django.core.validators.MinValueValidator(2000),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                                verbose_name="år",
                            ),
                        ),
                        ("pot", balansekunst.fields.KronerField(verbose_name="pott")),
                        (
                            "max_amount",
                            balansekunst.fields.KronerField(
                                blank=True,
                                help_text="Tomt når det ikke er noen grense.",
                                null=True,
                                verbose_name="største søknadsbeløp",
                            ),
                        ),
                        (
                            "several_applications",
                            models.BooleanField(
                                default=False,
                                help_text="Ellers kan hver virksomhet sende én søknad i utlysningen.",
                                verbose_name="flere søknader fra samme virksomhet",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="åpner")),
                        ("deadline", models.DateTimeField(verbose_name="frist")),
                        (
                            "decided_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen det blir eller ble vedtatt.",
                                null=True,
                                verbose_name="vedtak",
                            ),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                choices=[("jury", "juryen"), ("board", "styret")],
                                default="jury",
                                max_length=10,
                                verbose_name="vedtas av",
                            ),
                        ),
                        (
                            "introduction",
                            models.TextField(
                                blank=True,
                                help_text="Står øverst på siden om utlysningen.",
                                verbose_name="om utlysningen",
                            ),
                        ),
                        ("who_can_apply", models.TextField(blank=True, verbose_name="hvem som kan søke")),
                        ("what_for", models.TextField(blank=True, verbose_name="hva dere kan få støtte til")),
                        (
                            "highest_score",
                            models.PositiveSmallIntegerField(
                                default=5,
                                help_text="Juryen gir fra 1 til så mange poeng på hvert kriterium.",
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(10),
                                ],
                                verbose_name="høyeste poeng",
                            ),
                        ),
                        (
                            "quorum",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Så mange ferdige vurderinger må en søknad ha før det kan gjøres vedtak.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="vurderinger per søknad",
                            ),
                        ),
                        (
                            "conflict_scope",
                            models.CharField(
                                choices=[("case", "søknaden den er registrert for"), ("round", "hele runden")],
                                default="case",
                                help_text="Den som er kontaktperson hos en søker, er alltid inhabil i hele runden.",
                                max_length=10,
                                verbose_name="inhabilitet gjelder",
                            ),
                        ),
                        (
                            "first_shares",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Så mange deler av støtten betales når den er godtatt.",
                                verbose_name="deler ved tildeling",
                            ),
                        ),
                        (
                            "shares",
                            models.PositiveSmallIntegerField(
                                default=3,
                                help_text="Resten betales når rapport og regnskap er godkjent.",
                                verbose_name="deler i alt",
                            ),
                        ),
                        (
                            "report_months",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Rapporten må komme så mange måneder etter at prosjektet slutter.",
                                validators=[django.core.validators.MaxValueValidator(24)],
                                verbose_name="måneder til rapport",
                            ),
                        ),
                        (
                            "allocated",
                            balansekunst.fields.KronerField(
                                default=0, editable=False, verbose_name="foreslått fordelt"
                            ),
                        ),
                        (
                            "locked_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="vedtaket låst"),
                        ),
                        (
                            "locked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="låst av",
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
                        "verbose_name": "historical utlysning",
                        "verbose_name_plural": "historical utlysninger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="kriterium")),
                        ("description", models.TextField(blank=True, verbose_name="hva juryen ser etter")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="vekt",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                    ],
                    options={
                        "verbose_name": "kriterium",
                        "verbose_name_plural": "kriterier",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("call", "name"),
                                name="criterion_name_once",
                                violation_error_code="name",
                                violation_error_message="Utlysningen har allerede dette kriteriet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gt", 0)),
                                name="criterion_weight_above_zero",
                                violation_error_code="weight",
                                violation_error_message="Vekten må være minst 1.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCriterion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", models.CharField(max_length=120, verbose_name="kriterium")),
                        ("description", models.TextField(blank=True, verbose_name="hva juryen ser etter")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="vekt",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
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
                        "verbose_name": "historical kriterium",
                        "verbose_name_plural": "historical kriterier",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        ("label", models.CharField(max_length=200, verbose_name="spørsmål")),
                        ("help_text", models.CharField(blank=True, max_length=300, verbose_name="hjelpetekst")),
                        ("required", models.BooleanField(default=True, verbose_name="må besvares")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                    ],
                    options={
                        "verbose_name": "spørsmål i skjemaet",
                        "verbose_name_plural": "egne spørsmål i skjemaet",
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQuestion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("label", models.CharField(max_length=200, verbose_name="spørsmål")),
                        ("help_text", models.CharField(blank=True, max_length=300, verbose_name="hjelpetekst")),
                        ("required", models.BooleanField(default=True, verbose_name="må besvares")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
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
                        "verbose_name": "historical spørsmål i skjemaet",
                        "verbose_name_plural": "historical egne spørsmål i skjemaet",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RejectionReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rejection_reasons",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="grunn")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                    ],
                    options={
                        "verbose_name": "grunn til avslag",
                        "verbose_name_plural": "grunner til avslag",
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRejectionReason",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("text", models.TextField(verbose_name="grunn")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
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
                        "verbose_name": "historical grunn til avslag",
                        "verbose_name_plural": "historical grunner til avslag",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LetterTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letter_templates",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("award", "tilsagnsbrev"),
                                    ("rejection", "avslagsbrev"),
                                    ("decline", "brev om frasagt støtte"),
                                ],
                                max_length=10,
                                verbose_name="brev",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="tekst")),
                    ],
                    options={
                        "verbose_name": "brevmal",
                        "verbose_name_plural": "brevmaler",
                        "ordering": ["kind"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("call", "kind"),
                                name="lettertemplate_once",
                                violation_error_code="kind",
                                violation_error_message="Utlysningen har allerede en mal for dette brevet.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLetterTemplate",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("award", "tilsagnsbrev"),
                                    ("rejection", "avslagsbrev"),
                                    ("decline", "brev om frasagt støtte"),
                                ],
                                max_length=10,
                                verbose_name="brev",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="tekst")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
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
                        "verbose_name": "historical brevmal",
                        "verbose_name_plural": "historical brevmaler",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="members.organisation",
                                verbose_name="søker",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=20, verbose_name="søknadsnummer")),
                        (
                            "title",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="prosjekt"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workshop", "workshop"),
                                    ("nettressurs", "nettressurs"),
                                    ("utstilling", "utstilling"),
                                    ("tilgjengelighet", "tilgjengelighet"),
                                    ("kompetanseheving", "kompetanseheving"),
                                    ("lederutvikling", "lederutvikling"),
                                    ("festival", "festival"),
                                    ("konferanse", "konferanse"),
                                ],
                                max_length=20,
                                verbose_name="kategori",
                            ),
                        ),
                        ("objectives", models.TextField(blank=True, verbose_name="mål")),
                        ("target_group", models.TextField(blank=True, verbose_name="målgruppe")),
                        ("expected_effect", models.TextField(blank=True, verbose_name="forventet effekt")),
                        ("plan", models.TextField(blank=True, verbose_name="plan")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="prosjektet starter")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="prosjektet slutter")),
                        ("partners", models.TextField(blank=True, verbose_name="samarbeidspartnere")),
                        (
                            "total_budget",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="totalbudsjett"),
                        ),
                        (
                            "amount_applied",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="søknadsbeløp"),
                        ),
                        (
                            "amount_proposed",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="foreslått tildeling"),
                        ),
                        (
                            "amount_awarded",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="tildelt beløp"),
                        ),
                        (
                            "rejection_reason",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="balansepotten.rejectionreason",
                                verbose_name="grunn til avslag",
                            ),
                        ),
                        ("rejection_words", models.TextField(blank=True, verbose_name="begrunnelse med egne ord")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Utkast"),
                                    ("submitted", "Sendt"),
                                    ("granted", "Innvilget"),
                                    ("rejected", "Avslag"),
                                    ("declined", "Frasagt"),
                                    ("withdrawn", "Trukket"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sendt av",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="påbegynt")),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="sist lagret")),
                        (
                            "help_requested_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ba om hjelp"),
                        ),
                        (
                            "themes",
                            models.ManyToManyField(
                                blank=True,
                                related_name="applications",
                                to="balansepotten.theme",
                                verbose_name="tematisk satsing",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "søknad",
                        "verbose_name_plural": "søknader",
                        "ordering": ["-call__year", "-number", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("submitted_by__isnull", False)),
                                fields=["submitted_by"],
                                name="application_submitted_by",
                            ),
                            models.Index(
                                fields=[
                                    "call",
                                    "number",
                                    "status",
                                    "help_requested_at",
                                    "amount_applied",
                                    "amount_awarded",
                                ],
                                name="application_list",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="application_number_once",
                                violation_error_code="number",
                                violation_error_message="En søknad har allerede dette nummeret.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "draft")),
                                fields=("organisation", "call"),
                                name="application_draft_once",
                                violation_error_code="organisation",
                                violation_error_message="Virksomheten har allerede et utkast i denne utlysningen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number", ""), ("status", "draft")),
                                    models.Q(
                                        models.Q(("status", "draft"), _negated=True),
                                        models.Q(("number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_number_unless_draft",
                                violation_error_code="number",
                                violation_error_message="En søknad har et nummer når den er sendt, og ikke før.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"),
                                    models.Q(
                                        ("amount_applied__gt", 0),
                                        ("amount_applied__isnull", False),
                                        ("total_budget__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_sent_has_amounts",
                                violation_error_code="amount_applied",
                                violation_error_message="En sendt søknad må ha et totalbudsjett og et søknadsbeløp over 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"),
                                    ("total_budget__isnull", True),
                                    ("amount_applied__isnull", True),
                                    ("total_budget__gte", models.F("amount_applied")),
                                    _connector="OR",
                                ),
                                name="application_budget_covers_amount",
                                violation_error_code="amount_applied",
                                violation_error_message="Søknadsbeløpet kan ikke være større enn totalbudsjettet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amount_awarded__gt", 0),
                                        ("amount_awarded__isnull", False),
                                        ("status__in", ("granted", "declined")),
                                    ),
                                    models.Q(
                                        models.Q(("status__in", ("granted", "declined")), _negated=True),
                                        ("amount_awarded__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_granted_has_amount",
                                violation_error_code="amount_awarded",
                                violation_error_message="En innvilget eller frasagt søknad må ha et tildelt beløp, og bare den.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_awarded__isnull", True),
                                    models.Q(
                                        ("amount_applied__isnull", False),
                                        ("amount_awarded__lte", models.F("amount_applied")),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_awarded_within_applied",
                                violation_error_code="amount_awarded",
                                violation_error_message="Det tildelte beløpet kan ikke være større enn søknadsbeløpet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_proposed__isnull", True),
                                    models.Q(
                                        ("amount_applied__isnull", False),
                                        ("amount_proposed__gt", 0),
                                        ("amount_proposed__lte", models.F("amount_applied")),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_proposed_within_applied",
                                violation_error_code="amount_proposed",
                                violation_error_message="Forslaget må være mer enn 0, og kan ikke være større enn søknadsbeløpet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_proposed__isnull", True),
                                    ("amount_awarded__isnull", True),
                                    ("amount_awarded", models.F("amount_proposed")),
                                    _connector="OR",
                                ),
                                name="application_awarded_as_proposed",
                                violation_error_code="amount_awarded",
                                violation_error_message="Det tildelte beløpet må være det som er foreslått.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"), ("help_requested_at__isnull", True), _connector="OR"
                                ),
                                name="application_help_with_draft",
                                violation_error_message="Bare den som skriver på et utkast, kan be om hjelp.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__isnull", True),
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="application_dates_in_order",
                                violation_error_code="ends_on",
                                violation_error_message="Prosjektet kan ikke slutte før det starter.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalApplication",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.CharField(blank=True, max_length=20, verbose_name="søknadsnummer")),
                        (
                            "title",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="prosjekt"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workshop", "workshop"),
                                    ("nettressurs", "nettressurs"),
                                    ("utstilling", "utstilling"),
                                    ("tilgjengelighet", "tilgjengelighet"),
                                    ("kompetanseheving", "kompetanseheving"),
                                    ("lederutvikling", "lederutvikling"),
                                    ("festival", "festival"),
                                    ("konferanse", "konferanse"),
                                ],
                                max_length=20,
                                verbose_name="kategori",
                            ),
                        ),
                        ("objectives", models.TextField(blank=True, verbose_name="mål")),
                        ("target_group", models.TextField(blank=True, verbose_name="målgruppe")),
                        ("expected_effect", models.TextField(blank=True, verbose_name="forventet effekt")),
                        ("plan", models.TextField(blank=True, verbose_name="plan")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="prosjektet starter")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="prosjektet slutter")),
                        ("partners", models.TextField(blank=True, verbose_name="samarbeidspartnere")),
                        (
                            "total_budget",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="totalbudsjett"),
                        ),
                        (
                            "amount_applied",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="søknadsbeløp"),
                        ),
                        (
                            "amount_proposed",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="foreslått tildeling"),
                        ),
                        (
                            "amount_awarded",
                            balansekunst.fields.KronerField(blank=True, null=True, verbose_name="tildelt beløp"),
                        ),
                        ("rejection_words", models.TextField(blank=True, verbose_name="begrunnelse med egne ord")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Utkast"),
                                    ("submitted", "Sendt"),
                                    ("granted", "Innvilget"),
                                    ("rejected", "Avslag"),
                                    ("declined", "Frasagt"),
                                    ("withdrawn", "Trukket"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="påbegynt")),
                        ("changed_at", models.DateTimeField(blank=True, editable=False, verbose_name="sist lagret")),
                        (
                            "help_requested_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ba om hjelp"),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.organisation",
                                verbose_name="søker",
                            ),
                        ),
                        (
                            "rejection_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.rejectionreason",
                                verbose_name="grunn til avslag",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sendt av",
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
                        "verbose_name": "historical søknad",
                        "verbose_name_plural": "historical søknader",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="budget_lines",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="hva")),
                        ("amount", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="beløp")),
                    ],
                    options={
                        "verbose_name": "budsjettlinje",
                        "verbose_name_plural": "budsjettlinjer",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                                name="budgetline_amount_not_negative",
                                violation_error_code="amount",
                                violation_error_message="Et beløp kan ikke være mindre enn 0.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBudgetLine",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="hva")),
                        ("amount", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="beløp")),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
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
                        "verbose_name": "historical budsjettlinje",
                        "verbose_name_plural": "historical budsjettlinjer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="balansepotten.question",
                                verbose_name="spørsmål",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="svar")),
                    ],
                    options={
                        "verbose_name": "svar",
                        "verbose_name_plural": "svar",
                        "ordering": ["question__position", "question_id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "question"),
                                name="answer_once",
                                violation_error_code="question",
                                violation_error_message="Spørsmålet er allerede besvart.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAnswer",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("text", models.TextField(blank=True, verbose_name="svar")),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.question",
                                verbose_name="spørsmål",
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
                        "verbose_name": "historical svar",
                        "verbose_name_plural": "historical svar",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                upload_to=balansepotten.models.applications.attachment_path, verbose_name="fil"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("application", "søknad"), ("accounts", "signert regnskap")],
                                default="application",
                                max_length=12,
                                verbose_name="hører til",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="navn")),
                        ("content_type", models.CharField(editable=False, max_length=100, verbose_name="filtype")),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="størrelse")),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="lastet opp")),
                    ],
                    options={
                        "verbose_name": "vedlegg",
                        "verbose_name_plural": "vedlegg",
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAttachment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("file", models.TextField(max_length=100, verbose_name="fil")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("application", "søknad"), ("accounts", "signert regnskap")],
                                default="application",
                                max_length=12,
                                verbose_name="hører til",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="navn")),
                        ("content_type", models.CharField(editable=False, max_length=100, verbose_name="filtype")),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="størrelse")),
                        ("uploaded_at", models.DateTimeField(blank=True, editable=False, verbose_name="lastet opp")),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
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
                        "verbose_name": "historical vedlegg",
                        "verbose_name_plural": "historical vedlegg",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("granted", "innvilget"), ("rejected", "avslag")],
                                max_length=10,
                                verbose_name="vedtak",
                            ),
                        ),
                        ("amount_applied", balansekunst.fields.KronerField(verbose_name="søkt")),
                        ("amount_awarded", balansekunst.fields.KronerField(default=0, verbose_name="tildelt")),
                        ("reason", models.TextField(blank=True, verbose_name="begrunnelse")),
                        ("scores", models.JSONField(default=dict, verbose_name="poeng")),
                        ("decided_at", models.DateTimeField(verbose_name="vedtatt")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="vedtatt av",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="balansepotten.decision",
                                verbose_name="erstatter",
                            ),
                        ),
                        (
                            "after_decline",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="etter at støtten var frasagt"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vedtak",
                        "verbose_name_plural": "vedtak",
                        "ordering": ["-decided_at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("replaces__isnull", False)),
                                fields=["replaces"],
                                name="decision_replaces",
                            ),
                            models.Index(fields=["decided_at", "id"], name="decision_by_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", True)),
                                fields=("application",),
                                name="decision_first_once",
                                violation_error_message="Søknaden har allerede et vedtak.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amount_awarded__gt", 0),
                                        ("amount_awarded__lte", models.F("amount_applied")),
                                        ("outcome", "granted"),
                                    ),
                                    models.Q(("amount_awarded", 0), ("outcome", "rejected")),
                                    _connector="OR",
                                ),
                                name="decision_amount_fits_outcome",
                                violation_error_code="amount_awarded",
                                violation_error_message="Et tilsagn er på mer enn 0 og høyst det som er søkt om; et avslag på 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome", "granted"), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="decision_rejection_has_reason",
                                violation_error_code="reason",
                                violation_error_message="Et avslag må ha en begrunnelse.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="balansepotten.decision",
                                verbose_name="vedtak",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("decision", "vedtak"), ("decline", "frasagt")],
                                default="decision",
                                max_length=10,
                                verbose_name="brev om",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="balansekunst.message",
                                verbose_name="e-post",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "brev",
                        "verbose_name_plural": "brev",
                        "ordering": ["decision__application__number", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("decision", "kind"),
                                name="letter_kind_once",
                                violation_error_message="Vedtaket har allerede dette brevet.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLetter",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("decision", "vedtak"), ("decline", "frasagt")],
                                default="decision",
                                max_length=10,
                                verbose_name="brev om",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.decision",
                                verbose_name="vedtak",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansekunst.message",
                                verbose_name="e-post",
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
                        "verbose_name": "historical brev",
                        "verbose_name_plural": "historical brev",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grant",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="godtatt")),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godtatt av",
                            ),
                        ),
                        (
                            "account_number",
                            balansekunst.encryption.EncryptedTextField(blank=True, verbose_name="kontonummer"),
                        ),
                        ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="frasagt")),
                        (
                            "declined_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="frasagt av",
                            ),
                        ),
                        ("decline_reason", models.TextField(blank=True, verbose_name="grunn til å si fra seg støtten")),
                        ("report_due", models.DateField(verbose_name="frist for rapport")),
                    ],
                    options={
                        "verbose_name": "tilsagn",
                        "verbose_name_plural": "tilsagn",
                        "ordering": ["application__number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("accepted_at__isnull", True),
                                        ("accepted_by__isnull", True),
                                        ("account_number", ""),
                                    ),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        models.Q(("account_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="grant_accepted_with_account",
                                violation_error_code="account_number",
                                violation_error_message="Et godtatt tilsagn har kontonummer, og bare det.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decline_reason", ""),
                                        ("declined_at__isnull", True),
                                        ("declined_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("accepted_at__isnull", True),
                                        ("declined_at__isnull", False),
                                        ("declined_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="grant_declined_by_someone",
                                violation_error_message="Et frasagt tilsagn har tidspunkt og navn, og er ikke godtatt.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalGrant",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="godtatt")),
                        (
                            "account_number",
                            balansekunst.encryption.EncryptedTextField(blank=True, verbose_name="kontonummer"),
                        ),
                        ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="frasagt")),
                        ("decline_reason", models.TextField(blank=True, verbose_name="grunn til å si fra seg støtten")),
                        ("report_due", models.DateField(verbose_name="frist for rapport")),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godtatt av",
                            ),
                        ),
                        (
                            "declined_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="frasagt av",
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
                        "verbose_name": "historical tilsagn",
                        "verbose_name_plural": "historical tilsagn",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        ("due_before", models.DateField(verbose_name="frist før")),
                        ("due_after", models.DateField(verbose_name="ny frist")),
                        ("reason", models.CharField(max_length=300, verbose_name="grunn")),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avtalt med",
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(editable=False, verbose_name="avtalt")),
                    ],
                    options={
                        "verbose_name": "utsettelse",
                        "verbose_name_plural": "utsettelser",
                        "ordering": ["agreed_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_after__gt", models.F("due_before"))),
                                name="extension_is_later",
                                violation_error_code="due_after",
                                violation_error_message="Den nye fristen må være senere enn den gamle.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExtension",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("due_before", models.DateField(verbose_name="frist før")),
                        ("due_after", models.DateField(verbose_name="ny frist")),
                        ("reason", models.CharField(max_length=300, verbose_name="grunn")),
                        ("agreed_at", models.DateTimeField(editable=False, verbose_name="avtalt")),
                        (
                            "grant",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avtalt med",
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
                        "verbose_name": "historical utsettelse",
                        "verbose_name_plural": "historical utsettelser",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("first", "første del"), ("last", "siste del"), ("refund", "tilbakebetaling")],
                                max_length=10,
                                verbose_name="del",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(verbose_name="beløp")),
                        ("due_on", models.DateField(verbose_name="forfaller")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="betalt")),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="registrert av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "utbetaling",
                        "verbose_name_plural": "utbetalinger",
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("paid_on__isnull", True)), fields=["due_on"], name="payment_unpaid"
                            ),
                            models.Index(fields=["due_on", "id"], name="payment_by_due_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("grant", "part"),
                                name="payment_part_once",
                                violation_error_code="part",
                                violation_error_message="Tilsagnet har allerede denne delen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="payment_amount_above_zero",
                                violation_error_code="amount",
                                violation_error_message="Beløpet må være mer enn 0.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPayment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "part",
                            models.CharField(
                                choices=[("first", "første del"), ("last", "siste del"), ("refund", "tilbakebetaling")],
                                max_length=10,
                                verbose_name="del",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(verbose_name="beløp")),
                        ("due_on", models.DateField(verbose_name="forfaller")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="betalt")),
                        (
                            "grant",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="registrert av",
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
                        "verbose_name": "historical utbetaling",
                        "verbose_name_plural": "historical utbetalinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProjectReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grant",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "utkast"),
                                    ("submitted", "sendt"),
                                    ("returned", "sendt tilbake"),
                                    ("approved", "godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("done", models.TextField(blank=True, verbose_name="hva dere gjorde")),
                        ("reached", models.TextField(blank=True, verbose_name="hvem dere nådde")),
                        (
                            "participants",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall deltakere"),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("returned_words", models.TextField(blank=True, verbose_name="hva som må rettes")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="godkjent")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godkjent av",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="sist lagret")),
                        (
                            "help_requested_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ba om hjelp"),
                        ),
                    ],
                    options={
                        "verbose_name": "rapport",
                        "verbose_name_plural": "rapporter",
                        "ordering": ["grant"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "submitted")),
                                fields=["grant"],
                                name="projectreport_submitted",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"), ("submitted_at__isnull", False), _connector="OR"
                                ),
                                name="projectreport_sent_has_time",
                                violation_error_message="En sendt rapport har et tidspunkt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        ("status", "approved"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "approved"), _negated=True),
                                        ("approved_at__isnull", True),
                                        ("approved_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="projectreport_approved_by_someone",
                                violation_error_message="En godkjent rapport har tidspunkt og navnet på den som godkjente den.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ("draft", "returned")),
                                    ("help_requested_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="projectreport_help_with_draft",
                                violation_error_message="Bare den som skriver på en rapport, kan be om hjelp.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalProjectReport",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "utkast"),
                                    ("submitted", "sendt"),
                                    ("returned", "sendt tilbake"),
                                    ("approved", "godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("done", models.TextField(blank=True, verbose_name="hva dere gjorde")),
                        ("reached", models.TextField(blank=True, verbose_name="hvem dere nådde")),
                        (
                            "participants",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="antall deltakere"),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("returned_words", models.TextField(blank=True, verbose_name="hva som må rettes")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="godkjent")),
                        ("changed_at", models.DateTimeField(blank=True, editable=False, verbose_name="sist lagret")),
                        (
                            "help_requested_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ba om hjelp"),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godkjent av",
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
                        "verbose_name": "historical rapport",
                        "verbose_name_plural": "historical rapporter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AccountLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="account_lines",
                                to="balansepotten.projectreport",
                                verbose_name="rapport",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(max_length=200, verbose_name="hva")),
                        ("budgeted", balansekunst.fields.KronerField(default=0, verbose_name="budsjett")),
                        ("actual", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="regnskap")),
                    ],
                    options={
                        "verbose_name": "regnskapslinje",
                        "verbose_name_plural": "regnskapslinjer",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAccountLine",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(max_length=200, verbose_name="hva")),
                        ("budgeted", balansekunst.fields.KronerField(default=0, verbose_name="budsjett")),
                        ("actual", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="regnskap")),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.projectreport",
                                verbose_name="rapport",
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
                        "verbose_name": "historical regnskapslinje",
                        "verbose_name_plural": "historical regnskapslinjer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Juror",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="jurors",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="jury_seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("invited_at", models.DateTimeField(verbose_name="invitert")),
                    ],
                    options={
                        "verbose_name": "jurymedlem",
                        "verbose_name_plural": "juryen",
                        "ordering": ["user__name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("call", "user"),
                                name="juror_once",
                                violation_error_code="user",
                                violation_error_message="Personen er allerede med i juryen.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalJuror",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("invited_at", models.DateTimeField(verbose_name="invitert")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
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
                        "verbose_name": "historical jurymedlem",
                        "verbose_name_plural": "historical juryen",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ConflictOfInterest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conflicts",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conflicts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                help_text="Tomt når det gjelder hele runden.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conflicts",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("employment", "ansatt eller tidligere ansatt"),
                                    ("work", "samarbeider om noe nå"),
                                    ("friendship", "familie eller nær venn"),
                                    ("enmity", "uvennskap"),
                                    ("other", "annet"),
                                ],
                                max_length=12,
                                verbose_name="grunn",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="forklaring")),
                        (
                            "declared_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="registrert av",
                            ),
                        ),
                        ("declared_at", models.DateTimeField(editable=False, verbose_name="registrert")),
                    ],
                    options={
                        "verbose_name": "inhabilitet",
                        "verbose_name_plural": "inhabilitet",
                        "ordering": ["-declared_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("application__isnull", False)),
                                fields=("user", "application"),
                                name="conflict_once_a_case",
                                violation_error_code="application",
                                violation_error_message="Inhabiliteten er allerede registrert.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("application__isnull", True)),
                                fields=("user", "call"),
                                name="conflict_once_a_round",
                                violation_error_code="user",
                                violation_error_message="Inhabiliteten er allerede registrert for hele runden.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalConflictOfInterest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("employment", "ansatt eller tidligere ansatt"),
                                    ("work", "samarbeider om noe nå"),
                                    ("friendship", "familie eller nær venn"),
                                    ("enmity", "uvennskap"),
                                    ("other", "annet"),
                                ],
                                max_length=12,
                                verbose_name="grunn",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="forklaring")),
                        ("declared_at", models.DateTimeField(editable=False, verbose_name="registrert")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Tomt når det gjelder hele runden.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        (
                            "declared_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="registrert av",
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
                        "verbose_name": "historical inhabilitet",
                        "verbose_name_plural": "historical inhabilitet",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "juror",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="balansepotten.juror",
                                verbose_name="jurymedlem",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="balansepotten.application",
                                verbose_name="søknad",
                            ),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="kommentar")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="ferdig")),
                    ],
                    options={
                        "verbose_name": "vurdering",
                        "verbose_name_plural": "vurderinger",
                        "ordering": ["application", "juror"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("juror", "application"),
                                name="assessment_once",
                                violation_error_message="Jurymedlemmet har allerede vurdert søknaden.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssessment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("comment", models.TextField(blank=True, verbose_name="kommentar")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="ferdig")),
                        (
                            "juror",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.juror",
                                verbose_name="jurymedlem",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                                verbose_name="søknad",
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
                        "verbose_name": "historical vurdering",
                        "verbose_name_plural": "historical vurderinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="balansepotten.assessment",
                                verbose_name="vurdering",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="balansepotten.criterion",
                                verbose_name="kriterium",
                            ),
                        ),
                        ("points", models.PositiveSmallIntegerField(verbose_name="poeng")),
                    ],
                    options={
                        "verbose_name": "poeng",
                        "verbose_name_plural": "poeng",
                        "ordering": ["criterion__position", "criterion_id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "criterion"),
                                name="score_once",
                                violation_error_code="criterion",
                                violation_error_message="Kriteriet har allerede poeng.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 1), ("points__lte", 10)),
                                name="score_within_any_scale",
                                violation_error_code="points",
                                violation_error_message="Poengene må være fra 1 til høyeste poeng.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalScore",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("points", models.PositiveSmallIntegerField(verbose_name="poeng")),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.assessment",
                                verbose_name="vurdering",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.criterion",
                                verbose_name="kriterium",
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
                        "verbose_name": "historical poeng",
                        "verbose_name_plural": "historical poeng",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApplication_themes",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.application",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.theme",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="balansepotten.historicalapplication",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalApplication_themes",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AdjustedBudget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjusted_budgets",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        ("awarded", balansekunst.fields.KronerField(verbose_name="tildelt")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "utkast"),
                                    ("submitted", "sendt"),
                                    ("returned", "sendt tilbake"),
                                    ("agreed", "godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("plan_changes", models.TextField(blank=True, verbose_name="hva som endres i planen")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("returned_words", models.TextField(blank=True, verbose_name="hva som må rettes")),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="godkjent")),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godkjent av",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="sist lagret")),
                    ],
                    options={
                        "verbose_name": "justert budsjett",
                        "verbose_name_plural": "justerte budsjetter",
                        "ordering": ["grant", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "submitted")),
                                fields=["grant"],
                                name="adjustedbudget_submitted",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("grant", "awarded"),
                                name="adjustedbudget_once",
                                violation_error_code="awarded",
                                violation_error_message="Tilsagnet har allerede et justert budsjett for dette beløpet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"), ("submitted_at__isnull", False), _connector="OR"
                                ),
                                name="adjustedbudget_sent_has_time",
                                violation_error_message="Et sendt budsjett har et tidspunkt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agreed_at__isnull", False), ("agreed_by__isnull", False), ("status", "agreed")
                                    ),
                                    models.Q(
                                        models.Q(("status", "agreed"), _negated=True),
                                        ("agreed_at__isnull", True),
                                        ("agreed_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="adjustedbudget_agreed_by_someone",
                                violation_error_message="Et godkjent budsjett har tidspunkt og navnet på den som godkjente det.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdjustedLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="balansepotten.adjustedbudget",
                                verbose_name="budsjett",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="hva")),
                        ("amount", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="beløp")),
                    ],
                    options={
                        "verbose_name": "linje i et justert budsjett",
                        "verbose_name_plural": "linjer i justerte budsjetter",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                                name="adjustedline_amount_not_negative",
                                violation_error_code="amount",
                                violation_error_message="Et beløp kan ikke være mindre enn 0.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAdjustedBudget",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("awarded", balansekunst.fields.KronerField(verbose_name="tildelt")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "utkast"),
                                    ("submitted", "sendt"),
                                    ("returned", "sendt tilbake"),
                                    ("agreed", "godkjent"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("plan_changes", models.TextField(blank=True, verbose_name="hva som endres i planen")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("returned_words", models.TextField(blank=True, verbose_name="hva som må rettes")),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="godkjent")),
                        ("changed_at", models.DateTimeField(blank=True, editable=False, verbose_name="sist lagret")),
                        (
                            "grant",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.grant",
                                verbose_name="tilsagn",
                            ),
                        ),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="godkjent av",
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
                        "verbose_name": "historical justert budsjett",
                        "verbose_name_plural": "historical justerte budsjetter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAdjustedLine",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("income", "inntekt"), ("cost", "utgift")], max_length=10, verbose_name="type"
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="hva")),
                        ("amount", balansekunst.fields.KronerField(blank=True, null=True, verbose_name="beløp")),
                        (
                            "budget",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.adjustedbudget",
                                verbose_name="budsjett",
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
                        "verbose_name": "historical linje i et justert budsjett",
                        "verbose_name_plural": "historical linjer i justerte budsjetter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PotIncrease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pot_increases",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(verbose_name="beløp")),
                        ("reason", models.TextField(verbose_name="begrunnelse")),
                        ("increased_at", models.DateTimeField(verbose_name="vedtatt")),
                        (
                            "increased_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="vedtatt av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "økning av potten",
                        "verbose_name_plural": "økninger av potten",
                        "ordering": ["increased_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="potincrease_amount_above_zero",
                                violation_error_code="amount",
                                violation_error_message="Beløpet må være mer enn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="potincrease_has_reason",
                                violation_error_code="reason",
                                violation_error_message="Skriv hvorfor potten økes.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeadlineExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deadline_extensions",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deadline_extensions",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        ("until", models.DateTimeField(verbose_name="ny frist")),
                        ("reason", models.TextField(verbose_name="grunn")),
                        ("granted_at", models.DateTimeField(verbose_name="gitt")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="gitt av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lengre frist",
                        "verbose_name_plural": "lengre frister",
                        "ordering": ["granted_at", "id"],
                        "indexes": [
                            models.Index(fields=["call", "organisation", "until"], name="deadlineextension_latest")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="deadlineextension_has_reason",
                                violation_error_code="reason",
                                violation_error_message="Skriv hvorfor de får lengre frist.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDeadlineExtension",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("until", models.DateTimeField(verbose_name="ny frist")),
                        ("reason", models.TextField(verbose_name="grunn")),
                        ("granted_at", models.DateTimeField(verbose_name="gitt")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="balansepotten.call",
                                verbose_name="utlysning",
                            ),
                        ),
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
                            "granted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="gitt av",
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
                        "verbose_name": "historical lengre frist",
                        "verbose_name_plural": "historical lengre frister",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
        ProtectRows("balansepotten_decision"),
        ProtectRows(
            "balansepotten_letter",
            condition="EXISTS (SELECT 1 FROM balansekunst_message WHERE id = OLD.message_id AND status = 'sent')",
        ),
        ProtectRows("balansepotten_potincrease"),
        ProtectRows("balansepotten_adjustedbudget", condition="OLD.status = 'agreed'"),
        ProtectRows("balansepotten_adjustedline", condition=AGREED.format(row="OLD")),
        ForbidWhen(
            "balansepotten_adjustedline",
            "INSERT",
            AGREED.format(row="NEW"),
            name="balansepotten_agreed_budget_gets_no_line",
            reason="an agreed budget can not be changed",
        ),
    ]
