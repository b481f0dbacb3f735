"""What people are told of: invitations, changes, cancellations, each as a letter with a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import Event
from tests import letters
from tests.clients.torture import LINES, PUNCTUATION, both, called_off, held, named, published
from tests.world import NOW, SESSION, VISIT, World

INVITED = {
    "session": SESSION,
    "texts": replace(
        SESSION, title=both(PUNCTUATION), venue=both("서울시청; 1, 2"), description=both(LINES)
    ),
    "second pass": named(
        "", datetime(2027, 10, 31, 3, 30), fold=1, end=datetime(2027, 10, 31, 4, 0)
    ),
    "visit": VISIT,
    "series": named("", datetime(2027, 1, 3, 10, 0), rule="FREQ=WEEKLY;COUNT=52"),
}


def invite(world: World) -> None:
    """Have people invited, told of changes and of the end, and others invited who have not answered.

    Their letters leave in between.
    """
    steps = [_invited, _told, _ended, _invited]
    for step in steps:
        with transaction():
            step(world)
        letters.all_left()


def _invited(world: World) -> None:
    for name, plan in INVITED.items():
        title = plan.title if name == "texts" else both(f"Invited: {name}")
        published(world, replace(plan, title=title), invite=True)


def _told(world: World) -> None:
    for event in _of(world):
        if event.rule:
            held(world, event, date(2027, 4, 4), start=datetime(2027, 4, 6, 17, 15))
            held(world, event, date(2027, 10, 31), title=both("One, apart"))
            called_off(world, event, date(2027, 3, 28))
        else:
            start = event.start_wall + timedelta(days=200)
            scheduling.move(event, start, version=event.version, by=world.elena, now=NOW)


def _ended(world: World) -> None:
    for event in _of(world):
        scheduling.cancel(event, by=world.elena, now=NOW)


def _of(world: World) -> list[Event]:
    return [event for event in db.session.scalars(sa.select(Event)) if _was_invited(event)]


def _was_invited(event: Event) -> bool:
    return event.title["en"].startswith("Invited: ") or event.description.get("en") == LINES
