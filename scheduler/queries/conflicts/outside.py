"""An event at the time of an entry in a calendar that its programme follows.

Decides which entries matter to it: those of calendars that concern one of its cities, that take
people's time, and that are not the event itself as somebody else's calendar shows it. Hours meet
hours; an entry of whole days meets what takes place on those dates, whatever clock shows them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import zones
from scheduler.core.conflicts import Span, on_days, overlapping
from scheduler.queries import followed
from scheduler.queries.conflicts import wording
from scheduler.queries.conflicts.values import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import City, Occurrence, OutsideEvent
    from scheduler.queries.conflicts.values import Asked

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
Matter = tuple[int, str]
"""An entry with all its dates: the number of its calendar, and its UID there."""


def of(asked: Sequence[Asked]) -> list[list[Conflict]]:
    """Return for each of the events which followed entries are at the same time."""
    wanted = [one for one in asked if one.event.time_known]
    rows = [row for one in wanted for row in one.dates]
    if not rows:
        return [[] for _ in asked]
    # Of an entry of whole days the bounds are those in UTC: its day begins earlier elsewhere.
    begin = min(row.start_utc for row in rows) - _DAY
    end = max(row.end_utc for row in rows) + _DAY
    known = followed.entries({one.event.programme.id for one in wanted}, begin, end)
    return [_of(one, known) if one.event.time_known else [] for one in asked]


def _of(asked: Asked, known: Sequence[OutsideEvent]) -> list[Conflict]:
    theirs, own = _calendars(asked, known), _uids(asked)
    mattering = [
        entry
        for entry in known
        if entry.busy and entry.calendar_id in theirs and entry.uid not in own
    ]
    met: defaultdict[Matter, list[tuple[Occurrence, OutsideEvent]]] = defaultdict(list)
    for row, entry in _meeting(asked, mattering):
        met[entry.calendar_id, entry.uid].append((row, entry))
    return [_conflict(asked, matter, pairs) for matter, pairs in met.items()]


def _calendars(asked: Asked, known: Sequence[OutsideEvent]) -> set[int]:
    """Return the numbers of the calendars that are an affair of people whom the event concerns."""
    programme, cities = asked.event.programme.id, asked.cities
    return {
        number
        for number, calendar in {entry.calendar_id: entry.calendar for entry in known}.items()
        if calendar.programme_id == programme
        and (not cities or followed.concerns(calendar, cities))
    }


def _uids(asked: Asked) -> set[str]:
    """Return the names under which the event itself stands in calendars."""
    stored = asked.stored or asked.event
    return {uid for uid in (stored.uid, stored.origin_uid) if uid}


def _meeting(asked: Asked, known: Sequence[OutsideEvent]) -> list[tuple[Occurrence, OutsideEvent]]:
    """Return which of the event's dates meet which entries, in the order of both."""
    timed = [entry for entry in known if entry.timed]
    dated = [entry for entry in known if not entry.timed]
    hours, mine = _spans(asked.dates), [_days(row, asked.cities) for row in asked.dates]
    pairs = [(one, timed[other]) for one, other in sorted(overlapping(hours, _spans(timed)))]
    days = [on_days(entry.start_date, entry.end_date) for entry in dated]
    pairs += [(one, dated[other]) for one, other in sorted(overlapping(mine, days))]
    return [(asked.dates[one], entry) for one, entry in pairs]


def _spans(rows: Sequence[Occurrence] | Sequence[OutsideEvent]) -> list[Span]:
    return [Span(row.start_utc, row.end_utc) for row in rows]


def _days(row: Occurrence, cities: Sequence[City]) -> Span:
    """Return the dates on which it takes place, from the first to the last of any of its cities."""
    if not row.timed:
        return on_days(row.start_date, row.last_date)
    clocks = {city.zone for city in cities if city.zone} or {row.event.zone or "UTC"}
    last = max(row.start_utc, row.end_utc - _SECOND)
    walls = [zones.to_wall(at, zone).date() for zone in clocks for at in (row.start_utc, last)]
    return on_days(min(walls), max(walls))


def _conflict(
    asked: Asked, matter: Matter, pairs: Sequence[tuple[Occurrence, OutsideEvent]]
) -> Conflict:
    number, uid = matter
    sign = f"outside_entry:{number}:{sha256(uid.encode()).hexdigest()[:16]}"
    entries = list({entry.id: entry for _, entry in pairs}.values())
    return Conflict(
        kind="outside_entry",
        keys=tuple(dict.fromkeys(f"{sign}:{entry.start_date}" for entry in entries)),
        say=partial(_words, entries, asked.cities),
        dates=tuple(dict.fromkeys(row.start_date for row, _ in pairs)),
    )


def _words(entries: Sequence[OutsideEvent], cities: Sequence[City]) -> str:
    first = entries[0]
    return i18n.gettext(
        "At the same time as %(title)s in the followed calendar “%(calendar)s” (%(times)s)",
        title=followed.title_words(first),
        calendar=i18n.pick(first.calendar.name),
        times=wording.few([followed.time_words(entry, cities) for entry in entries]),
    )
