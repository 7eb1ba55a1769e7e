import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import reports.models.drafts
from balansekunst.operations import CreateModels, ForbidWhen, ProtectRows
from reports.operations import ForbidChangesOncePublished


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AnnualReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="år")),
                        ("title", models.CharField(max_length=120, verbose_name="tittel")),
                        (
                            "lead",
                            models.TextField(
                                blank=True,
                                help_text="En setning eller to på forsiden. Tall kan settes inn som i tekstene.",
                                verbose_name="ingress",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                choices=[("accent", "turkis"), ("rose", "rosa"), ("sand", "sand")],
                                default="accent",
                                max_length=10,
                                verbose_name="farge",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "årsrapport",
                        "verbose_name_plural": "årsrapporter",
                        "ordering": ["-year"],
                        "permissions": [
                            ("view_summary", "Kan lese årets tall"),
                            ("publish_annualreport", "Kan publisere en årsrapport som andre har skrevet"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 1900), ("year__lte", 2200)),
                                name="annualreport_year_plausible",
                                violation_error_code="year",
                                violation_error_message="Skriv året med fire sifre, for eksempel 2024.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAnnualReport",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("year", models.PositiveSmallIntegerField(db_index=True, verbose_name="år")),
                        ("title", models.CharField(max_length=120, verbose_name="tittel")),
                        (
                            "lead",
                            models.TextField(
                                blank=True,
                                help_text="En setning eller to på forsiden. Tall kan settes inn som i tekstene.",
                                verbose_name="ingress",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                choices=[("accent", "turkis"), ("rose", "rosa"), ("sand", "sand")],
                                default="accent",
                                max_length=10,
                                verbose_name="farge",
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
                        "verbose_name": "historical årsrapport",
                        "verbose_name_plural": "historical årsrapporter",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Section",
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
                                related_name="sections",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=reports.models.drafts.section_kinds,
                                default="free",
                                max_length=15,
                                verbose_name="hva den handler om",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        ("title", models.CharField(max_length=120, verbose_name="tittel")),
                        ("text", models.TextField(blank=True, verbose_name="tekst")),
                    ],
                    options={
                        "verbose_name": "del",
                        "verbose_name_plural": "deler",
                        "ordering": ["order", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSection",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=reports.models.drafts.section_kinds,
                                default="free",
                                max_length=15,
                                verbose_name="hva den handler om",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="rekkefølge")),
                        ("title", models.CharField(max_length=120, verbose_name="tittel")),
                        ("text", models.TextField(blank=True, verbose_name="tekst")),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
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
                        "verbose_name": "historical del",
                        "verbose_name_plural": "historical deler",
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
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quotes",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                help_text="Settes inn i teksten som {sitat kortnavn}.",
                                max_length=40,
                                verbose_name="kortnavn",
                            ),
                        ),
                        ("text", models.TextField(max_length=600, verbose_name="sitat")),
                        ("person", models.CharField(max_length=120, verbose_name="hvem")),
                        ("role", models.CharField(blank=True, max_length=160, verbose_name="stilling og virksomhet")),
                        (
                            "consent_on",
                            models.DateField(
                                blank=True,
                                help_text="Dagen personen sa ja til å bli sitert.",
                                null=True,
                                verbose_name="samtykket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sitat",
                        "verbose_name_plural": "sitater",
                        "ordering": ["slug"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "slug"),
                                name="quote_slug_once",
                                violation_error_code="slug",
                                violation_error_message="Et annet sitat i rapporten har dette kortnavnet.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQuote",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "slug",
                            models.SlugField(
                                help_text="Settes inn i teksten som {sitat kortnavn}.",
                                max_length=40,
                                verbose_name="kortnavn",
                            ),
                        ),
                        ("text", models.TextField(max_length=600, verbose_name="sitat")),
                        ("person", models.CharField(max_length=120, verbose_name="hvem")),
                        ("role", models.CharField(blank=True, max_length=160, verbose_name="stilling og virksomhet")),
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
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
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
                        "verbose_name": "historical sitat",
                        "verbose_name_plural": "historical sitater",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Picture",
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
                                related_name="pictures",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                help_text="Settes inn i teksten som {bilde kortnavn}.",
                                max_length=40,
                                verbose_name="kortnavn",
                            ),
                        ),
                        ("file", models.FileField(max_length=200, upload_to="report-pictures", verbose_name="bilde")),
                        ("width", models.PositiveIntegerField(editable=False)),
                        ("height", models.PositiveIntegerField(editable=False)),
                        (
                            "alt",
                            models.CharField(
                                blank=True,
                                help_text="For den som ikke ser det.",
                                max_length=300,
                                verbose_name="hva bildet viser",
                            ),
                        ),
                        ("caption", models.CharField(blank=True, max_length=300, verbose_name="bildetekst")),
                        ("credit", models.CharField(blank=True, max_length=120, verbose_name="foto")),
                        ("is_cover", models.BooleanField(default=False, verbose_name="på forsiden")),
                    ],
                    options={
                        "verbose_name": "bilde",
                        "verbose_name_plural": "bilder",
                        "ordering": ["slug"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "slug"),
                                name="picture_slug_once",
                                violation_error_code="slug",
                                violation_error_message="Et annet bilde i rapporten har dette kortnavnet.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_cover", True)),
                                fields=("report",),
                                name="picture_one_cover",
                                violation_error_code="is_cover",
                                violation_error_message="Rapporten har allerede et bilde på forsiden.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPicture",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "slug",
                            models.SlugField(
                                help_text="Settes inn i teksten som {bilde kortnavn}.",
                                max_length=40,
                                verbose_name="kortnavn",
                            ),
                        ),
                        ("file", models.TextField(max_length=200, verbose_name="bilde")),
                        ("width", models.PositiveIntegerField(editable=False)),
                        ("height", models.PositiveIntegerField(editable=False)),
                        (
                            "alt",
                            models.CharField(
                                blank=True,
                                help_text="For den som ikke ser det.",
                                max_length=300,
                                verbose_name="hva bildet viser",
                            ),
                        ),
                        ("caption", models.CharField(blank=True, max_length=300, verbose_name="bildetekst")),
                        ("credit", models.CharField(blank=True, max_length=120, verbose_name="foto")),
                        ("is_cover", models.BooleanField(default=False, verbose_name="på forsiden")),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reports.annualreport",
                                verbose_name="årsrapport",
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
                        "verbose_name": "historical bilde",
                        "verbose_name_plural": "historical bilder",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        (
                            "report",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="publication",
                                serialize=False,
                                to="reports.annualreport",
                                verbose_name="årsrapport",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="år")),
                        ("published_at", models.DateTimeField(verbose_name="publisert")),
                        (
                            "published_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="av",
                            ),
                        ),
                        ("rules", models.CharField(max_length=20, verbose_name="reglenes utgave")),
                        ("content", models.TextField(verbose_name="innhold")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                    ],
                    options={
                        "verbose_name": "publisert årsrapport",
                        "verbose_name_plural": "publiserte årsrapporter",
                        "ordering": ["-year"],
                    },
                ),
                migrations.CreateModel(
                    name="FrozenFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="reports.publication",
                                verbose_name="publisert",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, verbose_name="tall")),
                        ("group", models.CharField(blank=True, max_length=200, verbose_name="gruppe")),
                        ("value", models.BigIntegerField(verbose_name="verdi")),
                        ("rows", models.JSONField(null=True, verbose_name="rader")),
                    ],
                    options={
                        "verbose_name": "publisert tall",
                        "verbose_name_plural": "publiserte tall",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("publication", "key", "group"), name="frozenfigure_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "figure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="reports.frozenfigure",
                                verbose_name="tall",
                            ),
                        ),
                        ("old", models.BigIntegerField(verbose_name="før")),
                        ("new", models.BigIntegerField(verbose_name="etter")),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("very_serious", "svært alvorlig feil"),
                                    ("serious", "alvorlig feil"),
                                    ("minor", "mindre alvorlig feil"),
                                ],
                                max_length=12,
                                verbose_name="hvor alvorlig",
                            ),
                        ),
                        ("note", models.TextField(max_length=600, verbose_name="hva som var feil")),
                        ("corrected_at", models.DateTimeField(verbose_name="rettet")),
                        (
                            "corrected_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rettelse",
                        "verbose_name_plural": "rettelser",
                        "ordering": ["corrected_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("old", models.F("new")), _negated=True),
                                name="correction_changes_something",
                                violation_error_message="Det nye tallet er det samme som det gamle.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("severity", ""), _negated=True),
                                name="correction_has_severity",
                                violation_error_message="Velg hvor alvorlig feilen var.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedQuote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_quotes",
                                to="reports.publication",
                                verbose_name="publisert",
                            ),
                        ),
                        ("seal", models.CharField(max_length=64, verbose_name="fingeravtrykk")),
                        ("salt", models.CharField(blank=True, editable=False, max_length=32, verbose_name="salt")),
                        ("text", models.TextField(blank=True, max_length=600, verbose_name="sitat")),
                        ("person", models.CharField(blank=True, max_length=120, verbose_name="hvem")),
                        ("role", models.CharField(blank=True, max_length=160, verbose_name="stilling og virksomhet")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="merknad")),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="trukket")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "publisert sitat",
                        "verbose_name_plural": "publiserte sitater",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("note", ""), ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("person", ""),
                                        ("role", ""),
                                        ("salt", ""),
                                        ("text", ""),
                                        ("withdrawn_at__isnull", False),
                                        ("withdrawn_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="sealedquote_withdrawn_is_empty",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FileDigest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file_digests",
                                to="reports.publication",
                                verbose_name="publisert",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(verbose_name="versjon")),
                        ("ending", models.CharField(max_length=20, verbose_name="filtype")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("size", models.PositiveIntegerField(verbose_name="størrelse i byte")),
                    ],
                    options={
                        "verbose_name": "fingeravtrykk av fil",
                        "verbose_name_plural": "fingeravtrykk av filer",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("publication", "version", "ending", "digest"), name="filedigest_once"
                            )
                        ],
                    },
                ),
            ],
        ),
        ProtectRows("reports_publication"),
        ProtectRows("reports_correction"),
        ProtectRows("reports_filedigest"),
        ForbidChangesOncePublished("reports_frozenfigure", "publication_id"),
        ForbidChangesOncePublished("reports_annualreport", "id"),
        ForbidChangesOncePublished("reports_section", "report_id"),
        ForbidChangesOncePublished(
            "reports_quote", "report_id", may_empty=["text", "person", "role"], others=["slug", "consent_on"]
        ),
        ForbidWhen(
            "reports_sealedquote",
            "UPDATE",
            "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL "
            "OR NEW.seal <> OLD.seal OR NEW.publication_id <> OLD.publication_id",
            name="sealedquote_only_withdrawn",
            reason="the words of a published quote can only be withdrawn",
        ),
        ForbidWhen(
            "reports_sealedquote",
            "DELETE",
            "true",
            name="sealedquote_not_deleted",
            reason="a published quote can not be deleted",
        ),
        ForbidChangesOncePublished("reports_picture", "report_id"),
    ]
