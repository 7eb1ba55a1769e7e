"""The document as JSON and back again, and its JSON Schema."""

import json
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from balansekunst.figures import ChartKind, Hidden, Period, Unit
from reports.document import nodes, serialise, traversal
from reports.document.nodes import Missing, Number, Paragraph, Text, Typed
from reports.document.serialise import NotADocumentError, from_json, to_json
from reports.document.values import AreaValues, FigureValue, YearValues
from tests.reports import published_reports

VALIDATOR = Draft202012Validator(serialise.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

words = st.text(max_size=8)
values = st.one_of(st.integers(-(10**9), 10**9), st.sampled_from(Hidden))
numbers = st.builds(Number, words, values, words, st.sampled_from(Unit), words, st.booleans())
leaves = st.one_of(
    st.builds(Text, words), st.just(nodes.LineBreak()), numbers, st.builds(nodes.Comparison, words, words)
)


def tuples(strategy, most=2):
    return st.lists(strategy, max_size=most).map(tuple)


inline = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(nodes.Strong, tuples(inner)),
        st.builds(nodes.Emphasis, tuples(inner)),
        st.builds(nodes.Link, words, tuples(inner)),
    ),
    max_leaves=3,
)
cells = tuples(st.one_of(words, numbers), 3)
tables = st.builds(nodes.Table, tuples(words), tuples(cells), cells)
pictures = st.builds(nodes.Picture, words, st.integers(1, 9), st.integers(1, 9), words, words, words)
plotly = st.fixed_dictionaries({"data": st.just([]), "layout": st.dictionaries(words, st.integers(0, 9), max_size=1)})
recipients = st.builds(nodes.Recipient, words, words, words, words, st.integers(0, 9))
flat_blocks = st.one_of(
    st.builds(Paragraph, tuples(inline)),
    st.builds(nodes.Heading, tuples(inline)),
    st.builds(nodes.KeyFigures, tuples(numbers), st.booleans()),
    st.builds(nodes.PersonQuote, words, words, words),
    pictures,
    st.builds(
        nodes.Chart,
        words,
        words,
        st.sampled_from(ChartKind),
        words,
        words,
        tuples(words),
        tuples(words),
        tables,
        plotly,
    ),
    st.builds(nodes.TableBlock, words, tables, st.booleans()),
    st.builds(nodes.Recipients, tuples(recipients), st.integers(0, 9)),
    st.builds(nodes.Note, words),
)
blocks = st.recursive(
    flat_blocks,
    lambda inner: st.one_of(
        st.builds(nodes.Quote, tuples(inner)),
        st.builds(nodes.List, st.booleans(), tuples(tuples(inner))),
    ),
    max_leaves=3,
)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
names = st.text("abcå", min_size=1, max_size=3)


def by_name(make, *parts):
    """Return tuples in which no name occurs twice."""
    return st.lists(st.tuples(names, *parts), max_size=2, unique_by=lambda item: item[0]).map(
        lambda items: tuple(make(*item) for item in items)
    )


groups = by_name(lambda name, value: (name, value), values)
figures = by_name(
    lambda name, value, grouped: FigureValue(name, groups=grouped) if grouped is not None else FigureValue(name, value),
    values,
    st.none() | groups,
)
areas = by_name(
    lambda name, now, before: AreaValues(name, now, before if now is not None else None),
    st.none() | figures,
    st.none() | figures,
)
documents = st.builds(
    nodes.Document,
    format=st.just(nodes.FORMAT),
    rules=words,
    year=st.integers(1900, 2200),
    period=st.builds(Period, days, days),
    is_over=st.booleans(),
    title=words,
    lead=tuples(inline),
    cover=st.builds(nodes.Cover, st.sampled_from(get_args(nodes.Colour)), st.none() | pictures),
    key_figures=tuples(numbers),
    sections=tuples(st.builds(nodes.Section, words, words, words, tuples(blocks))),
    figures=st.none() | st.builds(YearValues, st.integers(1900, 2200), days, st.booleans(), areas),
    definitions=tuples(
        st.builds(
            nodes.Definition,
            words,
            words,
            words,
            words,
            words,
            words,
            st.sampled_from(Unit),
            words,
            words,
            tuples(words),
            words,
        )
    ),
    warnings=tuples(st.builds(nodes.FigureWarning, words, words, words)),
)


@given(documents)
@settings(max_examples=60, deadline=None)
def test_any_document_survives_json(document):
    data = json.loads(json.dumps(to_json(document)))

    assert from_json(data) == document
    assert to_json(from_json(data)) == data


@given(documents)
@settings(max_examples=40, deadline=None)
def test_any_document_matches_schema(document):
    assert list(VALIDATOR.iter_errors(to_json(document))) == []


def test_stored_schema_is_that_of_types():
    """It is generated: `manage.py shell -c "from reports.document import serialise; serialise.write_schema()"`."""
    assert json.loads(serialise.SCHEMA.read_text()) == serialise.schema()


def test_schema_describes_every_node_class():
    Draft202012Validator.check_schema(serialise.schema())
    classes = {cls.__name__ for cls in (*serialise.INLINE, *serialise.BLOCKS)}

    assert classes <= set(serialise.schema()["$defs"])
    assert len({cls.type for cls in (*serialise.INLINE, *serialise.BLOCKS)}) == len(classes)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        pytest.param(0, 0, id="zero"),
        pytest.param(39, 39, id="number"),
        pytest.param(Hidden.SMALL, {"under": 5}, id="small"),
        pytest.param(Hidden.WITHHELD, {"hidden": True}, id="withheld"),
    ],
)
def test_hidden_value_says_so_in_json(value, data):
    assert serialise.encode_value(value) == data
    assert serialise.decode_value(data) == value


def test_local_fields_are_not_serialised():
    document = published_reports.made()
    linked = traversal.transform(document, lambda node: replace(node, url="/x") if isinstance(node, Number) else node)

    assert to_json(replace(linked, kind="draft")) == to_json(document)


@pytest.mark.parametrize("node", [Missing("{a.b}"), Typed("4711")], ids=["missing", "typed"])
def test_draft_node_is_not_serialised(node):
    with pytest.raises(NotADocumentError, match="cannot be serialised"):
        to_json(published_reports.made(lead=(node,)))


CHANGES = [
    pytest.param(lambda data: data.pop("lead"), id="missing-key"),
    pytest.param(lambda data: data.update(more=1), id="unknown-key"),
    pytest.param(lambda data: data.update(year="2024"), id="text-for-number"),
    pytest.param(lambda data: data.update(is_over=1), id="number-for-boolean"),
    pytest.param(lambda data: data.update(lead="Tekst"), id="text-for-list"),
    pytest.param(lambda data: data["lead"].append({"type": "script"}), id="unknown-type"),
    pytest.param(lambda data: data["lead"].append({"type": "paragraph", "inline": []}), id="block-for-inline"),
    pytest.param(lambda data: data["key_figures"][0].pop("value"), id="number-without-value"),
    pytest.param(lambda data: data["key_figures"][0].update(value=None), id="no-value"),
    pytest.param(lambda data: data["key_figures"][0].update(value={"under": 4}), id="other-limit"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_other_data_is_refused(change):
    data = to_json(published_reports.made())
    change(data)

    assert list(VALIDATOR.iter_errors(data))
    with pytest.raises(NotADocumentError):
        from_json(data)
