"""Changes of the clocks ahead: which series they move in which city, and how that is said.

Decides how long before the first meeting after a change the pages speak of it and a letter does,
and which changes have been told of already. A meeting that was moved or is cancelled has no part
in this: it has its own time, or none. Knows nobody who is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler import i18n
from scheduler.core import shifts
from scheduler.core.shifts import Meetings
from scheduler.core.timeblock import Place
from scheduler.db import db
from scheduler.models import ClockNotice, Event, Invitation, Occurrence
from scheduler.queries.concern import concerns, of_their_city
from scheduler.queries.occurrences import NAMES_IN_A_ROW, anchor_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.core.shifts import Hour, Reading, Shift
    from scheduler.models import City, Person, Programme

SHOWN, TOLD = timedelta(days=30), timedelta(days=14)
"""How long before the first meeting after a change the pages speak of it, and a letter does."""
ANCHOR = ""
"""The key of a series' own clock; those of its cities are their slugs."""
_TAKING_PLACE = ("tentative", "confirmed")
_DAYS = {
    1: i18n.lazy("at %(time)s on the next day"),
    -1: i18n.lazy("at %(time)s on the day before"),
}


@dataclass(frozen=True)
class Notice:
    """What a change of the clocks does to one series."""

    event: Event
    shift: Shift

    @property
    def words(self) -> str:
        """Say it in one sentence of the current language.

        „От вторник, 3 ноември 2026 г. срещата е в 17:00 ч. в Сеул; в София остава в 10:00 ч.“
        """
        said = i18n.gettext(
            "From %(date)s the meeting is %(moves)s; %(stays)s",
            date=i18n.date_words(self.shift.day),
            moves=i18n.list_words([self._moved(each) for each in self.shift.moves]),
            stays=i18n.list_words([self._stayed(each) for each in self.shift.stays]),
        )
        # An hour may end with the point of its own abbreviation.
        return said if said.endswith(".") else f"{said}."

    def _moved(self, reading: Reading) -> str:
        turned = reading.before.day_shift != reading.after.day_shift
        hour = _hour_words(reading.after, turned=turned)
        return i18n.gettext("%(hour)s %(place)s", hour=hour, place=self._where(reading))

    def _stayed(self, reading: Reading) -> str:
        hour = _hour_words(reading.after)
        return i18n.gettext("%(place)s it stays %(hour)s", hour=hour, place=self._where(reading))

    def _where(self, reading: Reading) -> str:
        announced = [city for city in self.event.cities if city.announced]
        names = {city.slug: i18n.pick(city.name) for city in announced}
        names[ANCHOR] = anchor_name(self.event, announced)
        unique = list(dict.fromkeys(names[place.key] for place in reading.places))
        return i18n.in_place(_names(unique))


def of_event(event: Event, *, now: datetime) -> list[Notice]:
    """Return what the page of a series says of the time ahead; of a single event nothing."""
    if not event.repeats or event.status == "cancelled":
        return []
    return _notices([event], _days([event], now, now + SHOWN), now)


def of_programme(programme: Programme, *, now: datetime, public: bool = True) -> list[Notice]:
    """Return the next change for each series of a programme: the public ones alone, or all."""
    theirs = Event.programme_id == programme.id
    return _next_of_each(now, sa.and_(theirs, Event.is_public) if public else theirs)


def of_person(person: Person, *, now: datetime) -> list[Notice]:
    """Return the next change for each series that concerns a person or the people of their city."""
    theirs = sa.or_(concerns(person), of_their_city(person))
    return _next_of_each(now, Event.published.is_not(None), theirs)


def untold(*, now: datetime, event: Event | None = None) -> list[Notice]:
    """Return the changes, of one series or of all, of which it is time to write to people.

    A meeting of which a letter has spoken counts though it has been cancelled or moved since:
    people know its hour, hence the next one brings a change only if it differs from that.
    """
    events = _series(now, _has_people(), *([Event.id == event.id] if event else []))
    told = _told(events)
    days = {
        number: sorted({*found, *told.get(number, ())})
        for number, found in _days(events, now, now + TOLD).items()
    }
    return [
        notice
        for notice in _notices(events, days, now)
        if notice.shift.day not in told.get(notice.event.id, ())
    ]


def other_clocks(event: Event, *, now: datetime) -> list[City]:
    """Return the cities of a series whose clock it could keep its hour on instead of its own."""
    if not event.repeats or not event.timed or event.status == "cancelled":
        return []
    if event.until_utc <= now:
        return []
    return [city for city in event.cities if city.zone and city.zone != event.zone]


