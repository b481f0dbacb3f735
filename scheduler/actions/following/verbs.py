"""Following a calendar, changing what is said of it, pausing and removing it.

Decides which calendars a programme may follow, and that a new address forgets what was read from
the old one. History is told the name and never the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import errors, settings
from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.core import addresses, zones
from scheduler.db import db, lock
from scheduler.models import FollowedCalendar, FollowedCity
from scheduler.queries import followed
from scheduler.sealing import digest, seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.actions.following.values import Outside
    from scheduler.core.addresses import Address
    from scheduler.models import Person, Programme

MOST_CALENDARS = 20
"""A programme follows so many at most: each is fetched every hour."""
NAME_LIMIT = 120
FEEDS = "/feeds/"


def follow(
    programme: Programme, said: Outside, *, by: Person | None, now: datetime
) -> FollowedCalendar:
    """Follow a calendar from now on. Raises errors.Several."""
    require(by, "calendar.follow", programme)
    _require_right(programme, said, None)
    calendar = FollowedCalendar(programme=programme, name={}, due=now, created=now)
    _set(calendar, said, now)
    db.session.add(calendar)
    db.session.flush()
    recording.record("follow", programme, by=by, now=now, calendar=calendar.name)
    return calendar


def change(
    calendar: FollowedCalendar,
    said: Outside,
    *,
    version: int,
    by: Person | None,
    now: datetime,
) -> None:
    """Change what is said of a followed calendar. Raises EditedMeanwhile, errors.Several."""
    require(by, "calendar.follow", calendar.programme)
    calendar = lock(calendar)
    if calendar.version != version:
        raise errors.EditedMeanwhile(calendar.version)
    _require_right(calendar.programme, said, calendar)
    _set(calendar, said, now)
    calendar.version += 1
    recording.record("change following", calendar.programme, by=by, now=now, calendar=calendar.name)


def fetch_now(calendar: FollowedCalendar, *, by: Person | None, now: datetime) -> None:
    """Have the next worker fetch a calendar at once. Raises FollowingPaused."""
    require(by, "calendar.follow", calendar.programme)
    calendar = lock(calendar)
    if not calendar.active:
        raise errors.FollowingPaused
    calendar.due = min(calendar.due, now)


def pause(calendar: FollowedCalendar, *, by: Person | None, now: datetime) -> None:
    """Stop fetching a calendar and counting its entries; they stay for when it is resumed."""
    require(by, "calendar.follow", calendar.programme)
    _turn(calendar, "pause following", active=False, by=by, now=now)


def resume(calendar: FollowedCalendar, *, by: Person | None, now: datetime) -> None:
    """Follow a paused calendar again, and have it fetched at once."""
    require(by, "calendar.follow", calendar.programme)
    _turn(calendar, "resume following", active=True, by=by, now=now)


def unfollow(calendar: FollowedCalendar, *, by: Person | None, now: datetime) -> None:
    """Remove a calendar with all its entries."""
    require(by, "calendar.follow", calendar.programme)
    calendar = lock(calendar)
    recording.record("unfollow", calendar.programme, by=by, now=now, calendar=calendar.name)
    db.session.delete(calendar)


def refusals(
    programme: Programme, said: Outside, calendar: FollowedCalendar | None
) -> Iterator[errors.Refusal]:
    """Give a refusal for each rule that is broken: of "name.bg", "address", "cities", "zone"."""
    yield from _of_name(programme, said)
    if said.address.strip() or calendar is None:
        yield from _of_address(programme, said.address, calendar)
    known = {city.slug for city in programme.cities}
    for slug in dict.fromkeys(said.cities):
        if slug not in known:
            yield errors.NotInProgramme(field="cities", value=slug)
    if said.zone is not None and not zones.is_zone(said.zone):
        yield errors.ZoneUnknown(field="zone", zone=said.zone)
    if calendar is None and followed.count(programme) >= MOST_CALENDARS:
        yield errors.TooManyFollowed(most=MOST_CALENDARS)


def _of_name(programme: Programme, said: Outside) -> Iterator[errors.Refusal]:
    """Give what is wrong with the names; one language is enough."""
    first = programme.languages[0]
    if not any(text.strip() for text in said.name.values()):
        yield errors.Missing(field=f"name.{first}")
    for code, text in said.name.items():
        if text.strip():
            yield from errors.of_line(text, NAME_LIMIT, field=f"name.{code}")


def _of_address(
    programme: Programme, typed: str, calendar: FollowedCalendar | None
) -> Iterator[errors.Refusal]:
    if not typed.strip():
        yield errors.Missing(field="address")
        return
    try:
        address = _read(typed)
    except errors.Refusal as refusal:
        yield refusal
        return
    if address.text.startswith(settings.current().base_url + FEEDS):
        yield errors.OwnCalendar(field="address")
    found = followed.find_by_digest(programme, digest(address.text))
    if found is not None and found is not calendar:
        yield errors.FollowedAlready(field="address")


def _require_right(programme: Programme, said: Outside, calendar: FollowedCalendar | None) -> None:
    lock(programme)  # of two who name the same address at once the later one is told
    broken = list(refusals(programme, said, calendar))
    if broken:
        raise errors.Several(broken)


def _set(calendar: FollowedCalendar, said: Outside, now: datetime) -> None:
    calendar.name = {code: text.strip() for code, text in said.name.items() if text.strip()}
    chosen = dict.fromkeys(said.cities)
    cities = [city for city in calendar.programme.cities if city.slug in chosen]
    calendar.city_links = [
        FollowedCity(city=city, position=place) for place, city in enumerate(cities)
    ]
    if calendar.zone != said.zone:
        calendar.zone = said.zone
        _forget(calendar, now)
    if said.address.strip():
        _lead_to(calendar, _read(said.address), now)


def _lead_to(calendar: FollowedCalendar, address: Address, now: datetime) -> None:
    """Have the calendar be fetched from another address, as if it never had been."""
    found = digest(address.text)
    if calendar.address_digest == found:
        return
    calendar.address, calendar.address_digest = seal(address.text.encode()), found
    calendar.shown = address.shown
    _forget(calendar, now)


def _forget(calendar: FollowedCalendar, now: datetime) -> None:
    """Have all of it read anew, and drop an answer that is on its way."""
    calendar.etag = calendar.last_modified = calendar.digest = ""
    calendar.attempt, calendar.due, calendar.failures = (calendar.attempt or 0) + 1, now, 0


def _turn(
    calendar: FollowedCalendar, verb: str, *, active: bool, by: Person | None, now: datetime
) -> None:
    calendar = lock(calendar)
    if calendar.active == active:
        return
    calendar.active, calendar.due, calendar.failures = active, now, 0
    recording.record(verb, calendar.programme, by=by, now=now, calendar=calendar.name)


def _read(typed: str) -> Address:
    return addresses.parse(typed, private=settings.current().fetch_private)
