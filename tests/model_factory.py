"""The base class of the factories."""

import os

import factory

# Each process that runs tests counts from a number of its own: rows that one makes are inserted by others too.
FIRST_NUMBER = 300_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


class ModelFactory(factory.django.DjangoModelFactory):
    """A factory whose values that are counted up to are made by no other process."""

    class Meta:
        abstract = True

    @classmethod
    def _setup_next_sequence(cls) -> int:
        return FIRST_NUMBER
