"""Evaluation of courses: the questions, and what participants answered, without anything that says who or when."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from courses.models.assignments import Assignment

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 2000


class EvaluationQuestion(ConstrainedModel):
    """The wording of a question, which staff may edit. The questions are fixed: `about` names a field of answers."""

    class About(models.TextChoices):
        USEFULNESS = "usefulness", _("nytte")
        TEACHING = "teaching", _("formidling")
        SAFETY = "safety", _("trygghet")
        PRACTICE = "practice", _("i praksis")

    about = models.CharField(_("om"), max_length=20, choices=About, unique=True, editable=False)
    text = LineField(_("spørsmål"), max_length=150)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("evalueringsspørsmål")
        verbose_name_plural = _("evalueringsspørsmål")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


def score_field(about: EvaluationQuestion.About) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(about.label, editable=False)


def is_score(name: str) -> Q:
    return Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})


class EvaluationAnswer(models.Model):
    """One participant's answers about a course. Nothing is stored of who answered, from where, or when.

    The primary key is random (`courses.evaluations.answer_key`), there is no history, and no list of the rows: staff
    read averages and comments of a whole course (`courses.evaluations.results_of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        verbose_name=_("kursoppdrag"),
        related_name="evaluation_answers",
        editable=False,
    )
    usefulness = score_field(EvaluationQuestion.About.USEFULNESS)
    teaching = score_field(EvaluationQuestion.About.TEACHING)
    safety = score_field(EvaluationQuestion.About.SAFETY)
    practice = score_field(EvaluationQuestion.About.PRACTICE)
    comment = TextField(_("kommentar"), max_length=LONGEST_COMMENT, blank=True, editable=False)

    class Meta:
        verbose_name = _("evalueringssvar")
        verbose_name_plural = _("evalueringssvar")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name=f"evaluationanswer_{name}_is_score",
                condition=is_score(name),
                violation_error_message=_("Svaret skal være fra 1 til 5."),
            )
            for name in EvaluationQuestion.About.values
        ]

    def __str__(self) -> str:
        return str(_("Et svar"))
