"""Two organizers take the same file at once: whoever comes second finds the drafts of the first."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask

from scheduler import errors
from scheduler.actions import importing
from scheduler.actions.importing import Choices
from scheduler.db import db, transaction
from scheduler.models import Event, Person, Programme
from tests.actions.test_importing import calendar, entry
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
A_MOMENT = 0.3  # seconds: enough for the second one to reach the lock that it has to wait for
ENGLISH = Choices(language="en")


@pytest.fixture
def meanwhile(any_db_app: Flask, world: World) -> Callable[..., Future[None]]:
    """Return what takes a file in another thread, with a session that has read before."""

    def start(pool: ThreadPoolExecutor, picked: dict[int, int]) -> Future[None]:
        programme_id, person_id = world.programme.id, world.elena.id

        def other() -> None:
            with any_db_app.app_context():
                programme = db.session.get_one(Programme, programme_id)
                elena = db.session.get_one(Person, person_id)
                _ = (programme.cities, db.session.query(Event).count())
                with transaction():
                    source = calendar(entry())
                    importing.take(source, programme, ENGLISH, picked, by=elena, now=NOW)

        future = pool.submit(other)
        time.sleep(A_MOMENT)
        return future

    return start


def test_whoever_takes_the_same_file_second_makes_no_second_draft(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            source = calendar(entry())
            importing.take(source, world.programme, ENGLISH, {1: 0}, by=world.jiho, now=NOW)
            second = meanwhile(pool, {1: 0})
        with pytest.raises(errors.ImportChanged):
            second.result(20)
    db.session.rollback()
    assert [event.origin_uid for event in db.session.query(Event)] == ["talk-1@elsewhere.example"]
