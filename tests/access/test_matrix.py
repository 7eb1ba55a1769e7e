"""Each role reaches exactly the routes that `pages` and `lists` declare, by each method."""

import pytest
from django.db import transaction

from tests.access import lists
from tests.access.declared import ROUTES, addresses, declared
from tests.access.pages import ADVISER, OWN, PAGES
from tests.access.people import OUTSIDE, READERS, client_of
from tests.access.routes import LOGIN, Reader, Route, is_let_in

COUNTED = ("rapporter/", "min-side/opplysninger")
EACH_READER = pytest.mark.parametrize(
    "reader", [pytest.param(reader, marks=pytest.mark.one_database) for reader in READERS]
)


def test_every_route_is_declared() -> None:
    assert {route.name for route in ROUTES if not route.model} == set(PAGES)
    assert {route.model for route in ROUTES if route.model} == set(lists.RIGHTS)
    assert {route.rest for route in ROUTES if route.model} == set(lists.PAGES)


@EACH_READER
@pytest.mark.usefixtures("_scene")
def test_role_reaches_what_is_declared(reader: str) -> None:
    asking = Reader(client_of(reader))
    wrong = [
        fault
        for route, address in addresses()
        for method, is_allowed in declared(route, reader).items()
        if not is_asked_by_others(route, reader, method, is_allowed=is_allowed)
        if (fault := fault_of(asking, reader, method, route, address, is_allowed=is_allowed))
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.postgresql
@pytest.mark.usefixtures("_scene")
def test_each_route_answers_on_postgresql() -> None:
    """What is let in is asked for once on PostgreSQL, where most tests of pages are not run."""
    asking = {reader: Reader(client_of(reader)) for reader in READERS}
    wrong = []
    for route, address in addresses():
        for method in ("GET", "POST"):
            reader = next((each for each in READERS if declared(route, each)[method]), None)
            if reader and (fault := fault_of(asking[reader], reader, method, route, address, is_allowed=True)):
                wrong.append(fault)

    assert not wrong, "\n".join(wrong)


def fault_of(asking: Reader, reader: str, method: str, route: Route, address: str, *, is_allowed: bool) -> str:
    """Return how the answer differs from what is declared, or an empty text; undo what the request changed."""
    with transaction.atomic():
        status, location = asking.status(method, address)
        transaction.set_rollback(True)
    is_right = is_let_in(route, status, location) if is_allowed else is_refused(route, reader, status, location)
    if is_right and status < 500:
        return ""
    return f"{reader}: {method} {address} ({route.name}): {status} {location}, declared: {is_allowed}"


def is_asked_by_others(route: Route, reader: str, method: str, *, is_allowed: bool) -> bool:
    """Return whether the request is left to another reader, since it takes long and would find nothing more.

    Refusals are asked for by every reader, but in the lists, which have one gate for who is outside. What is let in is
    asked for by the first reader who may: of pages that count a whole year, and all that is sent. A superuser, who has
    every permission, asks only for what no other may.
    """
    if not is_allowed:
        return bool(route.model) and reader in OUTSIDE[1:] and (method == "POST" or reader != "juror")
    first = next(each for each in READERS if declared(route, each)[method])
    is_long = method == "POST" or route.pattern.startswith(COUNTED)
    return reader != first and (is_long or reader == "superuser")


def is_refused(route: Route, reader: str, status: int, location: str) -> bool:
    """Return whether the refusal is the right one, which is 404 where nobody else may know what there is."""
    if reader == "anonymous":
        return status in (401, 404, 405) or location.startswith(LOGIN)
    if is_private(route) and reader not in ("contact", "adviser"):
        return status in (404, 405)
    return not is_let_in(route, status, location)


def is_private(route: Route) -> bool:
    """Return whether the route is for the contacts of one organisation, or for advisers, alone."""
    if route.model:
        return route.model in lists.ADVICE_LINE
    reads, sends, _about = PAGES[route.name]
    return reads | sends in (OWN, ADVISER) and not route.pattern.startswith("konto/")


@pytest.mark.one_database
@pytest.mark.usefixtures("_scene")
def test_other_methods_are_refused() -> None:
    asking, methods = Reader(client_of("superuser")), ("PUT", "DELETE")

    assert {asking.status(method, address)[0] for _route, address in addresses() for method in methods} == {405}
