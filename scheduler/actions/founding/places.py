"""Themes, cities and programmes from the entries of a file: what is missing is made.

Decides what of an entry becomes a row. What is stored already stays as it is, except that a
programme gains the cities and themes that it does not have yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scheduler import errors
from scheduler.actions import announcing, recording
from scheduler.actions.announcing import Announcement
from scheduler.actions.founding import entries
from scheduler.core.hours import WEEKDAYS
from scheduler.db import db
from scheduler.models import City, Programme, ProgrammeCity, ProgrammeTheme, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.actions.founding.entries import Entry

Row = TypeVar("Row")
ACCENTS = ("blue", "green", "teal", "violet", "brick", "amber", "slate")
SOURCE_LIMIT = 500


def theme(entry: Entry, known: dict[str, Theme]) -> bool:
    """Make a theme unless its slug is known; return whether it was made."""
    slug = entries.slug(entry)
    if slug in known:
        return False
    known[slug] = Theme(slug=slug, name=entries.required_texts(entry, "name"))
    db.session.add(known[slug])
    return True


def city(entry: Entry, known: dict[str, City], usual: Entry) -> bool:
    """Make a city unless its slug is known; `usual` has the hours of those that name none."""
    slug = entries.slug(entry)
    if slug in known:
        return False
    source = entries.text(entry, "source", limit=SOURCE_LIMIT)
    if entries.flag(entry, "announced", default=True):
        made = _announced(entry, usual)
    else:
        made = City(placeholder=entries.required_texts(entry, "placeholder"))
    made.slug, made.source = slug, source
    known[slug] = made
    db.session.add(made)
    return True


def programme(
    entry: Entry,
    known: dict[str, Programme],
    themes: dict[str, Theme],
    *,
    now: datetime,
) -> bool:
    """Make a programme unless its slug is known, and give it the themes that it lacks."""
    slug = entries.slug(entry)
    made = slug not in known
    if made:
        known[slug] = _programme(entry, slug, position=_behind(known.values()))
        db.session.add(known[slug])
        db.session.flush()
        recording.record("load", known[slug], by=None, now=now)
    for kind, key in (("area", "areas"), ("topic", "topics")):
        _link_themes(known[slug], kind, _named(entry, key, themes))
    return made


def join(entry: Entry, city: City, known: dict[str, Programme]) -> int:
    """Give a city to the programmes that its entry names; return how many are new to it."""
    joined = 0
    for found in _named(entry, "programmes", known):
        if city not in found.cities:
            last = max((link.position for link in found.city_links), default=-1)
            found.city_links.append(ProgrammeCity(city=city, position=last + 1))
            joined += 1
    return joined


def _behind(programmes: Iterable[Programme]) -> int:
    """Return the place behind the last programme."""
    return max((programme.position for programme in programmes), default=-1) + 1


def _announced(entry: Entry, usual: Entry) -> City:
    said = Announcement(
        name=entries.required_texts(entry, "name"),
        country=entries.text(entry, "country"),
        zone=entries.text(entry, "zone"),
        local_name=entries.text(entry, "local"),
        hours=_hours(entry, usual),
    )
    for refusal in announcing.refusals(said):
        raise refusal
    calendar = entries.text(entry, "holiday_calendar") or said.country
    if not announcing.COUNTRY.fullmatch(calendar):
        raise errors.Invalid(field="holiday_calendar")
    return City(
        name=said.name,
        local_name=said.local_name,
        country=said.country,
        zone=said.zone,
        hours=said.hours,
        holiday_calendar=calendar,
    )


def _hours(entry: Entry, usual: Entry) -> dict[str, list[list[str]]]:
    """Return hours as they are stored: given by weekday, or one span for each working day."""
    given = entry.get("hours") or usual.get("hours") or {}
    if isinstance(given, dict):
        return given
    days = usual.get("working_days") or WEEKDAYS[:5]
    return {day: [given] for day in WEEKDAYS if day in days}


def _programme(entry: Entry, slug: str, *, position: int) -> Programme:
    starts, ends = entries.day(entry, "starts_on"), entries.day(entry, "ends_on")
    if starts and ends and ends < starts:
        raise errors.EndBeforeStart(field="ends_on")
    accent = entries.text(entry, "accent") or ACCENTS[0]
    if accent not in ACCENTS:
        raise errors.Invalid(field="accent")
    return Programme(
        slug=slug,
        name=entries.required_texts(entry, "name"),
        description=entries.texts(entry, "description", limit=entries.LONG),
        languages=entries.languages(entry),
        starts_on=starts,
        ends_on=ends,
        accent=accent,
        position=position,
        source=entries.text(entry, "source", limit=SOURCE_LIMIT),
    )


def _link_themes(programme: Programme, kind: str, themes: Iterable[Theme]) -> None:
    for found in themes:
        if found not in programme.themes:
            place = len([link for link in programme.theme_links if link.kind == kind])
            programme.theme_links.append(ProgrammeTheme(theme=found, kind=kind, position=place))


def _named(entry: Entry, key: str, known: dict[str, Row]) -> list[Row]:
    wanted = entries.words(entry, key)
    for word in wanted:
        if word not in known:
            raise errors.SlugUnknown(field=key, value=word)
    return [known[word] for word in wanted]
