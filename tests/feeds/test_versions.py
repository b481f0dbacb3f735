"""What changes a version that is easily forgotten: time alone, a head, a clock, another address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from scheduler.actions import itinerary, polling, rendering, subscribing
from scheduler.actions.itinerary import Stop
from scheduler.actions.polling import Offer, Proposal
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import CalendarText, FeedVersion, Person, Programme
from tests.counting import statements
from tests.feeds.asking import PUBLIC, ask, events
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
POLL = Proposal(
    title={"bg": "Кога?", "en": "When?"},
    zone="Europe/Sofia",
    minutes=60,
    offers=(Offer(datetime(2027, 1, 12, 10)), Offer(datetime(2027, 1, 13, 10))),
    deadline=datetime(2026, 12, 20, 18),
    deadline_zone="Europe/Sofia",
    cities=("sofia", "seoul"),
)


def deadlines_of(person: Person, **wishes: Any) -> str:
    wanted = replace(Wishes("phone", mine=False, deadlines=True, language="en"), **wishes)
    with transaction():
        made = subscribing.make_feed(person, wanted, now=NOW)
        return f"/feeds/mine/{subscribing.feed_token(made)}.ics"


def asked_again(client: FlaskClient, address: str, first: Any) -> list[int]:
    """Return what whoever holds that answer gets, by its tag and by its date."""
    by_tag = ask(client, address, If_None_Match=first.headers["ETag"])
    by_date = ask(client, address, If_Modified_Since=first.headers["Last-Modified"])
    return [by_tag.status_code, by_date.status_code]


def test_the_night_after_a_deadline_is_a_change(client, world: World, stopped_clock) -> None:
    world.visit()
    address = deadlines_of(world.petar)
    stopped_clock.move_to(NOW + timedelta(days=100))
    first = ask(client, address)
    assert asked_again(client, address, first) == [304, 304]
    stopped_clock.move_to(NOW + timedelta(days=101))
    assert asked_again(client, address, first) == [200, 200]


def test_the_night_after_a_poll_is_a_change_also_of_a_whole_feed(
    client, world: World, stopped_clock
) -> None:
    with transaction():
        asked = replace(POLL, people=(world.petar.id,))
        polling.open_poll(world.programme, asked, by=world.elena, now=NOW)
    address = deadlines_of(world.petar) + "?all=1"
    stopped_clock.move_to(NOW + timedelta(days=27))
    first = ask(client, address)
    stopped_clock.move_to(NOW + timedelta(days=28))
    assert b"VEVENT" not in ask(client, address).data
    assert asked_again(client, address, first) == [200, 200]


def test_a_deadline_names_cities_in_the_language_of_the_feed(client, world: World) -> None:
    world.visit()
    (entry,) = events(client, deadlines_of(world.petar, language="bg"))
    assert entry.one("DESCRIPTION") == "17:00\xa0ч. Сеул · 10:00\xa0ч. София"


def test_another_clock_of_a_city_changes_the_deadline_of_a_poll(
    client, world: World, stopped_clock
) -> None:
    with transaction():
        asked = replace(POLL, people=(world.petar.id,))
        polling.open_poll(world.programme, asked, by=world.elena, now=NOW)
    address = deadlines_of(world.petar)
    stopped_clock.shift(60)
    first = ask(client, address)
    with transaction():
        world.seoul.zone = "Asia/Jakarta"
    assert asked_again(client, address, first) == [200, 200]


@pytest.mark.parametrize("what", ["programme", "clock", "city"])
def test_the_file_of_one_event_changes_with_all_that_it_says(
    client, world: World, stopped_clock, what: str
) -> None:
    address = f"/feeds/sofia-seoul/{world.published().uid}.ics"
    stopped_clock.shift(60)
    first = ask(client, address)
    assert asked_again(client, address, first) == [304, 304]
    with transaction():
        if what == "programme":
            world.programme.name = {"bg": "Обмен", "en": "Exchange"}
        elif what == "clock":
            world.seoul.zone = "Asia/Jakarta"
        else:
            world.seoul.name = {"bg": "Сеул", "en": "Seoul City"}
    assert ask(client, address).data != first.data
    assert asked_again(client, address, first) == [200, 200]


@pytest.mark.parametrize("of_one", [False, True])
def test_another_address_is_a_change_before_anybody_has_noted_it(
    client, world: World, configure, stopped_clock, *, of_one: bool
) -> None:
    event = world.published()
    address = f"/feeds/sofia-seoul/{event.uid}.ics" if of_one else PUBLIC
    with transaction():
        rendering.note_installation()
    stopped_clock.shift(60)
    first = ask(client, address)
    assert asked_again(client, address, first) == [304, 304]
    configure(base_url="https://exchange.example.org")
    stopped_clock.shift(60)
    assert asked_again(client, address, first) == [200, 200]


def test_a_restored_database_repeats_no_tag(client, world: World, stopped_clock) -> None:
    world.published()
    saved = db.session.execute(sa.select(FeedVersion.scope, FeedVersion.version)).all()
    with transaction():
        world.programme.name = {"bg": "Обмен", "en": "Exchange"}
    first = ask(client, PUBLIC)
    stopped_clock.shift(3600)
    with transaction():
        for scope, version in saved:
            restored = sa.update(FeedVersion).where(FeedVersion.scope == scope)
            db.session.execute(restored.values(version=version, changed=NOW))
        db.session.execute(sa.update(Programme).values(name={"bg": "Друго", "en": "Other"}))
    with transaction():
        world.programme.name = {"bg": "Ново", "en": "New"}
    assert asked_again(client, PUBLIC, first) == [200, 200]


def test_what_is_written_on_the_spot_is_what_would_be_kept(client, world: World) -> None:
    visit = world.visit(online_url="https://meet.example.org/visit")
    stop = Stop(title={"bg": "Кметство", "en": "City hall"}, day=1, start=time(9), end=time(10))
    with transaction():
        itinerary.add_item(visit, stop, version=visit.version, by=world.elena, now=NOW)
    address = deadlines_of(world.petar, mine=True)
    kept = ask(client, address)
    with transaction():
        db.session.execute(sa.delete(CalendarText))
    assert ask(client, address).data == kept.data


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "?utm=letter"),
        ("", "?lang=&city="),
        ("?lang=xx", "?lang=both&days=yes"),
        ("?city=sofia&city=seoul&all=1", "?all=1&city=seoul&city=sofia&city=seoul"),
    ],
)
def test_addresses_that_ask_for_the_same_have_one_tag(client, world, one: str, other: str) -> None:
    world.published()
    first, second = ask(client, PUBLIC + one), ask(client, PUBLIC + other)
    assert (first.headers["ETag"], first.data) == (second.headers["ETag"], second.data)
    assert ask(client, PUBLIC + "?lang=en").headers["ETag"] != first.headers["ETag"]


def test_events_are_written_in_the_same_number_of_statements(world: World) -> None:
    def asked(events: list[int]) -> int:
        with statements() as found, transaction():
            rendering.renew_old(events)
        return len(found)

    some = [world.published().id for _ in range(5)]
    assert asked(some[:1]) == asked(some)
