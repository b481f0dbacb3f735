"""Whether registration is open, said twice: of one visit in Python, of many in SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import agenda, openings, programmes
from scheduler.queries.agenda import Filters
from tests.world import NOW, VISIT, World

pytestmark = pytest.mark.any_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
RULES: dict[str, dict[str, Any]] = {
    "open": {},
    "not yet": {"opens": NOW + DAY},
    "closed": {"closes": NOW - SECOND},
    "without an end": {"closes": None},
    "without a beginning": {"opens": None},
    "none": {"opens": None, "closes": None},
    "over": {"start": date(2026, 5, 11), "end": date(2026, 5, 15)},
    "to the second": {"opens": NOW, "closes": NOW + SECOND},
    "for members": {"visibility": "programme"},
    "for the invited": {"visibility": "invited"},
}


def _visits(world: World) -> dict[str, Event]:
    """Return one published visit for each rule, a draft and a cancelled one."""
    found = {name: world.visit(**changes) for name, changes in RULES.items()}
    found |= {"draft": world.draft(VISIT), "cancelled": world.visit()}
    with transaction():
        scheduling.cancel(found["cancelled"], by=world.elena, now=NOW)
    return found


def test_many_are_open_at_once_as_each_of_them_is(world: World) -> None:
    visits = _visits(world)
    for now in (NOW - SECOND, NOW, NOW + SECOND, NOW + 200 * DAY):
        each = {
            name
            for name, event in visits.items()
            if event.is_public and openings.state(event, now=now) == "open"
        }
        listed = {event.id for event in programmes.open_visits(world.programme, now)}
        assert {name for name, event in visits.items() if event.id in listed} == each
    assert {event.id for event in programmes.open_visits(world.programme, NOW)} == {
        visits[name].id for name in ("open", "without an end", "to the second")
    }


def test_the_agenda_has_what_is_public_and_nothing_else(world: World) -> None:
    visits = _visits(world)
    public = {event.id for event in visits.values() if event.is_public}
    shown = agenda.public_occurrences(world.programme, Filters())
    assert {row.event_id for row in shown} == public
    assert len(public) == len(RULES) - 2 + 1
