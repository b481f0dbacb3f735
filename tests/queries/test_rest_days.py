"""Whose delegation is under way on which day: what planning keeps free of meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.queries.rest_days import rest_days, trips
from tests.counting import statements
from tests.world import NOW, VISIT, World

pytestmark = pytest.mark.any_db
MAY = (date(2027, 5, 1), date(2027, 5, 31))


def told(world: World, *span: date, **asked: Any) -> dict[str, dict[int, str]]:
    """Return what May's days are to Sofia and Seoul: {"sofia": {10: "arrival"}}."""
    names = {world.sofia.id: "sofia", world.seoul.id: "seoul", world.third.id: "third"}
    found = rest_days(names, *(span or MAY), **asked)
    return {
        names[city]: {day.day: rest.kind for day, rest in days.items()}
        for city, days in found.items()
    }


WEEK = {10: "arrival", 11: "away", 12: "away", 13: "away", 14: "away", 15: "rest"}


def test_the_city_that_travels_arrives_is_away_and_rests(world: World) -> None:
    world.visit(cities=("seoul", "sofia", "third-city"))
    assert told(world) == {"sofia": WEEK}


def test_a_range_cuts_and_the_day_after_a_visit_still_counts(world: World) -> None:
    event = world.visit()
    assert told(world, date(2027, 5, 15), date(2027, 5, 20)) == {"sofia": {15: "rest"}}
    assert told(world, date(2027, 5, 16), date(2027, 5, 20)) == {}
    [days] = rest_days([world.sofia.id], date(2027, 5, 14), date(2027, 5, 14)).values()
    assert [(day, rest.kind, rest.event) for day, rest in days.items()] == [
        (date(2027, 5, 14), "away", event)
    ]


def test_a_near_visit_tires_nobody(world: World) -> None:
    """Jakarta, as far as its clocks go, lies two hours from Seoul."""
    with transaction():
        world.sofia.zone = "Asia/Jakarta"
    world.visit()
    assert told(world) == {"sofia": dict.fromkeys(range(10, 15), "away")}


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_what_does_not_take_place_sends_nobody(world: World, status: str) -> None:
    event = world.draft(VISIT)
    if status == "cancelled":
        with transaction():
            scheduling.publish(event, by=world.elena, now=NOW, invite=False)
            scheduling.cancel(event, by=world.elena, now=NOW)
    assert told(world) == {}


def test_a_visit_without_a_host_leads_nowhere(world: World) -> None:
    world.visit(host_city=None)
    assert told(world) == {}


def test_a_meeting_is_no_visit(world: World) -> None:
    world.published(VISIT, kind="event", opens=None, closes=None)
    assert told(world) == {}


def test_of_two_visits_the_gravest_day_counts(world: World) -> None:
    first = world.visit()
    world.visit(start=date(2027, 5, 15), end=date(2027, 5, 17))
    assert told(world) == {"sofia": WEEK | {15: "arrival", 16: "away", 17: "away", 18: "rest"}}
    assert told(world, ignoring=[first.id]) == {
        "sofia": {15: "arrival", 16: "away", 17: "away", 18: "rest"}
    }


def test_who_is_not_asked_about_is_not_told(world: World) -> None:
    world.visit()
    assert rest_days([world.seoul.id], *MAY) == {}
    assert trips([], *MAY) == []


def test_any_number_of_visits_takes_the_same_few_statements(world: World) -> None:
    def counted() -> int:
        cities = [world.sofia.id, world.seoul.id]
        with statements() as found:
            rest_days(cities, *MAY)
        return len(found)

    world.visit()
    once = counted()
    for day in (1, 17, 24):
        world.visit(start=date(2027, 5, day), end=date(2027, 5, day + 2))
    assert counted() == once
