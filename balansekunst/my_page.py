"""My page (Min side): what waits for the user, and a page for each of their organisations, in parts of all apps.

An app that has something to show there registers it in `ready` of its AppConfig, by importing a module which does:

    from balansekunst import my_page
    from balansekunst.my_page import Part, Place, Visit

    def courses(visit: Visit) -> dict[str, Any] | None:
        rows = list(Assignment.objects.filter(client=visit.organisation)[:5])
        return {"assignments": rows} if rows else None

    my_page.register(Part(order=60, place=Place.ORGANISATION, template="courses/_parts/my_courses.html", load=courses))
    my_page.register_tasks(find_tasks)

`load` returns the names that its template uses, or None to leave the part out; it takes a fixed number of queries. The
template is a `<section class="section" aria-labelledby="…">` with an `<h2>`, and works without scripts; of an
organisation, two are beside each other where there is room, unless one has the class `wide`. What `Place` a part has
decides how often it is shown. Tasks are what the user has to do, and are listed on top, the nearest last day
first; a source of tasks looks at `visit.organisations`, and yields what is the user's own only if `visit.is_start`.

The page of an organisation is open to its contacts alone. Whoever has one organisation gets its parts on the start
page. An address that changes something for an organisation gets it by `members.views.organisation_of`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from django.utils import timezone

from balansekunst import front_page
from balansekunst.access import READ_REPORTS, may_enter_admin
from balansekunst.models import User

# After all tasks that have a last day.
NO_LAST_DAY = date.max


@dataclass(frozen=True)
class Visit:
    """A look at the page: by whom, when, and at which organisations, each with `is_member`.

    `organisation` is the one whose parts are shown. A contact of several has none on the start page.
    """

    user: User
    at: datetime
    organisations: Sequence[Any]
    is_start: bool
    _found: dict[Callable[["Visit"], Any], Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def organisation(self) -> Any:
        return self.organisations[0] if len(self.organisations) == 1 else None

    def once[Found](self, load: Callable[["Visit"], Found]) -> Found:
        """Return `load(visit)`, called once: for what several parts, or a part and tasks, show."""
        if load not in self._found:
            self._found[load] = load(self)
        return self._found[load]


class Place(Enum):
    """Where a part is shown."""

    TOP = auto()  # on the start page, above the organisations: what is the user's own
    ORGANISATION = auto()  # once for each organisation
    FOOT = auto()  # on the start page, below: what is seldom used


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the page. Those with a lower `order` come first."""

    order: int
    place: Place
    template: str
    load: Callable[[Visit], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """A part with what its template uses."""

    part: Part
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """Something to do for the user, and the page where it is done.

    `due` is the last day, if there is one, `when` that day as it is read, and `left` the days until then, in words.
    """

    title: str
    about: str
    button: str
    url: str
    organisation: str = ""
    due: date = NO_LAST_DAY
    when: str = ""
    left: str = ""
    is_late: bool = False


PARTS: list[Part] = []
TASKS: list[Callable[[Visit], Iterable[Task]]] = []


def register(*parts: Part) -> None:
    """Add parts to the page."""
    PARTS.extend(parts)


def register_tasks(source: Callable[[Visit], Iterable[Task]]) -> None:
    """Add a source of tasks."""
    TASKS.append(source)


def sections(visit: Visit, place: Place) -> list[Section]:
    """Return the parts at the place that have something to show."""
    parts = sorted((part for part in PARTS if part.place == place), key=lambda part: part.order)
    found = [(part, part.load(visit)) for part in parts]
    return [Section(part, context) for part, context in found if context is not None]


def tasks(visit: Visit) -> list[Task]:
    """Return what the user has to do, the nearest last day first."""
    return sorted((task for source in TASKS for task in source(visit)), key=lambda task: task.due)


def _work(visit: Visit) -> Mapping[str, Any] | None:
    if not (may_enter_admin(visit.user) or visit.user.has_perm(READ_REPORTS)):
        return None
    waiting = front_page.count_tasks(front_page.management_tasks(visit.user, visit.at))
    return {"waiting": waiting}


def _personal_data(_visit: Visit) -> Mapping[str, Any]:
    return {}


register(
    Part(order=10, place=Place.TOP, template="balansekunst/_parts/my_work.html", load=_work),
    Part(order=90, place=Place.FOOT, template="personal_data/_parts/my_data.html", load=_personal_data),
)
