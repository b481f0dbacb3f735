"""The made-up season of sofia-seoul: its people, its events, the registrations of its visits.

Decides on which dates a season falls that is told in weeks from the day it is loaded: never on
a public holiday of one of its cities. Events go through the organizer's own verbs, without an
invitation to anybody; registrations are rows, because a verb would write to their owners.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.actions import recording, scheduling
from scheduler.core import seats, zones
from scheduler.core.holidays import Calendar
from scheduler.core.hours import WEEKDAYS
from scheduler.db import db
from scheduler.demo import regular
from scheduler.demo.facts import stops
from scheduler.demo.files import Row, read, rows
from scheduler.models import Event, Person, Programme, Registration
from scheduler.queries import roster
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from scheduler.models import City

OPENS_AT, CLOSES_AT = time(9), time(17)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Stage:
    """Where the season is played: its programme, its people by key, the moment of loading."""

    programme: Programme
    people: dict[str, Person]
    now: datetime

    @property
    def organizer(self) -> Person:
        """Who schedules it."""
        return self.people[read("season")["by"]]

    @property
    def today(self) -> date:
        """The date from which its weeks are counted."""
        return zones.to_wall(self.now, read("season")["counted_in"]).date()

    def city(self, slug: str) -> City:
        """Return a city of the programme."""
        return next(city for city in self.programme.cities if city.slug == slug)


def add_events(stage: Stage) -> int:
    """Add the season's sessions and visits, whatever their status; return how many."""
    season = rows("season", "events")
    for row in season:
        event = scheduling.draft(
            stage.programme, _plan(row, stage), by=stage.organizer, now=stage.now
        )
        event.slug, event.made_up = row["slug"], row["made_up"]
        db.session.flush()
        _to_status(event, row["status"], stage)
        if "rule" in row:
            regular.make_exceptions(event, row["rule"], by=stage.organizer, now=stage.now)
        if event.visit is not None:
            event.visit.items = list(stops({"uid": str(uuid.uuid4())} | i for i in row["items"]))
            db.session.flush()
            for key in row["registered"] + row["waitlisted"]:
                _register(event, stage.people[key], stage)
    return len(season)


def first_day(start: Row, countries: list[str], *, days: int, today: date) -> date:
    """Return the day that {"week": 3, "weekday": "wed"} means, counted from today's week (0).

    A week with a holiday in one of the countries, on one of that many days, is passed over:
    away from today, so that what is past stays past.
    """
    week, weekday = start["week"], WEEKDAYS.index(start["weekday"])
    day = today + timedelta(weeks=week, days=weekday - today.weekday())
    while any(
        Calendar(country).is_day_off(day + timedelta(days=n))
        for country in countries
        for n in range(days)
    ):
        day += WEEK if week >= 0 else -WEEK
    return day


def _plan(row: Row, stage: Stage) -> scheduling.Plan:
    start = _start(row, stage)
    timed = isinstance(start, datetime)
    length = timedelta(minutes=row["minutes"]) if timed else timedelta(days=row["days"] - 1)
    opens, closes = _registration(row, start, stage)
    return scheduling.Plan(
        kind=row["kind"],
        title=row["title"],
        description=row["description"],
        start=start,
        end=start + length,
        all_day=not timed,
        rule=regular.rule(day_of(start), row["rule"]["meetings"]) if "rule" in row else "",
        zone=row["zone"],
        host_city=row["host_city"],
        cities=tuple(row["cities"]),
        themes=tuple(row["themes"]),
        venue=row["venue"],
        online_url=row.get("online_url", ""),
        online_public=row.get("online_public", False),
        capacity=row.get("capacity"),
        opens=opens,
        closes=closes,
    )


def day_of(start: datetime | date) -> date:
    """Return the date of a wall time, or the date itself."""
    return start.date() if isinstance(start, datetime) else start


def _start(row: Row, stage: Stage) -> datetime | date:
    """Return an event's wall time in its own zone, or its first day."""
    start = row["start"]
    meant_in = start.get("reckoned_in", row["zone"])
    cities = [stage.city(slug) for slug in row["cities"]]
    if "months_ago" in start:
        calendars = [calendar_of(city) for city in cities if city.announced]
        first = regular.first_date(start, calendars, stage.today)
        return datetime.combine(first, time.fromisoformat(start["time"]))
    day = first_day(
        start,
        [city.holiday_calendar for city in cities if city.holiday_calendar],
        days=row.get("days", 1),
        today=stage.today,
    )
    if "time" not in start:
        return day
    wall = datetime.combine(day, time.fromisoformat(start["time"]))
    return zones.to_wall(zones.to_utc(wall, meant_in), row["zone"])


def _registration(
    row: Row, start: date, stage: Stage
) -> tuple[datetime, datetime] | tuple[None, None]:
    """Return when a visit's registration opens and closes, in the host's office hours."""
    if "registration" not in row:
        return None, None
    rules, zone = row["registration"], row["zone"]
    opened = stage.today - rules["opened_weeks_ago"] * WEEK
    closing = start - rules["closes_weeks_before"] * WEEK
    return (
        zones.to_utc(datetime.combine(opened, OPENS_AT), zone),
        zones.to_utc(datetime.combine(closing, CLOSES_AT), zone),
    )


def _to_status(event: Event, status: str, stage: Stage) -> None:
    """Publish and cancel as far as the file says, without a message to anybody."""
    by, now = stage.organizer, stage.now
    if status == "draft":
        return
    tentative = status == "tentative"
    scheduling.publish(event, by=by, now=now, invite=False, tentative=tentative)
    if status == "cancelled":
        scheduling.cancel(event, by=by, now=now, tell=False)


def _register(event: Event, person: Person, stage: Stage) -> None:
    """Give a made-up delegate what the seats decide, as if their address were confirmed."""
    visit = event.visit
    if visit is None:
        return
    visit.last_number += 1
    registration = Registration(
        ref=str(uuid.uuid4()),
        event=event,
        person=person,
        city=person.cities[0],
        name=person.name,
        email=person.email,
        language=person.language,
        status=seats.decide(roster.facts(event)).status,
        number=visit.last_number,
        created=stage.now,
        changed=stage.now,
    )
    db.session.add(registration)
    db.session.flush()
    recording.record("register", registration, by=person, now=stage.now, status=registration.status)
