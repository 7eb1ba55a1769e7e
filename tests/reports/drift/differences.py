"""Helpers of the drift tests: the numbers of a drift, and the trace of a row."""

from datetime import UTC, date, datetime

from reports.drift import change_trace, differences

DAY = date(2026, 3, 16)
BEFORE = datetime(2024, 12, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 6, 2, 10, 30, tzinfo=UTC)


def everyone(_model):
    return True


def nobody(_model):
    return False


def numbers(found):
    """Return each difference as published and live number, by its full name."""
    return {f"{one.key}.{one.group}".rstrip("."): (one.published, one.live) for one in found.differences}


def traced(publication, viewer, key, group=""):
    """Return the traces of one difference for a viewer of every row."""
    found = differences.drift(publication, DAY).differences
    traces = change_trace.trace(found, since=publication.published_at, viewer=viewer, can_view=everyone)
    return next(one for one in traces if (one.difference.key, one.difference.group) == (key, group))


def describe(trace):
    """Return a trace in words: the row, what happened to it, and each edit with its changes."""
    edits = [
        (edit.row, edit.kind, edit.by, [(change.field, change.old, change.new) for change in edit.changes])
        for edit in trace.edits
    ]
    return (trace.row, trace.how, edits)
