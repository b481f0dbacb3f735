"""The demo as machines read it: every public event, in both languages, holds to both standards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from scheduler import i18n
from scheduler.db import db, transaction
from scheduler.demo import loading
from scheduler.models import Event
from scheduler.queries.machines import jscalendar, linked_data
from tests.documents import rfc8984
from tests.queries import schemaorg

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def events(app: Flask) -> list[Event]:
    """Return the public events of the demo."""
    with transaction():
        assert loading.load(now=NOW) is not None
    return list(db.session.scalars(sa.select(Event).where(Event.is_public)))


def test_every_event_holds_to_the_standards(events: list[Event]) -> None:
    assert len(events) > 100
    for event in events:
        held = [r for r in event.occurrences if r.status == "scheduled"]
        for language in ("bg", "en"):
            found = jscalendar.event(event, language)
            assert rfc8984.complaints(found, "Event") == [], event.slug
            if event.timed:
                told = rfc8984.moments(found)
                assert told == sorted((row.start_utc, row.end_utc) for row in held), event.slug
            with i18n.speaking(language):
                assert schemaorg.complaints(linked_data.event(event, now=NOW)) == [], event.slug


def test_a_list_of_them_is_one_group(events: list[Event]) -> None:
    found = jscalendar.group("x", [(event, False) for event in events], "bg", now=NOW)
    assert rfc8984.complaints(found, "Group") == []
    assert len(found["entries"]) > len(events)
    assert len({entry["uid"] for entry in found["entries"]}) == len(found["entries"])
