"""The plainest feed there is: every event looked at, every entry written anew, nothing kept.

What the product answers has to say the same. Which events a feed holds is decided here once more,
in Python and from the documents, and not by the product's queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler import i18n
from scheduler.db import db
from scheduler.documents import ical
from scheduler.models import Event, Feed, Invitation, Person, Programme, Registration, Role
from scheduler.queries import calendar

LIVE = {"awaiting_approval", "confirmed", "waitlisted", "offered"}


def unfolded(body: bytes) -> list[str]:
    """Return the entries of a feed line by line, with whole lines."""
    text = body.decode().replace("\r\n ", "")
    return [line for block in text.split("BEGIN:VEVENT\r\n")[1:] for line in block.split("\r\n")]


def head(body: bytes) -> list[str]:
    """Return what stands above the entries."""
    return body.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[0].split("\r\n")


def shared(
    programme: Programme,
    now: datetime,
    *,
    lang: str = "",
    bars: bool = False,
    whole: bool = False,
    **filters: str,
) -> bytes:
    """Return the public feed of a programme with at most one value a filter."""
    order = [lang] if lang else ["bg", "en"]
    events = [
        event
        for event in _all(programme)
        if event.published and event.visibility == "public"
        if whole or _within(event, now)
        if filters.get("kind") in {None, event.kind}
        if filters.get("city") in {None, *(city.slug for city in event.cities)}
        if filters.get("theme") in {None, *(theme.slug for theme in event.themes)}
    ]
    return _written([entry for event in events for entry in _entries(event, order, bars=bars)])


def one(event: Event, *, lang: str = "") -> bytes:
    """Return the file of one event."""
    return _written(_entries(event, [lang] if lang else ["bg", "en"], bars=False))


def personal(feed: Feed, now: datetime) -> bytes:
    """Return a person's feed; deadlines are left out."""
    person = feed.person
    order = sorted(["bg", "en"], key=lambda code: code != person.language)
    order = order if feed.language == "both" else [feed.language]
    found: list[ical.Entry] = []
    for event in _all():
        if event.published and _within(event, now) and _chosen(feed, event):
            found += _as_told(feed, event, order)
    return _written(found, feed.reminder)


def _all(programme: Programme | None = None) -> Sequence[Event]:
    db.session.rollback()
    query = select(Event).order_by(Event.start_utc, Event.id)
    if programme is not None:
        query = query.where(Event.programme_id == programme.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _within(event: Event, now: datetime) -> bool:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ended = today - timedelta(days=30 if event.status == "cancelled" else 60)
    return event.until_utc > ended and event.start_utc < today + timedelta(days=548)


def _entries(event: Event, order: Sequence[str], *, bars: bool) -> list[ical.Entry]:
    items = [] if bars else calendar.visit_items(event, order)
    return [*calendar.entries(event, order), *items]


def _chosen(feed: Feed, event: Event) -> bool:
    choice, person = feed.choice, feed.person
    about = {theme.slug for theme in event.themes} & set(choice["themes"])
    here = _roles(person, event)
    if about and here and event.visibility == "public":
        return True
    if not choice["mine"] or (choice["visits"] and event.kind != "city_visit"):
        return False
    invited, place = _invitation(person, event), _place(person, event)
    called_off = event.status == "cancelled"
    concerned = (invited and (invited.status == "open" or called_off)) or place
    if choice["confirmed"]:
        sure = invited is not None and invited.answer == "accepted"
        seated = place is not None and (
            place.status == "confirmed" or place.reason == "visit_cancelled"
        )
        return bool(concerned and (sure or seated))
    return bool(concerned) or _of_their_city(person, event)


def _of_their_city(person: Person, event: Event) -> bool:
    cities = {city.id for city in event.cities}
    member = any(
        role.city_id in cities and role.kind in {"organizer", "participant"}
        for role in _roles(person, event)
    )
    return member and event.visibility != "invited"


def _roles(person: Person, event: Event) -> list[Role]:
    query = select(Role).where(Role.person_id == person.id, Role.programme_id == event.programme_id)
    return list(db.session.scalars(query))


def _invitation(person: Person, event: Event) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).where(Invitation.person_id == person.id, Invitation.event_id == event.id)
    )


def _place(person: Person, event: Event) -> Registration | None:
    found = db.session.scalars(
        select(Registration).where(
            Registration.person_id == person.id, Registration.event_id == event.id
        )
    ).all()
    live = [place for place in found if place.status in LIVE]
    ended = [place for place in found if place.reason == "visit_cancelled"]
    return next(iter([*live, *ended]), None)


def _as_told(feed: Feed, event: Event, order: list[str]) -> Iterator[ical.Entry]:
    person = feed.person
    invited, place = _invitation(person, event), _place(person, event)
    live = place if place is not None and place.status in LIVE else None
    state = ""
    if event.status != "cancelled":
        if live is not None and live.status == "waitlisted":
            state = "on the waitlist"
        elif invited is not None and invited.status == "open":
            answers = {"needs-action": "not answered yet", "declined": "declined"}
            state = answers.get(invited.answer, "")
    free = state in {"on the waitlist", "declined"}
    if not feed.details:
        yield from calendar.without_details(event, order)
        return
    expected = (
        (invited is not None and invited.status == "open")
        or (live is not None and live.status == "confirmed")
        or _of_their_city(person, event)
    )
    for entry in calendar.entries(event, order, joining=expected):
        words = i18n.in_each(order, lambda: i18n.gettext(state)) if state else ""
        title = f"{entry.summary} ({words})" if words else entry.summary
        yield replace(entry, summary=title, transparent=entry.transparent or free)
    if live is None or live.status == "confirmed":
        yield from calendar.visit_items(event, order)


def _written(entries: Iterable[ical.Entry], reminder: int | None = None) -> bytes:
    assert reminder is None
    return ical.feed(ical.Calendar(name="plain", entries=tuple(entries)))
