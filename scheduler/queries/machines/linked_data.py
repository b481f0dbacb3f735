"""Events in the words of schema.org, for search engines: what stands in a public event's page.

Says what a stranger reads there and nothing else, in the language of the page.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from scheduler import i18n, links
from scheduler.core import zones
from scheduler.models import Occurrence
from scheduler.models.event import wall
from scheduler.queries import series

if TYPE_CHECKING:
    from datetime import date

    from scheduler.core.recurrence import Rule
    from scheduler.models import City, Event, Programme, VisitItem

CONTEXT = "https://schema.org"
TYPES = {
    "thematic_discussion": "EducationEvent",
    "live_session": "EducationEvent",
    "city_visit": "EducationEvent",
    "event": "Event",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEPS = {"DAILY": "P{}D", "WEEKLY": "P{}W", "MONTHLY": "P{}M", "YEARLY": "P{}Y"}
LAST = -1
MOST_MEETINGS = 24
"""A longer series is told by its schedule; its calendar file has every date."""


def event(row: Event, *, now: datetime) -> dict[str, Any]:
    """Return a public event as JSON-LD, a series with its schedule, a visit with its stops."""
    found = _happening(row) | {
        "@context": CONTEXT,
        "@type": ["EventSeries", TYPES[row.kind]] if row.repeats else TYPES[row.kind],
        "identifier": row.uid,
        "url": links.event(i18n.locale(), row.slug),
        "inLanguage": i18n.language_of(row.title),
        "keywords": [i18n.pick(theme.name) for theme in row.themes],
        "maximumAttendeeCapacity": row.capacity,
        "disambiguatingDescription": _doubt(row),
        "organizer": {"@type": "Project", **_named(row.programme)},
        "superEvent": _programme(row.programme),
        "eventSchedule": _schedule(row),
        "subEvent": _meetings(row, now) if row.repeats else _stops(row),
    }
    if row.repeats:
        found["endDate"] = _end(row.occurrences[-1]) or _start(row.occurrences[-1])
    return _said(found)


def _happening(found: Event | Occurrence) -> dict[str, Any]:
    """Return what is true of an event, or of one meeting in its own way."""
    return {
        "name": i18n.pick(found.title),
        "description": i18n.pick(found.description),
        "startDate": _start(found),
        "endDate": _end(found),
        "eventStatus": _status(found),
        "eventAttendanceMode": _mode(found),
        "location": _locations(found),
    }


def _meetings(row: Event, now: datetime) -> list[dict[str, Any]]:
    """Return the next meetings of a series, those that are off or moved among them."""
    coming = [each for each in row.occurrences if each.end_utc > now]
    return [_meeting(each) for each in coming[:MOST_MEETINGS]]


def _meeting(row: Occurrence) -> dict[str, Any]:
    found = _happening(row) | {"@type": TYPES[row.event.kind]}
    if row.moved:
        found["previousStartDate"] = _dated(row.original_wall, row.event.zone)
    return _said(found)


def _stops(row: Event) -> list[dict[str, Any]]:
    """Return the stops of a visit, those whose day is not known at the end."""
    items = row.visit.items if row.visit else []
    by_day = sorted(items, key=lambda item: (item.day is None, item.day or 0, item.position))
    return [_stop(row, item) for item in by_day]


def _stop(row: Event, item: VisitItem) -> dict[str, Any]:
    """Return a stop of a visit; of one whose day is not known, that it is part of it."""
    day = item.on(row.start_date)
    ends = wall(day, item.end_time) if day and item.end_time else None
    found = {
        "@type": "Event",
        "name": i18n.pick(item.title),
        "startDate": _dated(wall(day, item.start_time) if day else None, row.zone),
        "endDate": _dated(ends, row.zone),
        "eventStatus": _status(row),
        "location": _place(i18n.pick(item.place), row.host_city, item.address),
    }
    return _said(found)


def _status(found: Event | Occurrence) -> str:
    """Return the state; nothing of what is tentative, for which schema.org has no word."""
    event_status = (found.event if isinstance(found, Occurrence) else found).status
    if "cancelled" in {event_status, found.status}:
        return f"{CONTEXT}/EventCancelled"
    if isinstance(found, Occurrence) and found.moved:
        return f"{CONTEXT}/EventRescheduled"
    return f"{CONTEXT}/EventScheduled" if event_status == "confirmed" else ""


def _mode(found: Event | Occurrence) -> str:
    """Return whether people come, join from afar, or both; nothing where neither is known."""
    host = (found.event if isinstance(found, Occurrence) else found).host_city
    there, online = bool(found.venue or host), bool(found.online_url)
    modes = {(True, True): "Mixed", (True, False): "Offline", (False, True): "Online"}
    mode = modes.get((there, online))
    return f"{CONTEXT}/{mode}EventAttendanceMode" if mode else ""


def _locations(found: Event | Occurrence) -> list[dict[str, Any]]:
    row = found.event if isinstance(found, Occurrence) else found
    places = [_place(i18n.pick(found.venue), row.host_city), _online(found, row)]
    return [place for place in places if place]


def _place(name: str, city: City | None, street: str = "") -> dict[str, Any]:
    """Return a place by its name, else by its city; nothing where neither is known."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": i18n.pick(city.name) if city else "",
        "addressCountry": city.country if city else "",
    }
    known = _said(address)
    if not name and len(known) == 1:
        return {}
    found = {"@type": "Place", "name": name or address["addressLocality"] or street}
    return found | ({"address": known} if len(known) > 1 else {})


