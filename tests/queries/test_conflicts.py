"""What clashes with an event: people, rooms, links and visits, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from scheduler import i18n
from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import Event, Invitation, Person, Registration
from scheduler.queries import conflicts
from scheduler.queries.conflicts import Conflict
from scheduler.queries.conflicts.values import sign_of
from tests.world import NOW, SESSION, VISIT, World

pytestmark = pytest.mark.any_db
AT_TEN = datetime(2027, 3, 10, 10)
PLACE = {"bg": "Зала 1", "en": "Hall 1"}
OTHER: dict[str, Any] = {
    "title": {"bg": "Друга среща", "en": "Another meeting"},
    "venue": {"bg": "Зала 2", "en": "Hall 2"},
    "online_url": "https://meet.example.org/other",
}


def found(event: Event, kind: str, **asked: Any) -> list[Conflict]:
    asked = {"now": NOW, "reader": None} | asked
    return [one for one in conflicts.of_event(event, **asked) if one.kind == kind]


def words(event: Event, kind: str, **asked: Any) -> list[str]:
    return [one.words for one in found(event, kind, **asked)]


def other(world: World, **changes: Any) -> Event:
    """Return a published session beside the usual one, which nobody is invited to."""
    return world.published(**(OTHER | changes))


def invite(event: Event, *people: Person, answer: str = "needs-action") -> None:
    with transaction():
        for person in people:
            row = {"ref": f"{event.id}-{person.id}", "created": NOW, "answer": answer}
            db.session.add(Invitation(event=event, person=person, **row))


def seat(event: Event, person: Person, status: str = "confirmed", number: int = 1) -> None:
    with transaction():
        db.session.add(
            Registration(
                ref=f"{event.id}/{person.id}",
                event=event,
                person=person,
                name=person.name,
                email=person.email,
                language="en",
                status=status,
                number=number,
                created=NOW,
                changed=NOW,
            )
        )


def test_people_of_both_are_told_with_names_and_time(world: World) -> None:
    event, beside = world.published(), other(world, start=AT_TEN + timedelta(minutes=30))
    invite(event, world.petar, world.minseo)
    invite(beside, world.petar, world.minseo, world.mallory)
    [conflict] = found(event, "person_busy")
    assert conflict.words == (
        "2 people are also expected at “Another meeting” (Wed, 10 March 2027, 10:30 Sofia): "
        "Petar Ivanov, Minseo Park"
    )
    assert (conflict.severity, conflict.other, conflict.dates) == (
        "serious",
        beside,
        (date(2027, 3, 10),),
    )
    assert conflict.keys == (f"person_busy:{sign_of(beside)}:2027-03-10",)
    with i18n.speaking("bg"):
        assert conflict.words == (
            "2 души се очакват по същото време и на „Друга среща“ "
            "(ср, 10 март 2027\u00a0г., 10:30\u00a0ч. София): Petar Ivanov, Minseo Park"
        )


@pytest.mark.parametrize(
    ("minutes", "clash"), [(-90, False), (-89, True), (0, True), (89, True), (90, False)]
)
def test_only_what_overlaps_keeps_people_busy(world: World, minutes: int, *, clash: bool) -> None:
    start = AT_TEN + timedelta(minutes=minutes)
    event, beside = world.published(), other(world, start=start, end=start + timedelta(minutes=90))
    invite(event, world.petar)
    invite(beside, world.petar)
    assert [one.other for one in found(event, "person_busy")] == [beside] * clash


@pytest.mark.parametrize(
    ("answer", "clash"),
    [("needs-action", True), ("accepted", True), ("tentative", True), ("declined", False)],
)
@pytest.mark.parametrize("declines", ["here", "there"])
def test_whoever_has_declined_is_free(
    world: World, answer: str, declines: str, *, clash: bool
) -> None:
    event, beside = world.published(), other(world)
    invite(event if declines == "here" else beside, world.petar, answer=answer)
    invite(beside if declines == "here" else event, world.petar)
    assert len(found(event, "person_busy")) == clash


@pytest.mark.parametrize("how", ["draft", "cancelled", "hour unknown", "withdrawn"])
def test_what_takes_no_time_keeps_nobody_busy(world: World, how: str) -> None:
    event = world.published()
    invite(event, world.petar)
    if how == "draft":
        invite(world.draft(**OTHER), world.petar)
    elif how == "hour unknown":
        day = date(2027, 3, 10)
        invite(other(world, start=day, end=day, time_known=False), world.petar)
    else:
        beside = other(world)
        invite(beside, world.petar)
        with transaction():
            if how == "cancelled":
                scheduling.cancel(beside, by=world.elena, now=NOW, tell=False)
            else:
                db.session.query(Invitation).filter_by(event=beside).one().status = "withdrawn"
    assert found(event, "person_busy") == []


@pytest.mark.parametrize(
    ("status", "clash"),
    [("confirmed", True), ("waitlisted", False), ("awaiting_approval", False), ("declined", False)],
)
def test_a_certain_seat_keeps_a_delegate_busy(world: World, status: str, *, clash: bool) -> None:
    visit = world.visit()
    seat(visit, world.petar, status)
    event = world.published(start=datetime(2027, 5, 12, 10), end=datetime(2027, 5, 12, 11))
    invite(event, world.petar)
    assert (
        words(event, "person_busy")
        == ["1 person is also expected at “Study visit to Seoul” (10–14 May 2027): Petar Ivanov"]
        * clash
    )
    assert len(found(visit, "person_busy")) == clash


def test_a_draft_takes_the_time_of_those_whom_it_would_invite(world: World) -> None:
    beside = other(world)
    invite(beside, world.petar, world.minseo)
    assert words(world.draft(cities=("sofia",)), "person_busy")[0].endswith(": Petar Ivanov")
    assert words(world.draft(), "person_busy")[0].endswith(": Petar Ivanov, Minseo Park")


def test_a_drafted_visit_takes_the_coordinators_time(world: World) -> None:
    beside = other(world, start=datetime(2027, 5, 12, 10), end=datetime(2027, 5, 12, 11))
    invite(beside, world.petar, world.elena)
    assert words(world.draft(VISIT), "person_busy")[0].endswith("10:00 Sofia): Petar Ivanov")


def test_many_people_are_told_by_a_few_names(world: World) -> None:
    event, beside = world.published(), other(world)
    with transaction():
        many = [
            Person(email=f"p{n}@x.example", given_name="Ann", family_name=f"P{n:02}", created=NOW)
            for n in range(12)
        ]
        db.session.add_all(many)
    invite(event, *many)
    invite(beside, *many)
    assert words(event, "person_busy")[0].endswith(
        ": Ann P00, Ann P01, Ann P02, Ann P03, Ann P04 and 7 more"
    )


def test_what_the_reader_may_not_see_is_not_named(world: World) -> None:
    event, beside = world.published(), other(world, visibility="invited")
    invite(event, world.petar)
    invite(beside, world.petar)
    [stranger] = found(event, "person_busy", reader=world.mallory)
    assert (stranger.other, "Another meeting" in stranger.words) == (None, False)
    assert "also expected at another event (Wed, 10 March" in stranger.words
    [organizer] = found(event, "person_busy", reader=world.elena)
    assert (organizer.other, organizer.key) == (beside, stranger.key)


@pytest.mark.parametrize(
    ("venue", "taken"),
    [
        (PLACE, True),
        ({"en": "  hall 1"}, True),
        ({"bg": "Зала 1", "en": "Room 1"}, True),
        ({"bg": "Зала 2", "en": "Hall 2"}, False),
        ({}, False),
    ],
)
def test_a_room_is_taken_once(world: World, venue: dict[str, str], *, taken: bool) -> None:
    event, beside = world.published(venue=PLACE), other(world, venue=venue)
    [*clash] = found(event, "room_taken")
    assert [one.other for one in clash] == [beside] * taken
    if taken:
        assert clash[0].words == (
            "Hall 1: taken at the same time by “Another meeting” (Wed, 10 March 2027, 10:00 Sofia)"
        )


def test_any_number_of_meetings_are_online(world: World) -> None:
    online = {"bg": "Онлайн", "en": "Online"}
    event = world.published(venue=online)
    other(world, venue=online)
    assert found(event, "room_taken") == []


@pytest.mark.parametrize("where", ["seoul", None])
def test_a_hall_of_the_same_name_elsewhere_is_another(world: World, where: str | None) -> None:
    event = world.published(venue=PLACE)
    other(world, venue=PLACE, host_city=where)
    assert found(event, "room_taken") == []


def test_a_visit_takes_no_room_for_all_its_days(world: World) -> None:
    world.visit(venue=PLACE)
    at = {"start": datetime(2027, 5, 12, 10), "end": datetime(2027, 5, 12, 11)}
    assert found(world.published(venue=PLACE, host_city="seoul", **at), "room_taken") == []


def test_a_draft_of_ones_own_programme_may_mean_the_room(world: World) -> None:
    event = world.published(venue=PLACE)
    world.draft(**(OTHER | {"venue": PLACE}))
    [conflict] = found(event, "room_taken", reader=world.elena)
    assert conflict.severity == "mild"
    assert "“Another meeting”, which is a draft" in conflict.words


def test_one_link_serves_one_meeting(world: World) -> None:
    event = world.published()
    beside = other(world, online_url=SESSION.online_url, host_city="seoul")
    [conflict] = found(event, "room_taken")
    assert conflict.words.startswith("The link for joining is used at the same time by “Another")
    assert conflict.keys == (f"room_taken:{sign_of(beside)}:2027-03-10:link",)


@pytest.mark.parametrize(
    ("start", "cities", "host", "told"),
    [
        (date(2027, 5, 14), ("sofia", "seoul"), "sofia", ["Seoul, Sofia"]),
        (date(2027, 5, 14), ("sofia",), "sofia", ["Sofia"]),
        (date(2027, 5, 15), ("sofia", "seoul"), "seoul", []),
    ],
)
def test_a_city_has_one_visit_at_once(
    world: World, start: date, cities: tuple[str, ...], host: str, told: list[str]
) -> None:
    first = world.visit()
    second = world.visit(
        start=start, end=start + timedelta(days=2), cities=cities, host_city=host,
        zone="Asia/Seoul" if host == "seoul" else "Europe/Sofia",
    )  # fmt: skip
    clash = found(first, "visits_overlap")
    assert [wording.partition(":")[0] for wording in (one.words for one in clash)] == told
    assert [one.other for one in clash] == [second] * len(told)
    assert len(found(second, "visits_overlap")) == len(told)


def test_what_is_over_or_cancelled_has_no_conflicts(world: World) -> None:
    event = world.published(start=AT_TEN.replace(hour=18), end=AT_TEN.replace(hour=19))
    assert conflicts.of_event(event, now=NOW) != []
    assert conflicts.of_event(event, now=NOW + timedelta(days=365)) == []
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW, tell=False)
    assert conflicts.of_event(event, now=NOW) == []
    assert conflicts.of_events([], now=NOW) == {}
