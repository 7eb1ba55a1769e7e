"""Login by a click: as each role in demo mode, and never otherwise."""

import pytest
from django.contrib.auth import get_user
from django.urls import NoReverseMatch, reverse
from pytest_django.asserts import assertNotContains

from balansekunst.access import has_second_factor
from demo.user_accounts import ACCOUNTS
from tests.demo import urls
from tests.factories import UserFactory

# Import balansekunst.urls now, while demo mode is off, so that it is the same as for other tests.
in_demo_urls = pytest.mark.urls(urls.__name__)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@in_demo_urls
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.slug)
def test_click_gives_second_factor(db, client, rf, demo, account):
    user = UserFactory.create(email=account.email)

    response = client.post(f"/demo/{account.slug}/")

    request = rf.get("/")
    request.session, request.user = client.session, get_user(client)
    assert (response.status_code, response.url) == (302, reverse(account.start))
    assert request.user == user
    assert has_second_factor(request)


@in_demo_urls
def test_click_needs_demo_mode(db, client):
    UserFactory.create(email="drift@balansekunst.example")

    response = client.post("/demo/drift/")

    assert (response.status_code, get_user(client).is_anonymous) == (404, True)


@in_demo_urls
@pytest.mark.parametrize(
    ("method", "role", "status"),
    [
        pytest.param("get", "drift", 405, id="a-link"),
        pytest.param("post", "noen", 404, id="an-unknown-role"),
        pytest.param("post", "drift", 404, id="an-account-that-is-gone"),
    ],
)
def test_click_is_refused(db, client, demo, method, role, status):
    assert getattr(client, method)(f"/demo/{role}/").status_code == status


def test_url_needs_demo_mode(client):
    with pytest.raises(NoReverseMatch):
        reverse("demo_login", args=["drift"])


@in_demo_urls
@pytest.mark.parametrize(
    ("demo_mode", "status"), [pytest.param(True, 200, id="on"), pytest.param(False, 404, id="off")]
)
def test_front_page_needs_demo_mode(db, client, settings, demo_mode, status):
    settings.DEMO = demo_mode

    assert client.get("/").status_code == status


def test_front_page_has_no_panel_without_demo(db, client):
    assertNotContains(client.get("/"), "Prøv som en av dem")
