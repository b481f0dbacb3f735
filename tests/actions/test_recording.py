"""History: only ever added to, each entry chained to the one before, on both databases."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from scheduler.actions import recording
from scheduler.db import WroteOutsideTransaction, db, transaction
from scheduler.models import HistoryChain, HistoryEntry, Programme
from scheduler.queries import history, verification
from tests.world import NOW, World

pytestmark = pytest.mark.any_db


def _record(thing: object, verb: str = "note", **details: object) -> None:
    with transaction():
        recording.record(verb, thing, by=None, now=NOW, **details)


def _chain(name: str = "sofia-seoul") -> list[HistoryEntry]:
    db.session.rollback()
    return list(history.entries(name))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET verb = 'never'",
        "UPDATE history_entry SET details = '{}' WHERE number = 1",
        "DELETE FROM history_entry",
        "DELETE FROM history_entry WHERE number = 2",
        {
            "postgresql": "TRUNCATE history_entry",
            "sqlite": "INSERT OR REPLACE INTO history_entry"
            " SELECT * FROM history_entry WHERE number = 1",
        },
    ],
)
def test_what_was_written_is_never_changed_or_deleted(world: World, statement) -> None:
    _record(world.programme)
    _record(world.programme)
    if isinstance(statement, dict):
        statement = statement[db.engine.dialect.name]
    kept = [(entry.number, entry.verb, entry.hash) for entry in _chain()]
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(sa.text(statement))
    assert [(entry.number, entry.verb, entry.hash) for entry in _chain()] == kept


def test_entries_count_from_one_and_hold_the_hash_before_them(world: World) -> None:
    for verb in ("one", "two", "three"):
        _record(world.programme, verb)
    entries = _chain()
    assert [(entry.number, entry.verb) for entry in entries] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
    ]
    assert [entry.previous for entry in entries] == ["", entries[0].hash, entries[1].hash]
    head = db.session.get_one(HistoryChain, "sofia-seoul")
    assert (head.length, head.head) == (3, entries[2].hash)


def test_each_thing_is_in_the_chain_it_belongs_to(world: World) -> None:
    event = world.visit()
    for thing in (world.programme, event, world.sofia, world.petar):
        _record(thing)
    assert [entry.subject for entry in _chain()][-2:] == [
        f"programme:{world.programme.id}",
        f"event:{event.id}",
    ]
    assert [entry.subject for entry in _chain(recording.PEOPLE)] == [
        f"city:{world.sofia.id}",
        f"person:{world.petar.id}",
    ]


def test_what_one_transaction_does_is_chained_in_order_whatever_the_chain(world: World) -> None:
    with transaction():
        for verb, thing in (("a", world.sofia), ("b", world.programme), ("c", world.seoul)):
            recording.record(verb, thing, by=world.elena, now=NOW)
    assert [(entry.verb, entry.actor_id) for entry in _chain()] == [("b", world.elena.id)]
    assert [entry.verb for entry in _chain(recording.PEOPLE)] == ["a", "c"]


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"text": "Столична община „София“ 서울 🚲 \u2028 \\ \" '"},
        {"nested": {"b": [1, 2.5, None, True], "a": {"": ""}}},
        {"number": 10**15, "small": 0.1, "list": [[["x"]]]},
    ],
)
def test_any_details_come_back_as_what_was_hashed(world: World, details) -> None:
    _record(world.programme, **details)
    (entry,) = _chain()
    assert json.loads(json.dumps(entry.details)) == details
    assert list(verification.chains()) == []


def test_a_moment_of_another_zone_and_of_microseconds_is_what_was_hashed(world: World) -> None:
    with transaction():
        at = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)
        recording.record("note", world.programme, by=None, now=at)
    assert list(verification.chains()) == []


def test_what_is_rolled_back_leaves_no_entry(world: World) -> None:
    def fail() -> None:
        recording.record("note", world.programme, by=None, now=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        fail()
    assert _chain() == []
    _record(world.programme, "after")
    assert [entry.verb for entry in _chain()] == ["after"]


def test_outside_of_a_transaction_nothing_is_recorded_not_even_later(world: World) -> None:
    with pytest.raises(WroteOutsideTransaction):
        recording.record("too early", world.programme, by=None, now=NOW)
    _record(world.programme, "in time")
    assert [entry.verb for entry in _chain()] == ["in time"]


def test_many_at_once_write_one_chain(app, world: World, rounds) -> None:
    slug, count, writers = world.programme.slug, rounds(10), 4
    db.session.rollback()
    together, failed = threading.Barrier(writers), []

    def write(writer: int) -> None:
        with app.app_context():
            together.wait()
            for number in range(count):
                try:
                    with transaction():
                        programme = db.session.query(Programme).filter_by(slug=slug).one()
                        recording.record(f"{writer}-{number}", programme, by=None, now=NOW)
                except Exception as error:  # noqa: BLE001 - whatever it was, the test is to say it
                    failed.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert [entry.number for entry in _chain()] == list(range(1, writers * count + 1))
    assert list(verification.chains()) == []
