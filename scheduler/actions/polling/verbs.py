"""The verbs of an organizer before a poll is decided: open, change, remind, close, cancel.

Decides who is told of what: everybody asked gets the question, and again what is asked anew; of
another deadline, and by a reminder, those alone hear who have not answered.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import errors
from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.actions.polling import checking, telling
from scheduler.actions.polling.proposal import of_event, proposal_of, slot_of, write
from scheduler.db import db, lock
from scheduler.models import Poll, PollAnswer, PollVoter
from scheduler.queries import polls

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.actions.polling.proposal import Proposal
    from scheduler.models import Event, Person, Programme

ONE_REMINDER = timedelta(days=1)
"""Nobody is reminded by the button twice within it."""
LAST_CALL = timedelta(days=1)
"""How long before the deadline a reminder goes out by itself."""
QUIET = timedelta(hours=12)
"""Whoever was asked or reminded within it hears no last call."""


def open_poll(
    programme: Programme,
    proposal: Proposal,
    *,
    by: Person | None,
    now: datetime,
    event: Event | None = None,
) -> Poll:
    """Offer times to people, each by a link of their own; `event` is what is to be moved.

    Raises errors.Several, EventNotMovable.
    """
    require(by, "poll.create", programme)
    if event is not None:
        proposal = _for_event(programme, proposal, event, by=by)
    checking.check(proposal, programme, now=now)
    poll = Poll(ref=str(uuid.uuid4()), programme=programme, event=event, by=by, created=now)
    write(proposal, poll, programme)
    poll.slots = [slot_of(proposal, offer) for offer in proposal.offers]
    _ask(poll, proposal, now=now)
    db.session.add(poll)
    db.session.flush()
    telling.tell(poll.voters, telling.QUESTION, now=now)
    asked, times = len(poll.voters), len(poll.slots)
    recording.record("open poll", poll, by=by, now=now, asked=asked, times=times)
    return poll


def change(
    poll: Poll, proposal: Proposal, *, version: int, by: Person | None, now: datetime
) -> int:
    """Save a changed poll, open it again if it was closed; return how many people are told.

    A time that stays keeps its answers; where one is added, or all become longer, everybody is
    asked again. Raises EditedMeanwhile, PollDecided, errors.Several.
    """
    require(by, "poll.change", poll)
    poll = locked(poll)
    if not poll.undecided:
        raise errors.PollDecided
    if poll.event is not None:
        proposal = _for_event(poll.programme, proposal, poll.event, by=by)
    stored = {slot.start_utc for slot in poll.slots}
    checking.check(proposal, poll.programme, now=now, stored=stored)
    if poll.status == "open" and proposal.settled() == proposal_of(poll).settled():
        return 0
    if poll.version != version:
        raise errors.EditedMeanwhile(poll.version)
    again, later = _asks_again(poll, proposal), poll.deadline_utc != proposal.closes()
    poll.status, poll.version = "open", poll.version + 1
    poll.last_call = None if later else poll.last_call
    _offer(poll, proposal)
    write(proposal, poll, poll.programme)
    _ask(poll, proposal, now=now)
    told = _tell_change(poll, again=again, later=later, now=now)
    recording.record("change poll", poll, by=by, now=now, times=len(poll.slots), told=told)
    return told


def remind(poll: Poll, *, by: Person | None, now: datetime) -> int:
    """Remind those who have not answered, each at most once a day; return how many.

    Raises PollOver, NobodyToRemind.
    """
    require(by, "poll.change", poll)
    poll = locked(poll)
    if not poll.takes_answers(now):
        raise errors.PollOver
    due = to_remind(poll, now=now)
    if not due:
        raise errors.NobodyToRemind
    return _remind(poll, due, by=by, now=now)


def to_remind(poll: Poll, *, now: datetime) -> list[PollVoter]:
    """Return whom the button would remind at that moment."""
    return [
        voter
        for voter in polls.waiting(poll)
        if voter.reminded is None or now - voter.reminded >= ONE_REMINDER
    ]


def call_last(poll: Poll, *, now: datetime) -> int:
    """Remind by itself, once, a day before the deadline; return how many were reminded.

    Whoever heard of the poll half a day ago or later is left in peace.
    """
    poll = locked(poll)
    if not poll.takes_answers(now) or poll.last_call or poll.deadline_utc - now > LAST_CALL:
        return 0
    poll.last_call = now
    due = [v for v in polls.waiting(poll) if now - max(v.asked, v.reminded or v.asked) >= QUIET]
    return _remind(poll, due, by=None, now=now) if due else 0


def close(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Take no more answers; a time can still be chosen, and a later deadline opens it again."""
    require(by, "poll.change", poll)
    poll = locked(poll)
    if poll.status != "open":
        raise errors.PollOver
    poll.status, poll.version = "closed", poll.version + 1
    recording.record("close poll", poll, by=by, now=now)


