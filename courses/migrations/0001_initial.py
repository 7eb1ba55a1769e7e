import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import balansekunst.encryption
import balansekunst.fields
import courses.models.assignments
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
                                default=True, help_text="Kan velges for nye kurs.", verbose_name="i bruk"
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_topics",
                                to="courses.topic",
                                verbose_name="slått sammen med",
                            ),
                        ),
                        (
                            "merged_from",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="slått sammen fra"),
                        ),
                    ],
                    options={
                        "verbose_name": "tema",
                        "verbose_name_plural": "temaer",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_from__isnull", True), ("merged_into__isnull", True)),
                                    models.Q(("merged_from__isnull", False), ("merged_into__isnull", False)),
                                    _connector="OR",
                                ),
                                name="topic_merged_is_complete",
                                violation_error_message="Et tema som er slått sammen med et annet, har en dag det gjelder fra.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into__isnull", True), ("active", False), _connector="OR"),
                                name="topic_merged_is_not_active",
                                violation_error_code="active",
                                violation_error_message="Et tema som er slått sammen med et annet, kan ikke tas i bruk.",
                            ),
                        ],
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
                                default=True, help_text="Kan velges for nye kurs.", verbose_name="i bruk"
                            ),
                        ),
                        (
                            "merged_from",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="slått sammen fra"),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.topic",
                                verbose_name="slått sammen med",
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
                    name="Instructor",
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
                                default=True, help_text="Kan velges for nye kurs.", verbose_name="i bruk"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kursholder",
                        "verbose_name_plural": "kursholdere",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalInstructor",
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
                                default=True, help_text="Kan velges for nye kurs.", verbose_name="i bruk"
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
                        "verbose_name": "historical kursholder",
                        "verbose_name_plural": "historical kursholdere",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        ("starts", models.TimeField(blank=True, null=True, verbose_name="begynner")),
                        ("ends", models.TimeField(blank=True, null=True, verbose_name="slutter")),
                        (
                            "title",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="tittel"),
                        ),
                        (
                            "client",
                            models.ForeignKey(
                                blank=True,
                                help_text="En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="members.organisation",
                                verbose_name="oppdragsgiver",
                            ),
                        ),
                        (
                            "client_name",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                max_length=200,
                                verbose_name="oppdragsgiver utenfor registeret",
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                help_text="Der kurset holdes. Tom når det er digitalt.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("physical", "Fysisk"), ("digital", "Digitalt"), ("hybrid", "Hybrid")],
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="deltakere")),
                        (
                            "participants_at_least",
                            models.BooleanField(
                                default=False,
                                help_text="Det kom minst så mange. Det nøyaktige tallet er ikke kjent.",
                                verbose_name="minst så mange",
                            ),
                        ),
                        (
                            "instructor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="courses.instructor",
                                verbose_name="kursholder",
                            ),
                        ),
                        (
                            "price",
                            balansekunst.fields.KronerField(
                                blank=True,
                                help_text="Det som er avtalt. 0 er gratis, tomt er ikke avtalt.",
                                null=True,
                                verbose_name="pris",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("booked", "Avtalt"), ("held", "Gjennomført"), ("cancelled", "Avlyst")],
                                default="booked",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "cancellation_reason",
                            models.TextField(
                                blank=True,
                                help_text="Fylles ut når kurset blir avlyst.",
                                verbose_name="hvorfor det er avlyst",
                            ),
                        ),
                        (
                            "sequence",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="ganger flyttet"),
                        ),
                        (
                            "evaluation_key",
                            models.CharField(
                                default=courses.models.assignments.new_evaluation_key,
                                editable=False,
                                max_length=20,
                                unique=True,
                                verbose_name="adresse for evaluering",
                            ),
                        ),
                        (
                            "evaluation_closed_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="evaluering avsluttet"
                            ),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                related_name="assignments", to="courses.topic", verbose_name="temaer"
                            ),
                        ),
                        (
                            "other_instructors",
                            models.ManyToManyField(
                                blank=True,
                                related_name="other_assignments",
                                to="courses.instructor",
                                verbose_name="andre kursholdere",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kursoppdrag",
                        "verbose_name_plural": "kursoppdrag",
                        "ordering": ["-date", "-id"],
                        "indexes": [
                            models.Index(fields=["date", "id"], name="assignment_by_date"),
                            models.Index(
                                condition=models.Q(("status", "booked")), fields=["date"], name="assignment_booked"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("participants__gte", 0), ("participants__isnull", False), ("status", "held")
                                    ),
                                    models.Q(
                                        models.Q(("status", "held"), _negated=True), ("participants__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="assignment_held_has_participants",
                                violation_error_code="participants",
                                violation_error_message="Et gjennomført kurs må ha antall deltakere, 0 eller flere, og bare det.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("form", "digital"), ("municipality__isnull", True)),
                                    models.Q(
                                        models.Q(("form", "digital"), _negated=True), ("municipality__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="assignment_place_unless_digital",
                                violation_error_code="municipality",
                                violation_error_message="Et kurs må ha en kommune, men et digitalt kurs har ingen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("client__isnull", False), ("client_name", "")),
                                    models.Q(("client__isnull", True), models.Q(("client_name", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="assignment_one_client",
                                violation_error_code="client",
                                violation_error_message="Velg en oppdragsgiver i registeret, eller skriv navnet, ikke begge deler.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends__isnull", True),
                                    models.Q(("ends__gt", models.F("starts")), ("starts__isnull", False)),
                                    _connector="OR",
                                ),
                                name="assignment_ends_after_start",
                                violation_error_code="ends",
                                violation_error_message="Skriv når kurset begynner, og et senere klokkeslett for når det slutter.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancellation_reason", ""), ("status", "cancelled"), _connector="OR"
                                ),
                                name="assignment_only_cancelled_has_reason",
                                violation_error_code="cancellation_reason",
                                violation_error_message="Bare et avlyst kurs har en grunn til at det er avlyst.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssignment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("date", models.DateField(verbose_name="dato")),
                        ("starts", models.TimeField(blank=True, null=True, verbose_name="begynner")),
                        ("ends", models.TimeField(blank=True, null=True, verbose_name="slutter")),
                        (
                            "title",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="tittel"),
                        ),
                        (
                            "client_name",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                max_length=200,
                                verbose_name="oppdragsgiver utenfor registeret",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("physical", "Fysisk"), ("digital", "Digitalt"), ("hybrid", "Hybrid")],
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="deltakere")),
                        (
                            "participants_at_least",
                            models.BooleanField(
                                default=False,
                                help_text="Det kom minst så mange. Det nøyaktige tallet er ikke kjent.",
                                verbose_name="minst så mange",
                            ),
                        ),
                        (
                            "price",
                            balansekunst.fields.KronerField(
                                blank=True,
                                help_text="Det som er avtalt. 0 er gratis, tomt er ikke avtalt.",
                                null=True,
                                verbose_name="pris",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("booked", "Avtalt"), ("held", "Gjennomført"), ("cancelled", "Avlyst")],
                                default="booked",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "cancellation_reason",
                            models.TextField(
                                blank=True,
                                help_text="Fylles ut når kurset blir avlyst.",
                                verbose_name="hvorfor det er avlyst",
                            ),
                        ),
                        (
                            "sequence",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="ganger flyttet"),
                        ),
                        (
                            "evaluation_closed_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="evaluering avsluttet"
                            ),
                        ),
                        (
                            "client",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.organisation",
                                verbose_name="oppdragsgiver",
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Der kurset holdes. Tom når det er digitalt.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        (
                            "instructor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.instructor",
                                verbose_name="kursholder",
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
                        "verbose_name": "historical kursoppdrag",
                        "verbose_name_plural": "historical kursoppdrag",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAssignment_topics",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.assignment",
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
                                to="courses.topic",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="courses.historicalassignment",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalAssignment_topics",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEvaluationQuestion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("usefulness", "nytte"),
                                    ("teaching", "formidling"),
                                    ("safety", "trygghet"),
                                    ("practice", "i praksis"),
                                ],
                                db_index=True,
                                editable=False,
                                max_length=20,
                                verbose_name="om",
                            ),
                        ),
                        ("text", models.CharField(max_length=150, verbose_name="spørsmål")),
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
                        "verbose_name": "historical evalueringsspørsmål",
                        "verbose_name_plural": "historical evalueringsspørsmål",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="EvaluationQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("usefulness", "nytte"),
                                    ("teaching", "formidling"),
                                    ("safety", "trygghet"),
                                    ("practice", "i praksis"),
                                ],
                                editable=False,
                                max_length=20,
                                unique=True,
                                verbose_name="om",
                            ),
                        ),
                        ("text", models.CharField(max_length=150, verbose_name="spørsmål")),
                    ],
                    options={
                        "verbose_name": "evalueringsspørsmål",
                        "verbose_name_plural": "evalueringsspørsmål",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationAnswer",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "assignment",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluation_answers",
                                to="courses.assignment",
                                verbose_name="kursoppdrag",
                            ),
                        ),
                        ("usefulness", models.PositiveSmallIntegerField(editable=False, verbose_name="nytte")),
                        ("teaching", models.PositiveSmallIntegerField(editable=False, verbose_name="formidling")),
                        ("safety", models.PositiveSmallIntegerField(editable=False, verbose_name="trygghet")),
                        ("practice", models.PositiveSmallIntegerField(editable=False, verbose_name="i praksis")),
                        (
                            "comment",
                            models.TextField(blank=True, editable=False, max_length=2000, verbose_name="kommentar"),
                        ),
                    ],
                    options={
                        "verbose_name": "evalueringssvar",
                        "verbose_name_plural": "evalueringssvar",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("usefulness__gte", 1), ("usefulness__lte", 5)),
                                name="evaluationanswer_usefulness_is_score",
                                violation_error_message="Svaret skal være fra 1 til 5.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("teaching__gte", 1), ("teaching__lte", 5)),
                                name="evaluationanswer_teaching_is_score",
                                violation_error_message="Svaret skal være fra 1 til 5.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("safety__gte", 1), ("safety__lte", 5)),
                                name="evaluationanswer_safety_is_score",
                                violation_error_message="Svaret skal være fra 1 til 5.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("practice__gte", 1), ("practice__lte", 5)),
                                name="evaluationanswer_practice_is_score",
                                violation_error_message="Svaret skal være fra 1 til 5.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPublicEvent",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "title",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="tittel"),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("held", "Eget arrangement"), ("supported", "Støttet arrangement")],
                                default="held",
                                max_length=10,
                                verbose_name="vår rolle",
                            ),
                        ),
                        ("digital", models.BooleanField(default=False, verbose_name="digitalt")),
                        ("partners", models.CharField(blank=True, max_length=300, verbose_name="samarbeidspartnere")),
                        (
                            "participants",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Tom til arrangementet er holdt, eller hvis tallet er ukjent.",
                                null=True,
                                verbose_name="deltakere",
                            ),
                        ),
                        ("participants_at_least", models.BooleanField(default=False, verbose_name="minst så mange")),
                        (
                            "cancelled",
                            models.BooleanField(
                                default=False, help_text="Et avlyst arrangement telles ikke.", verbose_name="avlyst"
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Tom når arrangementet er digitalt.",
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
                        "verbose_name": "historical arrangement",
                        "verbose_name_plural": "historical arrangementer",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PublicEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="dato")),
                        (
                            "title",
                            balansekunst.fields.NameField(db_collation="nb", max_length=200, verbose_name="tittel"),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("held", "Eget arrangement"), ("supported", "Støttet arrangement")],
                                default="held",
                                max_length=10,
                                verbose_name="vår rolle",
                            ),
                        ),
                        ("digital", models.BooleanField(default=False, verbose_name="digitalt")),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                help_text="Tom når arrangementet er digitalt.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="public_events",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        ("partners", models.CharField(blank=True, max_length=300, verbose_name="samarbeidspartnere")),
                        (
                            "participants",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Tom til arrangementet er holdt, eller hvis tallet er ukjent.",
                                null=True,
                                verbose_name="deltakere",
                            ),
                        ),
                        ("participants_at_least", models.BooleanField(default=False, verbose_name="minst så mange")),
                        (
                            "cancelled",
                            models.BooleanField(
                                default=False, help_text="Et avlyst arrangement telles ikke.", verbose_name="avlyst"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "arrangement",
                        "verbose_name_plural": "arrangementer",
                        "ordering": ["-date", "-id"],
                        "indexes": [models.Index(fields=["date", "id"], name="publicevent_by_date")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("digital", True), ("municipality__isnull", True)),
                                    models.Q(("digital", False), ("municipality__isnull", False)),
                                    _connector="OR",
                                ),
                                name="publicevent_place_unless_digital",
                                violation_error_code="municipality",
                                violation_error_message="Et arrangement må ha en kommune, men et digitalt arrangement har ingen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("participants_at_least", False), ("participants__isnull", False), _connector="OR"
                                ),
                                name="publicevent_floor_has_participants",
                                violation_error_code="participants",
                                violation_error_message="Skriv hvor mange det minst var.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled", False), ("participants__isnull", True), _connector="OR"
                                ),
                                name="publicevent_cancelled_has_no_participants",
                                violation_error_code="participants",
                                violation_error_message="Et avlyst arrangement har ingen deltakere.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssignment_other_instructors",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.assignment",
                            ),
                        ),
                        (
                            "instructor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.instructor",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="courses.historicalassignment",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalAssignment_other_instructors",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalBooking",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("received_at", models.DateTimeField(editable=False, verbose_name="mottatt")),
                        (
                            "organisation_name",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                max_length=200,
                                verbose_name="virksomhet utenfor registeret",
                            ),
                        ),
                        ("is_member", models.BooleanField(help_text="Slik bestilleren svarte.", verbose_name="medlem")),
                        (
                            "form",
                            models.CharField(
                                choices=[("physical", "Fysisk"), ("digital", "Digitalt"), ("hybrid", "Hybrid")],
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        ("people", models.PositiveIntegerField(verbose_name="antall deltakere")),
                        ("people_at_least", models.BooleanField(default=False, verbose_name="minst så mange")),
                        ("purpose", models.TextField(blank=True, verbose_name="hva kurset er til")),
                        (
                            "contact_name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=200, verbose_name="kontaktperson"
                            ),
                        ),
                        ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "contact_phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "venter på svar"),
                                    ("confirmed", "avtalt"),
                                    ("declined", "avslått"),
                                ],
                                default="received",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="besvart")),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="svar til bestilleren")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under.",
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
                        (
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.assignment",
                                verbose_name="kursoppdrag",
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
                        "verbose_name": "historical bestilling",
                        "verbose_name_plural": "historical bestillinger",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalBooking_topics",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "booking",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="courses.booking",
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
                                to="courses.topic",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="courses.historicalbooking",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalBooking_topics",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Booking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received_at", models.DateTimeField(editable=False, verbose_name="mottatt")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                help_text="En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="members.organisation",
                                verbose_name="virksomhet",
                            ),
                        ),
                        (
                            "organisation_name",
                            balansekunst.fields.NameField(
                                blank=True,
                                db_collation="nb",
                                max_length=200,
                                verbose_name="virksomhet utenfor registeret",
                            ),
                        ),
                        ("is_member", models.BooleanField(help_text="Slik bestilleren svarte.", verbose_name="medlem")),
                        (
                            "form",
                            models.CharField(
                                choices=[("physical", "Fysisk"), ("digital", "Digitalt"), ("hybrid", "Hybrid")],
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        (
                            "municipality",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.municipality",
                                verbose_name="kommune",
                            ),
                        ),
                        ("people", models.PositiveIntegerField(verbose_name="antall deltakere")),
                        ("people_at_least", models.BooleanField(default=False, verbose_name="minst så mange")),
                        ("purpose", models.TextField(blank=True, verbose_name="hva kurset er til")),
                        (
                            "contact_name",
                            balansekunst.fields.NameField(
                                db_collation="nb", max_length=200, verbose_name="kontaktperson"
                            ),
                        ),
                        ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                        (
                            "contact_phone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[balansekunst.fields.validate_phone],
                                verbose_name="telefon",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "venter på svar"),
                                    ("confirmed", "avtalt"),
                                    ("declined", "avslått"),
                                ],
                                default="received",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="besvart")),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="svar til bestilleren")),
                        (
                            "assignment",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="booking",
                                to="courses.assignment",
                                verbose_name="kursoppdrag",
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("form_key", models.CharField(editable=False, max_length=32, unique=True)),
                        (
                            "topics",
                            models.ManyToManyField(related_name="bookings", to="courses.topic", verbose_name="temaer"),
                        ),
                    ],
                    options={
                        "verbose_name": "bestilling",
                        "verbose_name_plural": "bestillinger",
                        "ordering": ["-received_at", "-id"],
                        "indexes": [
                            models.Index(fields=["received_at", "id"], name="booking_by_received_at"),
                            models.Index(
                                condition=models.Q(("status", "received")),
                                fields=["received_at"],
                                name="booking_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("form", "digital"), ("municipality__isnull", True)),
                                    models.Q(
                                        models.Q(("form", "digital"), _negated=True), ("municipality__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_place_unless_digital",
                                violation_error_code="municipality",
                                violation_error_message="Velg kommunen der kurset skal holdes, men ikke for et digitalt kurs.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisation__isnull", False), ("organisation_name", "")),
                                    models.Q(
                                        ("organisation__isnull", True),
                                        models.Q(("organisation_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_one_organisation",
                                violation_error_code="organisation",
                                violation_error_message="Velg en virksomhet i registeret, eller skriv navnet, ikke begge deler.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on__isnull", True), ("status", "received")),
                                    models.Q(
                                        models.Q(("status", "received"), _negated=True), ("decided_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_decided_has_date",
                                violation_error_message="Et svar har en dato, og bare et svar.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("assignment__isnull", False), ("status", "confirmed")),
                                    models.Q(
                                        models.Q(("status", "confirmed"), _negated=True), ("assignment__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_confirmed_has_assignment",
                                violation_error_message="En avtalt bestilling har et kursoppdrag, og bare den.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "declined"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    ("contact_email", ""),
                                    _connector="OR",
                                ),
                                name="booking_declined_has_answer",
                                violation_error_code="answer",
                                violation_error_message="Skriv hvorfor bestillingen er avslått.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "received"), _negated=True),
                                    models.Q(("contact_email", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_waiting_has_email",
                                violation_error_code="contact_email",
                                violation_error_message="En bestilling som venter på svar, må ha en e-postadresse.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WishedDate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wishes",
                                to="courses.booking",
                                verbose_name="bestilling",
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(verbose_name="ønske nummer")),
                        ("day", models.DateField(verbose_name="dato")),
                        (
                            "part",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("morning", "formiddag"),
                                    ("afternoon", "ettermiddag"),
                                    ("evening", "kveld"),
                                    ("any", "når som helst på dagen"),
                                ],
                                max_length=10,
                                verbose_name="del av dagen",
                            ),
                        ),
                        ("starts", models.TimeField(blank=True, null=True, verbose_name="klokkeslett")),
                    ],
                    options={
                        "verbose_name": "ønsket dato",
                        "verbose_name_plural": "ønskede datoer",
                        "ordering": ["place"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("booking", "place"),
                                name="wisheddate_place_once",
                                violation_error_message="Bestillingen har allerede et ønske med dette nummeret.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("part", ""), _negated=True), ("starts__isnull", False), _connector="OR"
                                ),
                                name="wisheddate_has_time",
                                violation_error_code="part",
                                violation_error_message="Velg en del av dagen, eller skriv et klokkeslett.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstructorFeed",
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
                            "instructor",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feed",
                                to="courses.instructor",
                                verbose_name="kursholder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kalenderadresse til en kursholder",
                        "verbose_name_plural": "kalenderadresser til kursholdere",
                        "abstract": False,
                    },
                ),
            ],
        ),
    ]
