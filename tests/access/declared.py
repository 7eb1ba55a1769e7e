"""Every route of the program with its URL, and who may reach it."""

from collections.abc import Iterator

from tests.access import lists, scene
from tests.access.pages import PAGES
from tests.access.routes import Route, every_route

ROUTES = every_route()


def declared(route: Route, reader: str) -> dict[str, bool]:
    """Return whether the reader may reach the route, by method."""
    if route.model:
        return lists.declared(route, reader)
    reads, sends, _about = PAGES[route.name]
    return {"GET": reader in reads, "POST": reader in sends}


def addresses() -> Iterator[tuple[Route, str]]:
    """Return each route with its URL."""
    examples = scene.examples()
    for route in ROUTES:
        yield route, route.address(*(lists.example(route) if route.model else examples[PAGES[route.name][2]]))
