"""Noticing: before the clocks change, the people of a series are told what that moves for them.

Decides that whoever is invited and has not declined gets one message, and that each change is told
once, however often and by however many workers it is looked for. When it is time, and in which
words, the reads know (`queries.shifts`). Nobody acts here: it is one of the worker's chores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from scheduler import links
from scheduler.actions import inviting, mailing, recording
from scheduler.db import db, insert_once, lock
from scheduler.documents.mailbox import Mailbox
from scheduler.models import ClockNotice, Invitation
from scheduler.queries import shifts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.models import Event, Occurrence
    from scheduler.queries.shifts import Notice

KIND = "clock_change"
"""The folder under templates/mail/."""
Said = dict[str, dict[str, Any]]
"""What the messages to all people of one series have in common, by language."""


def notice_changes(event: Event, *, now: datetime) -> int:
    """Tell the people of a series, in one message, of the changes that are due; return how many."""
    event = lock(event)
    people = _people(event)
    due = shifts.untold(now=now, event=event)
    fresh = [notice for notice in due if _note(notice, len(people), now=now)]
    if not fresh:
        return 0
    said: Said = {}
    for invitation in people:
        _tell(invitation, fresh, said, now=now)
    days = [notice.shift.day.isoformat() for notice in fresh]
    recording.record("notice", event, by=None, now=now, told=len(people), first=days)
    return len(people)


def carry_over(event: Event, into: Event) -> None:
    """Let what was told of a series count as told of the one that continues it at the same hour.

    A part of the verb that splits a series, which has asked whether that is allowed.
    """
    told = db.session.scalars(
        sa.select(ClockNotice).where(
            ClockNotice.event_id == event.id, ClockNotice.original >= into.start_date
        )
    ).all()
    db.session.add_all(
        ClockNotice(event_id=into.id, original=row.original, told=row.told, at=row.at)
        for row in told
    )


def _people(event: Event) -> Sequence[Invitation]:
    return db.session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.status == "open",
            Invitation.answer != "declined",
        )
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    ).all()


def _note(notice: Notice, told: int, *, now: datetime) -> bool:
    """Write down that this change is told; return False where it has been already."""
    event_id, original = notice.event.id, notice.shift.day
    return insert_once(ClockNotice, event_id=event_id, original=original, told=told, at=now)


def _tell(invitation: Invitation, notices: Sequence[Notice], said: Said, *, now: datetime) -> None:
    """Put the message of one person; it stands in the thread of their invitation."""
    event, person = invitation.event, invitation.person
    first = notices[0].shift.day
    mailing.put(
        mailing.Post(
            kind=KIND,
            to=Mailbox(person.name, person.email),
            languages=inviting.letter_languages(event, person.language),
            values=_values(invitation, notices, said, now=now),
            key=(invitation.ref, first),
            event=event,
            invitation=invitation,
            original=first,
            sender=inviting.sender(invitation),
            references=invitation.first_message_id or None,
        ),
        now=now,
    )


def _values(
    invitation: Invitation, notices: Sequence[Notice], said: Said, *, now: datetime
) -> Callable[[str], dict[str, Any]]:
    event = invitation.event

    def in_language(code: str) -> dict[str, Any]:
        if code not in said:
            meeting = _meeting(event, notices[0])
            common = inviting.event_values(event, code, joining=True, now=now, occurrence=meeting)
            said[code] = common | {"shifts": [notice.words for notice in notices]}
        return said[code] | {
            "salutation": invitation.person.salutation.get(code, ""),
            "answer": invitation.answer,
            "answer_url": links.answer(code, invitation.ref, inviting.answer_token(invitation)),
        }

    return in_language


def _meeting(event: Event, notice: Notice) -> Occurrence:
    """Return the first meeting after the change."""
    return next(row for row in event.occurrences if row.original == notice.shift.day)
