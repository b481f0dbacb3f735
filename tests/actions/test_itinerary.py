"""The stops of a visit: what they must hold, their order, and two who change them at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from scheduler import errors
from scheduler.actions import itinerary, scheduling
from scheduler.actions.itinerary import Stop
from scheduler.db import transaction
from scheduler.models import Event, Person
from scheduler.queries import agenda, calendar, history, verification
from tests.world import NOW, VISIT, World, mails

pytestmark = pytest.mark.any_db
LUNCH = Stop(title={"bg": "Обяд", "en": "Lunch"}, day=2, start=time(12, 30), end=time(13, 30))


def add(event: Event, stop: Stop, by: Person | None, version: int | None = None) -> None:
    """Add a stop, knowing the stored version unless told otherwise."""
    with transaction():
        itinerary.add_item(event, stop, version=version or event.version, by=by, now=NOW)


def titles(event: Event) -> list[str]:
    """Return the stops' English titles in their order."""
    visit = agenda.get_event(event.slug).visit
    assert visit
    return [item.title["en"] for item in visit.items]


def test_a_stop_is_kept_as_it_is_said(world: World) -> None:
    event = world.visit()
    add(event, LUNCH, world.elena)
    assert event.visit
    assert itinerary.stop_of(event.visit.items[0]) == LUNCH
    assert history.of_event(event)[0].verb == "add item"
    assert mails() == []
    assert list(verification.findings(NOW)) == []


def test_stops_stand_by_day_and_hour(world: World) -> None:
    event = world.visit()
    for stop in (
        replace(LUNCH, title={"en": "C"}, start=time(15), end=None),
        replace(LUNCH, title={"en": "D"}, start=None, end=None),
        replace(LUNCH, title={"en": "B"}),
        replace(LUNCH, title={"en": "A"}, day=1),
    ):
        add(event, stop, world.elena)
    assert titles(event) == ["A", "B", "C", "D"]


def test_who_knows_an_old_version_overwrites_nothing(world: World) -> None:
    event = world.visit()
    version = event.version
    add(event, LUNCH, world.elena)
    with pytest.raises(errors.EditedMeanwhile):
        add(event, LUNCH, world.jiho, version)
    assert titles(event) == ["Lunch"]


def test_the_same_again_changes_nothing(world: World) -> None:
    event = world.visit()
    add(event, LUNCH, world.elena)
    assert event.visit
    version, item = event.version, event.visit.items[0]
    with transaction():
        said = {"version": version, "by": world.elena, "now": NOW}
        assert not itinerary.change_item(event, item, LUNCH, **said)
    assert event.version == version


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        ({"day": 3}, 1),
        ({"start": time(12, 45)}, 1),
        ({"end": None}, 1),
        ({"place": {"en": "Town hall"}}, 1),
        ({"address": "1 Long Street"}, 1),
        ({"title": {"en": "Late lunch"}}, 0),
    ],
)
def test_a_moved_stop_is_newer_to_calendars_than_a_renamed_one(
    world: World, change: dict[str, Any], raised: int
) -> None:
    event = world.visit()
    add(event, LUNCH, world.elena)
    add(event, replace(LUNCH, day=1), world.elena)
    for step in (0, 1):
        assert event.visit
        other, item = event.visit.items
        said = [entry.sequence for entry in calendar.visit_items(event, ["en"])]
        assert said == [event.sequence, event.sequence + step * raised]
        with transaction():
            stop = replace(LUNCH, **change)
            itinerary.change_item(event, item, stop, version=event.version, by=world.elena, now=NOW)
    assert (event.sequence, other.sequence, item.sequence) == (0, 0, raised)


def test_strangers_and_delegates_change_nothing(world: World) -> None:
    event = world.visit()
    for person in (None, world.mallory, world.petar):
        with pytest.raises(errors.NotAllowed):
            add(event, LUNCH, person)
    assert titles(event) == []


def test_a_cancelled_visit_stays_as_it_was(world: World) -> None:
    event = world.visit()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    with pytest.raises(errors.AlreadyCancelled):
        add(event, LUNCH, world.elena)


def test_only_a_visit_has_stops(world: World) -> None:
    with pytest.raises(errors.NotFound):
        add(world.published(), LUNCH, world.elena)


@pytest.mark.parametrize(
    ("stop", "fields"),
    [
        (replace(LUNCH, day=6), ["day"]),
        (replace(LUNCH, day=0), ["day"]),
        (replace(LUNCH, start=None), ["start"]),
        (replace(LUNCH, end=time(12, 30)), ["end"]),
        (replace(LUNCH, title={}), ["title.bg"]),
        (replace(LUNCH, title={"en": "x" * 301}, address="a\nb"), ["title.en", "address"]),
        (replace(LUNCH, place={"local": "\x00"}), ["place.local"]),
    ],
)
def test_every_broken_rule_is_named(world: World, stop: Stop, fields: list[str]) -> None:
    event = world.published(VISIT)
    with pytest.raises(errors.Several) as several:
        add(event, stop, world.elena)
    assert [refusal.field for refusal in several.value.refusals] == fields
