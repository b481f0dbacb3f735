"""Keeping a series' hour in another city: what that moves, shown before one button does it.

Decides which hours are offered: for each other city, and for cities of one zone together, every
hour that people there know or are about to get. What moves, and how the series is split where it
has begun, the verb decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import repeating
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import agenda, managing, outbox, shifts
from scheduler.queries.occurrences import moment
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.forms import REFUSED
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from flask.typing import ResponseReturnValue

    from scheduler.models import City, Event
    from scheduler.queries.occurrences import When

MOST_LISTED = 12
"""Of a long series the page lists the first meetings that would move, and counts the rest."""


@dataclass(frozen=True)
class Row:
    """One meeting as it is and as it would be."""

    day: date
    now: When
    then: When


@dataclass(frozen=True)
class Choice:
    """An hour that could be kept in a city, and what that would move."""

    city: City
    at: time
    where: str
    first: date
    """From which meeting on."""
    rows: list[Row]
    moved: int
    stay: int

    @property
    def value(self) -> str:
        """What the button sends."""
        return f"{self.city.slug} {self.at:%H:%M}"


@dataclass(frozen=True)
class Offer:
    """The other cities of one zone: the hours that could be kept there, or why none."""

    where: str
    choices: list[Choice]
    other_date: bool
    """Whether the meetings, or some of them, fall on another date there."""


@pages.get("/manage/events/<slug>/anchor")
@declare("manage")
def anchor_event(slug: str) -> str:
    """Show what it would move to keep a series' hour in another city."""
    event = _event(slug)
    return _page(event, offers(event, clock.now()))


@pages.post("/manage/events/<slug>/anchor")
@declare("manage")
def anchor_event_to(slug: str) -> ResponseReturnValue:
    """Keep the hour that was chosen, and tell whoever is invited."""
    event = _event(slug)
    found = offers(event, clock.now())
    wanted = (each for offer in found for each in offer.choices)
    choice = next((each for each in wanted if each.value == request.form.get("keep")), None)
    if choice is None:
        return _page(event, found, wrong=i18n.gettext("Choose one of the hours below.")), REFUSED
    try:
        return _anchor(event, choice)
    except errors.EditedMeanwhile:
        return _overtaken(slug)


def offers(event: Event, now: datetime) -> list[Offer]:
    """Return what can be offered, in the order of the event's cities."""
    together: dict[str, list[City]] = {}
    for city in shifts.other_clocks(event, now=now):
        together.setdefault(city.zone or "", []).append(city)
    return [_offer(event, cities, now) for cities in together.values()]


def _offer(event: Event, cities: Sequence[City], now: datetime) -> Offer:
    where = i18n.in_place(i18n.list_words([i18n.pick(city.name) for city in cities]))
    hours = repeating.hours(event, cities[0], now=now)
    found = [_find_choice(event, cities[0], h.at, where, now) for h in hours if not h.day_shift]
    choices = [choice for choice in found if choice is not None]
    return Offer(where, choices, other_date=any(hour.day_shift for hour in hours))


def _find_choice(event: Event, city: City, at: time, where: str, now: datetime) -> Choice | None:
    """Return what keeping that hour moves; None where it moves nothing or cannot be."""
    try:
        found = repeating.anchored(event, city, now=now, at=at)
    except errors.Invalid:
        return None
    held = {row.original for row in event.occurrences if row.status == "scheduled"}
    held -= {row.original for row in event.occurrences if row.moved or row.start_utc <= now}
    moved = [pair for pair in found.moved if pair[0].original in held] if found else []
    if found is None or not moved:
        return None
    rows = [
        Row(old.original, moment(event, old.start_utc), moment(event, new.start_utc))
        for old, new in moved[:MOST_LISTED]
    ]
    return Choice(city, at, where, moved[0][0].original, rows, len(moved), len(held) - len(moved))


def _event(slug: str) -> Event:
    """Return a series that one may change, and that has another clock to go by; NotFound."""
    event = desk.get_event(slug, "event.change")
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    if not shifts.other_clocks(event, now=clock.now()):
        raise errors.NotFound
    return event


def _page(event: Event, found: Sequence[Offer], *, wrong: str = "", stale: bool = False) -> str:
    now = clock.now()
    content: dict[str, Any] = {
        "event": event,
        "accent": event.programme.accent,
        "offers": found,
        "own_place": i18n.in_place(desk.clock_of_event(event).city),
        "begun": any(row.start_utc <= now for row in event.occurrences),
        "invited": managing.open_invitations(event),
        "wrong": wrong,
        "stale": stale,
    }
    return render_template("manage/anchor.html", **content)


def _anchor(event: Event, choice: Choice) -> ResponseReturnValue:
    version = version_of(request.form.get("version"))
    with transaction():
        before = outbox.newest()
        into = repeating.anchor(
            event, choice.city, version=version, by=get_me(), now=clock.now(), at=choice.at
        )
        about = {event.id: event, into.id: into}.values()
        messages = sum(outbox.written(each, after=before) for each in about)
        slug = into.slug
    flash(f"{_kept(choice)} {desk.on_their_way(messages)}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


def _overtaken(slug: str) -> ResponseReturnValue:
    """Show the series as it is by now; the next press of a button knows of it."""
    event = agenda.get_event(slug)
    return _page(event, offers(event, clock.now()), stale=True), 409


def _kept(choice: Choice) -> str:
    """Say what has just been done."""
    said = i18n.gettext(
        "From %(date)s on the series is always at %(time)s %(place)s.",
        date=i18n.date_long(choice.first),
        time=i18n.time_words(choice.at),
        place=choice.where,
    )
    moved = i18n.ngettext("%(num)s meeting is moved.", "%(num)s meetings are moved.", choice.moved)
    return f"{said} {moved}"
