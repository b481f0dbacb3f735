"""Whatever was done to a calendar file: it is told, taken, and then found to be the same."""

from __future__ import annotations

from collections.abc import Callable

from scheduler import errors
from scheduler.actions import importing
from scheduler.actions.importing import Choices
from scheduler.db import db, transaction
from scheduler.models import Event
from tests.documents import mutating
from tests.world import NOW, World

SEOUL = Choices(language="en", zone="Asia/Seoul", cities=("sofia", "seoul"))


def _taken_and_found_again(world: World, data: bytes) -> None:
    """Take all that is proposed of a file, and look at it again; a refusal is as good."""
    try:
        source = importing.of_calendar(data)
        with transaction():
            taken = importing.take(source, world.programme, SEOUL, None, by=world.elena, now=NOW)
    except errors.Invalid:
        return
    again = importing.preview(source, world.programme, SEOUL, by=world.elena, now=NOW)
    outcomes = {line.number: line.outcome for line in again.lines if line.uid}
    known = {n: event for n, event in taken.events.items() if event.origin_uid}
    assert {n: outcomes[n] for n in known} == dict.fromkeys(known, importing.SAME)


def test_broken_files_are_taken_once(world: World, rounds: Callable[[int], int]) -> None:
    seeds = mutating.corpus()
    for number in range(rounds(60)):
        _taken_and_found_again(world, mutating.broken(seeds, number))
    db.session.rollback()
    assert {event.status for event in db.session.query(Event)} == {"draft"}
