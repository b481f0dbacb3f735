"""What stands in a form before it is saved, texts that lack a translation, and many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler import i18n
from scheduler.actions import scheduling
from scheduler.actions.scheduling.plan import Plan, plan_of, write
from scheduler.db import db, transaction
from scheduler.models import Event, Invitation, Person
from scheduler.queries import conflicts
from scheduler.queries.conflicts import Conflict
from scheduler.queries.conflicts.values import sign_of
from tests.counting import statements
from tests.world import NOW, SESSION, World

pytestmark = pytest.mark.any_db
PEOPLE = 200
OTHER = replace(SESSION, title={"bg": "Друга", "en": "Other"}, venue={}, online_url="")


def imagined(world: World, plan: Plan = SESSION, **changes: Any) -> Event:
    """Return the event that a form would be, kept nowhere."""
    event = Event(programme=world.programme)
    write(replace(plan, **changes), event, world.programme)
    return event


def change(world: World, event: Event, **changes: Any) -> None:
    with transaction():
        scheduling.change(
            event,
            replace(plan_of(event), **changes),
            version=event.version,
            by=world.elena,
            now=NOW,
        )


def invite(event: Event, people: list[Person], answer: str = "needs-action") -> None:
    with transaction():
        for person in people:
            ref = f"{event.id}-{person.id}"
            db.session.add(
                Invitation(event=event, person=person, ref=ref, created=NOW, answer=answer)
            )


def translations(event: Event) -> list[Conflict]:
    found = conflicts.of_event(event, now=NOW)
    return [one for one in found if one.kind.startswith("translation")]


def texts(found: list[Conflict]) -> list[str]:
    return [one.words for one in found if one.kind.startswith("translation")]


def busy(found: list[Conflict]) -> list[str]:
    return [one.words.rpartition("): ")[2] for one in found if one.kind == "person_busy"]


# --- before it is saved -----------------------------------------------------------------------


def test_a_form_says_what_the_stored_event_would(world: World) -> None:
    beside = world.published(OTHER)
    invite(beside, [world.petar, world.minseo])
    late = {"start": datetime(2027, 3, 10, 11), "end": datetime(2027, 3, 10, 18)}
    before = conflicts.of_draft(imagined(world, **late))
    stored = conflicts.of_event(world.draft(**late), now=NOW)
    assert [(one.keys, one.words) for one in before] == [(one.keys, one.words) for one in stored]
    assert [one.kind for one in before] == ["person_busy", "night", "outside_hours"]


def test_asking_keeps_nothing(world: World) -> None:
    world.published(OTHER)
    conflicts.of_draft(imagined(world))
    assert not db.session.new
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 1


def test_an_event_is_no_conflict_to_itself(world: World) -> None:
    event = world.published(venue={"en": "Hall"}, invite=True)
    twin = imagined(world, venue={"en": "Hall"})
    to_itself = {one.kind for one in conflicts.of_draft(twin, event)}
    to_another = {one.kind for one in conflicts.of_draft(twin)}
    assert to_another - to_itself == {"person_busy", "room_taken"}


def test_cities_that_come_in_bring_their_people(world: World) -> None:
    event, beside = world.published(cities=("sofia",), invite=True), world.published(OTHER)
    invite(beside, [world.petar, world.minseo])
    assert busy(conflicts.of_draft(imagined(world, cities=("sofia",)), event)) == ["Petar Ivanov"]
    assert busy(conflicts.of_draft(imagined(world), event)) == ["Petar Ivanov, Minseo Park"]


def test_who_was_never_to_be_invited_stays_so(world: World) -> None:
    event, beside = world.published(), world.published(OTHER)
    invite(beside, [world.petar])
    assert busy(conflicts.of_draft(imagined(world), event)) == []


def test_who_has_declined_is_not_expected_by_a_change(world: World) -> None:
    event, beside = world.published(), world.published(OTHER)
    invite(event, [world.petar], "declined")
    invite(event, [world.minseo])
    invite(beside, [world.petar, world.minseo])
    assert busy(conflicts.of_draft(imagined(world), event)) == ["Minseo Park"]


# --- texts ------------------------------------------------------------------------------------


def test_a_text_in_one_language_lacks_the_other(world: World) -> None:
    event = world.draft(title={"bg": "Среща"}, description={"en": "Said"}, venue={"bg": "Зала"})
    found = translations(event)
    assert texts(found) == [
        "Not translated into English yet: title, place",
        "Not translated into Bulgarian yet: description",
    ]
    assert found[0].keys == ("translation_missing:title.en", "translation_missing:venue.en")
    with i18n.speaking("bg"):
        assert texts(found)[1] == "Още няма превод на български: описание"


def test_a_translation_stays_behind_until_it_is_changed_too(world: World) -> None:
    event = world.draft()
    change(world, event, title={"bg": "Ново", "en": "District heating"})
    [first] = translations(event)
    assert (first.words, first.severity) == ("Changed since, but not in English: title", "mild")
    change(world, event, title={"bg": "Още по-ново", "en": "District heating"})
    [second] = translations(event)
    assert first.key != second.key
    change(world, event, title={"bg": "Още по-ново", "en": "Newer"})
    assert translations(event) == []


def test_what_is_changed_at_once_or_translated_for_the_first_time_is_up_to_date(
    world: World,
) -> None:
    event = world.draft(description={"bg": "Казано"})
    change(world, event, title={"bg": "Ново", "en": "New"})
    change(world, event, description={"bg": "Казано", "en": "Said"})
    assert translations(event) == []


def test_a_form_tells_what_it_would_leave_behind(world: World) -> None:
    event = world.draft()
    typed = imagined(world, title={"bg": "Ново", "en": "District heating"})
    assert texts(conflicts.of_draft(typed, event)) == ["Changed since, but not in English: title"]
    both = imagined(world, title={"bg": "Ново", "en": "New"})
    assert texts(conflicts.of_draft(both, event)) == []


# --- many -------------------------------------------------------------------------------------


def crowd() -> list[Person]:
    with transaction():
        people = [
            Person(email=f"p{n}@x.example", family_name=f"Person {n}", created=NOW)
            for n in range(PEOPLE)
        ]
        db.session.add_all(people)
    return people


def counted(world: World, events: list[Event]) -> int:
    db.session.expire_all()
    numbers = [event.id for event in events]
    loaded = (
        joinedload(Event.host_city),
        joinedload(Event.programme),
        selectinload(Event.city_links),
    )
    query = sa.select(Event).where(Event.id.in_(numbers)).options(*loaded)
    again = db.session.scalars(query).all()
    assert world.elena.roles
    with statements() as found:
        for conflict in (
            one
            for many in conflicts.of_events(again, now=NOW, reader=world.elena).values()
            for one in many
        ):
            assert conflict.words
    return len(found)


def test_any_number_of_people_and_dates_takes_the_same_statements(world: World) -> None:
    single, beside = world.published(invite=True), world.published(OTHER, invite=True)
    world.visit(start=datetime(2027, 3, 8).date(), end=datetime(2027, 3, 12).date())
    few = counted(world, [single])
    people = crowd()
    invite(single, people)
    invite(beside, people)
    daily = {"rule": "FREQ=DAILY;COUNT=366", "start": datetime(2026, 12, 1, 10, 30)}
    long = world.published(OTHER, **daily, end=datetime(2026, 12, 1, 11, 30))
    longer = world.published(OTHER, **daily, end=datetime(2026, 12, 1, 12))
    invite(long, people)
    invite(longer, people)
    assert counted(world, [single]) == few
    assert counted(world, [long]) == few
    assert counted(world, [single, beside, long, longer]) == few


def test_a_year_of_dates_against_another_is_one_line(world: World) -> None:
    daily = {"rule": "FREQ=DAILY;COUNT=366", "start": datetime(2026, 12, 1, 10, 30)}
    first = world.published(OTHER, **daily, end=datetime(2026, 12, 1, 11, 30))
    second = world.published(OTHER, **daily, end=datetime(2026, 12, 1, 12))
    for event in (first, second):
        invite(event, [world.petar])
    [conflict] = (one for one in conflicts.of_event(first, now=NOW) if one.against == second)
    assert conflict.words == (
        "1 person is also expected at “Other” (Tue, 1 December 2026, 10:30 Sofia; "
        "Wed, 2 December 2026, 10:30 Sofia; Thu, 3 December 2026, 10:30 Sofia and 363 more): "
        "Petar Ivanov"
    )
    assert (len(conflict.dates), conflict.keys) == (366, (f"person_busy:{sign_of(second)}:series",))


def test_no_date_is_lost_where_events_meet_in_many_ways(world: World) -> None:
    """Each of ten events of one morning meets the nine others, whoever is asked first."""
    events = [world.published(OTHER, start=SESSION.start + timedelta(minutes=n)) for n in range(10)]
    for event in events:
        invite(event, [world.petar])
    found = conflicts.of_events(events, now=NOW)
    assert {
        number: {one.against.id for one in many if one.against} for number, many in found.items()
    } == {event.id: {other.id for other in events if other is not event} for event in events}
