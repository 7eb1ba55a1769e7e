import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import balansekunst.encryption
import balansekunst.fields
import members.models.meetings
from balansekunst.operations import ChainPeriods, CreateModels, ForbidWhen, RunSQLOn

FORBID_OVERLAP = """
ALTER TABLE members_membership ADD CONSTRAINT membership_periods_never_overlap
EXCLUDE USING gist (organisation_id WITH =, daterange(joined, "left", '[)') WITH &&)
"""
ALLOW_OVERLAP = "ALTER TABLE members_membership DROP CONSTRAINT membership_periods_never_overlap"
# SQLite has no exclusion constraints.
REFUSE_OVERLAP = """
CREATE TRIGGER membership_{name}_overlaps BEFORE {event} ON members_membership FOR EACH ROW WHEN EXISTS (
  SELECT 1 FROM members_membership AS other
  WHERE other.organisation_id = NEW.organisation_id AND other.id <> NEW.id
    AND (NEW."left" IS NULL OR other.joined < NEW."left") AND (other."left" IS NULL OR other."left" > NEW.joined)
) BEGIN SELECT RAISE(ABORT, 'membership_periods_never_overlap'); END
"""
OVERLAP_EVENTS = {"insert": "INSERT", "update": 'UPDATE OF organisation_id, joined, "left"'}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("balansekunst", "0003_protected_accounts"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        BtreeGistExtension(),
        CreateModels(
            [
                migrations.CreateModel(
                    name="County",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                max_length=2,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator("^\\d{2}\\Z", "Et fylkesnummer har to sifre.")
                                ],
                                verbose_name="fylkesnummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=60, verbose_name="navn")),
                        (
                            "region",
                            models.CharField(
                                choices=[
                                    ("Sørlandet", "Sørlandet"),
                                    ("Midt-Norge", "Midt-Norge"),
                                    ("Nord-Norge", "Nord-Norge"),
                                    ("Vestlandet", "Vestlandet"),
                                    ("Østlandet", "Østlandet"),
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="gjelder fra")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="gjelder til og med")),
                    ],
                    options={
                        "verbose_name": "fylke",
                        "verbose_name_plural": "fylker",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("region__in", ["Sørlandet", "Midt-Norge", "Nord-Norge", "Vestlandet", "Østlandet"])
                                ),
                                name="county_region_known",
                                violation_error_code="region",
                                violation_error_message="Velg en av de fem landsdelene.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="county_valid_in_order",
                                violation_error_code="valid_until",
                                violation_error_message="Siste dag må være etter første dag.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until__isnull", True)),
                                fields=("name",),
                                name="county_name_once",
                                violation_error_code="name",
                                violation_error_message="Et annet fylke har dette navnet.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCounty",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "number",
                            models.CharField(
                                db_index=True,
                                max_length=2,
                                validators=[
                                    django.core.validators.RegexValidator("^\\d{2}\\Z", "Et fylkesnummer har to sifre.")
                                ],
                                verbose_name="fylkesnummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=60, verbose_name="navn")),
                        (
                            "region",
                            models.CharField(
                                choices=[
                                    ("Sørlandet", "Sørlandet"),
                                    ("Midt-Norge", "Midt-Norge"),
                                    ("Nord-Norge", "Nord-Norge"),
                                    ("Vestlandet", "Vestlandet"),
                                    ("Østlandet", "Østlandet"),
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="gjelder fra")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="gjelder til og med")),
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
                        "verbose_name": "historical fylke",
                        "verbose_name_plural": "historical fylker",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Municipality",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                max_length=4,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et kommunenummer har fire sifre."
                                    )
                                ],
                                verbose_name="kommunenummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=60, verbose_name="navn")),
                        (
                            "display_name",
                            balansekunst.fields.NameField(
                                db_collation="nb",
                                help_text="Navnet med fylket i parentes der to kommuner heter det samme.",
                                max_length=80,
                                verbose_name="visningsnavn",
                            ),
                        ),
                        (
                            "other_names",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                help_text="De offisielle navnene, skilt med komma.",
                                max_length=200,
                                verbose_name="navn på samisk og kvensk",
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="municipalities",
                                to="members.county",
                                verbose_name="fylke",
                            ),
                        ),
                        (
                            "latitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(50),
                                    django.core.validators.MaxValueValidator(85),
                                ],
                                verbose_name="grader nord",
                            ),
                        ),
                        (
                            "longitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(-10),
                                    django.core.validators.MaxValueValidator(40),
                                ],
                                verbose_name="grader øst",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="gjelder fra")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="gjelder til og med")),
                        (
                            "successors",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Kommunene som den ble en del av eller delt i, dagen etter den siste.",
                                related_name="predecessors",
                                to="members.municipality",
                                verbose_name="etterfølgere",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kommune",
                        "verbose_name_plural": "kommuner",
                        "ordering": ["display_name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="municipality_valid_in_order",
                                violation_error_code="valid_until",
                                violation_error_message="Siste dag må være etter første dag.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until__isnull", True)),
                                fields=("display_name",),
                                name="municipality_display_name_once",
                                violation_error_code="display_name",
                                violation_error_message="En annen kommune har dette visningsnavnet.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMunicipality",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "number",
                            models.CharField(
                                db_index=True,
                                max_length=4,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et kommunenummer har fire sifre."
                                    )
                                ],
                                verbose_name="kommunenummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=60, verbose_name="navn")),
                        (
                            "display_name",
                            balansekunst.fields.NameField(
                                db_collation="nb",
                                help_text="Navnet med fylket i parentes der to kommuner heter det samme.",
                                max_length=80,
                                verbose_name="visningsnavn",
                            ),
                        ),
                        (
                            "other_names",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                help_text="De offisielle navnene, skilt med komma.",
                                max_length=200,
                                verbose_name="navn på samisk og kvensk",
                            ),
                        ),
                        (
                            "latitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(50),
                                    django.core.validators.MaxValueValidator(85),
                                ],
                                verbose_name="grader nord",
                            ),
                        ),
                        (
                            "longitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(-10),
                                    django.core.validators.MaxValueValidator(40),
                                ],
                                verbose_name="grader øst",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="gjelder fra")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="gjelder til og med")),
                        (
                            "county",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.county",
                                verbose_name="fylke",
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
                        "verbose_name": "historical kommune",
                        "verbose_name_plural": "historical kommuner",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                error_messages={"unique": "Organisasjonsnummeret er registrert fra før."},
                                unique=True,
                                verbose_name="organisasjonsnummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        (
                            "legal_form",
                            models.CharField(
                                blank=True,
                                help_text="Koden i Enhetsregisteret, for eksempel AS eller FLI.",
                                max_length=10,
                                verbose_name="organisasjonsform",
                            ),
                        ),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("litteratur", "Litteratur"),
                                    ("visuell kunst", "Visuell kunst"),
                                    ("scenekunst", "Scenekunst"),
                                    ("tverrkunstnerisk", "Tverrkunstnerisk"),
                                    ("film", "Film"),
                                    ("musikk", "Musikk"),
                                    ("museum og arkiv", "Museum og arkiv"),
                                ],
                                max_length=20,
                                verbose_name="kunstfelt",
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                blank=True,
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                help_text="Kontingenten følger størrelsen.",
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                        (
                            "postcode",
                            models.CharField(
                                blank=True,
                                max_length=4,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et postnummer har fire sifre.", code="postcode"
                                    )
                                ],
                                verbose_name="postnummer",
                            ),
                        ),
                        (
                            "postal_place",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=60, verbose_name="poststed"
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organisations",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "hides_email",
                            models.BooleanField(
                                default=False,
                                help_text="E-postadressen vises ikke i den åpne listen over medlemmer.",
                                verbose_name="skjul e-postadressen",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="nettside")),
                        (
                            "declined_mailings_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten sa fra om det.",
                                null=True,
                                verbose_name="vil ikke ha utsendinger",
                            ),
                        ),
                        (
                            "formerly",
                            models.TextField(
                                blank=True, db_collation="nb", editable=False, verbose_name="tidligere nummer og navn"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "virksomhet",
                        "verbose_name_plural": "virksomheter",
                        "ordering": ["name", "id"],
                        "indexes": [models.Index(fields=["name", "id"], name="organisation_by_name")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="organisation_has_name",
                                violation_error_code="name",
                                violation_error_message="Virksomheten må ha et navn.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        ("joined", models.DateField(help_text="Første dag som medlem.", verbose_name="innmeldt")),
                        (
                            "left",
                            models.DateField(
                                blank=True,
                                help_text="Første dag virksomheten ikke lenger er medlem.",
                                null=True,
                                verbose_name="utmeldt",
                            ),
                        ),
                        (
                            "leave_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("closed", "lagt ned"),
                                    ("merged", "slått sammen"),
                                    ("cost", "økonomi"),
                                    ("capacity", "tid og kapasitet"),
                                    ("no_use", "bruker ikke medlemskapet"),
                                    ("disagreement", "uenighet"),
                                    ("unpaid", "betalte ikke kontingenten"),
                                    ("other", "annet"),
                                ],
                                help_text="Tom betyr «ikke oppgitt».",
                                max_length=12,
                                verbose_name="utmeldingsårsak",
                            ),
                        ),
                        (
                            "leave_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="årsak med egne ord"),
                        ),
                    ],
                    options={
                        "verbose_name": "medlemskap",
                        "verbose_name_plural": "medlemskap",
                        "ordering": ["-joined", "-id"],
                        "indexes": [
                            models.Index(fields=["joined", "id"], name="membership_by_joined"),
                            models.Index(fields=["left"], name="membership_by_left"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left__isnull", True), ("left__gt", models.F("joined")), _connector="OR"
                                ),
                                name="membership_left_after_joined",
                                violation_error_code="left",
                                violation_error_message="Utmeldt må være etter innmeldt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("leave_cause", ""), ("left__isnull", False), _connector="OR"),
                                name="membership_leave_cause_needs_left",
                                violation_error_code="leave_cause",
                                violation_error_message="Bare et medlemskap som er avsluttet, har en utmeldingsårsak.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left__isnull", True)),
                                fields=("organisation",),
                                name="membership_open_once",
                                violation_error_code="joined",
                                violation_error_message="Virksomheten har allerede et åpent medlemskap.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "joined"),
                                name="membership_joined_once",
                                violation_error_code="joined",
                                violation_error_message="Virksomheten ble innmeldt samme dag i et annet medlemskap.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        (
                            "is_leader",
                            models.BooleanField(
                                default=False,
                                help_text="Er med i ledelsen, og kan levere arbeidet med Balansemerket.",
                                verbose_name="ledelsen",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="konto",
                            ),
                        ),
                        (
                            "declined_mailings_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen kontaktpersonen sa fra om det. Nødvendig e-post, som vedtak og innlogging, sendes likevel.",
                                null=True,
                                verbose_name="vil ikke ha utsendinger",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kontaktperson",
                        "verbose_name_plural": "kontaktpersoner",
                        "ordering": ["name", "id"],
                        "indexes": [
                            models.Index(fields=["name", "id"], name="contact_by_name"),
                            models.Index(django.db.models.functions.text.Lower("email"), name="contact_email_lower"),
                            models.Index(
                                condition=models.Q(("user__isnull", False)), fields=["user"], name="contact_user"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("email", ""), _negated=True),
                                fields=("organisation", "email"),
                                name="contact_email_once",
                                violation_error_code="email",
                                violation_error_message="Virksomheten har allerede en kontaktperson med denne e-postadressen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("user__isnull", True), models.Q(("email", ""), _negated=True), _connector="OR"
                                ),
                                name="contact_account_has_email",
                                violation_error_code="email",
                                violation_error_message="En kontaktperson med konto må ha en e-postadresse.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalContact",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        (
                            "is_leader",
                            models.BooleanField(
                                default=False,
                                help_text="Er med i ledelsen, og kan levere arbeidet med Balansemerket.",
                                verbose_name="ledelsen",
                            ),
                        ),
                        (
                            "declined_mailings_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen kontaktpersonen sa fra om det. Nødvendig e-post, som vedtak og innlogging, sendes likevel.",
                                null=True,
                                verbose_name="vil ikke ha utsendinger",
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
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="konto",
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
                        "verbose_name": "historical kontaktperson",
                        "verbose_name_plural": "historical kontaktpersoner",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="FeeRate",
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
                                validators=[django.core.validators.MinValueValidator(2000)], verbose_name="år"
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(verbose_name="beløp")),
                    ],
                    options={
                        "verbose_name": "kontingentsats",
                        "verbose_name_plural": "kontingentsatser",
                        "ordering": ["-year", "amount"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "size"),
                                name="feerate_once_a_year",
                                violation_error_code="size",
                                violation_error_message="Satsen for denne størrelsen er satt for dette året.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFeeRate",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(2000)], verbose_name="år"
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(verbose_name="beløp")),
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
                        "verbose_name": "historical kontingentsats",
                        "verbose_name_plural": "historical kontingentsatser",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Fee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fees",
                                to="members.membership",
                                verbose_name="medlemskap",
                            ),
                        ),
                        (
                            "rate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fees",
                                to="members.feerate",
                                verbose_name="sats",
                            ),
                        ),
                        ("amount", balansekunst.fields.KronerField(editable=False, verbose_name="beløp")),
                        ("due_on", models.DateField(verbose_name="forfall")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="betalt")),
                        ("worked_on", models.DateField(blank=True, null=True, verbose_name="gitt som arbeid")),
                        (
                            "work_reason",
                            models.CharField(
                                blank=True,
                                help_text="Hva medlemmet gjør i stedet.",
                                max_length=200,
                                verbose_name="arbeidet",
                            ),
                        ),
                        ("written_off_on", models.DateField(blank=True, null=True, verbose_name="avskrevet")),
                        (
                            "write_off_type",
                            models.CharField(
                                blank=True,
                                choices=[("credited", "feil faktura"), ("lost", "tap")],
                                help_text="Feil faktura: kravet var feil, og krediteres. Tap: kravet var riktig, men blir ikke betalt.",
                                max_length=10,
                                verbose_name="avskrevet som",
                            ),
                        ),
                        (
                            "write_off_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="hvorfor den er avskrevet"),
                        ),
                        (
                            "invoice_number",
                            models.PositiveIntegerField(
                                editable=False, null=True, unique=True, verbose_name="fakturanummer"
                            ),
                        ),
                        ("invoiced_on", models.DateField(editable=False, null=True, verbose_name="fakturadato")),
                        ("kid", models.CharField(blank=True, editable=False, max_length=25, verbose_name="KID")),
                        (
                            "invoiced_to",
                            models.JSONField(blank=True, default=dict, editable=False, verbose_name="fakturert til"),
                        ),
                    ],
                    options={
                        "verbose_name": "kontingent",
                        "verbose_name_plural": "kontingenter",
                        "ordering": ["-due_on", "-id"],
                        "indexes": [models.Index(fields=["due_on", "id"], name="fee_by_due_on")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("written_off_on__isnull", True)),
                                fields=("membership", "rate"),
                                name="fee_once_a_rate",
                                violation_error_code="rate",
                                violation_error_message="Medlemmet har allerede denne kontingenten.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("paid_on__isnull", True), ("worked_on__isnull", True)),
                                    models.Q(("paid_on__isnull", True), ("written_off_on__isnull", True)),
                                    models.Q(("worked_on__isnull", True), ("written_off_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="fee_settled_one_way",
                                violation_error_code="paid_on",
                                violation_error_message="En kontingent er enten betalt, gitt som arbeid eller avskrevet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("work_reason", ""), ("worked_on__isnull", True)),
                                    models.Q(
                                        ("worked_on__isnull", False), models.Q(("work_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="fee_work_has_reason",
                                violation_error_code="work_reason",
                                violation_error_message="Skriv både hva arbeidet er og dagen det ble avtalt, eller ingen av dem.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("write_off_reason", ""),
                                        ("write_off_type", ""),
                                        ("written_off_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("write_off_type__in", ["credited", "lost"]),
                                        ("written_off_on__isnull", False),
                                        models.Q(("write_off_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fee_write_off_has_reason",
                                violation_error_code="write_off_reason",
                                violation_error_message="Skriv når og hvorfor den er avskrevet, og om det er en feil faktura eller et tap, eller ingen av delene.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("invoice_number__isnull", True), ("invoiced_on__isnull", True), ("kid", "")
                                    ),
                                    models.Q(
                                        ("invoice_number__isnull", False),
                                        ("invoiced_on__isnull", False),
                                        models.Q(("kid", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fee_invoice_is_whole",
                                violation_error_message="En faktura har nummer, dato og KID.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kid", ""), _negated=True),
                                fields=("kid",),
                                name="fee_kid_once",
                                violation_error_message="En annen faktura har denne KID-en.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFee",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("amount", balansekunst.fields.KronerField(editable=False, verbose_name="beløp")),
                        ("due_on", models.DateField(verbose_name="forfall")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="betalt")),
                        ("worked_on", models.DateField(blank=True, null=True, verbose_name="gitt som arbeid")),
                        (
                            "work_reason",
                            models.CharField(
                                blank=True,
                                help_text="Hva medlemmet gjør i stedet.",
                                max_length=200,
                                verbose_name="arbeidet",
                            ),
                        ),
                        ("written_off_on", models.DateField(blank=True, null=True, verbose_name="avskrevet")),
                        (
                            "write_off_type",
                            models.CharField(
                                blank=True,
                                choices=[("credited", "feil faktura"), ("lost", "tap")],
                                help_text="Feil faktura: kravet var feil, og krediteres. Tap: kravet var riktig, men blir ikke betalt.",
                                max_length=10,
                                verbose_name="avskrevet som",
                            ),
                        ),
                        (
                            "write_off_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="hvorfor den er avskrevet"),
                        ),
                        (
                            "invoice_number",
                            models.PositiveIntegerField(
                                db_index=True, editable=False, null=True, verbose_name="fakturanummer"
                            ),
                        ),
                        ("invoiced_on", models.DateField(editable=False, null=True, verbose_name="fakturadato")),
                        ("kid", models.CharField(blank=True, editable=False, max_length=25, verbose_name="KID")),
                        (
                            "invoiced_to",
                            models.JSONField(blank=True, default=dict, editable=False, verbose_name="fakturert til"),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.membership",
                                verbose_name="medlemskap",
                            ),
                        ),
                        (
                            "rate",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.feerate",
                                verbose_name="sats",
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
                        "verbose_name": "historical kontingent",
                        "verbose_name_plural": "historical kontingenter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEarlierPlace",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("until", models.DateField(help_text="Første dag i neste kommune.", verbose_name="flyttet")),
                        ("since", models.DateField(editable=False, null=True)),
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
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
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
                        "verbose_name": "historical tidligere sted",
                        "verbose_name_plural": "historical tidligere steder",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEarlierRegion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "region",
                            models.CharField(
                                choices=[
                                    ("Sørlandet", "Sørlandet"),
                                    ("Midt-Norge", "Midt-Norge"),
                                    ("Nord-Norge", "Nord-Norge"),
                                    ("Vestlandet", "Vestlandet"),
                                    ("Østlandet", "Østlandet"),
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("until", models.DateField(help_text="Første dag i neste landsdel.", verbose_name="til")),
                        ("since", models.DateField(editable=False, null=True)),
                        (
                            "county",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.county",
                                verbose_name="fylke",
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
                        "verbose_name": "historical tidligere landsdel",
                        "verbose_name_plural": "historical tidligere landsdeler",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="EarlierPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="earlier_places",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earlier_organisations",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        ("until", models.DateField(help_text="Første dag i neste kommune.", verbose_name="flyttet")),
                        ("since", models.DateField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "tidligere sted",
                        "verbose_name_plural": "tidligere steder",
                        "ordering": ["-until", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "until"),
                                name="earlierplace_until_once",
                                violation_error_code="until",
                                violation_error_message="Virksomheten flyttet denne dagen i en annen rad.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EarlierRegion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="earlier_regions",
                                to="members.county",
                                verbose_name="fylke",
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
                                ],
                                max_length=20,
                                verbose_name="landsdel",
                            ),
                        ),
                        ("until", models.DateField(help_text="Første dag i neste landsdel.", verbose_name="til")),
                        ("since", models.DateField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "tidligere landsdel",
                        "verbose_name_plural": "tidligere landsdeler",
                        "ordering": ["-until"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("county", "until"),
                                name="earlierregion_until_once",
                                violation_error_code="until",
                                violation_error_message="Fylket byttet landsdel denne dagen i en annen rad.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("region__in", ["Sørlandet", "Midt-Norge", "Nord-Norge", "Vestlandet", "Østlandet"])
                                ),
                                name="earlierregion_region_known",
                                violation_error_code="region",
                                violation_error_message="Velg en av de fem landsdelene.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEarlierIdentity",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                blank=True, verbose_name="tidligere organisasjonsnummer"
                            ),
                        ),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="tidligere navn"
                            ),
                        ),
                        ("until", models.DateField(help_text="Første dag med det nye.", verbose_name="byttet")),
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
                        "verbose_name": "historical tidligere nummer eller navn",
                        "verbose_name_plural": "historical tidligere nummer og navn",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="EarlierIdentity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="earlier_identities",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                blank=True, verbose_name="tidligere organisasjonsnummer"
                            ),
                        ),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="tidligere navn"
                            ),
                        ),
                        ("until", models.DateField(help_text="Første dag med det nye.", verbose_name="byttet")),
                    ],
                    options={
                        "verbose_name": "tidligere nummer eller navn",
                        "verbose_name_plural": "tidligere nummer og navn",
                        "ordering": ["-until", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), ("number", ""), _negated=True),
                                name="earlieridentity_has_number_or_name",
                                violation_error_message="Skriv et tidligere nummer, et tidligere navn eller begge.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="earlieridentity_number_once",
                                violation_error_code="number",
                                violation_error_message="Nummeret er registrert som et tidligere nummer fra før.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=150, verbose_name="emne")),
                        ("body", models.TextField(blank=True, verbose_name="tekst")),
                        ("audience", models.TextField(editable=False, verbose_name="utvalg")),
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
                        ("created_at", models.DateTimeField(editable=False, verbose_name="begynt")),
                        (
                            "is_necessary",
                            models.BooleanField(default=False, editable=False, verbose_name="nødvendig e-post"),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sendt av",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sendt")),
                    ],
                    options={
                        "verbose_name": "utsending",
                        "verbose_name_plural": "utsendinger",
                        "ordering": ["-created_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", True), ("sent_by__isnull", True)),
                                    models.Q(
                                        ("sent_at__isnull", False),
                                        ("sent_by__isnull", False),
                                        models.Q(("subject", ""), _negated=True),
                                        models.Q(("body", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="mailing_sent_is_complete",
                                violation_error_message="En sendt utsending har emne, tekst, tidspunkt og avsender.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailingRecipient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mailing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recipients",
                                to="members.mailing",
                                verbose_name="utsending",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mailings_received",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mailings_received",
                                to="members.contact",
                                verbose_name="kontaktperson",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mailing_recipient",
                                to="balansekunst.message",
                                verbose_name="e-post",
                            ),
                        ),
                        (
                            "left_out",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("left", "virksomheten er utmeldt"),
                                    ("no_address", "har ingen e-postadresse"),
                                    ("bounced", "adressen virker ikke"),
                                    ("declined", "vil ikke ha utsendinger"),
                                    ("duplicate", "adressen er med fra før"),
                                ],
                                max_length=10,
                                verbose_name="utelatt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mottaker",
                        "verbose_name_plural": "mottakere",
                        "ordering": ["organisation__name", "organisation_id", "contact__name", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("left_out", ""), ("message__isnull", True), _connector="OR"),
                                name="mailingrecipient_left_out_has_no_message",
                                violation_error_message="Den som er utelatt, får ingen e-post.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMembershipApplication",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("received_on", models.DateField(verbose_name="mottatt")),
                        ("number", balansekunst.fields.OrganisationNumberField(verbose_name="organisasjonsnummer")),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("legal_form", models.CharField(blank=True, max_length=10, verbose_name="organisasjonsform")),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("litteratur", "Litteratur"),
                                    ("visuell kunst", "Visuell kunst"),
                                    ("scenekunst", "Scenekunst"),
                                    ("tverrkunstnerisk", "Tverrkunstnerisk"),
                                    ("film", "Film"),
                                    ("musikk", "Musikk"),
                                    ("museum og arkiv", "Museum og arkiv"),
                                ],
                                max_length=20,
                                verbose_name="kunstfelt",
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                blank=True,
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                        (
                            "postcode",
                            models.CharField(
                                blank=True,
                                max_length=4,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et postnummer har fire sifre.", code="postcode"
                                    )
                                ],
                                verbose_name="postnummer",
                            ),
                        ),
                        (
                            "postal_place",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=60, verbose_name="poststed"
                            ),
                        ),
                        (
                            "contact_name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=200, verbose_name="kontaktperson"
                            ),
                        ),
                        ("contact_email", models.EmailField(max_length=254, verbose_name="e-post")),
                        (
                            "contact_phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="nettside")),
                        ("reason", models.TextField(blank=True, verbose_name="hvorfor virksomheten vil bli medlem")),
                        (
                            "purpose_confirmed_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten bekreftet at den støtter formålet til foreningen.",
                                null=True,
                                verbose_name="sluttet seg til formålet",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("received", "mottatt"), ("accepted", "godkjent"), ("declined", "avslått")],
                                default="received",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="styrets vedtak"),
                        ),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="svar fra styret")),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.membership",
                                verbose_name="medlemskap",
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
                        "verbose_name": "historical innmelding",
                        "verbose_name_plural": "historical innmeldinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOrganisation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                db_index=True,
                                error_messages={"unique": "Organisasjonsnummeret er registrert fra før."},
                                verbose_name="organisasjonsnummer",
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        (
                            "legal_form",
                            models.CharField(
                                blank=True,
                                help_text="Koden i Enhetsregisteret, for eksempel AS eller FLI.",
                                max_length=10,
                                verbose_name="organisasjonsform",
                            ),
                        ),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("litteratur", "Litteratur"),
                                    ("visuell kunst", "Visuell kunst"),
                                    ("scenekunst", "Scenekunst"),
                                    ("tverrkunstnerisk", "Tverrkunstnerisk"),
                                    ("film", "Film"),
                                    ("musikk", "Musikk"),
                                    ("museum og arkiv", "Museum og arkiv"),
                                ],
                                max_length=20,
                                verbose_name="kunstfelt",
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                blank=True,
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                help_text="Kontingenten følger størrelsen.",
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                        (
                            "postcode",
                            models.CharField(
                                blank=True,
                                max_length=4,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et postnummer har fire sifre.", code="postcode"
                                    )
                                ],
                                verbose_name="postnummer",
                            ),
                        ),
                        (
                            "postal_place",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=60, verbose_name="poststed"
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "hides_email",
                            models.BooleanField(
                                default=False,
                                help_text="E-postadressen vises ikke i den åpne listen over medlemmer.",
                                verbose_name="skjul e-postadressen",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="nettside")),
                        (
                            "declined_mailings_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten sa fra om det.",
                                null=True,
                                verbose_name="vil ikke ha utsendinger",
                            ),
                        ),
                        (
                            "formerly",
                            models.TextField(blank=True, editable=False, verbose_name="tidligere nummer og navn"),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
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
                        "verbose_name": "historical virksomhet",
                        "verbose_name_plural": "historical virksomheter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MembershipApplication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="mottatt")),
                        ("number", balansekunst.fields.OrganisationNumberField(verbose_name="organisasjonsnummer")),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("legal_form", models.CharField(blank=True, max_length=10, verbose_name="organisasjonsform")),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("litteratur", "Litteratur"),
                                    ("visuell kunst", "Visuell kunst"),
                                    ("scenekunst", "Scenekunst"),
                                    ("tverrkunstnerisk", "Tverrkunstnerisk"),
                                    ("film", "Film"),
                                    ("musikk", "Musikk"),
                                    ("museum og arkiv", "Museum og arkiv"),
                                ],
                                max_length=20,
                                verbose_name="kunstfelt",
                            ),
                        ),
                        (
                            "size",
                            models.CharField(
                                blank=True,
                                choices=[("small", "liten"), ("medium", "mellomstor"), ("large", "stor")],
                                max_length=10,
                                verbose_name="størrelse",
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                        (
                            "postcode",
                            models.CharField(
                                blank=True,
                                max_length=4,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}\\Z", "Et postnummer har fire sifre.", code="postcode"
                                    )
                                ],
                                verbose_name="postnummer",
                            ),
                        ),
                        (
                            "postal_place",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=60, verbose_name="poststed"
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        (
                            "contact_name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=200, verbose_name="kontaktperson"
                            ),
                        ),
                        ("contact_email", models.EmailField(max_length=254, verbose_name="e-post")),
                        (
                            "contact_phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="nettside")),
                        ("reason", models.TextField(blank=True, verbose_name="hvorfor virksomheten vil bli medlem")),
                        (
                            "purpose_confirmed_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten bekreftet at den støtter formålet til foreningen.",
                                null=True,
                                verbose_name="sluttet seg til formålet",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("received", "mottatt"), ("accepted", "godkjent"), ("declined", "avslått")],
                                default="received",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="styrets vedtak"),
                        ),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="svar fra styret")),
                        (
                            "membership",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="application",
                                to="members.membership",
                                verbose_name="medlemskap",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "innmelding",
                        "verbose_name_plural": "innmeldinger",
                        "ordering": ["-received_on", "-id"],
                        "indexes": [models.Index(fields=["received_on", "id"], name="joining_by_received_on")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("status", "received")),
                                    models.Q(
                                        models.Q(("status", "received"), _negated=True), ("decided_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="joining_decided_has_date",
                                violation_error_message="Et vedtak har en dato, og bare et vedtak.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("membership__isnull", False), ("status", "accepted")),
                                    models.Q(
                                        models.Q(("status", "accepted"), _negated=True), ("membership__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="joining_accepted_has_membership",
                                violation_error_message="En godkjent innmelding har et medlemskap, og bare den.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "received")),
                                fields=("number",),
                                name="joining_undecided_once",
                                violation_error_code="number",
                                violation_error_message="Virksomheten har allerede en innmelding som venter på styret.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicApplication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("form_key", models.CharField(editable=False, max_length=32, unique=True)),
                        (
                            "answers",
                            balansekunst.encryption.EncryptedTextField(blank=True, editable=False, verbose_name="svar"),
                        ),
                        ("submitted_at", models.DateTimeField(editable=False, verbose_name="sendt")),
                        (
                            "verified_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="e-postadressen bekreftet"),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="public",
                                to="members.membershipapplication",
                                verbose_name="innmelding",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "innmelding fra nettsiden",
                        "verbose_name_plural": "innmeldinger fra nettsiden",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("verified_at__isnull", True)),
                                fields=["submitted_at"],
                                name="public_unverified",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("application__isnull", True), ("verified_at__isnull", True)),
                                    models.Q(
                                        ("answers", ""), ("application__isnull", False), ("verified_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="public_verified_is_application",
                                violation_error_message="En innmelding med bekreftet e-postadresse er hos styret, og bare den.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMembership",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("joined", models.DateField(help_text="Første dag som medlem.", verbose_name="innmeldt")),
                        (
                            "left",
                            models.DateField(
                                blank=True,
                                help_text="Første dag virksomheten ikke lenger er medlem.",
                                null=True,
                                verbose_name="utmeldt",
                            ),
                        ),
                        (
                            "leave_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("closed", "lagt ned"),
                                    ("merged", "slått sammen"),
                                    ("cost", "økonomi"),
                                    ("capacity", "tid og kapasitet"),
                                    ("no_use", "bruker ikke medlemskapet"),
                                    ("disagreement", "uenighet"),
                                    ("unpaid", "betalte ikke kontingenten"),
                                    ("other", "annet"),
                                ],
                                help_text="Tom betyr «ikke oppgitt».",
                                max_length=12,
                                verbose_name="utmeldingsårsak",
                            ),
                        ),
                        (
                            "leave_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="årsak med egne ord"),
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
                        "verbose_name": "historical medlemskap",
                        "verbose_name_plural": "historical medlemskap",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSupportingMember",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-post")),
                        ("joined", models.DateField(help_text="Første dag som støttemedlem.", verbose_name="innmeldt")),
                        (
                            "left",
                            models.DateField(
                                blank=True,
                                help_text="Første dag personen ikke lenger er med.",
                                null=True,
                                verbose_name="utmeldt",
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
                        "verbose_name": "historical støttemedlem",
                        "verbose_name_plural": "historical støttemedlemmer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="SupportingMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-post")),
                        ("joined", models.DateField(help_text="Første dag som støttemedlem.", verbose_name="innmeldt")),
                        (
                            "left",
                            models.DateField(
                                blank=True,
                                help_text="Første dag personen ikke lenger er med.",
                                null=True,
                                verbose_name="utmeldt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "støttemedlem",
                        "verbose_name_plural": "støttemedlemmer",
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left__isnull", True), ("left__gt", models.F("joined")), _connector="OR"
                                ),
                                name="supportingmember_left_after_joined",
                                violation_error_code="left",
                                violation_error_message="Utmeldt må være etter innmeldt.",
                            ),
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                condition=models.Q(("left__isnull", True)),
                                name="supportingmember_open_once",
                                violation_error_code="email",
                                violation_error_message="Det er allerede et støttemedlem med denne e-postadressen.",
                            ),
                            models.UniqueConstraint(
                                fields=("name", "joined"),
                                name="supportingmember_joined_once",
                                violation_error_code="joined",
                                violation_error_message="Personen ble innmeldt samme dag i en annen rad.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeePayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "fee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="members.fee",
                                verbose_name="kontingent",
                            ),
                        ),
                        (
                            "amount",
                            models.BigIntegerField(
                                help_text="Det som ble betalt. Penger som er betalt tilbake, skrives med minus.",
                                verbose_name="beløp",
                            ),
                        ),
                        ("paid_on", models.DateField(help_text="Dagen pengene kom på konto.", verbose_name="betalt")),
                        ("kid", models.CharField(blank=True, max_length=25, verbose_name="KID")),
                        (
                            "source",
                            models.CharField(
                                choices=[("hand", "registrert for hånd"), ("ocr", "fil fra banken")],
                                default="hand",
                                editable=False,
                                max_length=10,
                                verbose_name="kilde",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, editable=False, max_length=100, verbose_name="bankens referanse"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="merknad")),
                        (
                            "set_aside",
                            models.CharField(
                                blank=True,
                                help_text="Hvorfor innbetalingen ikke gjelder en kontingent. Uten dette venter den på å bli koblet til en.",
                                max_length=200,
                                verbose_name="lagt til side",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "innbetaling",
                        "verbose_name_plural": "innbetalinger",
                        "ordering": ["-paid_on", "-id"],
                        "indexes": [models.Index(fields=["paid_on", "id"], name="feepayment_by_paid_on")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True),
                                name="feepayment_amount_not_zero",
                                violation_error_code="amount",
                                violation_error_message="Beløpet kan ikke være 0.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=("source", "reference"),
                                name="feepayment_reference_once",
                                violation_error_message="Denne innbetalingen er registrert.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("set_aside", ""), ("fee__isnull", True), _connector="OR"),
                                name="feepayment_set_aside_without_fee",
                                violation_error_code="set_aside",
                                violation_error_message="En innbetaling som gjelder en kontingent, er ikke lagt til side.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFeePayment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "amount",
                            models.BigIntegerField(
                                help_text="Det som ble betalt. Penger som er betalt tilbake, skrives med minus.",
                                verbose_name="beløp",
                            ),
                        ),
                        ("paid_on", models.DateField(help_text="Dagen pengene kom på konto.", verbose_name="betalt")),
                        ("kid", models.CharField(blank=True, max_length=25, verbose_name="KID")),
                        (
                            "source",
                            models.CharField(
                                choices=[("hand", "registrert for hånd"), ("ocr", "fil fra banken")],
                                default="hand",
                                editable=False,
                                max_length=10,
                                verbose_name="kilde",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, editable=False, max_length=100, verbose_name="bankens referanse"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="merknad")),
                        (
                            "set_aside",
                            models.CharField(
                                blank=True,
                                help_text="Hvorfor innbetalingen ikke gjelder en kontingent. Uten dette venter den på å bli koblet til en.",
                                max_length=200,
                                verbose_name="lagt til side",
                            ),
                        ),
                        (
                            "fee",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.fee",
                                verbose_name="kontingent",
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
                        "verbose_name": "historical innbetaling",
                        "verbose_name_plural": "historical innbetalinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RegisterCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("begun_at", models.DateTimeField(null=True, verbose_name="begynt")),
                        ("after", models.CharField(blank=True, max_length=9, verbose_name="etter nummer")),
                        ("last_change", models.BigIntegerField(null=True, verbose_name="siste endring")),
                        ("checked_at", models.DateTimeField(null=True, verbose_name="sist sjekket")),
                        ("places_checked_on", models.DateField(null=True, verbose_name="kommuner sist sjekket")),
                    ],
                    options={
                        "verbose_name": "kontroll mot Enhetsregisteret",
                        "verbose_name_plural": "kontroller mot Enhetsregisteret",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="registercheck_is_one")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterDifference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="funnet")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "venter"),
                                    ("taken_over", "tatt over"),
                                    ("ignored", "sett bort fra"),
                                ],
                                default="waiting",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avgjort av",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="avgjort")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="register_differences",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("name", "navn"),
                                    ("address", "adresse"),
                                    ("municipality", "kommune"),
                                    ("legal_form", "organisasjonsform"),
                                    ("bankrupt", "konkurs"),
                                    ("winding_up", "under avvikling"),
                                    ("deleted", "slettet"),
                                    ("unknown", "ukjent nummer"),
                                ],
                                max_length=20,
                                verbose_name="hva",
                            ),
                        ),
                        (
                            "ours",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=400, verbose_name="hos oss"
                            ),
                        ),
                        (
                            "theirs",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=400, verbose_name="i Enhetsregisteret"
                            ),
                        ),
                        ("value", models.JSONField(blank=True, default=dict, editable=False, verbose_name="verdi")),
                    ],
                    options={
                        "verbose_name": "forskjell fra Enhetsregisteret",
                        "verbose_name_plural": "forskjeller fra Enhetsregisteret",
                        "ordering": ["-state", "organisation__name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("organisation", "kind"),
                                name="registerdifference_waiting_once",
                                violation_error_message="Forskjellen venter allerede.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "waiting")
                                    ),
                                    models.Q(
                                        models.Q(("state", "waiting"), _negated=True),
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="registerdifference_decided_by_somebody",
                                violation_error_message="Det må stå hvem som avgjorde det, og når.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationMerge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("target_id", models.BigIntegerField(editable=False, verbose_name="nummer i databasen")),
                        (
                            "target_name",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="virksomhet"),
                        ),
                        ("other_number", models.CharField(max_length=9, verbose_name="organisasjonsnummer")),
                        (
                            "other_name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=200, verbose_name="slått sammen med"
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="gjelder fra")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organisation_merges",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="hvem",
                            ),
                        ),
                        ("made_on", models.DateField(verbose_name="dag")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_organisation_merges",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="angret av",
                            ),
                        ),
                        ("undone_on", models.DateField(blank=True, null=True, verbose_name="angret")),
                        ("steps", models.JSONField(default=list, editable=False, verbose_name="endringer")),
                        (
                            "dependents",
                            models.JSONField(default=dict, editable=False, verbose_name="rader som hører til"),
                        ),
                    ],
                    options={
                        "verbose_name": "sammenslåing",
                        "verbose_name_plural": "sammenslåinger",
                        "ordering": ["-made_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undone_by__isnull", True), ("undone_on__isnull", True)),
                                    models.Q(("undone_by__isnull", False), ("undone_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="organisationmerge_undone_by_somebody",
                                violation_error_message="Det må stå hvem som angret, og når.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LikelyDuplicate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="duplicates_after",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="duplicates_before",
                                to="members.organisation",
                                verbose_name="ligner på",
                            ),
                        ),
                        (
                            "reason",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="hvorfor"),
                        ),
                        ("found_on", models.DateField(verbose_name="funnet")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "venter"), ("dismissed", "ikke samme virksomhet")],
                                default="waiting",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dismissed_duplicates",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avgjort av",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="avgjort")),
                    ],
                    options={
                        "verbose_name": "mulig dublett",
                        "verbose_name_plural": "mulige dubletter",
                        "ordering": ["-state", "first__name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("first", "second"),
                                name="likelyduplicate_pair_once",
                                violation_error_message="Paret er registrert fra før.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="likelyduplicate_in_order",
                                violation_error_message="Den første må ha det laveste nummeret i databasen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "waiting")
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                        ("state", "dismissed"),
                                    ),
                                    _connector="OR",
                                ),
                                name="likelyduplicate_dismissed_by_somebody",
                                violation_error_message="Det må stå hvem som avgjorde det, og når.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMeeting",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("date", models.DateField(db_index=True, verbose_name="dato")),
                        ("begins_at", models.TimeField(blank=True, null=True, verbose_name="klokkeslett")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="sted")),
                        (
                            "register_by",
                            models.DateField(
                                help_text="Siste dag medlemmene kan melde på en delegat.",
                                verbose_name="påmeldingsfrist",
                            ),
                        ),
                        (
                            "most_proxies",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Så mange medlemmer kan gi fullmakt til den samme delegaten.",
                                verbose_name="fullmakter per delegat",
                            ),
                        ),
                        (
                            "agenda_sent_on",
                            models.DateField(
                                blank=True,
                                help_text="Medlemmene ser saklisten og papirene på Min side fra da av.",
                                null=True,
                                verbose_name="full saksliste sendt",
                            ),
                        ),
                        (
                            "summons",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.mailing",
                                verbose_name="innkalling",
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
                        "verbose_name": "historical årsmøte",
                        "verbose_name_plural": "historical årsmøter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTerm",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "office",
                            models.CharField(
                                choices=[
                                    ("chair", "styreleder"),
                                    ("vice_chair", "nestleder"),
                                    ("board", "styremedlem"),
                                    ("deputy", "varamedlem"),
                                    ("auditor", "revisor"),
                                    ("election", "valgkomité"),
                                    ("manager", "daglig leder"),
                                    ("staff", "ansatt"),
                                ],
                                max_length=10,
                                verbose_name="verv",
                            ),
                        ),
                        (
                            "person",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn"),
                        ),
                        ("first_day", models.DateField(verbose_name="fra")),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="til og med")),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Den med lavest tall står først av dem med samme verv.",
                                verbose_name="rekkefølge",
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
                        "verbose_name": "historical verv",
                        "verbose_name_plural": "historical verv",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(unique=True, verbose_name="dato")),
                        ("begins_at", models.TimeField(blank=True, null=True, verbose_name="klokkeslett")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="sted")),
                        (
                            "register_by",
                            models.DateField(
                                help_text="Siste dag medlemmene kan melde på en delegat.",
                                verbose_name="påmeldingsfrist",
                            ),
                        ),
                        (
                            "most_proxies",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Så mange medlemmer kan gi fullmakt til den samme delegaten.",
                                verbose_name="fullmakter per delegat",
                            ),
                        ),
                        (
                            "agenda_sent_on",
                            models.DateField(
                                blank=True,
                                help_text="Medlemmene ser saklisten og papirene på Min side fra da av.",
                                null=True,
                                verbose_name="full saksliste sendt",
                            ),
                        ),
                        (
                            "summons",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="meeting",
                                to="members.mailing",
                                verbose_name="innkalling",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "årsmøte",
                        "verbose_name_plural": "årsmøter",
                        "ordering": ["-date", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("register_by__lte", models.F("date"))),
                                name="meeting_register_by_not_after",
                                violation_error_code="register_by",
                                violation_error_message="Påmeldingsfristen kan ikke være etter møtet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("most_proxies__lte", 50)),
                                name="meeting_most_proxies_is_likely",
                                violation_error_code="most_proxies",
                                violation_error_message="Skriv et tall fra 0 til 50.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMeetingPaper",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="tittel")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("paper", "sakspapir"), ("minutes", "protokoll")],
                                default="paper",
                                max_length=10,
                                verbose_name="type",
                            ),
                        ),
                        ("file", models.TextField(max_length=100, verbose_name="fil")),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.meeting",
                                verbose_name="årsmøte",
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
                        "verbose_name": "historical møtepapir",
                        "verbose_name_plural": "historical møtepapirer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAgendaItem",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="sak nr.")),
                        ("title", models.CharField(max_length=200, verbose_name="sak")),
                        ("text", models.TextField(blank=True, verbose_name="saksframlegg")),
                        (
                            "shows",
                            models.CharField(
                                blank=True,
                                choices=[("report", "årsrapporten for året før"), ("figures", "tallene for året før")],
                                max_length=10,
                                verbose_name="lenke til",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.meeting",
                                verbose_name="årsmøte",
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
                        "verbose_name": "historical sak",
                        "verbose_name_plural": "historical saker",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="members.meeting",
                                verbose_name="årsmøte",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="sak nr.")),
                        ("title", models.CharField(max_length=200, verbose_name="sak")),
                        ("text", models.TextField(blank=True, verbose_name="saksframlegg")),
                        (
                            "shows",
                            models.CharField(
                                blank=True,
                                choices=[("report", "årsrapporten for året før"), ("figures", "tallene for året før")],
                                max_length=10,
                                verbose_name="lenke til",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sak",
                        "verbose_name_plural": "saker",
                        "ordering": ["number", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "number"),
                                name="agendaitem_number_once",
                                violation_error_code="number",
                                violation_error_message="Årsmøtet har allerede en sak med dette nummeret.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="members.meeting",
                                verbose_name="årsmøte",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="tittel")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("paper", "sakspapir"), ("minutes", "protokoll")],
                                default="paper",
                                max_length=10,
                                verbose_name="type",
                            ),
                        ),
                        ("file", models.FileField(upload_to=members.models.meetings.paper_path, verbose_name="fil")),
                    ],
                    options={
                        "verbose_name": "møtepapir",
                        "verbose_name_plural": "møtepapirer",
                        "ordering": ["kind", "title", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="members.meeting",
                                verbose_name="årsmøte",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="delegat"
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "proxy",
                            models.ForeignKey(
                                blank=True,
                                help_text="Delegaten til et annet medlem, hvis virksomheten ikke sender sin egen.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxies",
                                to="members.registration",
                                verbose_name="fullmakt til",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "påmelding",
                        "verbose_name_plural": "påmeldinger",
                        "ordering": ["organisation__name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "organisation"),
                                name="registration_once_a_member",
                                violation_error_code="organisation",
                                violation_error_message="Virksomheten er allerede påmeldt dette årsmøtet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), ("name", ""), ("proxy__isnull", False)),
                                    models.Q(
                                        ("proxy__isnull", True),
                                        models.Q(("name", ""), _negated=True),
                                        models.Q(("email", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="registration_delegate_or_proxy",
                                violation_error_code="name",
                                violation_error_message="Skriv navn og e-post for delegaten, eller velg hvem som får fullmakt, men ikke begge deler.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRegistration",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="delegat"
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.meeting",
                                verbose_name="årsmøte",
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
                            "proxy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Delegaten til et annet medlem, hvis virksomheten ikke sender sin egen.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.registration",
                                verbose_name="fullmakt til",
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
                        "verbose_name": "historical påmelding",
                        "verbose_name_plural": "historical påmeldinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Term",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "office",
                            models.CharField(
                                choices=[
                                    ("chair", "styreleder"),
                                    ("vice_chair", "nestleder"),
                                    ("board", "styremedlem"),
                                    ("deputy", "varamedlem"),
                                    ("auditor", "revisor"),
                                    ("election", "valgkomité"),
                                    ("manager", "daglig leder"),
                                    ("staff", "ansatt"),
                                ],
                                max_length=10,
                                verbose_name="verv",
                            ),
                        ),
                        (
                            "person",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="navn"),
                        ),
                        ("first_day", models.DateField(verbose_name="fra")),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="til og med")),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Den med lavest tall står først av dem med samme verv.",
                                verbose_name="rekkefølge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "verv",
                        "verbose_name_plural": "verv",
                        "ordering": ["-first_day", "office", "order", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_day__isnull", True),
                                    ("last_day__gte", models.F("first_day")),
                                    _connector="OR",
                                ),
                                name="term_ends_after_it_begins",
                                violation_error_code="last_day",
                                violation_error_message="Siste dag kan ikke være før første dag.",
                            ),
                            models.UniqueConstraint(
                                fields=("office", "person", "first_day"),
                                name="term_once",
                                violation_error_code="first_day",
                                violation_error_message="Personen har allerede dette vervet fra denne dagen.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalIdentityProposal",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="nytt navn"
                            ),
                        ),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                blank=True, verbose_name="nytt organisasjonsnummer"
                            ),
                        ),
                        ("from_day", models.DateField(help_text="Første dag med det nye.", verbose_name="gjelder fra")),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="melding til oss")),
                        ("proposed_at", models.DateTimeField(verbose_name="foreslått")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "venter"),
                                    ("accepted", "godtatt"),
                                    ("refused", "avslått"),
                                    ("withdrawn", "trukket"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=1000, verbose_name="svar")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvart")),
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
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="foreslått av",
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="besvart av",
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
                        "verbose_name": "historical forslag om nytt navn eller nummer",
                        "verbose_name_plural": "historical forslag om nye navn og numre",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLeaveRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "wished_on",
                            models.DateField(
                                help_text="Første dag dere ikke lenger er medlem.",
                                verbose_name="ønsker å være utmeldt fra",
                            ),
                        ),
                        (
                            "reason",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="hvorfor virksomheten melder seg ut"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="bedt om")),
                        (
                            "withdrawn_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten sa fra om at den likevel blir.",
                                null=True,
                                verbose_name="trukket",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.membership",
                                verbose_name="medlemskap",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bedt om av",
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
                        "verbose_name": "historical ønske om utmelding",
                        "verbose_name_plural": "historical ønsker om utmelding",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IdentityProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identity_proposals",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "name",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=200, verbose_name="nytt navn"
                            ),
                        ),
                        (
                            "number",
                            balansekunst.fields.OrganisationNumberField(
                                blank=True, verbose_name="nytt organisasjonsnummer"
                            ),
                        ),
                        ("from_day", models.DateField(help_text="Første dag med det nye.", verbose_name="gjelder fra")),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="melding til oss")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="foreslått av",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="foreslått")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "venter"),
                                    ("accepted", "godtatt"),
                                    ("refused", "avslått"),
                                    ("withdrawn", "trukket"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=1000, verbose_name="svar")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="besvart av",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvart")),
                    ],
                    options={
                        "verbose_name": "forslag om nytt navn eller nummer",
                        "verbose_name_plural": "forslag om nye navn og numre",
                        "ordering": ["-proposed_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), ("number", ""), _negated=True),
                                name="identityproposal_has_name_or_number",
                                violation_error_code="name",
                                violation_error_message="Skriv et nytt navn, et nytt nummer eller begge.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "waiting")),
                                fields=("organisation",),
                                name="identityproposal_one_waits",
                                violation_error_message="Virksomheten har et forslag som venter på svar.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("status__in", ["accepted", "refused"]),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", True),
                                        ("answered_by__isnull", True),
                                        ("status__in", ["waiting", "withdrawn"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="identityproposal_answer_is_complete",
                                violation_error_message="Et forslag som er besvart, har tidspunkt og hvem som svarte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer", ""), ("status", "refused"), _negated=True),
                                name="identityproposal_refusal_has_answer",
                                violation_error_code="answer",
                                violation_error_message="Skriv hvorfor forslaget er avslått.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leave_requests",
                                to="members.membership",
                                verbose_name="medlemskap",
                            ),
                        ),
                        (
                            "wished_on",
                            models.DateField(
                                help_text="Første dag dere ikke lenger er medlem.",
                                verbose_name="ønsker å være utmeldt fra",
                            ),
                        ),
                        (
                            "reason",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="hvorfor virksomheten melder seg ut"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bedt om av",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="bedt om")),
                        (
                            "withdrawn_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen virksomheten sa fra om at den likevel blir.",
                                null=True,
                                verbose_name="trukket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ønske om utmelding",
                        "verbose_name_plural": "ønsker om utmelding",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("membership",),
                                name="leaverequest_once",
                                violation_error_message="Virksomheten har allerede bedt om å bli meldt ut.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="funnet")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "venter"),
                                    ("taken_over", "tatt over"),
                                    ("ignored", "sett bort fra"),
                                ],
                                default="waiting",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avgjort av",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="avgjort")),
                        (
                            "level",
                            models.CharField(
                                choices=[("county", "fylke"), ("municipality", "kommune")],
                                max_length=12,
                                verbose_name="hva",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("renumbered", "nytt nummer"),
                                    ("renamed", "nytt navn"),
                                    ("merged", "slått sammen"),
                                    ("split", "delt"),
                                    ("begun", "ny"),
                                    ("ended", "opphørt"),
                                ],
                                max_length=12,
                                verbose_name="endring",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="gjelder fra")),
                        ("numbers", models.CharField(editable=False, max_length=400, verbose_name="numre")),
                        (
                            "before",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=2000, verbose_name="før"
                            ),
                        ),
                        (
                            "after",
                            balansekunst.fields.NameField(
                                blank=True, db_collation="nb", max_length=2000, verbose_name="etter"
                            ),
                        ),
                        ("links", models.JSONField(blank=True, default=list, editable=False, verbose_name="koder")),
                    ],
                    options={
                        "verbose_name": "endring i kommuner og fylker",
                        "verbose_name_plural": "endringer i kommuner og fylker",
                        "ordering": ["-state", "day", "level", "numbers", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("level", "day", "numbers"),
                                name="placechange_waiting_once",
                                violation_error_message="Endringen venter allerede.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True), ("decided_on__isnull", True), ("state", "waiting")
                                    ),
                                    models.Q(
                                        models.Q(("state", "waiting"), _negated=True),
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="placechange_decided_by_somebody",
                                violation_error_message="Det må stå hvem som avgjorde det, og når.",
                            ),
                        ],
                    },
                ),
            ],
        ),
        RunSQLOn("postgresql", [FORBID_OVERLAP], [ALLOW_OVERLAP]),
        RunSQLOn(
            "sqlite",
            [REFUSE_OVERLAP.format(name=name, event=event) for name, event in OVERLAP_EVENTS.items()],
            [f"DROP TRIGGER membership_{name}_overlaps" for name in OVERLAP_EVENTS],
        ),
        ChainPeriods("members_earlierplace", "organisation_id"),
        ChainPeriods("members_earlierregion", "county_id"),
        ForbidWhen(
            "members_contact",
            "UPDATE",
            "(NEW.user_id = OLD.user_id AND (NEW.name <> OLD.name OR lower(NEW.email) <> lower(OLD.email)))",
            name="contact_of_account_is_same_person",
            reason="a contact with a user account can not become another person",
        ),
        ForbidWhen(
            "members_fee",
            "UPDATE",
            "(OLD.invoice_number IS NOT NULL AND (NEW.invoice_number IS NULL OR NEW.invoiced_on IS NULL OR "
            + " OR ".join(
                f"NEW.{column} <> OLD.{column}"
                for column in ("invoice_number", "invoiced_on", "kid", "invoiced_to", "amount", "rate_id")
            )
            + "))",
            name="fee_invoice_unchanged",
            reason="the invoice of a fee can not be changed",
        ),
        ForbidWhen(
            "members_fee",
            "DELETE",
            "OLD.invoice_number IS NOT NULL",
            name="fee_invoice_not_deleted",
            reason="a fee with an invoice can not be deleted",
        ),
        # A proxy is the delegate of another member at the meeting, never one who has given a proxy.
        *(
            ForbidWhen(
                "members_registration",
                event,
                "NEW.proxy_id IS NOT NULL AND (EXISTS (SELECT 1 FROM members_registration AS holder WHERE "
                "holder.id = NEW.proxy_id AND (holder.proxy_id IS NOT NULL OR holder.meeting_id <> NEW.meeting_id)) "
                "OR EXISTS (SELECT 1 FROM members_registration AS giver WHERE giver.proxy_id = NEW.id))",
                name=f"registration_proxy_of_delegate_{event.split()[0].lower()}",
                reason="a proxy is given to a delegate of the same meeting",
            )
            for event in ("INSERT", "UPDATE OF proxy_id, meeting_id")
        ),
        # A number belongs to one organisation, now or earlier.
        *(
            ForbidWhen(
                f"members_{table}",
                event,
                f"EXISTS (SELECT 1 FROM members_{other} WHERE number = NEW.number AND number <> '')",  # noqa: S608 (own names)
                name=f"{table}_number_of_another_{event.split()[0].lower()}",
                reason="an organisation has the number, now or earlier",
            )
            for table, other in (("organisation", "earlieridentity"), ("earlieridentity", "organisation"))
            for event in ("INSERT", "UPDATE OF number")
        ),
    ]
