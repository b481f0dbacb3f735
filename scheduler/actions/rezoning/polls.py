"""Polls after new zone data: the times offered and the deadline keep their hour on the clock.

Nobody is written to: whoever was asked sees the times as they are now on their page, and the
command says which polls to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from scheduler.core import zones
from scheduler.db import db, lock
from scheduler.models import Poll
from scheduler.queries import placing

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import PollSlot


@dataclass(frozen=True)
class RezonedPoll:
    """What new zone data did to one poll."""

    poll: Poll
    slots: int
    """How many of the times offered are other moments."""
    deadline: bool
    """Whether its deadline is."""
    clash: bool
    """Whether two times became the same moment: they are left as they are."""


def rezone_polls() -> list[RezonedPoll]:
    """Derive every moment of a poll again; return the polls that were changed."""
    polls = db.session.scalars(sa.select(Poll).options(selectinload(Poll.slots)).order_by(Poll.id))
    found = [_poll(poll) for poll in polls.all()]
    return [each for each in found if each.slots or each.deadline or each.clash]


def _poll(poll: Poll) -> RezonedPoll:
    deadline, starts = placing.of_poll(poll)
    moved = {slot: start for slot, start in starts.items() if start != slot.start_utc}
    late = deadline != poll.deadline_utc
    clash = len(set(starts.values())) < len(starts)
    if late or (moved and not clash):
        poll = lock(poll)
        poll.deadline_utc = deadline
        poll.version += 1
    if not clash:
        _move(poll, moved)
    return RezonedPoll(poll, len(moved), late, clash)


def _move(poll: Poll, starts: dict[PollSlot, datetime]) -> None:
    """Write the new moments, in an order in which no two times are one for an instant."""
    later = any(start > slot.start_utc for slot, start in starts.items())
    for slot in sorted(starts, key=lambda each: each.start_utc, reverse=later):
        slot.start_utc = starts[slot]
        slot.end_utc = starts[slot] + timedelta(minutes=poll.minutes)
        slot.fold = zones.fold_of(slot.start_utc, poll.zone)
        db.session.flush()
