"""Followed calendars: which a programme has, how the last fetch went, what takes place in them.

Decides which entries count (those of calendars that are not paused) and in which words a fetch
is told. Organizers alone are shown any of it; the desk and the planner ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from scheduler import errors, i18n
from scheduler.core import timeblock, zones
from scheduler.db import db
from scheduler.errors import reading
from scheduler.models import FollowedCalendar, OutsideEvent
from scheduler.queries.occurrences import zone_city

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.models import City, Event, Programme

MOST = 2_000
"""So many entries are told of at once; nobody reads more."""
_LARGEST = 2**31 - 1
"""No database gives a row a greater number; an address may name any."""
RESULTS = {
    "": i18n.lazy("Not fetched yet."),
    "read": i18n.lazy("Read."),
    "unchanged": i18n.lazy("Read; nothing had changed since the time before."),
    "gone": i18n.lazy(
        "The calendar was taken down for good (410). It is paused; its entries no longer count."
    ),
    "not_found": i18n.lazy("There is nothing at this address (404)."),
    "forbidden": i18n.lazy("The other side refuses access (%(status)s)."),
    "busy": i18n.lazy("The other side has trouble of its own (%(status)s)."),
    "status": i18n.lazy("The other side gave an answer that is not expected (%(status)s)."),
    "unresolved": i18n.lazy("The name of this server is not known."),
    "unreachable": i18n.lazy("The server cannot be reached."),
    "certificate": i18n.lazy("The server's certificate is not valid."),
    "inside": i18n.lazy(
        "The address leads into an internal network. Nothing is fetched from there."
    ),
    "slow": i18n.lazy("The answer took longer than %(seconds)s seconds."),
    "redirects": i18n.lazy("The address leads on and on, or to where nothing may be fetched."),
    "encoding": i18n.lazy("The answer is packed in a way that is not known."),
    "sealed": i18n.lazy("The stored address cannot be opened with ENCRYPTION_KEY."),
    "calendar_too_large": i18n.lazy("The calendar is larger than %(most)s MB."),
    "calendar_too_long": i18n.lazy("The calendar has more than %(most)s lines."),
    "calendar_too_many": i18n.lazy("The calendar has more than %(most)s entries."),
    "calendar_empty": i18n.lazy("The answer was empty."),
    "cut_off": i18n.lazy("The answer was cut short."),
    "calendar_is_web_page": i18n.lazy(
        "The answer was a web page, not a calendar: perhaps one that asks to sign in."
    ),
}
OTHERWISE = i18n.lazy("The answer was no calendar that can be read.")
NOTES = {"too_many": i18n.lazy("Only the first %(most)s dates of it are kept.")}


def calendars(programme: Programme) -> Sequence[FollowedCalendar]:
    """Return the calendars that a programme follows, in the order in which they were added."""
    return db.session.scalars(
        sa.select(FollowedCalendar)
        .where(FollowedCalendar.programme_id == programme.id)
        .order_by(FollowedCalendar.id)
        .options(selectinload(FollowedCalendar.city_links))
    ).all()


def count(programme: Programme) -> int:
    """Return how many calendars a programme follows."""
    wanted = FollowedCalendar.programme_id == programme.id
    return db.session.query(FollowedCalendar).filter(wanted).count()


def get_calendar(programme: Programme, number: int) -> FollowedCalendar:
    """Return one of a programme's calendars; NotFound."""
    found = db.session.get(FollowedCalendar, number) if number <= _LARGEST else None
    if found is None or found.programme_id != programme.id:
        raise errors.NotFound
    return found


def find_by_digest(programme: Programme, digest: str) -> FollowedCalendar | None:
    """Return the calendar of a programme with that address."""
    return db.session.scalars(
        sa.select(FollowedCalendar).where(
            FollowedCalendar.programme_id == programme.id,
            FollowedCalendar.address_digest == digest,
        )
    ).one_or_none()


