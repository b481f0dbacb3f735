"""Choosing: one of the times becomes an event, or moves the one that the poll is about.

Decides that this invites: whoever is meant by the event gets its invitation or the news of its
move, and whoever was asked and is not meant gets a short letter. Of two organizers who choose at
once, the second finds the poll decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import inviting, recording, scheduling
from scheduler.actions.policy import require
from scheduler.actions.polling import checking, telling
from scheduler.actions.polling.proposal import plan_at
from scheduler.actions.polling.verbs import locked
from scheduler.db import db, lock
from scheduler.queries import managing, polls

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Event, Person, Poll, PollSlot


def choose(
    poll: Poll,
    slot: PollSlot,
    *,
    version: int,
    by: Person | None,
    now: datetime,
    event_version: int | None = None,
) -> Event:
    """Decide a poll: make or move its event, invite to it, and tell whoever was asked.

    Raises PollDecided, EditedMeanwhile (of the poll, or of the event where its version is
    given), TimeOver, and what moving or publishing the event raises.
    """
    require(by, "poll.choose", poll)
    if poll.event is not None:
        # The order of locks everywhere: the event, then the poll, then its invitations.
        lock(poll.event)
    poll = locked(poll)
    if not poll.undecided:
        raise errors.PollDecided
    event = poll.event
    if poll.version != version or (event and event_version not in {None, event.version}):
        raise errors.EditedMeanwhile(poll.version)
    slot = polls.get_slot(poll, slot.id)
    if slot.start_utc <= now:
        raise errors.TimeOver
    if event is None:
        event = _made(poll, slot, by=by, now=now)
    else:
        _move(poll, event, slot, by=by, now=now)
    slot.chosen, poll.event = True, event
    poll.status, poll.version = "chosen", poll.version + 1
    told = _tell(poll, event, now=now)
    start = slot.start_wall.isoformat(timespec="minutes")
    recording.record("choose", poll, by=by, now=now, start=start, event=event.id, told=told)
    return event


def newcomers(event: Event) -> int:
    """Return how many people are meant by an event and not invited to it yet."""
    invited = managing.invited_numbers(event)
    return sum(person.id not in invited for person in inviting.audience(event))


def _made(poll: Poll, slot: PollSlot, *, by: Person | None, now: datetime) -> Event:
    event = scheduling.draft(poll.programme, plan_at(poll, slot), by=by, now=now)
    scheduling.publish(event, by=by, now=now)
    return event


def _move(poll: Poll, event: Event, slot: PollSlot, *, by: Person | None, now: datetime) -> None:
    """Move the event, and make sure of it: what was a draft or tentative is so no longer."""
    checking.check_event(event)
    was = event.status
    if was == "tentative":
        # Before the move, so that the one letter that is left tells of the new time.
        scheduling.publish(event, by=by, now=now, invite=False)
    plan = plan_at(poll, slot)
    scheduling.change(event, plan, version=event.version, by=by, now=now)
    if was == "draft":
        scheduling.publish(event, by=by, now=now)
    elif newcomers(event):
        scheduling.invite(event, by=by, now=now)


def _tell(poll: Poll, event: Event, *, now: datetime) -> int:
    db.session.flush()
    telling.recall(poll)
    invited = managing.invited_numbers(event)
    rest = [voter for voter in polls.asked(poll) if voter.person_id not in invited]
    telling.tell(rest, telling.RESULT, now=now)
    return len(rest)
