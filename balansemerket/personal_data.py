"""What is stored about the persons who work towards the mark."""

from collections.abc import Iterator

from balansekunst.erasure import Person
from balansekunst.personal_data.download import COLLECTORS, Section, section_of
from balansemerket.models import Comment, RoundStep


def collect(person: Person) -> Iterator[Section]:
    """Yield what the person said about steps, and the steps that they handed in."""
    comments = Comment.objects.filter(author=person.account).select_related("round__organisation")
    yield section_of(comments, "round", "step", "text", "written_at")
    handed_in = RoundStep.objects.filter(handed_in_by=person.account).select_related("round__organisation")
    yield section_of(handed_in, "round", "step", "status", "handed_in_at")


def register() -> None:
    COLLECTORS.append(collect)
