"""Transactions: all or nothing, begun with the lock, read afresh, and nothing outside of one."""

from __future__ import annotations

import gc
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm.state import InstanceState

from scheduler.db import WroteOutsideTransaction, before_commit, db, lock, transaction
from scheduler.models import City, Person, Theme
from tests.counting import statements
from tests.world import World

pytestmark = pytest.mark.any_db


def _themes() -> list[str]:
    db.session.rollback()
    return [theme.slug for theme in db.session.query(Theme).order_by(Theme.slug)]


def _theme(slug: str) -> Theme:
    return Theme(slug=slug, name={"en": slug})


def test_what_it_did_is_there_after_it(app) -> None:
    with transaction():
        db.session.add(_theme("kept"))
    assert _themes() == ["kept"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_nothing(app, error) -> None:
    def fail() -> None:
        db.session.add(_theme("lost"))
        db.session.flush()
        raise error

    with pytest.raises(error), transaction():
        fail()
    assert _themes() == []
    with transaction():
        db.session.add(_theme("next"))
    assert _themes() == ["next"]


def test_a_constraint_that_says_no_leaves_nothing(app) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add_all([_theme("twice"), _theme("once"), _theme("twice")])
    assert _themes() == []


def test_one_inside_another_is_refused_and_ends_the_outer_one(app) -> None:
    def nest() -> None:
        db.session.add(_theme("outer"))
        with transaction():
            db.session.add(_theme("inner"))

    with pytest.raises(RuntimeError, match="inside"), transaction():
        nest()
    assert _themes() == []


def test_nothing_is_written_outside_of_one(app, world: World) -> None:
    db.session.add(_theme("outside"))
    with pytest.raises(WroteOutsideTransaction):
        db.session.flush()
    db.session.rollback()
    world.sofia.local_name = "Сердика"
    with pytest.raises(WroteOutsideTransaction):
        db.session.query(City).all()
    db.session.rollback()
    with pytest.raises(WroteOutsideTransaction):
        lock(world.sofia)
    with pytest.raises(WroteOutsideTransaction):
        before_commit("late", lambda: None)
    assert db.session.query(City).filter_by(slug="sofia").one().local_name == "София"


def test_reading_outside_of_one_is_free(world: World) -> None:
    assert world.sofia.local_name == "София"
    world.sofia.local_name = "София"  # the same value is no change
    db.session.flush()


def test_what_is_left_for_the_end_is_done_once_and_before_the_commit(app) -> None:
    done: list[int] = []
    with transaction():
        for number in (1, 2):
            before_commit("once", lambda n=number: (done.append(n), db.session.add(_theme("end"))))
    assert (done, _themes()) == ([1], ["end"])
    with transaction():
        pass
    assert done == [1]


def test_what_was_read_before_is_read_again_inside(app, world: World) -> None:
    assert world.sofia.version == 1
    _elsewhere(app, "UPDATE city SET version = 7")
    with transaction():
        assert world.sofia.version == 7


def _elsewhere(app, statement: str) -> None:
    """Write in another connection, as another process does."""

    def write() -> None:
        with app.app_context(), transaction():
            db.session.execute(sa.text(statement))

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(20)


def test_a_lock_reads_afresh_and_keeps_what_was_set(world: World) -> None:
    with transaction():
        city = db.session.query(City).filter_by(slug="sofia").one()
        db.session.execute(sa.text("UPDATE city SET version = 7 WHERE slug = 'sofia'"))
        city.local_name = "Сердика"
        assert (lock(city).version, city.local_name) == (7, "Сердика")


def test_a_lock_is_asked_of_the_database(world: World) -> None:
    with statements() as asked, transaction():
        lock(world.sofia)
    wanted = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "FOR NO KEY UPDATE"}
    assert [each for each in asked if wanted[db.engine.dialect.name] in each] != []


def test_two_that_count_up_count_to_two(app, world: World) -> None:
    db.session.rollback()
    together = threading.Barrier(4)

    def count_up() -> None:
        with app.app_context():
            together.wait()
            for _ in range(5):
                with transaction():
                    city = lock(db.session.query(City).filter_by(slug="sofia").one())
                    city.version += 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert world.sofia.version == 21


def test_a_moment_is_utc_whatever_zone_it_was_given_in(app) -> None:
    given = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    with transaction():
        db.session.add(Person(email="a@b.bg", created=given))
    stored = db.session.query(Person).one().created
    assert (stored, stored.tzinfo) == (given, UTC)
    with pytest.raises(StatementError, match="a moment needs a zone"), transaction():
        db.session.add(Person(email="c@d.bg", created=given.replace(tzinfo=None)))


@pytest.mark.parametrize("letting_go", ["expunge_all", "close", "rollback", "commit"])
def test_rows_live_until_the_session_is_through_with_them_all(app, letting_go) -> None:
    """Where the collector clears a row amid that, CPython 3.11 ends the process."""
    with transaction():
        db.session.add_all([_theme("one"), _theme("two"), _theme("three")])
    session = db.session()
    _forget(session.query(Theme).all())
    states = session.identity_map.all_states()
    collected: list[int] = []

    def collect(_self: object, *_args: object, **_named: object) -> None:
        gc.collect()
        collected.append(sum(state.obj() is None for state in states))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(InstanceState, "_expire", collect)
        patch.setattr(InstanceState, "_detach_states", collect)
        getattr(session, letting_go)()
    assert set(collected) == {0}


def _forget(rows: list[Theme]) -> None:
    """Leave rows to the collector: each knows itself, as an event knows its dates and they it."""
    for row in rows:
        row.__dict__["itself"] = row
