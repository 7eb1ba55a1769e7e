"""What a figure declares that it depends on."""

from balansekunst.figures import Period, figure_area, figures_in
from reports.drift.change_trace import steps

FIGURES = [
    (f"{area.key}.{figure.key}", figure)
    for area in figures_in(Period.year(2024))
    for figure in area.with_rows
    if not figure.private
]


def described(area: str, key: str) -> list[tuple[str, str, str, int, str, list[str]]]:
    figure = figure_area(area).in_period(Period.year(2024)).figure(key)
    return [
        (step.model.__name__, step.own, step.theirs, step.before, step.many, sorted(step.fields))
        for step in steps(figure)
    ]


def test_figures_with_a_list_declare_their_fields():
    assert [name for name, figure in FIGURES if not figure.traced] == []
    assert [name for name, figure in FIGURES if not steps(figure)[0].fields >= {*figure.measured_fields}] == []
    assert len(FIGURES) > 50


def test_steps_follow_foreign_keys_of_the_group():
    assert described("members", "by_region")[:5] == [
        ("Membership", "id", "id", 0, "", ["joined", "left", "organisation"]),
        ("Organisation", "id", "organisation_id", 0, "", ["municipality"]),
        ("Municipality", "id", "municipality_id", 1, "", ["county"]),
        ("County", "id", "county_id", 2, "", ["region"]),
        ("EarlierRegion", "county_id", "county_id", 2, "", ["county", "region", "until"]),
    ]


def test_steps_follow_earlier_places():
    assert described("members", "by_region")[5:] == [
        ("EarlierPlace", "organisation_id", "organisation_id", 0, "", ["municipality", "organisation", "until"]),
        ("Municipality", "id", "municipality_id", 5, "", ["county"]),
        ("County", "id", "county_id", 6, "", ["region"]),
        ("EarlierRegion", "county_id", "county_id", 6, "", ["county", "region", "until"]),
    ]


def test_steps_follow_many_to_many():
    assert described("courses", "topics") == [
        ("Assignment", "id", "id", 0, "", ["date", "status", "topics"]),
        ("Topic", "id", "id", 0, "topics", []),
    ]


def test_steps_follow_relations_backwards():
    assert described("balansemerket", "holders") == [
        ("Certification", "id", "id", 0, "", []),
        ("Event", "certification_id", "id", 0, "", ["certification", "date", "is_cancelled", "kind", "valid_until"]),
    ]


def test_rows_of_the_same_parent_are_tied_to_each_other():
    assert described("balansepotten", "applicants") == [
        ("Application", "id", "id", 0, "", ["call", "organisation", "status"]),
        ("Call", "id", "call_id", 0, "", ["year"]),
        ("Organisation", "id", "organisation_id", 0, "", []),
        ("Application", "organisation_id", "organisation_id", 0, "", ["call", "organisation", "status"]),
        ("Call", "id", "call_id", 3, "", ["year"]),
    ]