def coming(calendar: FollowedCalendar, *, now: datetime, most: int) -> Sequence[OutsideEvent]:
    """Return the next entries of a calendar, paused or not."""
    return db.session.scalars(
        sa.select(OutsideEvent)
        .where(OutsideEvent.calendar_id == calendar.id, OutsideEvent.end_utc > now)
        .order_by(OutsideEvent.start_utc, OutsideEvent.id)
        .limit(most)
    ).all()


def entries(
    programmes: Iterable[int], begin: datetime, end: datetime, *, most: int = MOST
) -> Sequence[OutsideEvent]:
    """Return what takes place between two moments in the calendars that programmes follow.

    Those that are paused do not count. In order; two statements at most, however many there are.
    """
    return db.session.scalars(
        sa.select(OutsideEvent)
        .join(OutsideEvent.calendar)
        .where(
            FollowedCalendar.programme_id.in_(list(programmes)),
            FollowedCalendar.active,
            OutsideEvent.start_utc < end,
            OutsideEvent.end_utc > begin,
        )
        .order_by(OutsideEvent.start_utc, OutsideEvent.id)
        .limit(most)
        .options(contains_eager(OutsideEvent.calendar).selectinload(FollowedCalendar.city_links))
    ).all()


def around(
    programme: Programme,
    cities: Sequence[City],
    begin: datetime,
    end: datetime,
    *,
    but: Event | None = None,
) -> list[OutsideEvent]:
    """Return what concerns those cities between two moments; `but` is no affair of its own."""
    own = {but.uid, but.origin_uid} if but else set()
    return [
        entry
        for entry in entries([programme.id], begin, end)
        if entry.uid not in own and concerns(entry.calendar, cities)
    ]


def concerns(calendar: FollowedCalendar, cities: Iterable[City]) -> bool:
    """Tell whether a calendar is any of those cities' affair; one of no cities is everybody's."""
    theirs = {link.city_id for link in calendar.city_links}
    return not theirs or any(city.id in theirs for city in cities)


def title_words(entry: OutsideEvent) -> str:
    """Return what an entry is called, quoted; its words are somebody else's, in any language."""
    if not entry.title:
        return i18n.gettext("an entry without a title")
    return i18n.gettext("“%(title)s”", title=entry.title)


def time_words(entry: OutsideEvent, cities: Iterable[City]) -> str:
    """Return when an entry is on the clocks of cities: „ср, 10 март 2027 г., 10:00 ч. София · …“.

    The date is said again where it is another one.
    """
    if not entry.timed:
        return i18n.date_range(entry.start_date, entry.end_date)
    places = [timeblock.Place(i18n.pick(city.name), city.zone) for city in cities if city.zone]
    if not places:
        zone = entry.zone or "UTC"
        places = [timeblock.Place(zone_city(zone) if entry.zone else zone, zone)]
    said: list[str] = []
    for row in timeblock.rows(entry.start_utc, None, places):
        hour = i18n.time_words(row.start.time())
        if said and row.date_differs:
            hour = f"{i18n.date_no_year(row.start.date())}, {hour}"
        said.append(f"{hour} {row.place.name}")
    first = zones.to_wall(entry.start_utc, places[0].zone).date()
    return f"{i18n.date_short_words(first)}, {' · '.join(said)}"


def result_words(calendar: FollowedCalendar) -> str:
    """Return how the last fetch went, in the current language."""
    return i18n.gettext(RESULTS.get(calendar.result, OTHERWISE), **calendar.values)


def note_words(note: dict[str, Any]) -> str:
    """Return what is told of an entry or of the whole file, in the current language."""
    code, values = str(note.get("code")), dict(note.get("values") or {})
    if code in NOTES:
        return i18n.gettext(NOTES[code], **values)
    if code in reading.CODES:
        return reading.note_text(code, values)
    return i18n.gettext("It cannot be read.")
