"""Showing: rows as the values of the API's shapes.

Decides what an event without hours, without an end or without a zone says; who may have its
join link is told, not asked.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from scheduler.api import repeating
from scheduler.core import recurrence, timeblock, zones
from scheduler.models import Occurrence
from scheduler.queries import series

if TYPE_CHECKING:
    from datetime import timedelta

    from scheduler.models import City, Event, Person, Programme, Registration, Theme


def programme(row: Programme) -> dict[str, Any]:
    """Return a programme."""
    return _columns(row, "slug name description languages starts_on ends_on source") | {
        "cities": [city.slug for city in row.cities],
        "areas": [theme.slug for theme in row.areas],
        "topics": [theme.slug for theme in row.topics],
    }


def city(row: City) -> dict[str, Any]:
    """Return a city."""
    shown = _columns(row, "slug announced name local_name placeholder country zone hours version")
    corrections = {day: {"name": {}} | said for day, said in row.corrections.items()}
    return shown | {"corrections": corrections}


def theme(row: Theme) -> dict[str, Any]:
    """Return a theme."""
    return _columns(row, "slug name")


def event(row: Event, *, joins: bool) -> dict[str, Any]:
    """Return an event; `joins` says that its join link may be shown."""
    shown = row.online_url if joins or row.online_public else ""
    return (
        _columns(
            row,
            "uid slug kind status title description visibility venue online_public capacity"
            " sequence version made_up",
        )
        | times(row)
        | {
            "programme": row.programme.slug,
            "host_city": row.host_city.slug if row.host_city else None,
            "cities": [city.slug for city in row.cities],
            "themes": sorted(theme.slug for theme in row.themes),
            "online_url": shown or None,
            "registration": _rules(row),
            "recurrence": _recurrence(row),
            "exceptions": repeating.exceptions(row),
            "overrides": repeating.overrides(row, joins=joins),
            "continues": row.continues or None,
            # One event's answer says them; a list would take too long.
            "conflicts": None,
        }
    )


def times(row: Event | Occurrence) -> dict[str, Any]:
    """Return when it takes place; moments only where hours were published."""
    event = row.event if isinstance(row, Occurrence) else row
    return {
        "start": row.start_wall,
        "end": row.end_wall,
        "all_day": event.all_day,
        "time_known": event.time_known,
        "zone": event.zone,
        "start_utc": row.start_utc if row.timed else None,
        "end_utc": row.end_utc if row.timed and row.end_date is not None else None,
    }


def occurrence(row: Occurrence) -> dict[str, Any]:
    """Return an event on one of its dates, in every announced city concerned."""
    event = row.event
    return (
        _columns(event, "slug kind made_up")
        | times(row)
        | {
            "event": event.uid,
            "title": row.title,
            "status": "cancelled" if row.is_cancelled else event.status,
            "original": row.original_wall if event.repeats else None,
            "programme": event.programme.slug,
            "cities": _readings(row) if row.timed else [],
        }
    )


def registration(row: Registration, position: int | None) -> dict[str, Any]:
    """Return a registration with its place in the line."""
    return _columns(row, "status party created version hold_until") | {
        "id": row.ref,
        "event": row.event.uid,
        "person": _columns(row, "name email language")
        | {"city": row.city.slug if row.city else None},
        "position": position,
        "email_confirmed": row.address_confirmed,
    }


def person(row: Person, roles: list[dict[str, Any]]) -> dict[str, Any]:
    """Return who is asking."""
    return _columns(row, "email name language") | {
        "admin": row.is_admin,
        "cities": [city.slug for city in row.cities],
        "roles": roles,
    }


def zone_of(row: Event) -> str | None:
    """Return the zone in which an event's registration opens: its own, else its host's."""
    return row.zone or (row.host_city.zone if row.host_city else None)


def offset_text(offset: timedelta) -> str:
    """Return an offset as ISO 8601 has it: "+09:00"."""
    return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]


def _columns(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _rules(row: Event) -> dict[str, Any]:
    visit, zone = row.visit, zone_of(row)
    return {
        "opens": _in_zone(visit.opens if visit else None, zone),
        "closes": _in_zone(visit.closes if visit else None, zone),
        "approval": False,
        "quotas": {},
    }


def _recurrence(row: Event) -> str | None:
    rule = series.rule_of(row)
    return recurrence.written(rule, row.start_wall, row.zone) if rule else None


def _in_zone(moment: datetime | None, zone: str | None) -> datetime | None:
    if moment is None or zone is None:
        return moment
    return moment.astimezone(timezone(zones.offset(moment, zone)))


def _readings(row: Occurrence) -> list[dict[str, Any]]:
    theirs = [row.event.host_city, *row.event.cities]
    concerned = {city.slug: city for city in theirs if city and city.zone}
    places = [timeblock.Place(slug, city.zone or "") for slug, city in concerned.items()]
    end = row.end_utc if row.end_date is not None else None
    return [
        {
            "city": reading.place.name,
            "zone": reading.place.zone,
            "start": reading.start,
            "end": reading.end,
            "offset": offset_text(reading.offset),
        }
        for reading in timeblock.rows(row.start_utc, end, places)
    ]
