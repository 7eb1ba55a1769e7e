"""Two topics become one: from a day on, courses about the one count as courses about the other.

Neither the courses nor their histories are changed: a topic only refers to the one that it counts as
(`Topic.merged_into`) from a day (`Topic.merged_from`), which is in the present year or later. So the tables of earlier
years, published or not, stay as they are, and imports of old workbooks find the old name.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from balansekunst.fields import number
from balansekunst.forms import DateField
from balansekunst.imports.batches import Batch
from courses.models import Topic
from courses.querysets import AssignmentQuerySet

COUNTED = "counted_topic"


def with_counted_topic(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Annotate each course, once for each of its topics, with the topic that it counts as on its day."""
    merged = Q(topics__merged_from__lte=F("date"))
    again = merged & Q(topics__merged_into__merged_from__lte=F("date"))
    counted = Case(
        When(again, then=F("topics__merged_into__merged_into")),
        When(merged, then=F("topics__merged_into")),
        default=F("topics"),
    )
    return assignments.annotate(**{COUNTED: counted})


def topics() -> dict[int, str]:
    """Return the topics' names."""
    return dict(Topic.objects.values_list("pk", "name"))


def problem_of(topic: Topic, target: Topic, from_day: date, *, today: date) -> str:
    """Return why the topic can't be merged into the target from the day, or ""."""
    if topic == target:
        return _("Dette er temaet som de andre slås sammen med.")
    if topic.merged_into_id:
        return _("Temaet er allerede slått sammen med et annet.")
    if from_day < date(today.year, 1, 1):
        return _("Velg en dag i år eller senere, så tallene for tidligere år blir som de var.")
    if any(child.merged_topics.all() for child in topic.merged_topics.all()):
        return _("Temaet er resultatet av to sammenslåinger etter hverandre, og kan ikke slås sammen en gang til.")
    return ""


class MergeForm(BulkForm):
    """The topic that the others count as, and from when."""

    target = forms.ModelChoiceField(
        Topic.objects.filter(active=True), label=gettext_lazy("Slå sammen med"), empty_label=None
    )
    from_day = DateField(
        label=gettext_lazy("Fra og med"),
        initial=lambda: timezone.localdate().replace(month=1, day=1),
        help_text=gettext_lazy("Kurs fra denne dagen teller under det andre temaet. Tidligere år blir som de var."),
    )


@register
class MergedTopics(BulkWork):
    """Topics that count as another one from a day on."""

    key = "topic-merge"
    model = changes = Topic
    permission = "courses.change_topic"
    label = gettext_lazy("Slå sammen med et annet tema")
    explanation = gettext_lazy(
        "Temaene går ut av bruk, og kursene om dem telles under det andre temaet. Kursene selv blir ikke endret."
    )
    form_class = MergeForm
    most = 50

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.prefetch_related("merged_topics__merged_topics")

    def plan(self, rows: Sequence[Topic], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        target, from_day = answers["target"], answers["from_day"]
        return [self._planned(row, target, from_day, context) for row in rows]

    def _planned(self, topic: Topic, target: Topic, from_day: date, context: Context) -> Planned:
        if problem := problem_of(topic, target, from_day, today=context.today):
            return Planned(topic, skipped=problem)
        moved = topic.assignments.filter(date__gte=from_day).count()
        effects = [
            Effect(_("Teller som"), topic.name, f"{target.name} ({_('fra')} {from_day:%d.%m.%Y})"),
            Effect(_("Kurs det gjelder"), "", number(moved)),
        ]
        return Planned(topic, effects=effects, changed=topic)

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        batch = Batch(str(self.label))
        for each in planned:
            topic = each.row
            topic.active, topic.merged_into, topic.merged_from = False, answers["target"], answers["from_day"]
            batch.update(topic, ["active", "merged_into", "merged_from"])
        batch.write()