def _online(found: Event | Occurrence, row: Event) -> dict[str, Any]:
    """Return where one joins; the address itself only where strangers may have it."""
    if not found.online_url or row.status == "cancelled":
        return {}
    if row.online_public:
        return {"@type": "VirtualLocation", "url": found.online_url}
    told = i18n.gettext("The invited get it with their invitation.")
    return {
        "@type": "VirtualLocation",
        "name": i18n.gettext("Link to join"),
        "description": told,
    }


def _named(programme: Programme) -> dict[str, Any]:
    page = links.page(i18n.locale(), "programmes", programme.slug)
    return {"name": i18n.pick(programme.name), "url": page}


def _programme(programme: Programme) -> dict[str, Any]:
    """Return the programme as the series that all of its events are part of."""
    dates = {"startDate": programme.starts_on, "endDate": programme.ends_on}
    known = {name: day.isoformat() for name, day in dates.items() if day}
    return {"@type": "EventSeries", **_named(programme), **known}


def _doubt(row: Event) -> str:
    """Return what a reader has to know before taking an event for a fact."""
    if row.made_up:
        return i18n.gettext("Made-up example for the demonstration.")
    if row.status == "tentative":
        return i18n.gettext("This event is tentative: its date or programme may still change.")
    return ""


def _schedule(row: Event) -> dict[str, Any]:
    """Return how a series repeats, on the clock of its own zone."""
    rule = series.rule_of(row)
    if rule is None:
        return {}
    length = row.end_utc - row.start_utc
    found = {
        "@type": "Schedule",
        "repeatFrequency": STEPS[rule.freq].format(rule.interval),
        "repeatCount": rule.count,
        "startDate": row.start_date.isoformat(),
        "endDate": row.occurrences[-1].original.isoformat(),
        "startTime": row.start_time and row.start_time.isoformat(),
        "endTime": row.end_time and row.end_time.isoformat(),
        "duration": f"PT{length // timedelta(minutes=1)}M" if row.timed and row.end_time else "",
        "scheduleTimezone": row.zone if row.timed else "",
        "exceptDate": [r.original.isoformat() for r in row.occurrences if r.status == "cancelled"],
    }
    return _said(found | _by(rule, row.start_date))


def _by(rule: Rule, start: date) -> dict[str, Any]:
    """Return on which days, also where the rule leaves it to the first date.

    For the last weekday of a month schema.org takes iCalendar's word, for its last day none.
    """
    if rule.freq == "DAILY":
        return {}
    if rule.freq == "WEEKLY":
        return {"byDay": [_weekday(day) for day in rule.weekdays or (start.weekday(),)]}
    month = {"byMonth": (rule.month or start.month) if rule.freq == "YEARLY" else None}
    if rule.nth == LAST:
        return month | {"byDay": f"-1{WEEKDAYS[rule.weekdays[0]][:2].upper()}"}
    if rule.nth:
        return month | {"byDay": _weekday(rule.weekdays[0]), "byMonthWeek": rule.nth}
    day = rule.month_day or start.day
    return month | {"byMonthDay": day if day > 0 else None}


def _weekday(number: int) -> str:
    return f"{CONTEXT}/{WEEKDAYS[number]}"


def _start(found: Event | Occurrence) -> str:
    return _written(found.start_wall, found.start_utc, found)


def _end(found: Event | Occurrence) -> str:
    return _written(found.end_wall, found.end_utc, found)


def _written(at: datetime | date | None, moment: datetime, found: Event | Occurrence) -> str:
    """Return a moment with the offset of the event's zone, or a date; nothing of an unknown end."""
    row = found.event if isinstance(found, Occurrence) else found
    if not isinstance(at, datetime) or row.zone is None:
        return at.isoformat() if at else ""
    return _offset(moment, row.zone)


def _dated(at: datetime | date | None, zone: str | None) -> str:
    if not isinstance(at, datetime) or zone is None:
        return at.isoformat() if at else ""
    return _offset(zones.moment(at, zone), zone)


def _offset(moment: datetime, zone: str) -> str:
    there = timezone(zones.offset(moment, zone))
    return moment.astimezone(there).isoformat(timespec="minutes")


def _said(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is known, and leave out the rest."""
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}
