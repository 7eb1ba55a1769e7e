"""What is a fault and what only follows from one."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

CONSEQUENCE = "consequence"


class Refused:
    """What an import has refused so far. What refers to it isn't a fault of its own."""

    def __init__(self) -> None:
        self._names: dict[type[Model], set[str]] = {}
        self._wholly: set[type[Model]] = set()

    def add(self, model: type[Model], *names: Any) -> None:
        """Remember that a row was refused, under everything that may be used to refer to it; nothing: anything."""
        if not names:
            self._wholly.add(model)
        self._names.setdefault(model, set()).update(map(_folded, names))

    def holds(self, model: type[Model], *names: Any) -> bool:
        """Tell if a row that one of the names may refer to was refused."""
        return model in self._wholly or any(_folded(name) in self._names.get(model, ()) for name in names if name)


def _folded(name: Any) -> str:
    return " ".join(str(name).split()).casefold()


def broken_rules(instance: Model, exclude: Collection[str]) -> Iterator[ValidationError]:
    """Tell of the rules of its model that the instance breaks, but none that is broken by a field told of already."""
    told = set(exclude)
    while NON_FIELD_ERRORS not in told:
        try:
            instance.full_clean(exclude=told)
        except ValidationError as error:
            untold = [(name, problems) for name, problems in error.error_dict.items() if name not in told]
        else:
            return
        if not untold:
            return
        name, problems = untold[0]
        yield ValidationError({name: problems})
        told.add(name)
