"""Each figure says what it is, in full, and anyone may read it."""

import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.urls import reverse

import members.figures
from balansekunst.figures import RULES, Derived, Figure, Period, figure_area, figures_in
from reports.counting.definitions import definitions

pytestmark = pytest.mark.one_database

QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
DEFINITIONS = {each.key: each for each in definitions(Period.year(2024))}


@pytest.mark.parametrize("period", [None, Period.year(2024), QUARTER], ids=["any", "year", "quarter"])
def test_every_figure_has_all_of_its_definition(period):
    found = definitions(period)

    for each in found:
        missing = [
            name for name in ("label", "section", "meaning", "when", "unit_name", "rounding") if not getattr(each, name)
        ]
        assert missing == [], each.key
    assert len({each.key for each in found}) == len(found) > 30


def test_labels_are_unique_within_area():
    named = [(each.section, each.label) for each in DEFINITIONS.values()]

    assert len(set(named)) == len(named)


def test_parts_are_figures_themselves():
    made = {key: each.parts for key, each in DEFINITIONS.items() if each.parts}

    assert made == {
        "members.net": ("members.joined", "members.left"),
        "members.by_region_percent": ("members.by_region",),
        **{
            f"members.remaining_{n}_percent": (f"members.remaining_{n}", f"members.members_{n}_before")
            for n in (1, 2, 5)
        },
        "courses.bookings_median": ("courses.bookings_days",),
        "courses.evaluation": ("courses.evaluation_answers", "courses.evaluation_sum"),
        "courses.evaluation_by_topic": ("courses.evaluation_by_topic_answers", "courses.evaluation_by_topic_sum"),
        "balansepotten.awarded_share_percent": ("balansepotten.awarded_nok", "balansepotten.applied_nok"),
        "balansepotten.granted_share_percent": ("balansepotten.granted", "balansepotten.applications"),
    }
    assert {part for parts in made.values() for part in parts} <= DEFINITIONS.keys()


def test_derived_figures_are_those_with_parts():
    areas = figures_in(Period.year(2024))
    derived = {f"{area.key}.{each.key}" for area in areas for each in area.figures if isinstance(each, Derived)}

    assert derived == {key for key, each in DEFINITIONS.items() if each.parts}


def test_group_with_key_has_label():
    assert DEFINITIONS["radgivning.by_role"].group_label("utsatt") == "Den utsatte"
    assert DEFINITIONS["members.by_region"].group_label("Vestlandet") == "Vestlandet"


def test_only_private_areas_hide_counts():
    private = {"radgivning", "equality"}
    assert {each.area for each in DEFINITIONS.values() if each.hiding} == private
    assert all(each.hiding for each in DEFINITIONS.values() if each.area in private)
    assert "færre enn 5" in DEFINITIONS["radgivning.contacts"].hiding


@pytest.mark.parametrize(
    ("key", "whole", "part"),
    [
        pytest.param("members.opening", "På slutten av 31. desember 2023.", "På slutten av 31. mars 2024.", id="eve"),
        pytest.param(
            "members.joined",
            "Fra og med 1. januar 2024 til og med 31. desember 2024.",
            "Fra og med 1. april 2024 til og med 30. juni 2024.",
            id="during",
        ),
        pytest.param("members.closing", "På slutten av 31. desember 2024.", "På slutten av 30. juni 2024.", id="end"),
        pytest.param(
            "balansepotten.pot",
            "Utlysningen for 2024.",
            "Utlysninger med søknadsfrist i perioden 2. kvartal 2024.",
            id="call",
        ),
    ],
)
def test_definition_has_days_of_period(key, whole, part):
    (of_quarter,) = [each.when for each in definitions(QUARTER) if each.key == key]

    assert (DEFINITIONS[key].when, of_quarter) == (whole, part)


def test_figure_without_when_is_refused(monkeypatch):
    area = figure_area("members")
    silent = Figure("silent", "Uten tid", area.in_period(QUARTER).figure("joined").rows)
    monkeypatch.setattr(members.figures, "AREA", replace(area, figures=lambda _period: [silent]))

    with pytest.raises(ValueError, match=r"members\.silent does not declare when"):
        definitions()


@pytest.mark.django_db
def test_anonymous_reader_has_no_lists(client):
    response = client.get(reverse("report_definitions"), {"fra": "2024-01-01", "til": "2024-12-31"})

    assert response.status_code == 200
    assert all(f'id="{key}"' in response.text for key in DEFINITIONS)
    assert f"utgave {RULES}" in response.text
    assert "tall=" not in response.text


@pytest.mark.django_db
def test_derived_figure_links_to_lists_of_parts(staff_client):
    with time_machine.travel("2026-03-16 12:00+01:00", tick=False):
        year = staff_client.get("/rapporter/2024/", follow=True)
        response = staff_client.get(reverse("report_definitions"), {"fra": "2024-01-01", "til": "2024-12-31"})

    assert year.status_code == 200
    net = next(each for each in response.context["areas"]["Medlemmer"] if each["definition"].key == "members.net")
    assert [(label, list_url.partition("?")[0]) for _key, label, list_url in net["parts"]] == [
        ("Nye medlemmer", "/admin/members/membership/"),
        ("Utmeldte", "/admin/members/membership/"),
    ]


@pytest.mark.django_db
def test_invalid_days_give_general_definitions(client):
    response = client.get(reverse("report_definitions"), {"fra": "tull", "til": "2024-02-30"})

    assert response.status_code == 200
    assert "Årets utlysning" not in response.text
    assert "For hele år: årets utlysning." in response.text


def test_contents_lead_to_each_figure_and_back(client):
    page = client.get(reverse("report_definitions")).text

    ids = set(re.findall(r' id="([^"]+)"', page))
    places = re.findall(r'href="#([^"]+)"', page)
    assert set(places) - {"main"} <= ids
    assert {each.key for each in definitions()} <= set(places)
    assert page.count('href="#innhold"') == len({each.section for each in definitions()})


@pytest.mark.parametrize(
    ("who", "back", "has_names"),
    [
        pytest.param("client", "annual_report_list", False, id="public"),
        pytest.param("contact_client", "annual_report_list", False, id="contact"),
        pytest.param("management_client", "report_list", True, id="management"),
        pytest.param("staff_client", "report_list", True, id="staff"),
    ],
)
def test_way_back_and_names_by_reader(request, who, back, has_names):
    page = request.getfixturevalue(who).get(reverse("report_definitions")).text

    assert f'<p class="kicker"><a href="{reverse(back)}">' in page
    assert ("<code>members.closing</code>" in page) is has_names
    assert ("<code>" in page) is has_names
    assert "koden" not in page
