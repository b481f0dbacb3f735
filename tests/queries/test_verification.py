"""What `flask verify` finds: each thing that can be wrong, made wrong in the database itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from scheduler.actions import registering, scheduling
from scheduler.actions.registering import Application
from scheduler.core import zones
from scheduler.db import db, transaction
from scheduler.queries import verification
from tests.world import NOW, World, mails

pytestmark = pytest.mark.any_db


def _found() -> list[str]:
    db.session.rollback()
    return list(verification.findings(NOW))


def _done(*statements: str) -> None:
    """Do in the database what the product never does."""
    with transaction():
        for statement in statements:
            db.session.execute(sa.text(statement))


def _past_the_triggers(statement: str) -> None:
    names = {
        "sqlite": [
            "DROP TRIGGER history_entry_no_update",
            "DROP TRIGGER history_entry_no_delete",
        ],
        "postgresql": ["ALTER TABLE history_entry DISABLE TRIGGER USER"],
    }
    _done(*names[db.engine.dialect.name], statement)


@pytest.fixture
def visit(world: World):
    """Return a visit with one seat taken and one person waiting, among other events."""
    for start, end in (
        (datetime(2027, 10, 31, 3, 30), datetime(2027, 10, 31, 5, 0)),
        (datetime(2027, 10, 31, 2, 30), None),
    ):
        world.published(start=start, end=end, fold=1)
    world.published(start=date(2027, 3, 10), end=None, zone=None, time_known=False, host_city=None)
    event = world.visit(capacity=1)
    for person in (world.petar, world.minseo):
        with transaction():
            application = Application(person.name, person.email, "sofia", "bg")
            registering.register(event, application, by=person, now=NOW)
    return event


def test_nothing_is_found_where_all_is_well(visit, world) -> None:
    event = world.published(invite=True)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert _found() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET verb = 'publish' WHERE chain = 'sofia-seoul' AND number = 3",
        "UPDATE history_entry SET actor_id = 99 WHERE chain = 'sofia-seoul' AND number = 3",
        "UPDATE history_entry SET details = '{}' WHERE chain = 'sofia-seoul' AND number = 3",
        "UPDATE history_entry SET subject = 'event:99' WHERE chain = 'sofia-seoul' AND number = 3",
        "UPDATE history_entry SET previous = '' WHERE chain = 'sofia-seoul' AND number = 3",
        "DELETE FROM history_entry WHERE chain = 'sofia-seoul' AND number = 3",
    ],
)
def test_history_that_was_written_over_is_found(visit, statement) -> None:
    _past_the_triggers(statement)
    assert _found() == ["history sofia-seoul: entry 3 is not what was written"]


def test_history_cut_at_its_end_is_found(visit) -> None:
    _past_the_triggers(
        "DELETE FROM history_entry WHERE chain = 'sofia-seoul' AND number ="
        " (SELECT max(number) FROM history_entry WHERE chain = 'sofia-seoul')"
    )
    assert _found() == ["history sofia-seoul: entries are missing at its end"]


def test_history_without_its_head_is_found(visit) -> None:
    _done("DELETE FROM history_chain WHERE name = 'sofia-seoul'")
    assert _found() == ["history sofia-seoul: its head is missing"]


def _displaced(event) -> list[str]:
    return [f"event {event.slug}: its moments are not its wall times; run `flask rezone`"]


@pytest.mark.parametrize("column", ["start_utc", "end_utc", "until_utc"])
def test_a_moment_that_is_not_its_wall_time_is_found(visit, world, column) -> None:
    event = world.published()
    one_minute = timedelta(minutes=1)
    with transaction():
        earlier = column == "start_utc"
        setattr(event, column, getattr(event, column) + (-one_minute if earlier else one_minute))
    assert _found() == _displaced(event)


def test_a_moment_of_one_date_that_is_not_its_wall_time_is_found(visit, world) -> None:
    event = world.published(rule="FREQ=WEEKLY;COUNT=3")
    with transaction():
        event.occurrences[1].start_utc -= timedelta(hours=1)
    assert _found() == _displaced(event)


def test_a_bound_of_days_that_is_wrong_is_found(visit) -> None:
    with transaction():
        visit.end_utc += timedelta(days=1)
    assert _found() == _displaced(visit)


def test_an_hour_that_no_clock_shows_any_more_is_found(visit, world) -> None:
    event = world.published()
    with transaction():
        event.start_date, event.start_time = date(2027, 3, 28), datetime(2027, 3, 28, 3, 30).time()
    assert _found() == _displaced(event)


def test_events_placed_by_other_zone_data_are_counted(visit, world) -> None:
    with transaction():
        visit.zone_data = "2020a"
    assert _found() == [
        f"zone data: 1 events are not placed by release {zones.DATA_VERSION}; run `flask rezone`"
    ]


def test_a_zone_that_is_no_longer_in_the_data_is_found(visit, world) -> None:
    event = world.published()
    _done(f"UPDATE event SET zone = 'Mars/Base' WHERE id = {event.id}")
    assert _found() == [f"event {event.slug}: the zone data have no zone Mars/Base"]


def test_an_event_without_any_date_is_found(visit, world) -> None:
    event = world.published()
    _done(f"DELETE FROM occurrence WHERE event_id = {event.id}")
    assert _found() == [f"event {event.slug}: it has no occurrence"]


def test_a_gap_in_the_order_of_arrival_is_found(visit) -> None:
    _done("UPDATE visit SET last_number = 5")
    assert _found() == [f"visit {visit.slug}: the numbers of its registrations have a gap"]


def test_somebody_who_waits_beside_a_free_seat_is_found(visit) -> None:
    _done("UPDATE event SET capacity = 2 WHERE kind = 'city_visit'")
    assert _found() == [f"visit {visit.slug}: somebody waits although a seat is free"]


def test_mail_that_waits_too_long_or_that_no_key_opens_is_found(visit) -> None:
    with transaction():
        old, strange, *rest = mails()
        for mail in (strange, *rest):
            mail.state = "sent"
        old.due = NOW - timedelta(hours=2)
        strange.body = b"sealed elsewhere"
    assert _found() == [
        f"outbox {old.id}: has been waiting since 2026-11-23 06:00 UTC",
        f"outbox {strange.id}: its body cannot be opened with ENCRYPTION_KEY",
    ]
