"""A person's deadlines as calendar entries: when a registration closes, when a poll does.

Each is a quarter of an hour that ends when the deadline does, so that whoever looks at its start
is in time, and leaves its time free. They are few, and written when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import i18n, links
from scheduler.core import zones
from scheduler.db import db
from scheduler.documents import ical
from scheduler.models import Event, Registration, Visit
from scheduler.models.registration import LIVE
from scheduler.queries import agenda, calendar, polls
from scheduler.queries.concern import concerns, of_their_city
from scheduler.queries.feeding.stored import Stored
from scheduler.queries.feeding.texts import order_for, zones_of
from scheduler.queries.occurrences import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.models import Feed, Person, PollVoter
    from scheduler.queries.feeding.window import Window
    from scheduler.queries.occurrences import When

LENGTH = timedelta(minutes=15)
PART = "deadline"
CLOSES = i18n.lazy("Registration closes: %(title)s")
ANSWER = i18n.lazy("Answer due: %(title)s")
DUE = i18n.lazy("Deadline")


@dataclass(frozen=True)
class _Deadline:
    """Until when something can be done, of what, and where."""

    uid: str
    at: datetime
    zone: str
    when: Callable[[], When]
    """On whose clocks, in the current language."""
    title: dict[str, str]
    words: str
    sequence: int
    created: datetime
    changed: datetime
    programme_id: int
    known: Sequence[str]
    page: tuple[str, ...]


def deadlines(feed: Feed, window: Window, language: str) -> list[Stored]:
    """Return the deadlines that are not over on that day, each as a finished piece."""
    if not feed.choice.get("deadlines"):
        return []
    person = feed.person
    found = [_closing(event, event.visit) for event in _visits(person, window) if event.visit]
    asked = polls.asking(person, now=window.today)
    found += [_vote(voter) for voter in asked if voter.answered is None]
    return [_piece(feed, each, language) for each in found]


def _visits(person: Person, window: Window) -> Sequence[Event]:
    """Return the visits that a person may still register for and has not."""
    placed = sa.exists().where(
        Registration.event_id == Event.id,
        Registration.person_id == person.id,
        Registration.status.in_(LIVE),
    )
    query = (
        sa.select(Event.id)
        .join(Visit, Visit.event_id == Event.id)
        .where(
            Visit.closes > window.today,
            Event.published.is_not(None),
            Event.status != "cancelled",
            sa.or_(concerns(person), of_their_city(person)),
            ~placed,
        )
    )
    return agenda.by_numbers(list(db.session.scalars(query)))


def _closing(event: Event, visit: Visit) -> _Deadline:
    at = visit.closes or event.start_utc
    return _Deadline(
        uid=f"{event.uid}-registration",
        at=at,
        zone=event.zone or "UTC",
        when=lambda: moment(event, at),
        title=event.title,
        words=CLOSES,
        sequence=event.version,
        created=event.created,
        changed=event.changed,
        programme_id=event.programme_id,
        known=event.programme.languages,
        page=("events", event.slug),
    )


def _vote(voter: PollVoter) -> _Deadline:
    poll = voter.poll
    return _Deadline(
        uid=f"{poll.ref}-answer",
        at=poll.deadline_utc,
        zone=poll.deadline_zone,
        when=lambda: polls.deadline(poll),
        title=poll.title,
        words=ANSWER,
        sequence=poll.version,
        created=poll.created,
        changed=poll.created,
        programme_id=poll.programme_id,
        known=poll.programme.languages,
        page=("me",),
    )


def _piece(feed: Feed, due: _Deadline, language: str) -> Stored:
    order = order_for(due.known, feed.person.language, language)
    entry = _entry(due, order, details=feed.details)
    body = ical.piece(entry)
    if feed.reminder is not None:
        body = ical.pieces.reminding(body, feed.reminder, entry.summary)
    return Stored(0, due.programme_id, "confirmed", PART, body, zones_of([entry]))


def _entry(due: _Deadline, order: Sequence[str], *, details: bool) -> ical.Entry:
    def said() -> str:
        title = i18n.pick(due.title)
        return i18n.gettext(due.words, title=title) if details else i18n.gettext(DUE)

    return ical.Entry(
        uid=due.uid,
        sequence=due.sequence,
        created=due.created,
        changed=due.changed,
        status="CONFIRMED",
        start=zones.to_wall(due.at - LENGTH, due.zone),
        end=zones.to_wall(due.at, due.zone),
        fold=zones.fold_of(due.at - LENGTH, due.zone),
        end_fold=zones.fold_of(due.at, due.zone),
        zone=due.zone,
        summary=i18n.in_each(order, said),
        description=i18n.in_each(order, lambda: calendar.hours(due.when().rows)) if details else "",
        url=links.page(order[0], *due.page) if details else "",
        language=order[0] if len(order) == 1 else None,
        transparent=True,
    )
