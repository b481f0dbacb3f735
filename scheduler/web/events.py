"""An event's page: when, where, what it is about, and for a visit its days and its seats."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import make_response, render_template

from scheduler import clock, links
from scheduler.actions import inviting, policy
from scheduler.actions.policy import declare
from scheduler.queries import agenda, openings, series, shifts
from scheduler.queries.countries import country_language
from scheduler.queries.machines import linked_data
from scheduler.queries.occurrences import when
from scheduler.queries.vacancies import vacancies
from scheduler.web import sharing
from scheduler.web.blueprint import pages
from scheduler.web.door import me
from scheduler.web.series import meetings_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from flask import Response

    from scheduler.models import Event, VisitItem

SPOKEN_OF = ("not_yet", "open", "closed")
"""Of these states of a registration the page speaks; of the others the page says why itself."""


@dataclass(frozen=True)
class VisitDay:
    """One day of a visit; without a date, what is known to belong to none."""

    number: int | None
    date: date | None
    items: list[VisitItem]

    @property
    def timed(self) -> bool:
        """Whether the hour of anything on it is known."""
        return any(item.start_time for item in self.items)


@pages.get("/events/<slug>")
@declare("public")
def event(slug: str) -> Response:
    """Show one event to whoever may see it; a public one also as JSCalendar."""
    found, now = agenda.get_event(slug), clock.now()
    policy.require(me(), "event.see", found)
    if sharing.calendar_asked():
        answer = sharing.calendar(found)
    else:
        page = render_template("events/event.html", **content(found, now), **own(found))
        answer = make_response(page)
    answer.vary.add("Accept")
    return answer


def content(found: Event, now: datetime) -> dict[str, Any]:
    """Return what everybody reads on an event's page."""
    return {
        "event": found,
        "accent": found.programme.accent,
        "occurrence": when(series.current(found, now)),
        "meetings": meetings_of(found, now),
        "over": found.until_utc <= now,
        "days": days_of(found),
        "spoken_there": country_language(found.host_city.country if found.host_city else None),
        "registering": registering_of(found, now),
        "linked_data": linked_data.event(found, now=now) if found.is_public else {},
        "file": links.event_feed(found.programme.slug, found.uid) if found.is_public else "",
        "clock_changes": shifts.of_event(found, now=now),
        "joining": found.online_public or policy.may(me(), "event.join", found),
    }


def own(found: Event) -> dict[str, Any]:
    """Return what concerns only who is signed in: their invitation, and the secret to answer it."""
    person = me()
    invitation = person and inviting.find_invitation(found, person)
    if not invitation or invitation.status != "open" or found.status == "cancelled":
        return {"invitation": None, "answer_token": ""}
    return {"invitation": invitation, "answer_token": inviting.answer_token(invitation)}


def days_of(found: Event) -> list[VisitDay]:
    """Return the days of a visit that hold something, what belongs to no known day at the end."""
    items = sorted(
        found.visit.items if found.visit else [],
        key=lambda item: (item.day is None, item.day or 0, item.position),
    )
    return [
        VisitDay(number, these[0].on(found.start_date), these)
        for number, group in groupby(items, key=lambda item: item.day)
        for these in [list(group)]
    ]


def registering_of(found: Event, now: datetime) -> dict[str, Any] | None:
    """Return how registration for a visit stands; None where there is nothing to say of it."""
    state = openings.state(found, now=now)
    if state not in SPOKEN_OF:
        return None
    return {
        "state": state,
        "opens": openings.opens(found),
        "closes": openings.closes(found),
        "vacancy": vacancies([found])[found.id],
    }
