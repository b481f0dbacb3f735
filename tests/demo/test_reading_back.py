"""The demo's own feeds, read as if they were somebody else's."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from scheduler.core import zones
from scheduler.db import db, transaction
from scheduler.demo import loading
from scheduler.documents import ical
from scheduler.models import Event
from tests.world import NOW


@pytest.fixture
def programmes(app: Flask) -> list[str]:
    """Return the slugs of the demo's programmes."""
    with transaction():
        assert loading.load(now=NOW) is not None
    return sorted({event.programme.slug for event in db.session.scalars(sa.select(Event))})


@pytest.mark.parametrize("language", ["bg", "en", "both"])
def test_every_feed_is_read_as_it_was_written(
    programmes: list[str], client: FlaskClient, language: str
) -> None:
    known = {event.uid: event for event in db.session.scalars(sa.select(Event))}
    read = 0
    for slug in programmes:
        content = client.get(f"/feeds/{slug}.ics?all=1&lang={language}").data
        reading = ical.read(content, bounded=True)
        entries = [(each, known[each.uid]) for each in reading.entries if each.uid in known]
        assert (reading.refused, reading.notes) == ((), ())
        told = {note.code for each in reading.entries for note in each.notes}
        # Two titles in one line may be longer than one title may be.
        assert told == (set() if language != "both" else told & {"title_cut"})
        assert [_when(each) for each, _ in entries] == [_planned(event) for _, event in entries]
        assert [each.rule for each, _ in entries] == [event.rule for _, event in entries]
        read += len(entries)
    assert read > 50


def _when(each: ical.Incoming) -> object:
    if isinstance(each.start, datetime):
        return zones.moment(each.start, each.zone or "", each.fold)
    return each.start


def _planned(event: Event) -> object:
    return event.start_utc if event.timed else event.start_date
