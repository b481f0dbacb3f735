"""What one person's own calendar holds: theirs alone, drafts never, what is uncertain said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scheduler.actions import inviting, policy, registering, scheduling, subscribing
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import Feed, Invitation, Person, Programme, Role
from scheduler.queries import subscriptions
from tests.counting import statements
from tests.feeds.asking import address_of, ask, events, feed, titles
from tests.world import NOW, SESSION, World

LANGUAGE = "?lang=en"


def _titles(client, person: Person) -> list[str]:
    return titles(client, address_of(person) + LANGUAGE)


def _named(world: World, title: str, **changes: object):
    return world.published(title={"bg": f"{title} (бг)", "en": title}, **changes)


def _registers(event, person: Person, city: str = "sofia"):
    application = Application(person.name, person.email, city, "en")
    with transaction():
        found, _new = registering.register(event, application, by=person, now=NOW)
    return found


def test_it_holds_what_concerns_its_owner_and_nothing_of_anybody_else(client, world) -> None:
    _named(world, "For Sofia", cities=("sofia",))
    _named(world, "For Seoul", cities=("seoul",))
    _named(world, "For members", cities=("sofia",), visibility="programme")
    _named(world, "One to one", visibility="invited")
    world.draft(title={"bg": "Чернова", "en": "Draft"})
    assert _titles(client, world.petar) == ["For Sofia", "For members"]
    assert _titles(client, world.minseo) == ["For Seoul"]
    assert _titles(client, world.jiho) == ["For Seoul"]
    assert _titles(client, world.mallory) == []


def test_who_is_invited_sees_it_whatever_its_visibility_and_that_they_owe_an_answer(
    client, world
) -> None:
    event = world.published(invite=True, visibility="invited")
    assert _titles(client, world.petar) == ["District heating (not answered yet)"]
    invitation = inviting.find_invitation(event, world.petar)
    for answer, title in (
        ("declined", "District heating (declined)"),
        ("tentative", "District heating"),
        ("accepted", "District heating"),
    ):
        with transaction():
            inviting.respond(invitation, answer, now=NOW)
        (entry,) = events(client, address_of(world.petar) + LANGUAGE)
        free = "TRANSPARENT" if answer == "declined" else "OPAQUE"
        assert (entry.text("SUMMARY"), entry.one("TRANSP")) == (title, free)
    assert _titles(client, world.mallory) == []


def test_a_title_says_what_is_uncertain_in_each_language_of_the_feed(client, world) -> None:
    world.published(invite=True)
    assert titles(client, address_of(world.petar)) == [
        "Топлоснабдяване в квартала / District heating (все още без отговор / not answered yet)"
    ]


def test_the_waitlist_is_said_in_the_title_and_takes_up_no_time(client, world) -> None:
    event = world.visit(capacity=1)
    first, second = _registers(event, world.petar), _registers(event, world.minseo, "seoul")
    assert (first.status, second.status) == ("confirmed", "waitlisted")
    assert _titles(client, world.petar) == ["Study visit to Seoul"]
    (entry,) = events(client, address_of(world.minseo) + LANGUAGE)
    assert entry.text("SUMMARY") == "Study visit to Seoul (on the waitlist)"
    assert entry.one("TRANSP") == "TRANSPARENT"


def test_a_join_link_is_in_ones_own_calendar(client, world) -> None:
    world.published(invite=True)
    (entry,) = events(client, address_of(world.petar))
    assert entry.one("CONFERENCE") == "https://meet.example.org/heat"


def test_a_cancelled_event_stays_as_cancelled_and_asks_for_no_answer(client, world) -> None:
    event = world.published(invite=True)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    (entry,) = events(client, address_of(world.petar) + LANGUAGE)
    assert entry.text("SUMMARY") == "Cancelled: District heating"
    assert (entry.one("STATUS"), entry.one("SEQUENCE")) == ("CANCELLED", "1")


def test_what_one_gives_back_leaves_the_calendar(client, world) -> None:
    registration = _registers(world.visit(), world.mallory)
    assert _titles(client, world.mallory) == ["Study visit to Seoul"]
    with transaction():
        registering.cancel(registration, by=world.mallory, now=NOW)
    assert _titles(client, world.mallory) == []


def test_whoever_had_a_seat_or_an_invitation_sees_that_it_is_cancelled(client, world) -> None:
    visit = world.visit(capacity=1)
    one_to_one = world.published(invite=True, visibility="invited")
    _registers(visit, world.mallory)
    _registers(visit, world.admin)
    with transaction():
        scheduling.cancel(visit, by=world.jiho, now=NOW)
        scheduling.cancel(one_to_one, by=world.jiho, now=NOW)
    cancelled = ["Cancelled: Study visit to Seoul"]
    assert _titles(client, world.mallory) == _titles(client, world.admin) == cancelled
    assert _titles(client, world.petar) == ["Cancelled: District heating", *cancelled]
    assert [policy.may(world.petar, "event.see", event) for event in (visit, one_to_one)] == [
        True,
        True,
    ]


def test_no_letter_can_be_written_to_the_organizer_from_it(client, world) -> None:
    world.published(invite=True)
    calendar = feed(client, address_of(world.petar))
    assert "METHOD" not in calendar.names()
    (entry,) = calendar.inside("VEVENT")
    assert not {"ORGANIZER", "ATTENDEE"} & set(entry.names())
    assert entry.parts == []


@pytest.mark.parametrize(
    ("stored", "query", "title"),
    [
        ("both", "", "Топлоснабдяване в квартала / District heating"),
        ("bg", "", "Топлоснабдяване в квартала"),
        ("en", "", "District heating"),
        ("en", "?lang=bg", "Топлоснабдяване в квартала"),
        ("en", "?lang=both", "Топлоснабдяване в квартала / District heating"),
        ("bg", "?lang=xx", "Топлоснабдяване в квартала / District heating"),
    ],
)
def test_the_address_overrides_the_language_that_its_owner_chose(
    client, world, stored, query, title
) -> None:
    world.published()
    address = address_of(world.petar, language=stored)
    assert titles(client, address + query) == [title]


def test_both_languages_begin_with_its_owners_own(client, world) -> None:
    world.published()
    assert titles(client, address_of(world.minseo)) == [
        "District heating / Топлоснабдяване в квартала"
    ]
    calendar = feed(client, address_of(world.minseo))
    assert (
        calendar.text("X-WR-CALNAME") == "My city exchange / Моят обмен между градовете · Calendar"
    )


def test_its_languages_are_those_of_its_programmes(client, world) -> None:
    with transaction():
        english = Programme(slug="english", name={"en": "English"}, languages=["en"])
        english.city_links = [
            replaced(link) for link in world.programme.city_links if link.city.slug == "seoul"
        ]
        db.session.add(english)
        db.session.flush()
        world.mallory.roles = [
            Role(programme_id=english.id, city_id=world.seoul.id, kind="participant")
        ]
        plan = replace(
            SESSION, title={"en": "Alone"}, description={}, venue={}, themes=(),
            host_city="seoul", cities=("seoul",), zone="Asia/Seoul",
        )  # fmt: skip
        event = scheduling.draft(english, plan, by=world.admin, now=NOW)
        scheduling.publish(event, by=world.admin, now=NOW, invite=False)
    calendar = feed(client, address_of(world.mallory))
    assert calendar.text("X-WR-CALNAME") == "My city exchange · Calendar"
    assert calendar.parameters("NAME") == {"LANGUAGE": "en"}


def replaced(link):
    return type(link)(city=link.city, position=link.position)


def test_the_window_is_the_public_one(client, world) -> None:
    for days in (-62, -58, 546, 550):
        start = (NOW + timedelta(days=days)).replace(tzinfo=None)
        _named(world, f"{days}", start=start, end=None)
    address = address_of(world.petar)
    assert titles(client, f"{address}?lang=en") == ["-58", "546"]
    assert titles(client, f"{address}?lang=en&all=1") == ["-62", "-58", "546", "550"]


def test_a_fetch_is_noted_after_the_answer_once_an_hour(client, world, stopped_clock) -> None:
    address = address_of(world.petar)
    noted = []
    for minutes in (0, 59, 60, 61, 130):
        stopped_clock.move_to(NOW + timedelta(minutes=minutes))
        assert ask(client, address).status_code == 200
        db.session.rollback()
        noted.append(db.session.query(Feed).one().last_fetched)
    hours = [0, 0, 60, 60, 130]
    assert noted == [NOW + timedelta(minutes=minutes) for minutes in hours]


def test_what_is_not_sent_again_is_noted_too(client, world, stopped_clock) -> None:
    address = address_of(world.petar)
    etag = ask(client, address).headers["ETag"]
    stopped_clock.move_to(NOW + timedelta(hours=2))
    assert ask(client, address, If_None_Match=etag).status_code == 304
    db.session.rollback()
    assert db.session.query(Feed).one().last_fetched == NOW + timedelta(hours=2)


def test_an_answer_given_is_a_change_to_who_knows_dates_alone(client, world, stopped_clock) -> None:
    event = world.published(invite=True)
    first = ask(client, address_of(world.petar))
    later = NOW + timedelta(minutes=5)
    stopped_clock.move_to(later)
    with transaction():
        invitation = db.session.query(Invitation).filter_by(person=world.petar).one()
        assert inviting.respond(invitation, "accepted", now=later)
    assert event.sequence == 0
    since = first.headers["Last-Modified"]
    assert ask(client, address_of(world.petar), If_Modified_Since=since).status_code == 200


@pytest.mark.any_db
def test_three_events_ask_no_more_of_the_database_than_one(client, world) -> None:
    with transaction():
        world.petar.roles.append(
            Role(programme_id=world.programme.id, city_id=world.sofia.id, kind="delegate")
        )
    visit = world.visit()
    _registers(visit, world.petar)
    world.published(invite=True)
    address = address_of(world.petar)
    ask(client, address)
    with statements() as with_few:
        ask(client, address)
    for day in (1, 2, 3):
        start = SESSION.start + timedelta(days=day)
        world.published(start=start, end=None, invite=True)
        _registers(world.visit(start=start.date(), end=start.date()), world.petar)
    with statements() as with_many:
        ask(client, address)
    assert len(titles(client, address)) == 8
    assert len(with_many) == len(with_few)
    assert len(with_few) <= 20, with_few


def test_the_feed_of_an_address_taken_back_is_not_noted(client, world) -> None:
    address = address_of(world.petar)
    with transaction():
        (feed,) = subscriptions.working_feeds(world.petar)
        subscribing.rotate_feed(feed, now=NOW)
    assert ask(client, address).status_code == 410
    db.session.rollback()
    assert [each.last_fetched for each in db.session.query(Feed)] == [None, None]


def test_a_moved_session_is_at_its_new_time(client, world) -> None:
    event = world.published(invite=True)
    with transaction():
        scheduling.move(
            event, datetime(2027, 3, 11, 9, 0), version=event.version, by=world.elena, now=NOW
        )
    (entry,) = events(client, address_of(world.petar))
    assert (entry.one("DTSTART"), entry.one("SEQUENCE")) == ("20270311T090000", "1")
