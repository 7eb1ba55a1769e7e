"""Who reads the figures: of which rows they are counted, and whose lists are linked from them."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from balansekunst.access import may_enter_admin
from balansekunst.figures.areas import CanOpen, FigureArea, figure_areas, opens_nothing
from balansekunst.models import User


@dataclass(frozen=True)
class Reader:
    """A reader of figures; unless made by `reader_of`, of what is counted of everything, and for everyone.

    `areas` are counted without the rows that the reader may not know, and `can_open` says whose lists they may open.
    """

    areas: tuple[FigureArea, ...] = field(default_factory=lambda: tuple(figure_areas()))
    can_open: CanOpen = opens_nothing

    @property
    def withheld(self) -> dict[str, str]:
        """What is said of the areas with rows that are withheld from the reader, by the area's key."""
        return {area.key: area.withheld for area in self.areas if area.withheld}


def reader_of(
    user: User | AnonymousUser, day: date, *, with_lists: bool = False, with_internal: bool = False
) -> Reader:
    """Return the user as a reader on the day; `with_lists` for a page, whose numbers lead to the lists.

    With internal figures too where it is for the user alone, and not for what is going to be published.
    """
    areas = tuple(replace(area.for_reader(user, day), with_internal=with_internal) for area in figure_areas())
    return Reader(areas, lists_open_to(user) if with_lists else opens_nothing)


def lists_open_to(user: User | AnonymousUser) -> CanOpen:
    """Return a function that says whether the user may open the admin's list of a model."""

    def opens(model: type[Model]) -> bool:
        meta = model._meta
        return may_enter_admin(user) and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    return opens
