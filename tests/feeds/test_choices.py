"""What a person chose for one calendar: deadlines, reminders, no details."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.actions import polling, registering, scheduling, subscribing
from scheduler.actions.polling import Offer, Proposal
from scheduler.actions.registering import Application
from scheduler.actions.subscribing import Wishes
from scheduler.db import transaction
from scheduler.models import Person
from scheduler.queries import polls
from tests.documents import reading
from tests.feeds.asking import feed
from tests.world import NOW, World

pytestmark = pytest.mark.any_db


def calendar_of(person: Person, **wishes: Any) -> str:
    """Return the address of a new feed of that person, in English unless told otherwise."""
    wanted = replace(Wishes(name=f"phone {len(wishes)}", language="en"), **wishes)
    with transaction():
        made = subscribing.make_feed(person, wanted, now=NOW)
        return f"/feeds/mine/{subscribing.feed_token(made)}.ics"


def entries(client, address: str) -> list[reading.Component]:
    return feed(client, address).inside("VEVENT")


def test_a_deadline_ends_when_it_is_due_and_leaves_its_time_free(client, world: World) -> None:
    world.visit()
    (entry,) = entries(client, calendar_of(world.petar, mine=False, deadlines=True))
    assert entry.one("SUMMARY") == "Registration closes: Study visit to Seoul"
    assert entry.one("DTEND") == "20270303T170000"  # NOW + 100 days, 08:00 UTC, in Seoul
    assert entry.one("DTSTART") == "20270303T164500"
    assert entry.one("TRANSP") == "TRANSPARENT"
    assert entry.one("DESCRIPTION") == "17:00 Seoul · 10:00 Sofia"


def test_who_has_registered_has_no_deadline_any_more(client, world: World) -> None:
    visit = world.visit()
    address = calendar_of(world.petar, mine=False, deadlines=True)
    assert len(entries(client, address)) == 1
    with transaction():
        application = Application("Petar Ivanov", world.petar.email, "sofia", "bg")
        registering.register(visit, application, by=world.petar, now=NOW)
    assert entries(client, address) == []


def test_a_poll_is_a_deadline_until_it_is_answered(client, world: World, stopped_clock) -> None:
    address = calendar_of(world.petar, mine=False, deadlines=True)
    proposal = Proposal(
        title={"bg": "Кога?", "en": "When?"},
        zone="Europe/Sofia",
        minutes=60,
        offers=(Offer(datetime(2027, 1, 12, 10)), Offer(datetime(2027, 1, 13, 10))),
        deadline=datetime(2026, 12, 20, 18),
        deadline_zone="Europe/Sofia",
        people=(world.petar.id,),
        cities=("sofia", "seoul"),
    )
    with transaction():
        poll = polling.open_poll(world.programme, proposal, by=world.elena, now=NOW)
    (entry,) = entries(client, address)
    assert entry.one("SUMMARY") == "Answer due: When?"
    assert (entry.one("DTSTART"), entry.one("DTEND")) == ("20261220T174500", "20261220T180000")
    with transaction():
        (voter,) = polls.asked(poll)
        polling.answer(voter, {slot.id: "yes" for slot in poll.slots}, now=NOW)
    assert entries(client, address) == []


def test_a_deadline_that_is_over_leaves_at_midnight(client, world: World, stopped_clock) -> None:
    world.visit()
    address = calendar_of(world.petar, mine=False, deadlines=True)
    for days, number in ((100, 1), (101, 0)):
        stopped_clock.move_to(NOW + timedelta(days=days))
        assert len(entries(client, address)) == number


def test_without_details_nothing_is_told_but_the_kind_and_the_time(client, world: World) -> None:
    world.published(invite=True)
    world.visit()
    address = calendar_of(world.petar, details=False, deadlines=True)
    found = entries(client, address)
    assert [entry.one("SUMMARY") for entry in found] == ["Live session", "City visit", "Deadline"]
    kept = {"DESCRIPTION", "LOCATION", "URL", "CONFERENCE", "CATEGORIES"}
    assert [kept & set(entry.names()) for entry in found] == [set(), set(), set()]


def test_a_reminder_rings_only_where_it_was_chosen(client, world: World) -> None:
    world.published(invite=True)
    world.visit()
    gone = world.published(title={"bg": "Няма", "en": "Gone"})
    with transaction():
        scheduling.cancel(gone, by=world.elena, now=NOW)
    quiet, loud = calendar_of(world.petar), calendar_of(world.petar, reminder=30)
    assert [entry.parts for entry in entries(client, quiet)] == [[], [], []]
    triggers = {
        entry.one("SUMMARY"): [alarm.one("TRIGGER") for alarm in entry.inside("VALARM")]
        for entry in entries(client, loud)
    }
    assert triggers == {
        "District heating (not answered yet)": ["-PT30M"],
        # A day has no hour: one is reminded at six the evening before.
        "Study visit to Seoul": ["-PT360M"],
        "Cancelled: Gone": [],
    }
