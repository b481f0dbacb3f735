"""Broken calendar files by the thousand: each is read or refused, and nothing of it can do harm."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler import errors
from scheduler.core import recurrence, zones
from scheduler.documents import ical
from tests.documents import mutating
from tests.documents.watching import watched

PARTS = 10
"""A single test may not go on for long, not even in a soak."""
NEAR = ("Europe/Sofia", "Asia/Seoul")


def _faults(reading, *, bounded):
    """Give what in a reading the product could not take."""
    notes = [*reading.notes, *(each.why for each in reading.refused)]
    for entry in reading.entries:
        notes += entry.notes
        yield from _faults_of(entry, bounded=bounded)
        for override in entry.overrides:
            notes += override.notes
            yield from _faults_of(override, bounded=bounded)
            if override.zone != entry.zone:
                yield f"an override in {override.zone} of a series in {entry.zone}"
    yield from (note.code for note in notes if not errors.note_text(note.code, note.values))
    # The net that catches what nobody has thought of has caught nothing.
    yield from (note.code for note in notes if note.code == "entry_unreadable")


def _faults_of(entry, *, bounded):
    yield from _faults_of_texts(entry)
    start, end, timed = entry.start, entry.end, isinstance(entry.start, datetime)
    right = {
        "years": zones.FIRST_YEAR <= start.year <= zones.LAST_YEAR,
        "wall time": not timed or (start.tzinfo is None and start.second == 0),
        "zone": entry.zone is None or (timed and zones.is_zone(entry.zone)),
        "end": end is None or isinstance(end, datetime) == timed,
        "exceptions": all(isinstance(at, datetime) == timed for at in entry.excluded),
    }
    yield from (f"{name} of {entry}" for name, is_right in right.items() if not is_right)
    if entry.rule:
        rule = recurrence.parse(entry.rule, start, entry.zone)
        if str(rule) != entry.rule:
            yield f"rule {entry.rule}"
        if bounded:
            recurrence.dates(rule, start.date() if timed else start)


def _faults_of_texts(entry):
    limits = {"uid": 255, "summary": 300, "location": 300, "description": 10_000, "url": 2_000}
    for name, limit in limits.items():
        text = getattr(entry, name)
        if len(text) > limit or errors.has_control(text):
            yield f"{name} {text[:80]!r}"
        if name != "description" and errors.has_line_break(text):
            yield f"lines in {name} {text[:80]!r}"
    if not entry.uid:
        yield "no UID"


@pytest.mark.parametrize("part", range(PARTS))
def test_no_broken_file_does_harm(rounds, part):
    seeds, faults, kept = mutating.corpus(), [], 0
    numbers = range(part, rounds(5_000), PARTS)
    for number in numbers:
        content, bounded = mutating.broken(seeds, number), number % 3 == 0
        with watched(f"file {number}"):
            try:
                reading = ical.read(content, near=NEAR, bounded=bounded)
            except errors.CalendarRefused:
                continue
        kept += bool(reading.entries)
        faults += [f"{number}: {fault}" for fault in _faults(reading, bounded=bounded)]
    assert faults == []
    # What is broken beyond reading would prove little.
    assert kept > len(numbers) // 4
