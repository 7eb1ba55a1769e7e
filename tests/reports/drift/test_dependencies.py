"""What a figure declares that it depends on."""

import pytest

from balansekunst.figures import Period
from reports.counting.figures import figures_in
from reports.drift import query_dependencies
from reports.drift.dependencies import Step, steps

FIGURES = [
    pytest.param(figure, id=f"{area.key}.{figure.key}")
    for area in figures_in(Period.year(2024))
    for figure in area.with_rows
    if not figure.private
]


def described(found: list[Step] | list[query_dependencies.Step]) -> set[tuple[object, ...]]:
    """Return the steps without their places; a step that finds the rows of the step before once more is left out."""
    return {
        (step.model, step.own, step.theirs, found[step.before].model, step.many, step.fields)
        for place, step in enumerate(found)
        if not (place and step.own == step.theirs == found[step.before].own)
    }


@pytest.mark.parametrize("figure", FIGURES)
def test_declared_dependencies_are_those_of_the_query(figure):
    assert described(steps(figure)) == described(query_dependencies.steps(figure))
    assert figure.measured_fields == query_dependencies.measured(figure)
