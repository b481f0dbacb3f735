"""What one person's feed holds: the events that its owner chose, and what is not certain of them.

Decides which events a choice means, who gets a link to join that is not public, and when a title
says „(чака потвърждение)“. Others' answers and seats are never looked at.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import i18n
from scheduler.db import db
from scheduler.documents import ical
from scheduler.models import CalendarText, Event, EventTheme, Programme, Role, Theme
from scheduler.queries import agenda, people, roster
from scheduler.queries.concern import certain_of, concerns, expects, of_their_city
from scheduler.queries.feeding import stored
from scheduler.queries.feeding.stored import Stored
from scheduler.queries.feeding.texts import (
    BRIEF,
    ITEMS,
    JOINING,
    PUBLIC,
    languages_key,
    order_for,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.sql.elements import ColumnElement

    from scheduler.models import Feed, Person
    from scheduler.queries.feeding.texts import Text
    from scheduler.queries.feeding.window import Window

WAITING = i18n.lazy("on the waitlist")
UNANSWERED = i18n.lazy("not answered yet")
DECLINED = i18n.lazy("declined")
FREE = {WAITING, DECLINED}
"""States in which the time is left free."""


def chosen(feed: Feed) -> list[ColumnElement[bool]]:
    """Return the conditions on `Event` that its owner wants it in this feed."""
    wishes, person = feed.choice, feed.person
    found: list[ColumnElement[bool]] = []
    if wishes.get("mine"):
        sure = wishes.get("confirmed")
        mine = certain_of(person) if sure else sa.or_(concerns(person), of_their_city(person))
        found.append(sa.and_(mine, Event.kind == "city_visit") if wishes.get("visits") else mine)
    if wishes.get("themes"):
        found.append(_about(wishes["themes"], person))
    return [Event.published.is_not(None), sa.or_(sa.false(), *found)]


def pieces(feed: Feed, window: Window, language: str) -> Iterator[Sequence[Stored]]:
    """Return the texts of one person's feed, some hundreds at a time, with their states.

    `language` is one code, or "both": all of each programme's, the owner's own first.
    """
    orders = _orders(feed.person, language)
    keys = {number: languages_key(order) for number, order in orders.items()}
    parts = (PUBLIC, JOINING, ITEMS) if feed.details else (BRIEF,)
    kept = sa.and_(
        CalendarText.languages == sa.case(keys, value=Event.programme_id),
        CalendarText.part.in_(parts),
        sa.or_(CalendarText.part != JOINING, expects(feed.person)),
    )

    def written(event: Event) -> list[Text]:
        known = set(parts) - (set() if people.is_expected(feed.person, event) else {JOINING})
        found = write(event, orders[event.programme_id])
        return [text for text in found if text.part in known]

    standing = _Standing(feed, orders)
    for rows in stored.read([*chosen(feed), *window.holds()], kept, written):
        yield standing.told(rows)


class _Standing:
    """How a person stands to the events of a feed, put into their texts."""

    def __init__(self, feed: Feed, orders: dict[int, list[str]]) -> None:
        self.feed, self.orders = feed, orders
        self.answers, self.places = agenda.answers_of(feed.person), roster.by_event(feed.person)

    def told(self, rows: Sequence[Stored]) -> Sequence[Stored]:
        """Return the texts of whole events as their owner's calendar shows them."""
        own = self.answers.keys() | self.places.keys()
        if self.feed.reminder is None and not any(
            row.part == JOINING or row.event_id in own for row in rows
        ):
            return rows
        each = (list(group) for _, group in groupby(rows, lambda row: row.event_id))
        return [row for one in each for row in self._of_one(one)]

    def _of_one(self, rows: list[Stored]) -> list[Stored]:
        row = rows[0]
        place = self.places.get(row.event_id)
        state = "" if row.status == "cancelled" else self._state(row.event_id)
        left_out = {PUBLIC} if any(each.part == JOINING for each in rows) else set()
        if place is not None and place.status != "confirmed":
            left_out.add(ITEMS)
        order = self.orders[row.programme_id]
        return [self._marked(each, state, order) for each in rows if each.part not in left_out]

    def _state(self, event_id: int) -> str:
        """Return what is not certain about the owner's coming, or nothing; to be translated."""
        invited, place = self.answers.get(event_id), self.places.get(event_id)
        if place is not None and place.status == "waitlisted":
            return WAITING
        if invited is not None and invited.answer == "needs-action":
            return UNANSWERED
        return DECLINED if invited is not None and invited.answer == "declined" else ""

    def _marked(self, row: Stored, state: str, order: Sequence[str]) -> Stored:
        body = row.body
        if state and self.feed.details and row.part != ITEMS:
            words = i18n.in_each(order, lambda: i18n.gettext(state))
            body = ical.pieces.uncertain(body, words, free=state in FREE)
        if self.feed.reminder is not None and row.status != "cancelled" and state not in FREE:
            words = i18n.in_each(order, lambda: i18n.gettext("Reminder"))
            body = ical.pieces.reminding(body, self.feed.reminder, words)
        if body is row.body:
            return row
        return Stored(row.event_id, row.programme_id, row.status, row.part, body, row.zones)


def _about(themes: Sequence[str], person: Person) -> ColumnElement[bool]:
    """Return the condition that it is public, of those themes, and of a programme of theirs."""
    about = sa.select(EventTheme.event_id).join(Theme).where(Theme.slug.in_(themes))
    theirs = sa.select(Role.programme_id).where(Role.person_id == person.id)
    return sa.and_(Event.is_public, Event.id.in_(about), Event.programme_id.in_(theirs))


def order_of_all(person: Person, language: str, programmes: Collection[int]) -> list[str]:
    """Return the languages of a feed with events of those programmes, the owner's own first."""
    orders = _orders(person, language)
    found = dict.fromkeys(code for number in sorted(programmes) for code in orders[number])
    every = list(found) or ([language] if language in i18n.languages() else i18n.languages())
    return sorted(every, key=lambda code: code != person.language)


def _orders(person: Person, language: str) -> dict[int, list[str]]:
    """Return in which languages the events of each programme are told to that person."""
    rows = db.session.execute(sa.select(Programme.id, Programme.languages))
    return {number: order_for(known, person.language, language) for number, known in rows}
