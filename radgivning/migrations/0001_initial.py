import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import balansekunst.encryption
import balansekunst.fields
from balansekunst.operations import CreateModels, ProtectRows


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="LogHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("length", models.PositiveBigIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="loghead_is_one")],
                    },
                ),
                migrations.CreateModel(
                    name="LogEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveBigIntegerField(unique=True, verbose_name="nummer")),
                        ("at", models.DateTimeField(verbose_name="når")),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="hvem",
                            ),
                        ),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("list", "så listen"),
                                    ("read", "leste"),
                                    ("add", "registrerte"),
                                    ("change", "endret"),
                                    ("delete", "slettet"),
                                    ("export", "lastet ned"),
                                    ("asked", "ba om kontoendring"),
                                    ("done", "bekreftet kontoendring"),
                                    ("rejected", "avviste kontoendring"),
                                ],
                                max_length=10,
                                verbose_name="hva",
                            ),
                        ),
                        ("enquiry", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="henvendelse")),
                        ("why", models.CharField(blank=True, max_length=200, verbose_name="hvorfor")),
                        ("digest", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "verbose_name": "innsyn",
                        "verbose_name_plural": "innsynslogg",
                        "ordering": ["-number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("user__isnull", False), ("action", "done"), _connector="OR"),
                                name="logentry_has_user_unless_on_server",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
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
                                db_collation="nb", max_length=100, unique=True, verbose_name="navn"
                            ),
                        ),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges for nye henvendelser.", verbose_name="i bruk"
                            ),
                        ),
                        (
                            "has_grounds",
                            models.BooleanField(
                                default=False,
                                help_text="Da spør skjemaet hvilke diskrimineringsgrunnlag det gjelder.",
                                verbose_name="har diskrimineringsgrunnlag",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tema",
                        "verbose_name_plural": "temaer",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTopic",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                db_collation="nb", db_index=True, max_length=100, verbose_name="navn"
                            ),
                        ),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges for nye henvendelser.", verbose_name="i bruk"
                            ),
                        ),
                        (
                            "has_grounds",
                            models.BooleanField(
                                default=False,
                                help_text="Da spør skjemaet hvilke diskrimineringsgrunnlag det gjelder.",
                                verbose_name="har diskrimineringsgrunnlag",
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
                        "verbose_name": "historical tema",
                        "verbose_name_plural": "historical temaer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Ground",
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
                                db_collation="nb", max_length=100, unique=True, verbose_name="navn"
                            ),
                        ),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges for nye henvendelser.", verbose_name="i bruk"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "diskrimineringsgrunnlag",
                        "verbose_name_plural": "diskrimineringsgrunnlag",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalGround",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                db_collation="nb", db_index=True, max_length=100, verbose_name="navn"
                            ),
                        ),
                        (
                            "active",
                            models.BooleanField(
                                default=True, help_text="Kan velges for nye henvendelser.", verbose_name="i bruk"
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
                        "verbose_name": "historical diskrimineringsgrunnlag",
                        "verbose_name_plural": "historical diskrimineringsgrunnlag",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "channel",
                            models.CharField(
                                choices=[("telefon", "telefon"), ("e-post", "e-post"), ("skjema", "skjema")],
                                max_length=20,
                                verbose_name="kanal",
                            ),
                        ),
                        (
                            "caller",
                            models.CharField(
                                choices=[
                                    ("virksomhet eller leder", "virksomhet eller leder"),
                                    ("utsatt", "den utsatte"),
                                    ("vitne", "vitne"),
                                    ("tillitsvalgt eller verneombud", "tillitsvalgt eller verneombud"),
                                    ("annet", "annet"),
                                ],
                                max_length=40,
                                verbose_name="hvem",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                choices=[
                                    ("Sørlandet", "Sørlandet"),
                                    ("Midt-Norge", "Midt-Norge"),
                                    ("Nord-Norge", "Nord-Norge"),
                                    ("Vestlandet", "Vestlandet"),
                                    ("Østlandet", "Østlandet"),
                                    ("ukjent", "ukjent / vil ikke si"),
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("legal_guidance", models.BooleanField(default=False, verbose_name="juridisk veiledning")),
                        (
                            "culture_field",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("scenekunst", "scenekunst"),
                                    ("musikk", "musikk"),
                                    ("visuell kunst", "visuell kunst"),
                                    ("film", "film og TV"),
                                    ("litteratur", "litteratur"),
                                    ("museum og arkiv", "museum og arkiv"),
                                    ("kunstutdanning", "kunstutdanning"),
                                    ("annet", "annet"),
                                ],
                                max_length=20,
                                verbose_name="del av kulturlivet",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("veiledet", "fikk veiledning"),
                                    ("henvist", "ble henvist videre"),
                                    ("følges opp", "følges opp"),
                                    ("ikke svar", "fikk ikke kontakt igjen"),
                                ],
                                max_length=20,
                                verbose_name="utfall",
                            ),
                        ),
                        (
                            "referral",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ombudet", "Likestillings- og diskrimineringsombudet"),
                                    ("arbeidstilsynet", "Arbeidstilsynet"),
                                    ("politiet", "politiet"),
                                    ("fagforening", "fagforening eller verneombud"),
                                    ("advokat", "advokat"),
                                    ("helse", "helsetjeneste eller krisetelefon"),
                                    ("annet", "annet"),
                                ],
                                max_length=20,
                                verbose_name="henvist til",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(1440)],
                                verbose_name="minutter brukt",
                            ),
                        ),
                        (
                            "follows",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="radgivning.enquiry",
                                verbose_name="hører til en tidligere",
                            ),
                        ),
                        ("note", balansekunst.encryption.EncryptedTextField(blank=True, verbose_name="arbeidsnotat")),
                        (
                            "adviser",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="rådgiver",
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="avsluttet")),
                        (
                            "hold_reason",
                            models.CharField(
                                blank=True,
                                help_text="Et notat med en grunn blir ikke slettet. Skriv ingenting som kan identifisere noen.",
                                max_length=200,
                                verbose_name="grunn til å beholde notatet",
                            ),
                        ),
                        (
                            "note_shredded_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="notatet slettet"),
                        ),
                        (
                            "is_coarse",
                            models.BooleanField(default=False, editable=False, verbose_name="bare måneden er kjent"),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                related_name="enquiries", to="radgivning.topic", verbose_name="temaer"
                            ),
                        ),
                        (
                            "grounds",
                            models.ManyToManyField(
                                blank=True,
                                related_name="enquiries",
                                to="radgivning.ground",
                                verbose_name="diskrimineringsgrunnlag",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "henvendelse",
                        "verbose_name_plural": "henvendelser",
                        "ordering": ["-date", "-id"],
                        "indexes": [models.Index(fields=["date", "id"], name="enquiry_by_date")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "region__in",
                                        ["Sørlandet", "Midt-Norge", "Nord-Norge", "Vestlandet", "Østlandet", "ukjent"],
                                    )
                                ),
                                name="enquiry_region_known",
                                violation_error_code="region",
                                violation_error_message="Velg en av de fem landsdelene, eller ukjent.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_coarse", False), ("date__day", 1), _connector="OR"),
                                name="enquiry_coarse_on_first_of_month",
                                violation_error_code="date",
                                violation_error_message="En henvendelse der bare måneden er kjent, står på månedens første dag.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("note_shredded_on__isnull", True), ("note", ""), _connector="OR"),
                                name="enquiry_shredded_has_no_note",
                                violation_error_code="note",
                                violation_error_message="Et slettet notat er tomt.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEnquiry",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "channel",
                            models.CharField(
                                choices=[("telefon", "telefon"), ("e-post", "e-post"), ("skjema", "skjema")],
                                max_length=20,
                                verbose_name="kanal",
                            ),
                        ),
                        (
                            "caller",
                            models.CharField(
                                choices=[
                                    ("virksomhet eller leder", "virksomhet eller leder"),
                                    ("utsatt", "den utsatte"),
                                    ("vitne", "vitne"),
                                    ("tillitsvalgt eller verneombud", "tillitsvalgt eller verneombud"),
                                    ("annet", "annet"),
                                ],
                                max_length=40,
                                verbose_name="hvem",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                choices=[
                                    ("Sørlandet", "Sørlandet"),
                                    ("Midt-Norge", "Midt-Norge"),
                                    ("Nord-Norge", "Nord-Norge"),
                                    ("Vestlandet", "Vestlandet"),
                                    ("Østlandet", "Østlandet"),
                                    ("ukjent", "ukjent / vil ikke si"),
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("legal_guidance", models.BooleanField(default=False, verbose_name="juridisk veiledning")),
                        (
                            "culture_field",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("scenekunst", "scenekunst"),
                                    ("musikk", "musikk"),
                                    ("visuell kunst", "visuell kunst"),
                                    ("film", "film og TV"),
                                    ("litteratur", "litteratur"),
                                    ("museum og arkiv", "museum og arkiv"),
                                    ("kunstutdanning", "kunstutdanning"),
                                    ("annet", "annet"),
                                ],
                                max_length=20,
                                verbose_name="del av kulturlivet",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("veiledet", "fikk veiledning"),
                                    ("henvist", "ble henvist videre"),
                                    ("følges opp", "følges opp"),
                                    ("ikke svar", "fikk ikke kontakt igjen"),
                                ],
                                max_length=20,
                                verbose_name="utfall",
                            ),
                        ),
                        (
                            "referral",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ombudet", "Likestillings- og diskrimineringsombudet"),
                                    ("arbeidstilsynet", "Arbeidstilsynet"),
                                    ("politiet", "politiet"),
                                    ("fagforening", "fagforening eller verneombud"),
                                    ("advokat", "advokat"),
                                    ("helse", "helsetjeneste eller krisetelefon"),
                                    ("annet", "annet"),
                                ],
                                max_length=20,
                                verbose_name="henvist til",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(1440)],
                                verbose_name="minutter brukt",
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="avsluttet")),
                        (
                            "hold_reason",
                            models.CharField(
                                blank=True,
                                help_text="Et notat med en grunn blir ikke slettet. Skriv ingenting som kan identifisere noen.",
                                max_length=200,
                                verbose_name="grunn til å beholde notatet",
                            ),
                        ),
                        (
                            "note_shredded_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="notatet slettet"),
                        ),
                        (
                            "is_coarse",
                            models.BooleanField(default=False, editable=False, verbose_name="bare måneden er kjent"),
                        ),
                        (
                            "follows",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="radgivning.enquiry",
                                verbose_name="hører til en tidligere",
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="rådgiver",
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
                        "verbose_name": "historical henvendelse",
                        "verbose_name_plural": "historical henvendelser",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Release",
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
                        "verbose_name": "utgitt år",
                        "verbose_name_plural": "utgitte år",
                        "ordering": ["-year"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEnquiry_grounds",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "enquiry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="radgivning.enquiry",
                            ),
                        ),
                        (
                            "ground",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="radgivning.ground",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="radgivning.historicalenquiry",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalEnquiry_grounds",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEnquiry_topics",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "enquiry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="radgivning.enquiry",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="radgivning.topic",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="radgivning.historicalenquiry",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalEnquiry_topics",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
        ProtectRows("radgivning_logentry"),
        ProtectRows("radgivning_loghead", can_change=True),
        ProtectRows("radgivning_release"),
    ]
