"""Two topics become one: from a day on, courses about the one count as courses about the other.

Neither the courses nor their histories are changed: a topic only refers to the one that it counts as
(`Topic.merged_into`) from a day (`Topic.merged_from`), which is in the present year or later. So the tables of earlier
years, published or not, stay as they are, and imports of old workbooks find the old name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from balansekunst.fields import number
from balansekunst.forms import DateField
from balansekunst.imports.batches import Batch
from courses.models import Assignment, Topic
from courses.querysets import AssignmentQuerySet

if TYPE_CHECKING:
    from balansekunst.figures import Period

COUNTED = "counted_topic"


@dataclass(frozen=True)
class CountedTopic:
    """A topic in the figures, with the first day on which it was no longer in use."""

    name: str
    ended: date | None

    def __str__(self) -> str:
        return self.name

    def was_in_use(self, period: "Period") -> bool:
        return self.ended is None or self.ended > period.first


def with_counted_topic(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Annotate each course with the topic that it counts as on its day, once for each such topic.

    A course with two topics that count as one is one row of it, so that nothing of the course is added up twice.
    """
    others: QuerySet[Any] = Assignment.topics.through.objects.filter(
        assignment=OuterRef("pk"), topic__lt=OuterRef("own_topic")
    )
    same = others.annotate(counted=_counted("topic", OuterRef("date"))).filter(counted=OuterRef(COUNTED))
    rows = assignments.alias(own_topic=F("topics")).annotate(**{COUNTED: _counted("topics", F("date"))})
    return rows.filter(~Exists(same))


def _counted(path: str, day: F) -> Case:
    """Return the topic that the one at the path counts as on the day."""
    merged = Q(**{f"{path}__merged_from__lte": day})
    again = merged & Q(**{f"{path}__merged_into__merged_from__lte": day})
    return Case(
        When(again, then=F(f"{path}__merged_into__merged_into")),
        When(merged, then=F(f"{path}__merged_into")),
        default=F(path),
    )


def topics() -> dict[int, CountedTopic]:
    """Return all topics. One that was taken out of use ended on the day of that, by its history."""
    versions = Topic.history.filter(active=False)
    used_again = Topic.history.filter(id=OuterRef("id"), active=True, history_id__gt=OuterRef("history_id"))
    retired = versions.filter(~Exists(used_again), id=OuterRef("pk")).order_by("history_id").values("history_date")
    rows = Topic.objects.annotate(retired_at=Subquery(retired[:1]))
    return {topic.pk: CountedTopic(topic.name, _ended(topic)) for topic in rows}


def _ended(topic: Any) -> date | None:
    if topic.active or topic.merged_from:
        return topic.merged_from
    return topic.retired_at and timezone.localdate(topic.retired_at)


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

    def undo_problems(self, changed: Sequence[Topic]) -> dict[int, str]:
        """Return which merges earlier years were counted by: their tables would be others without them."""
        this_year = timezone.localdate().year
        words = _("Tallene for %(year)d er laget med sammenslåingen. Lag et nytt tema hvis dere trenger det igjen.")
        return {
            topic.pk: words % {"year": topic.merged_from.year}
            for topic in changed
            if topic.merged_from and topic.merged_from.year < this_year
        }

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        batch = Batch(str(self.label))
        for each in planned:
            topic = each.row
            topic.active, topic.merged_into, topic.merged_from = False, answers["target"], answers["from_day"]
            batch.update(topic, ["active", "merged_into", "merged_from"])
        batch.write()
