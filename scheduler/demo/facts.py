"""Facts: the past events and visits as they were published.

Decides how a fact in the files becomes a row: wall times as printed, a date without an hour as
a date, a missing end as none, each with its source. Past events were announced elsewhere long
ago, so they are written as rows, not by the verbs of an organizer; nobody is told of them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler.actions.scheduling.plan import Plan, write
from scheduler.db import db
from scheduler.demo.files import Row, rows
from scheduler.models import Event, VisitItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.models import Programme


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
