"""Two transactions end at once that have changed parts of one event: its text has both.

Each has done its work before either may write what feeds show, as happens on PostgreSQL, where
only rows are held. A third one holds the row that they all wait for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time as hour
from itertools import permutations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from scheduler import clock
from scheduler.actions import itinerary, registering, rendering, scheduling
from scheduler.actions.itinerary import Stop
from scheduler.actions.registering import Application
from scheduler.actions.scheduling import plan_of
from scheduler.db import db, transaction
from scheduler.models import CalendarText, City, Event, FeedVersion, Person
from tests.feeds import plain_feeds
from tests.feeds.asking import PUBLIC, ask
from tests.world import NOW, World

A_MOMENT = 0.3  # seconds: enough to reach the row that is held
Change = Callable[[Event, Person], object]


def _stop(event: Event, by: Person) -> None:
    stop = Stop(title={"bg": "Кметство", "en": "City hall"}, day=1, start=hour(9), end=hour(10))
    itinerary.add_item(event, stop, version=event.version, by=by, now=NOW)


def _retitle(event: Event, by: Person) -> None:
    plan = replace(plan_of(event), title={"bg": "Друго", "en": "Another"})
    scheduling.change(event, plan, version=event.version, by=by, now=NOW, tell=False)


def _register(event: Event, _by: Person) -> None:
    application = Application("Ana Ivanova", "ana@sofia.example", "sofia", "bg")
    registering.register(event, application, by=None, now=NOW)


def _clock(_event: Event, _by: Person) -> None:
    seoul = db.session.scalars(sa.select(City).where(City.slug == "seoul")).one()
    seoul.zone = "Asia/Jakarta"


def _renew(event: Event, _by: Person) -> None:
    rendering.renew_old([event.id])


PAIRS = list(permutations([_stop, _register, _clock, _renew], 2))
PAIRS += [pair for other in (_register, _clock, _renew) for pair in permutations([_retitle, other])]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(each.__name__ for each in pair))
def test_a_text_has_what_both_have_changed(
    app: Flask, client: FlaskClient, world: World, pair: tuple[Change, Change]
) -> None:
    number, by = world.visit().id, world.elena.id

    def act(change: Change) -> None:
        with app.app_context():
            event, person = db.session.get_one(Event, number), db.session.get_one(Person, by)
            with transaction():
                change(event, person)

    held = sa.select(FeedVersion).where(FeedVersion.scope == "latest").with_for_update()
    with ThreadPoolExecutor(2) as pool:
        with transaction():
            db.session.execute(held).all()
            done = []
            for change in pair:
                done.append(pool.submit(act, change))
                time.sleep(A_MOMENT)
        for future in done:
            future.result()
    body = ask(client, PUBLIC).data
    wanted = plain_feeds.shared(world.programme, clock.now())
    assert plain_feeds.unfolded(body) == plain_feeds.unfolded(wanted)


def test_whoever_registers_changes_nobody_elses_feed(client: FlaskClient, world: World) -> None:
    visit = world.visit()
    first = ask(client, PUBLIC)
    with transaction():
        _register(visit, world.elena)
    assert ask(client, PUBLIC, If_None_Match=first.headers["ETag"]).status_code == 304


@pytest.mark.any_db
def test_what_cannot_be_written_keeps_its_text_and_holds_up_no_other(
    client: FlaskClient, world: World
) -> None:
    lost, kept = world.published(), world.published()
    shown = ask(client, PUBLIC).data
    with transaction():
        db.session.execute(sa.update(Event).where(Event.id == lost.id).values(zone="Mars/Base"))
        db.session.execute(sa.update(CalendarText).values(written_by="an older program"))
    with transaction():
        rendering.renew_old([lost.id, kept.id])
    older = sa.select(CalendarText.event_id).where(CalendarText.written_by == "an older program")
    assert set(db.session.scalars(older)) == {lost.id}
    assert ask(client, PUBLIC).data == shown
