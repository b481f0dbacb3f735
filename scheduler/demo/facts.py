"""Facts: themes, cities and programmes, and the past events and visits as they were published.

Decides how a fact in the files becomes a row: wall times as printed, a date without an hour as
a date, a missing end as none, each with its source. Past events were announced elsewhere long
ago, so they are written as rows, not by the verbs of an organizer; nobody is told of them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.actions.scheduling.plan import Plan, write
from scheduler.core.hours import WEEKDAYS
from scheduler.db import db
from scheduler.demo.files import Row, read, rows
from scheduler.models import (
    City,
    Event,
    Programme,
    ProgrammeCity,
    ProgrammeTheme,
    Theme,
    VisitItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def add_programmes() -> dict[str, Programme]:
    """Add every programme with its cities and themes; return them by slug."""
    themes, cities = _themes(), _cities()
    members = {row["slug"]: row["programmes"] for row in rows("cities")}
    made = {}
    for position, row in enumerate(rows("programmes")):
        programme = Programme(
            slug=row["slug"],
            name=row["name"],
            description=row["description"],
            languages=row["languages"],
            accent=row["accent"],
            position=position,
            source=row.get("source", ""),
        )
        theirs = [cities[slug] for slug, programmes in members.items() if row["slug"] in programmes]
        programme.city_links = [ProgrammeCity(city=c, position=n) for n, c in enumerate(theirs)]
        programme.theme_links = [*_links("area", row, themes), *_links("topic", row, themes)]
        db.session.add(programme)
        made[programme.slug] = programme
    db.session.flush()
    return made


def add_past_events(programmes: dict[str, Programme], *, now: datetime) -> dict[str, int]:
    """Add every past event and the stops of past visits; return how many by programme."""
    itineraries = {row["event"]: row["items"] for row in rows("visits")}
    counts = dict.fromkeys(programmes, 0)
    for row in rows("events"):
        programme = programmes[row["programme"]]
        event = Event(
            uid=row["uid"],
            slug=row["slug"],
            programme=programme,
            status="confirmed",
            source=row["source"],
            created=now,
            changed=now,
            published=now,
        )
        write(plan_of_fact(row), event, programme)
        if event.visit is not None:
            event.visit.items = list(stops(itineraries.get(event.slug, [])))
        db.session.add(event)
        counts[programme.slug] += 1
    db.session.flush()
    return counts


def plan_of_fact(row: Row) -> Plan:
    """Return a published event as the plan that an organizer would have made of it."""
    return Plan(
        kind=row["kind"],
        title=row["title"],
        description=row.get("description", {}),
        start=_wall(row["start"]),
        end=_wall(row["end"]) if row["end"] else None,
        all_day=row["all_day"],
        time_known=row["time_known"],
        zone=row["zone"],
        host_city=row["host_city"],
        cities=tuple(row["cities"]),
        themes=tuple(row["themes"]),
        venue=row.get("venue", {}),
        capacity=row.get("capacity"),
    )


def stops(items: Iterable[Row]) -> Iterable[VisitItem]:
    """Return the stops of a visit in their order; hours and days only where they are known."""
    for position, item in enumerate(items):
        yield VisitItem(
            uid=item["uid"],
            day=item["day"],
            position=position,
            start_time=time.fromisoformat(item["start"]) if "start" in item else None,
            end_time=time.fromisoformat(item["end"]) if "end" in item else None,
            title=item["title"],
            place=item.get("place", {}),
            address=item.get("address", ""),
        )


def _wall(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _themes() -> dict[str, Theme]:
    known = {theme.slug: theme for theme in db.session.scalars(sa.select(Theme))}
    for row in rows("themes"):
        known.setdefault(row["slug"], Theme(slug=row["slug"], name=row["name"]))
    db.session.add_all(known.values())
    return known


def _cities() -> dict[str, City]:
    """Return every city by slug; one that somebody made before the demo stays as it is."""
    known = {city.slug: city for city in db.session.scalars(sa.select(City))}
    file = read("cities")
    for row in file["cities"]:
        known.setdefault(row["slug"], _city(row, file))
    db.session.add_all(known.values())
    return known


def _city(row: Row, file: Row) -> City:
    if not row.get("announced", True):
        return City(slug=row["slug"], placeholder=row["placeholder"], source=row["source"])
    open_and_close = row.get("hours", file["hours"])
    return City(
        slug=row["slug"],
        name=row["name"],
        local_name=row["local"],
        country=row["country"],
        zone=row["zone"],
        hours={day: [open_and_close] for day in WEEKDAYS if day in file["working_days"]},
        holiday_calendar=row["country"],
        source=row["source"],
    )


def _links(kind: str, row: Row, themes: dict[str, Theme]) -> list[ProgrammeTheme]:
    return [
        ProgrammeTheme(theme=themes[slug], kind=kind, position=n)
        for n, slug in enumerate(row["areas" if kind == "area" else "topics"])
    ]
