import pytest
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def links(html: str, menu: str) -> list[str]:
    """Return the texts of the links in the part of the page that begins with `menu`."""
    part = html.split(menu, 1)[1].split("</nav>", 1)[0]
    return [link.split(">", 1)[1].split("<", 1)[0] for link in part.split("<a ")[1:]]


def test_home_is_open_to_everyone(client: Client) -> None:
    response = client.get(reverse("home"))

    assert response.status_code == 200
    assert "For et likestilt og mangfoldig kulturliv" in response.text


def test_menu_of_a_visitor(client: Client) -> None:
    assert links(client.get(reverse("home")).text, 'class="menu"') == ["Balansepotten", "Årsrapport"]


def test_menu_of_a_manager(management_client: Client) -> None:
    assert links(management_client.get(reverse("home")).text, 'class="menu"') == [
        "Balansepotten",
        "Årsrapport",
        "Rapporter",
        "Admin",
    ]


def test_menu_of_an_adviser(adviser_client: Client) -> None:
    assert links(adviser_client.get(reverse("home")).text, 'class="menu"') == [
        "Balansepotten",
        "Årsrapport",
        "Rådgivning",
        "Admin",
    ]


def test_superuser_menu_has_no_enquiries(superuser_client: Client) -> None:
    menu = links(superuser_client.get(reverse("home")).text, 'class="menu"')

    assert menu == ["Balansepotten", "Årsrapport", "Rapporter", "Admin"]


def test_menu_of_a_contact(contact_client: Client) -> None:
    assert links(contact_client.get(reverse("home")).text, 'class="menu"') == ["Balansepotten", "Årsrapport"]


def test_home_without_demo_has_no_login_buttons(client: Client) -> None:
    assert "/demo/" not in client.get(reverse("home")).text


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        pytest.param("privacy", "Personvern", id="privacy"),
        pytest.param("accessibility", "Tilgjengelighet", id="accessibility"),
    ],
)
def test_footer_leads_to_open_page(client: Client, name: str, heading: str) -> None:
    footer = client.get(reverse("home")).text.split("<footer", 1)[1]
    response = client.get(reverse(name))

    assert f'<a href="{reverse(name)}">{heading}</a>' in footer
    assert f"<h1>{heading}</h1>" in response.text
    assert "mailto:post@balansekunst.example" in response.text
    assert not response.cookies


@pytest.mark.parametrize("name", [pytest.param("home", id="home"), pytest.param("account_login", id="login")])
def test_page_has_no_inline_style_or_script(client: Client, name: str) -> None:
    html = client.get(reverse(name)).text

    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
