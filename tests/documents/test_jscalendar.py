"""JSCalendar's small parts: patches that fit, lengths, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.documents import jscalendar
from scheduler.documents.jscalendar import Entry, Words
from scheduler.documents.jscalendar.patches import difference, localization
from tests.documents import rfc8984

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLAIN = Entry(
    uid="1",
    sequence=0,
    created=NOW,
    updated=NOW,
    words={"en": Words("Talk")},
    start=datetime(2027, 3, 10, 10),
    zone="Europe/Sofia",
    duration=timedelta(hours=1),
    status="confirmed",
)
NAMES = st.text(alphabet="ab/~.", min_size=1, max_size=3)
OBJECTS = st.dictionaries(
    NAMES,
    st.recursive(
        st.integers() | st.text(max_size=2) | st.lists(st.integers(), max_size=2),
        lambda inner: st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(OBJECTS, OBJECTS)
def test_a_patch_makes_one_object_of_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert rfc8984.applied(old, difference(old, new)) == new


def test_a_patch_names_what_differs_and_nothing_else() -> None:
    old = {"a": {"b": 1, "c/d": 2, "~": 5}, "f": 1}
    new = {"a": {"b": 1, "c/d": 3, "~": 6}, "e": [4]}
    assert difference(old, new) == {"a/c~1d": 3, "a/~0": 6, "e": [4], "f": None}
    assert difference(old, old) == {}


def test_a_localization_says_texts_alone() -> None:
    old = {"title": "a", "duration": "PT1H", "locations": {"x": {"name": "b", "timeZone": "c"}}}
    new = {"title": "A", "duration": "PT2H", "locations": {"x": {"name": "B", "timeZone": "C"}}}
    assert localization(old, new) == {"title": "A", "locations/x/name": "B"}


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(90, "PT1H30M"), (24 * 60, "PT24H"), (25 * 60 + 1, "PT25H1M"), (45, "PT45M"), (0, "PT0S")],
)
def test_lengths_of_times_are_hours_that_pass(minutes: int, written: str) -> None:
    found = jscalendar.event(replace(PLAIN, duration=timedelta(minutes=minutes)))
    assert found["duration"] == written
    assert rfc8984.complaints(found, "Event") == []


def test_lengths_of_dates_are_days() -> None:
    dated = replace(PLAIN, start=date(2027, 3, 10), zone=None, duration=timedelta(days=5))
    assert jscalendar.event(dated)["duration"] == "P5D"


def test_what_is_not_known_is_left_out() -> None:
    found = jscalendar.event(PLAIN)
    assert found.keys() == {
        *("@type", "prodId", "uid", "sequence", "created", "updated", "locale", "start"),
        *("title", "timeZone", "duration", "status", "freeBusyStatus", "privacy"),
    }
