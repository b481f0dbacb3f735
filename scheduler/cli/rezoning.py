"""The command after new time zone data: what moved, a line each, in the order of the events."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from scheduler import clock
from scheduler.actions import rezoning
from scheduler.cli.command import Command
from scheduler.core import zones
from scheduler.db import transaction
from scheduler.errors import HourRepeated, HourSkipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.actions.rezoning import Moved, Rezoned, RezonedPoll


@click.command(cls=Command)
@with_appcontext
def rezone() -> None:
    """Derive every stored UTC again from wall time and zone, after new time zone data."""
    with transaction():
        events, polls = rezoning.rezone(now=clock.now()), rezoning.rezone_polls()
        lines = [line for each in events for line in _event_lines(each)]
        lines += [line for poll in polls for line in _poll_lines(poll)]
        told = sum(each.told for each in events)
    for line in lines:
        click.echo(line)
    what = f"{len(events) + len(polls)} changed, {told} people told" if lines else "nothing moved"
    click.echo(f"zone data {zones.DATA_VERSION}: {what}")
    if any(each.lost for each in events):
        raise SystemExit(1)


def _event_lines(found: Rezoned) -> Iterator[str]:
    event, turn = found.event, found.turn
    if found.lost:
        yield f"event {event.slug}: the zone data have no zone {event.zone}"
    if found.moved:
        yield f"event {event.slug}: {_moved(found)}{_told(found)}"
    elif turn:
        changed = [
            f"{zone} {turn.before.elsewhere[zone]:%H:%M} -> {there:%H:%M}"
            for zone, there in turn.after.elsewhere.items()
            if turn.before.elsewhere[zone] != there
        ]
        yield (
            f"event {event.slug}: {turn.after.here:%Y-%m-%d %H:%M} {event.zone} stays,"
            f" {', '.join(changed)}{_more(turn.meetings)}{_told(found)}"
        )
    for name in found.windows:
        moment = getattr(event.visit, name)
        yield (
            f"event {event.slug}: registration {name} at"
            f" {zones.to_wall(moment, event.zone or 'UTC'):%Y-%m-%d %H:%M} as before,"
            f" now {moment:%Y-%m-%d %H:%M} UTC"
        )


def _moved(found: Rezoned) -> str:
    """Return how the first meeting moved, and how many did."""
    first, zone = found.moved[0], found.event.zone
    utc = f"{first.before:%Y-%m-%d %H:%M} UTC -> {first.after:%Y-%m-%d %H:%M} UTC"
    if not isinstance(first.wall, datetime):
        return f"the days from {first.wall} on, {utc}"
    more = f"{_more(len(found.moved))}{''.join(_doubts(found))}"
    return f"{first.wall:%Y-%m-%d %H:%M} {zone}, {utc}{more}"


def _doubts(found: Rezoned) -> Iterator[str]:
    """Yield what was decided of hours that no clock shows any more, or that come twice now."""
    for each in found.moved:
        wall = each.wall
        if not isinstance(wall, datetime) or found.event.zone is None:
            continue
        try:
            zones.to_utc(wall, found.event.zone)
        except HourSkipped:
            yield f"; {wall:%Y-%m-%d %H:%M} is skipped now: {_clock(each)}"
        except HourRepeated:
            which = "second" if zones.fold_of(each.after, found.event.zone) else "first"
            yield f"; {wall:%Y-%m-%d %H:%M} comes twice now: the {which} is meant"


def _clock(each: Moved) -> str:
    return f"it begins at {each.wall_after:%H:%M}"


def _more(meetings: int) -> str:
    return f", and {meetings - 1} more meetings" if meetings > 1 else ""


def _told(found: Rezoned) -> str:
    return f"; {found.told} people told" if found.told else ""


def _poll_lines(found: RezonedPoll) -> Iterator[str]:
    name = f"poll {found.poll.ref}"
    if found.clash:
        yield f"{name}: two of its times would be one moment: they are left, change them"
    elif found.slots:
        yield f"{name}: {found.slots} of its times moved: look at the answers"
    if found.deadline:
        yield f"{name}: its deadline is now {found.poll.deadline_utc:%Y-%m-%d %H:%M} UTC"


COMMANDS = (rezone,)