def cancel(poll: Poll, *, by: Person | None, now: datetime) -> int:
    """End a poll without a decision, and tell whoever was asked; return how many."""
    require(by, "poll.change", poll)
    poll = locked(poll)
    if not poll.undecided:
        raise errors.PollDecided
    poll.status, poll.version = "cancelled", poll.version + 1
    reached = telling.recall(poll)
    told = [voter for voter in polls.asked(poll) if voter.person.email in reached]
    telling.tell(told, telling.CANCELLATION, now=now)
    recording.record("cancel poll", poll, by=by, now=now, told=len(told))
    return len(told)


def locked(poll: Poll) -> Poll:
    """Lock a poll, and read those who are asked afresh with it: after events, before invitations.

    Whoever answers holds it too, so that nobody answers while it is being decided.
    """
    poll = lock(poll)
    db.session.scalars(
        sa.select(PollVoter)
        .where(PollVoter.poll_id == poll.id)
        .execution_options(populate_existing=True)
    ).all()
    return poll


def _for_event(
    programme: Programme, proposal: Proposal, event: Event, *, by: Person | None
) -> Proposal:
    require(by, "event.change", event)
    if event.programme_id != programme.id:
        raise errors.NotFound
    checking.check_event(event)
    return of_event(proposal, event)


def _ask(poll: Poll, proposal: Proposal, *, now: datetime) -> None:
    """Bring those who are asked in line with the proposal; nobody is told by this."""
    known = {voter.person_id: voter for voter in poll.voters}
    persons = {one.person.id: one.person for one in polls.askable(poll.programme)}
    for voter in poll.voters:
        if voter.person_id not in proposal.people:
            voter.status = "withdrawn"
    for number in dict.fromkeys(proposal.people):
        if number not in known:
            person = persons[number]
            poll.voters.append(PollVoter(ref=str(uuid.uuid4()), person=person, asked=now))
        elif (voter := known[number]).status == "withdrawn":
            voter.status, voter.asked, voter.answered = "open", now, None


def _asks_again(poll: Poll, proposal: Proposal) -> bool:
    """Tell whether the answers there are do not answer all that is asked now."""
    stored = {slot.start_utc for slot in poll.slots}
    wanted = {proposal.moment(offer) for offer in proposal.offers}
    return not wanted <= stored or proposal.minutes > poll.minutes


def _offer(poll: Poll, proposal: Proposal) -> None:
    """Bring the times in line with the proposal; those that stay keep their answers."""
    if _asks_again(poll, proposal):
        for voter in polls.asked(poll):
            voter.answered = None
    known = {slot.start_utc: slot for slot in poll.slots}
    wanted = [slot_of(proposal, offer) for offer in proposal.offers]
    gone = known.keys() - {slot.start_utc for slot in wanted}
    numbers = [known[start].id for start in gone]
    db.session.execute(sa.delete(PollAnswer).where(PollAnswer.slot_id.in_(numbers)))
    poll.slots = [known.get(slot.start_utc, slot) for slot in wanted]
    for slot in wanted:
        there = known.get(slot.start_utc)
        if there is not None:
            there.start_date, there.start_time = slot.start_date, slot.start_time
            there.fold, there.end_utc = slot.fold, slot.end_utc


def _tell_change(poll: Poll, *, again: bool, later: bool, now: datetime) -> int:
    """Tell what is new to whom it concerns; whoever was not reached yet gets the question."""
    db.session.flush()
    db.session.refresh(poll)
    reached = telling.recall(poll)
    asked = polls.asked(poll)
    new = [voter for voter in asked if voter.person.email not in reached]
    old = [voter for voter in asked if voter.person.email in reached]
    changed = [voter for voter in old if again or (later and voter.answered is None)]
    telling.tell(new, telling.QUESTION, now=now)
    telling.tell(changed, telling.CHANGE, now=now)
    return len(new) + len(changed)


def _remind(poll: Poll, due: list[PollVoter], *, by: Person | None, now: datetime) -> int:
    for voter in due:
        voter.reminded = now
    poll.reminded = now
    telling.tell(due, telling.REMINDER, now=now)
    recording.record("remind", poll, by=by, now=now, told=len(due))
    return len(due)