def clocks(event: Event) -> list[Place]:
    """Return the clocks that an event is read on: its own first, then each announced city's."""
    own = [Place(ANCHOR, event.zone, ANCHOR)] if event.zone else []
    return own + [Place(city.slug, city.zone, city.slug) for city in event.cities if city.zone]


def _next_of_each(now: datetime, *where: sa.ColumnElement[bool]) -> list[Notice]:
    events = _series(now, *where)
    found: dict[int, Notice] = {}
    for notice in _notices(events, _days(events, now, now + SHOWN), now):
        found.setdefault(notice.event.id, notice)
    return list(found.values())


def _series(now: datetime, *where: sa.ColumnElement[bool]) -> Sequence[Event]:
    """Return the series with hours that go on, with all that is said of them."""
    return db.session.scalars(
        sa.select(Event)
        .where(
            Event.rule != "",
            Event.start_time.is_not(None),
            Event.status.in_(_TAKING_PLACE),
            Event.until_utc > now,
            *where,
        )
        .order_by(Event.id)
        .options(
            joinedload(Event.host_city), joinedload(Event.programme), selectinload(Event.city_links)
        )
    ).all()


def _has_people() -> sa.ColumnElement[bool]:
    """Say that somebody is invited and has not declined; the worker asks nothing more of others."""
    return sa.exists().where(
        Invitation.event_id == Event.id,
        Invitation.status == "open",
        Invitation.answer != "declined",
    )


def _days(events: Sequence[Event], now: datetime, until: datetime) -> dict[int, list[date]]:
    """Return by event the dates on which it meets by its rule: the last one before now, and on."""
    regular = (
        sa.select(Occurrence.event_id)
        .join(Occurrence.event)
        .where(
            Event.id.in_([event.id for event in events]),
            Occurrence.status == "scheduled",
            Occurrence.moved.is_(False),
            # Where the clocks skip the hour, it takes place at another one on that date.
            Occurrence.start_time == Event.start_time,
        )
    )
    last = regular.add_columns(sa.func.max(Occurrence.original)).where(Occurrence.start_utc <= now)
    ahead = regular.add_columns(Occurrence.original).where(
        Occurrence.start_utc > now, Occurrence.start_utc <= until
    )
    both = sa.union_all(last.group_by(Occurrence.event_id), ahead)
    found: dict[int, list[date]] = {event.id: [] for event in events}
    for number, day in db.session.execute(both) if events else ():
        found[number].append(day)
    return {number: sorted(days) for number, days in found.items()}


def _told(events: Sequence[Event]) -> dict[int, set[date]]:
    """Return by event the first meetings after a change of which people have been written to."""
    numbers = [event.id for event in events]
    rows = sa.select(ClockNotice.event_id, ClockNotice.original)
    found: dict[int, set[date]] = {}
    for number, day in db.session.execute(rows.where(ClockNotice.event_id.in_(numbers))):
        found.setdefault(number, set()).add(day)
    return found


def _notices(events: Sequence[Event], days: dict[int, list[date]], now: datetime) -> list[Notice]:
    """Return what is ahead, the earliest first."""
    found = [
        Notice(event, shift)
        for event in events
        if event.start_time is not None and event.zone is not None
        for meetings in [Meetings(days[event.id], event.start_time, event.zone)]
        for shift in shifts.shifts(meetings, clocks(event))
        if shift.start_utc > now
    ]
    return sorted(found, key=lambda notice: (notice.shift.start_utc, notice.event.id))


def _hour_words(hour: Hour, *, turned: bool = False) -> str:
    """Return a clock time with its day; `turned` where it was on another day before."""
    at = i18n.time_words(hour.at)
    if hour.day_shift in _DAYS:
        return i18n.gettext(_DAYS[hour.day_shift], time=at)
    if hour.day_shift:
        sign, count = "+" if hour.day_shift > 0 else "−", abs(hour.day_shift)
        days = i18n.ngettext("%(sign)s%(num)s day", "%(sign)s%(num)s days", count, sign=sign)
        return i18n.gettext("at %(time)s (%(days)s)", time=at, days=days)
    if turned:
        return i18n.gettext("at %(time)s on the same day", time=at)
    return i18n.gettext("at %(time)s", time=at)


def _names(names: list[str]) -> str:
    """Return cities in a row; of many the first, and how many more."""
    if len(names) <= NAMES_IN_A_ROW:
        return i18n.list_words(names)
    shown, rest = names[: NAMES_IN_A_ROW - 1], len(names) - NAMES_IN_A_ROW + 1
    return i18n.gettext("%(names)s and %(rest)s more", names=", ".join(shown), rest=rest)
