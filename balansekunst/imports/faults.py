"""Which errors are reported, and which only follow from another error."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

CONSEQUENCE = "consequence"


class Refused:
    """What an import has rejected so far. References to it are not reported as errors of their own."""

    def __init__(self) -> None:
        self._names: dict[type[Model], set[str]] = {}
        self._wholly: set[type[Model]] = set()

    def add(self, model: type[Model], *names: Any) -> None:
        """Add a row by all names that may refer to it; without names, all rows of the model."""
        if not names:
            self._wholly.add(model)
        self._names.setdefault(model, set()).update(map(_folded, names))

    def includes(self, model: type[Model], *names: Any) -> bool:
        """Return whether a row that one of the names may refer to was rejected."""
        return model in self._wholly or any(_folded(name) in self._names.get(model, ()) for name in names if name)


def _folded(name: Any) -> str:
    return " ".join(str(name).split()).casefold()


# Yields the errors of an instance, except at the fields in a collection.
Check = Callable[[Model, Collection[str]], Iterator[ValidationError]]


def invalid_fields(instance: Model, exclude: Collection[str]) -> Iterator[ValidationError]:
    """Yield the validation errors of the fields themselves, which the database isn't asked for.

    The database refuses what this doesn't find: rows that refer to nothing, duplicates, and what breaks a constraint.
    """
    foreign_keys = {field.name for field in instance._meta.concrete_fields if field.is_relation}
    try:
        instance.clean_fields(exclude={*exclude, *foreign_keys})
    except ValidationError as error:
        yield error


def broken_rules(instance: Model, exclude: Collection[str]) -> Iterator[ValidationError]:
    """Yield the model's validation errors, except those of fields that have an error already.

    Rules about several fields are only checked once each field is valid: with a wrong date, a period is another.
    """
    if invalid := list(invalid_fields(instance, exclude)):
        yield from invalid
        return
    # One field at a time: a constraint on a field that has an error is skipped by `full_clean(exclude=…)`.
    reported = set(exclude)
    while NON_FIELD_ERRORS not in reported:
        try:
            instance.full_clean(exclude=reported)
        except ValidationError as error:
            remaining = [(name, problems) for name, problems in error.error_dict.items() if name not in reported]
        else:
            return
        if not remaining:
            return
        name, problems = remaining[0]
        yield ValidationError({name: problems})
        reported.add(name)
