"""What is true of one database alone: how SQLite is opened, what PostgreSQL lets go on."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from scheduler.db import db, lock, transaction
from scheduler.models import City, Event, Registration, Visit
from tests.world import NOW, World


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_registration_does_not_wait_for_its_event_while_that_waits_for_its_seats(
    app, world: World
) -> None:
    event = world.visit().id
    db.session.rollback()
    event_locked, seats_locked, failed = threading.Event(), threading.Event(), []

    def changes() -> None:
        with app.app_context(), transaction():
            found = lock(db.session.get_one(Event, event))
            event_locked.set()
            seats_locked.wait(10)
            lock(found.visit)

    def registers() -> None:
        with app.app_context(), transaction():
            event_locked.wait(10)
            lock(db.session.get_one(Visit, event))
            seats_locked.set()
            threading.Event().wait(0.2)
            db.session.add(_registration(event))

    def trying(do) -> None:
        try:
            do()
        except OperationalError as error:
            failed.append(error)

    threads = [threading.Thread(target=trying, args=(do,)) for do in (changes, registers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failed == []
    assert db.session.query(Registration).count() == 1


def _registration(event: int) -> Registration:
    return Registration(
        ref="r", event_id=event, name="Ana", email="ana@sofia.example", language="bg",
        status="confirmed", number=1, created=NOW, changed=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_opened_so_that_what_it_has_acknowledged_survives(app) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys")
    found = [db.session.scalar(sa.text(f"PRAGMA {name}")) for name in asked]
    version = tuple(
        int(n) for n in db.session.scalar(sa.text("SELECT sqlite_version()")).split(".")
    )
    assert found == ["wal" if version >= (3, 51, 3) else "truncate", 2, 1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reader_of_sqlite_neither_waits_for_a_writer_nor_locks_one_out(app, world) -> None:
    db.session.rollback()
    with transaction():
        world.sofia.version = 2
        db.session.flush()
        seen: list[int] = []

        def read() -> None:
            with app.app_context():
                seen.append(db.session.query(City).filter_by(slug="sofia").one().version)

        thread = threading.Thread(target=read)
        thread.start()
        thread.join(5)
        assert seen == [1]
