"""Somebody knows of a conflict: what is kept of it, and when it is asked about again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler import errors
from scheduler.actions import acknowledging, repeating, scheduling
from scheduler.actions.scheduling.plan import plan_of
from scheduler.db import db, transaction
from scheduler.models import Acknowledgement, Event, Person
from scheduler.queries import conflicts, history
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
LATER = NOW + timedelta(hours=1)
LATE: dict[str, Any] = {"start": datetime(2027, 3, 13, 18), "end": datetime(2027, 3, 13, 19)}
KINDS = ["night", "closed", "closed"]
"""On a Saturday evening in Sofia, it is Sunday night in Seoul."""


def pressing(event: Event) -> list[str]:
    return [one.kind for one in conflicts.of_event(event, now=NOW) if one.is_pressing]


def keys(event: Event, *kinds: str) -> list[str]:
    found = conflicts.of_event(event, now=NOW)
    return [one.key for one in found if not kinds or one.kind in kinds]


def acknowledge(event: Event, found: list[str], by: Person | None) -> list[str]:
    with transaction():
        done = acknowledging.acknowledge(event, found, by=by, now=LATER)
        return [one.kind for one in done]


def take_back(event: Event, found: list[str], by: Person) -> list[str]:
    with transaction():
        done = acknowledging.take_back(event, found, by=by, now=LATER)
        return [one.kind for one in done]


def test_what_is_known_presses_no_more_and_says_who_knows(world: World) -> None:
    event = world.draft(**LATE)
    assert pressing(event) == KINDS
    assert acknowledge(event, keys(event, "night"), world.elena) == ["night"]
    assert pressing(event) == KINDS[1:]
    [known] = [one for one in conflicts.of_event(event, now=NOW) if one.acknowledged]
    assert known.acknowledged is not None
    assert (known.kind, known.acknowledged.person, known.acknowledged.at) == (
        "night",
        world.elena,
        LATER,
    )


def test_history_says_which_kinds_and_nothing_more(world: World) -> None:
    event = world.draft(**LATE)
    acknowledge(event, keys(event), world.elena)
    take_back(event, keys(event, "night"), world.elena)
    back, known, _ = history.of_event(event)
    assert (back.verb, back.details) == ("take back", {"conflicts": {"night": 1}})
    assert (known.verb, known.details) == ("acknowledge", {"conflicts": {"night": 1, "closed": 2}})
    assert known.actor_id == world.elena.id


def test_what_is_known_to_nobody_says_so_loudly_again(world: World) -> None:
    event = world.draft(**LATE)
    acknowledge(event, keys(event), world.elena)
    assert take_back(event, keys(event, "closed"), world.elena) == ["closed", "closed"]
    assert pressing(event) == ["closed", "closed"]
    assert take_back(event, keys(event, "closed"), world.elena) == []


def test_it_is_written_down_once(world: World) -> None:
    event = world.draft(**LATE)
    found = keys(event)
    assert acknowledge(event, found + found, world.elena) == KINDS
    assert acknowledge(event, found, world.elena) == []
    assert db.session.query(Acknowledgement).count() == len(KINDS)
    assert len(history.of_event(event)) == 2


@pytest.mark.parametrize(
    "found",
    [
        [],
        [""],
        ["night:seoul:2001-01-01T01:00-02:00"],
        ["night"],
        ["x" * 10_000],
        [f"night:seoul:{number}" for number in range(10_000)],
        ["'; DROP TABLE event; --", "\x00"],
    ],
)
def test_keys_of_nothing_do_nothing(world: World, found: list[str]) -> None:
    event = world.draft(**LATE)
    assert acknowledge(event, found, world.elena) == []
    assert take_back(event, found, world.elena) == []
    assert db.session.query(Acknowledgement).count() == 0
    assert len(history.of_event(event)) == 1


def test_another_hour_is_asked_about_again_and_the_first_is_remembered(world: World) -> None:
    event = world.draft(**LATE)
    acknowledge(event, keys(event), world.elena)
    move(world, event, LATE["start"] + timedelta(minutes=30))
    assert pressing(event) == ["night"]
    move(world, event, LATE["start"])
    assert pressing(event) == []


def move(world: World, event: Event, start: datetime) -> None:
    with transaction():
        scheduling.move(event, start, version=event.version, by=world.elena, now=LATER)


def test_a_further_date_of_a_series_is_asked_about_again(world: World) -> None:
    """6 May is a day off in Sofia, and 24 May is one more."""
    event = world.draft(
        start=datetime(2027, 5, 6, 9), end=datetime(2027, 5, 6, 10), rule="FREQ=DAILY;COUNT=2"
    )
    acknowledge(event, keys(event), world.elena)
    assert pressing(event) == []
    longer = replace(plan_of(event), rule="FREQ=DAILY;COUNT=19")
    with transaction():
        scheduling.change(event, longer, version=event.version, by=world.elena, now=LATER)
    assert "day_off" in pressing(event)
    acknowledge(event, keys(event), world.elena)
    assert pressing(event) == []


@pytest.mark.parametrize("who", ["mallory", "petar", None])
def test_only_who_may_change_an_event_knows_of_its_conflicts(world: World, who: str | None) -> None:
    event = world.published(**LATE)
    by, found = getattr(world, who) if who else None, keys(event)
    for verb in (acknowledging.acknowledge, acknowledging.take_back):
        with pytest.raises(errors.NotAllowed), transaction():
            verb(event, found, by=by, now=LATER)
    assert pressing(event) == KINDS


def test_who_has_been_erased_is_not_named_and_what_they_knew_stays_known(world: World) -> None:
    event = world.draft(**LATE)
    acknowledge(event, keys(event), world.jiho)
    with transaction():
        db.session.delete(world.jiho)
    db.session.expire_all()
    assert pressing(event) == []
    assert {row.person for row in db.session.query(Acknowledgement)} == {None}


def test_one_matter_of_several_is_known_by_itself(world: World) -> None:
    event = world.draft(
        start=datetime(2027, 5, 5, 9), end=datetime(2027, 5, 5, 10), rule="FREQ=DAILY;COUNT=20"
    )
    [off] = [
        one
        for one in conflicts.of_event(event, now=NOW)
        if one.keys[0] == "day_off:sofia:2027-05-06"
    ]
    assert len(off.keys) > 1
    assert acknowledge(event, [off.keys[0]], world.elena) == ["day_off"]
    assert [row.key for row in db.session.query(Acknowledgement)] == [off.keys[0]]
    assert off.key in keys(event)
    assert acknowledge(event, [off.key], world.elena) == ["day_off"]
    assert "day_off:sofia:2027-05-06" not in [
        key for one in conflicts.of_event(event, now=NOW) if one.is_pressing for key in one.keys
    ]


def test_a_series_that_goes_on_keeps_what_is_known(world: World) -> None:
    event = world.draft(**LATE, rule="FREQ=WEEKLY;COUNT=4")
    acknowledge(event, keys(event), world.elena)
    third = event.occurrences[2].original
    into_room = replace(repeating.plan_from(event, third), venue={"bg": "Зала", "en": "Hall"})
    with transaction():
        into = repeating.change_following(
            event, third, into_room, version=event.version, by=world.elena, now=LATER
        )
    assert into is not event
    assert pressing(into) == []
    assert {
        one.acknowledged.person for one in conflicts.of_event(into, now=NOW) if one.acknowledged
    } == {world.elena}
