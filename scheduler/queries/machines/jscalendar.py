"""Events as JSCalendar (RFC 8984): the same facts as a feed has, each text in its language."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from scheduler import i18n, links
from scheduler.core import timeblock, zones
from scheduler.db import db
from scheduler.documents import jscalendar
from scheduler.models import Occurrence, VisitItem
from scheduler.queries import series
from scheduler.queries.countries import country_name
from scheduler.queries.naming import kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from scheduler.documents.jscalendar import Entry, Link, Words
    from scheduler.models import City, Event

UTC = "Etc/UTC"
STATUS = {"draft": "tentative"}
"""What a calendar has another word for."""


def event(row: Event, language: str, *, joins: bool = False) -> dict[str, Any]:
    """Return one event, its texts in that language first; a series is one, with its exceptions.

    `joins` shows a join link that is not public.
    """
    return jscalendar.event(_whole(row, _order(row, language), joins=joins))


def group(
    address: str, rows: Sequence[tuple[Event, bool]], language: str, *, now: datetime
) -> dict[str, Any]:
    """Return a list of events, each with whether its join link may be shown, visits with stops.

    `address` is what was asked: the same question is the same group. Of one programme's events
    it has the programme's name.
    """
    _load_stops([row for row, _ in rows])
    told = [found for row, joins in rows for found in _told(row, language, joins=joins)]
    names = {row.programme_id: row.programme.name for row, _ in rows}
    return jscalendar.group(
        str(uuid.uuid5(uuid.NAMESPACE_URL, address)),
        i18n.pick(next(iter(names.values())), language) if len(names) == 1 else "",
        language,
        told,
        updated=max((row.changed for row, _ in rows), default=now),
    )


def _told(row: Event, language: str, *, joins: bool) -> list[dict[str, Any]]:
    order = _order(row, language)
    return [
        jscalendar.event(_whole(row, order, joins=joins)),
        *(jscalendar.event(_stop(row, item, order)) for item in _stops(row)),
    ]


def _order(row: Event, language: str) -> list[str]:
    """Return the languages in which something is told, that one first where the title has it."""
    spoken = [code for code in row.programme.languages if row.title.get(code)] or [*row.title]
    return sorted(spoken, key=lambda code: code != language)


def _whole(row: Event, order: Sequence[str], *, joins: bool) -> Entry:
    """Return an event as one entry, a series with its rule and its exceptions."""
    found = _entry(row, order, joins=joins)
    rule = series.rule_of(row)
    if rule is None:
        return found
    own = {each.original_wall: each for each in row.occurrences if each.differs}
    gone = [each.original_wall for each in row.occurrences if each.status == "cancelled"]
    overrides = {at: _entry(each, order, joins=joins) for at, each in own.items()}
    return replace(found, rule=rule, excluded=tuple(gone), overrides=overrides)


def _entry(found: Event | Occurrence, order: Sequence[str], *, joins: bool) -> Entry:
    row = found.event if isinstance(found, Occurrence) else found
    start, zone = _start(found)
    return jscalendar.Entry(
        uid=row.uid,
        sequence=row.sequence,
        created=row.created,
        updated=row.changed,
        words={code: _words(found, code) for code in order},
        start=start,
        zone=zone,
        duration=_length(found),
        status=STATUS.get(row.status, row.status),
        free=row.status == "cancelled" or not row.timed,
        private=row.visibility != "public",
        place_zone=row.host_city.zone if row.host_city else None,
        join=_link(found, joins=joins),
        keywords=_keywords(row, order[0]),
        categories=_categories(row, order[0]),
        links=_links(row, order[0]),
    )


def _stop(row: Event, item: VisitItem, order: Sequence[str]) -> Entry:
    """Return a timed stop of a visit, which is part of the visit."""
    day = item.on(row.start_date) or row.start_date
    start = datetime.combine(day, item.start_time) if item.start_time else day
    end = datetime.combine(day, item.end_time) if item.end_time else None
    return jscalendar.Entry(
        uid=item.uid,
        sequence=row.sequence + item.sequence,
        created=row.created,
        updated=row.changed,
        words={code: _words_of_stop(row, item, code) for code in order},
        start=start,
        zone=row.zone,
        duration=end - start if end and isinstance(start, datetime) else timeblock.ASSUMED,
        status=STATUS.get(row.status, row.status),
        free=row.status == "cancelled",
        private=row.visibility != "public",
        links=_links(row, order[0])[:1],
        parent=row.uid,
    )


def _stops(row: Event) -> Iterable[VisitItem]:
    """Return the stops of a visit that have a day and an hour."""
    items = row.visit.items if row.visit and row.zone else []
    return (item for item in items if item.day is not None and item.start_time is not None)


def _load_stops(rows: Sequence[Event]) -> None:
    """Load the stops of all these visits in one statement."""
    visits = {row.id: row.visit for row in rows if row.visit}
    stops: dict[int, list[VisitItem]] = {number: [] for number in visits}
    if visits:
        query = sa.select(VisitItem).where(VisitItem.visit_id.in_(visits))
        for item in db.session.scalars(query.order_by(VisitItem.day, VisitItem.position)):
            stops[item.visit_id].append(item)
    for number, visit in visits.items():
        set_committed_value(visit, "items", stops[number])


def _start(found: Event | Occurrence) -> tuple[datetime | date, str | None]:
    """Return the start with its zone: in UTC where a clock there does not say which hour it is."""
    zone = found.event.zone if isinstance(found, Occurrence) else found.zone
    wall = found.start_wall
    if not isinstance(wall, datetime) or zone is None:
        return wall, None
    if zones.moment(wall, zone) != found.start_utc:
        return found.start_utc.replace(tzinfo=None), UTC
    return wall, zone


def _length(found: Event | Occurrence) -> timedelta:
    """Return how long it takes; whole days of dates, the assumed hour where no end is known."""
    if not found.timed:
        return found.last_date - found.start_date + timedelta(days=1)
    return timeblock.ASSUMED if found.end_date is None else found.end_utc - found.start_utc


def _words(found: Event | Occurrence, code: str) -> Words:
    row = found.event if isinstance(found, Occurrence) else found
    with i18n.speaking(code):
        title = i18n.pick(found.title, code)
        unknown = i18n.gettext("hour not published")
        notes = [
            i18n.gettext("Made-up example for the demonstration.") if row.made_up else "",
            i18n.pick(found.description, code),
            i18n.gettext("The end was not published.")
            if found.timed and found.end_date is None
            else "",
        ]
        venue, city = i18n.pick(found.venue, code), _city_words(row.host_city, code)
    return jscalendar.Words(
        title=title if row.time_known else f"{title} ({unknown})",
        description="\n\n".join(note for note in notes if note),
        place=venue or city,
        way=city if venue else "",
    )


def _words_of_stop(row: Event, item: VisitItem, code: str) -> Words:
    place = i18n.pick(item.place, code)
    with i18n.speaking(code):
        city = _city_words(row.host_city, code)
    return jscalendar.Words(
        title=i18n.pick(item.title, code),
        description=i18n.pick(row.title, code),
        place=place or city,
        way=item.address or (city if place else ""),
    )


def _city_words(city: City | None, code: str) -> str:
    """Return „Сеул, Южна Корея“ in the language that is spoken; nothing of a city to come."""
    if city is None or city.country is None:
        return ""
    return f"{i18n.pick(city.name, code)}, {country_name(city.country)}"


def _link(found: Event | Occurrence, *, joins: bool) -> str:
    """Return the join link where it may be seen and leads somewhere."""
    row = found.event if isinstance(found, Occurrence) else found
    shown = joins or row.online_public
    return found.online_url if shown and row.status != "cancelled" else ""


def _keywords(row: Event, code: str) -> tuple[str, ...]:
    with i18n.speaking(code):
        kind = kind_words(row.kind)
    themes = [i18n.pick(theme.name, code) for theme in row.themes]
    cities = [i18n.pick(city.name, code) for city in row.cities if city.announced]
    return tuple(dict.fromkeys([kind, *themes, *cities]))


def _categories(row: Event, code: str) -> tuple[str, ...]:
    """Return the addresses of the agenda that shows all of the same kind, theme or city."""
    chosen = [("kind", row.kind)]
    chosen += [("theme", theme.slug) for theme in row.themes]
    chosen += [("city", city.slug) for city in row.cities if city.announced]
    agenda = links.page(code, "programmes", row.programme.slug, "agenda")
    return tuple(f"{agenda}?{name}={value}" for name, value in chosen)


def _links(row: Event, code: str) -> tuple[Link, ...]:
    page = jscalendar.Link("describedby", links.event(code, row.slug), "text/html")
    if not row.is_public:
        return (page,)
    file = links.event_feed(row.programme.slug, row.uid)
    return (page, jscalendar.Link("alternate", file, "text/calendar"))
