import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.contrib.postgres.operations import CreateCollation
from django.core.management import call_command
from django.db import migrations, models

import balansekunst.encryption
from balansekunst.folding import fold_sql
from balansekunst.operations import CreateModels, ForbidWhen, ProtectRows, RunSQLOn

# What of a sent e-mail is never changed: all but the recipient, who can be erased, and the text, which can be emptied.
MESSAGE = (
    "id",
    "subject",
    "attachment_name",
    "about",
    "dedupe_key",
    "unsubscribe_url",
    "status",
    "drafted_at",
    "claimed_at",
    "sent_at",
    "failure",
)
CACHE_TABLE = "balansekunst_cache"  # of the cache that all workers share (settings.CACHES)


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", CACHE_TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(CACHE_TABLE)}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        # Before the users, to whom nearly all models are related, and are rendered again with them.
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        # SQLite gets the collation on each connection (balansekunst.sqlite).
        CreateCollation("nb", provider="icu", locale="nb"),
        RunSQLOn("postgresql", [fold_sql()], ["DROP FUNCTION fold(text)"]),
        CreateModels(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-post")),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="navn")),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bruker",
                        "verbose_name_plural": "brukere",
                        "ordering": ["email"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="user_email_once",
                                violation_error_code="email",
                                violation_error_message="En bruker har allerede denne e-postadressen.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalUser",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("email", models.EmailField(db_index=True, max_length=254, verbose_name="e-post")),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="navn")),
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
                        "verbose_name": "historical bruker",
                        "verbose_name_plural": "historical brukere",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AccountChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="konto",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("email", "ny e-postadresse"),
                                    ("factor", "fjerne totrinnsinnlogging"),
                                    ("role", "få rollen"),
                                    ("erasure", "slette navn og e-postadresse"),
                                ],
                                max_length=10,
                                verbose_name="hva",
                            ),
                        ),
                        ("value", models.CharField(blank=True, max_length=254, verbose_name="ny verdi")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bedt om av",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="bedt om")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avgjort av",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="avgjort")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("asked", "venter"),
                                    ("confirmed", "bekreftet"),
                                    ("done", "gjort"),
                                    ("rejected", "avvist"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kontoendring",
                        "verbose_name_plural": "kontoendringer",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("account", "kind", "value"),
                                name="accountchange_asked_once",
                                violation_error_message="Noen har bedt om dette allerede.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "asked"), _negated=True),
                                    models.Q(
                                        ("asked_by__isnull", False),
                                        ("decided_at__isnull", True),
                                        ("decided_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="accountchange_asked_is_undecided",
                                violation_error_message="En kontoendring som venter, er ikke avgjort.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "asked"),
                                    models.Q(
                                        ("asked_by__isnull", True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", True),
                                        ("status__in", ["confirmed", "done"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                            models.Q(("decided_by", models.F("account")), _negated=True),
                                        ),
                                        ("asked_by__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status__in", ["confirmed", "done"]),
                                    ),
                                    models.Q(
                                        ("asked_by__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status", "rejected"),
                                    ),
                                    _connector="OR",
                                ),
                                name="accountchange_second_person",
                                violation_error_message="En annen enn den som ba om det, og den det gjelder, må bekrefte.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="hva")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bulk_changes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="hvem",
                            ),
                        ),
                        ("made_at", models.DateTimeField(db_index=True, verbose_name="tidspunkt")),
                        ("answers", models.JSONField(default=list, verbose_name="svar")),
                        (
                            "undoes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="balansekunst.bulkchange",
                                verbose_name="angrer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "samlet endring",
                        "verbose_name_plural": "samlede endringer",
                        "ordering": ["-made_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="BulkChangeRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="balansekunst.bulkchange",
                                verbose_name="samlet endring",
                            ),
                        ),
                        ("row", models.BigIntegerField(verbose_name="rad")),
                        ("changed", models.BigIntegerField(null=True, verbose_name="endret rad")),
                        ("version_before", models.BigIntegerField(null=True, verbose_name="versjon før")),
                        ("version_after", models.BigIntegerField(null=True, verbose_name="versjon etter")),
                        ("effects", models.JSONField(default=list, verbose_name="endringer")),
                        ("messages", models.JSONField(default=list, verbose_name="e-poster")),
                        ("skipped", models.CharField(blank=True, max_length=300, verbose_name="hoppet over")),
                    ],
                    options={
                        "verbose_name": "rad i samlede endringer",
                        "verbose_name_plural": "rader i samlede endringer",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("skipped", ""), ("version_after__isnull", True), _connector="OR"),
                                name="bulkchangerow_skipped_is_unchanged",
                                violation_error_message="En rad som er hoppet over, er ikke endret.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", balansekunst.encryption.EncryptedTextField(verbose_name="adresse")),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bruker",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kalenderadresse",
                        "verbose_name_plural": "kalenderadresser",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ImportFile",
                    fields=[
                        (
                            "uuid",
                            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="eier",
                            ),
                        ),
                        ("content", balansekunst.encryption.EncryptedTextField(verbose_name="innhold")),
                        ("expires_at", models.DateTimeField(db_index=True, verbose_name="utløper")),
                    ],
                    options={
                        "verbose_name": "importfil",
                        "verbose_name_plural": "importfiler",
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recipient", models.EmailField(max_length=254, verbose_name="til")),
                        ("subject", models.CharField(max_length=200, verbose_name="emne")),
                        ("body", models.TextField(verbose_name="tekst")),
                        ("attachment", models.BinaryField(null=True, verbose_name="vedlegg")),
                        (
                            "attachment_name",
                            models.CharField(blank=True, editable=False, max_length=100, verbose_name="vedlegg"),
                        ),
                        ("about", models.CharField(blank=True, db_index=True, editable=False, max_length=100)),
                        ("dedupe_key", models.CharField(blank=True, editable=False, max_length=200)),
                        ("unsubscribe_url", models.CharField(blank=True, editable=False, max_length=300)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("drafted", "utkast"),
                                    ("queued", "i kø"),
                                    ("sending", "sendes"),
                                    ("sent", "sendt"),
                                    ("failed", "feilet"),
                                    ("uncertain", "usikker"),
                                ],
                                default="drafted",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "drafted_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="skrevet"
                            ),
                        ),
                        ("claimed_at", models.DateTimeField(editable=False, null=True, verbose_name="begynt å sende")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sendt")),
                        ("failure", models.CharField(blank=True, max_length=300, verbose_name="feil")),
                    ],
                    options={
                        "verbose_name": "e-post",
                        "verbose_name_plural": "utboks",
                        "ordering": ["-drafted_at"],
                        "indexes": [
                            models.Index(fields=["status", "drafted_at"], name="message_by_status"),
                            models.Index(fields=["drafted_at", "id"], name="message_by_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("status", "sent")),
                                    models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="message_sent_has_time",
                                violation_error_message="En sendt e-post har et tidspunkt, og bare den.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "sending"), _negated=True),
                                    ("claimed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="message_sending_has_time",
                                violation_error_message="En e-post som sendes, har tidspunktet det begynte.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("dedupe_key", ""), _negated=True),
                                fields=("dedupe_key",),
                                name="message_dedupe_key_unique",
                                violation_error_message="Denne e-posten er allerede skrevet.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bounce",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-post")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("hard", "adressen virker ikke"), ("soft", "midlertidig feil")],
                                default="hard",
                                max_length=4,
                                verbose_name="type",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="årsak")),
                        ("bounced_at", models.DateTimeField(verbose_name="kom i retur")),
                        (
                            "message",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bounces",
                                to="balansekunst.message",
                                verbose_name="e-posten",
                            ),
                        ),
                        ("event_key", models.CharField(blank=True, editable=False, max_length=100)),
                    ],
                    options={
                        "verbose_name": "e-post i retur",
                        "verbose_name_plural": "e-post i retur",
                        "ordering": ["-bounced_at", "-id"],
                        "indexes": [models.Index(fields=["email", "kind"], name="bounce_by_email")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("event_key", ""), _negated=True),
                                fields=("event_key",),
                                name="bounce_event_once",
                                violation_error_message="Denne returen er registrert.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                                name="bounce_email_in_lower_case",
                                violation_error_message="E-postadressen skal ha små bokstaver.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListColumns",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("listed", models.CharField(max_length=100, verbose_name="liste")),
                        ("columns", models.JSONField(default=list, verbose_name="kolonner")),
                    ],
                    options={
                        "verbose_name": "kolonner i en liste",
                        "verbose_name_plural": "kolonner i lister",
                        "constraints": [models.UniqueConstraint(fields=("user", "listed"), name="list_columns_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="navn")),
                        ("listed", models.CharField(max_length=100, verbose_name="liste")),
                        (
                            "query",
                            models.TextField(blank=True, max_length=2000, verbose_name="filtre, søk og rekkefølge"),
                        ),
                        ("columns", models.JSONField(default=list, verbose_name="kolonner")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="laget av",
                            ),
                        ),
                        ("shared", models.BooleanField(default=False, verbose_name="delt med alle som ser listen")),
                    ],
                    options={
                        "verbose_name": "lagret visning",
                        "verbose_name_plural": "lagrede visninger",
                        "ordering": ["listed", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("owner", "listed", "name"),
                                name="saved_view_name_once",
                                violation_error_message="Du har allerede en visning med dette navnet.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("shared", True)),
                                fields=("listed", "name"),
                                name="saved_view_shared_name_once",
                                violation_error_message="En delt visning har allerede dette navnet. Velg et annet.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("listed", models.CharField(max_length=100, verbose_name="liste")),
                        (
                            "shape",
                            models.CharField(editable=False, max_length=64, verbose_name="overskriftenes avtrykk"),
                        ),
                        ("columns", models.JSONField(default=list, verbose_name="kolonner")),
                        (
                            "changed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="koblet av",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(verbose_name="koblet")),
                    ],
                    options={
                        "verbose_name": "kobling av kolonner",
                        "verbose_name_plural": "koblinger av kolonner",
                        "constraints": [
                            models.UniqueConstraint(fields=("listed", "shape"), name="columnmapping_once_a_shape")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasure_requests",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="konto",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, verbose_name="bedt om")),
                        (
                            "status",
                            models.CharField(
                                choices=[("waiting", "venter"), ("done", "utført"), ("refused", "avslått")],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avgjort av",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="avgjort")),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="svar")),
                    ],
                    options={
                        "verbose_name": "ønske om sletting",
                        "verbose_name_plural": "ønsker om sletting",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "waiting")),
                                fields=("account",),
                                name="erasurerequest_waits_once",
                                violation_error_message="Du har allerede bedt om å bli slettet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", True),
                                        ("decided_by__isnull", True),
                                        ("status", "waiting"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "waiting"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="erasurerequest_decided_is_complete",
                                violation_error_message="Det som er avgjort, har et tidspunkt og en som avgjorde det.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "refused"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="erasurerequest_refused_has_answer",
                                violation_error_message="Skriv hvorfor personen ikke blir slettet.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("about", models.CharField(editable=False, max_length=100, verbose_name="rad")),
                        ("reason", models.TextField(verbose_name="hvorfor opplysningene beholdes")),
                        (
                            "begun_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bestemt av",
                            ),
                        ),
                        ("begun_at", models.DateTimeField(editable=False, verbose_name="bestemt")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="avsluttet av",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="avsluttet")),
                    ],
                    options={
                        "verbose_name": "stans av sletting",
                        "verbose_name_plural": "stanset sletting",
                        "ordering": ["-begun_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("about",),
                                name="legalhold_open_once",
                                violation_error_message="Slettingen er stanset allerede.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="legalhold_has_reason",
                                violation_error_message="Skriv hvorfor opplysningene beholdes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="legalhold_ended_is_complete",
                                violation_error_message="Det som er avsluttet, har et tidspunkt og en som avsluttet det.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="hva")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="jobs",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="bedt om av",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(db_index=True, verbose_name="bedt om")),
                        ("input", balansekunst.encryption.EncryptedTextField(verbose_name="hva det gjelder")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("queued", "i kø"),
                                    ("running", "i gang"),
                                    ("done", "ferdig"),
                                    ("failed", "stoppet"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField(default=0, verbose_name="forsøk")),
                        ("active_at", models.DateTimeField(null=True, verbose_name="sist i gang")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="gjort")),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="i alt")),
                        ("message", models.TextField(blank=True, verbose_name="resultat")),
                        ("link", models.CharField(blank=True, max_length=300, verbose_name="side")),
                        ("file_name", models.CharField(blank=True, max_length=150, verbose_name="filnavn")),
                        ("file", balansekunst.encryption.EncryptedTextField(blank=True, verbose_name="fil")),
                    ],
                    options={
                        "verbose_name": "arbeid i bakgrunnen",
                        "verbose_name_plural": "arbeid i bakgrunnen",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("file_name", ""), ("status", "done"), _connector="OR"),
                                name="job_file_only_when_done",
                                violation_error_message="Bare arbeid som er ferdig, har en fil.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "running"), _negated=True),
                                    ("active_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="job_running_has_time",
                                violation_error_message="Arbeid som er i gang, har et tidspunkt.",
                            ),
                        ],
                    },
                ),
            ],
        ),
        ProtectRows("balansekunst_user", can_change=True),
        ForbidWhen(
            "balansekunst_user",
            "UPDATE",
            "(OLD.email = 'konto-' || OLD.id || '@slettet.invalid' AND (NEW.email <> OLD.email OR NEW.is_active))",
            name="user_erased_is_closed",
            reason="an account whose person is erased can not be used again",
        ),
        ProtectRows("balansekunst_message", condition="OLD.status = 'sent'", can_change=True),
        ForbidWhen(
            "balansekunst_message",
            "UPDATE",
            "(OLD.status = 'sent' AND NOT ((NEW.recipient LIKE '%@slettet.invalid' "
            "OR (NEW.recipient = OLD.recipient AND NEW.body = '')) "
            "AND (NEW.attachment IS NULL OR NEW.attachment IS NOT DISTINCT FROM OLD.attachment) AND "
            + " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in MESSAGE)
            + "))",
            name="message_sent_is_unchanged",
            reason="a row of balansekunst_message can not be changed",
        ),
        ProtectRows("balansekunst_bulkchange"),
        ProtectRows("balansekunst_bulkchangerow"),
        ProtectRows("balansekunst_accountchange", can_change=True),
        ForbidWhen(
            "balansekunst_accountchange",
            "UPDATE",
            "(OLD.account_id <> NEW.account_id OR OLD.kind <> NEW.kind OR OLD.asked_at <> NEW.asked_at "
            "OR OLD.asked_by_id IS DISTINCT FROM NEW.asked_by_id "
            "OR (OLD.value <> NEW.value AND NEW.value <> 'konto-' || OLD.account_id || '@slettet.invalid') "
            "OR (OLD.status <> 'asked' AND (OLD.decided_by_id IS DISTINCT FROM NEW.decided_by_id "
            "OR OLD.decided_at <> NEW.decided_at)) "
            "OR (OLD.status IN ('done', 'rejected') AND OLD.status <> NEW.status))",
            name="accountchange_decided_once",
            reason="what was asked for or decided can not be changed",
        ),
        migrations.RunPython(create_cache_table, drop_cache_table),
    ]
