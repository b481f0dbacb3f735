"""The organizer's desk: what its pages start from, wherever one enters.

Decides which programme a page is about, and on whose clock it tells moments: management pages
use one zone and say so. Who may sit here is asked of the policy table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from scheduler import errors, i18n
from scheduler.actions import policy
from scheduler.core import zones
from scheduler.queries import agenda, managing, programmes
from scheduler.queries.occurrences import zone_city
from scheduler.web.door import get_me

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.models import City, Event, Programme


@dataclass(frozen=True)
class Clock:
    """The clock on which a page tells moments, and whose it is."""

    zone: str
    city: str

    def words(self, moment: datetime | None) -> str:
        """Return „пн, 23 ноември 2026 г., 14:05 ч.“; nothing for no moment."""
        if moment is None:
            return ""
        wall = zones.to_wall(moment, self.zone)
        return f"{i18n.date_short_words(wall.date())}, {i18n.time_words(wall.time())}"


def clock_of(cities: Iterable[City]) -> Clock:
    """Return the clock of the first announced city; UTC where none is."""
    found = next((city for city in cities if city.zone), None)
    if found is None or found.zone is None:
        return Clock("UTC", "UTC")
    return Clock(found.zone, i18n.pick(found.name))


def clock_of_event(event: Event) -> Clock:
    """Return the clock of an event's zone, named by a city of its programme that keeps it."""
    if event.zone is None:
        return clock_of(event.programme.cities)
    theirs = [event.host_city, *event.cities, *event.programme.cities]
    city = next((city for city in theirs if city and city.zone == event.zone), None)
    return Clock(event.zone, i18n.pick(city.name) if city else zone_city(event.zone))


def on_their_way(messages: int) -> str:
    """Say how many messages have just been written; nothing of none."""
    if not messages:
        return ""
    return i18n.ngettext(
        "%(num)s message is on its way.", "%(num)s messages are on their way.", messages
    )


def my_programmes() -> Sequence[Programme]:
    """Return the programmes that whoever looks at the page organizes."""
    return managing.programmes_of(get_me())


def asked_programme() -> Programme:
    """Return the programme that the address names, or the first of one's own; NotFound."""
    slug = request.args.get("programme")
    if slug is not None:
        return get_programme(slug)
    mine = my_programmes()
    if not mine:
        raise errors.NotFound
    return programmes.get_programme(mine[0].slug)


def get_programme(slug: str) -> Programme:
    """Return a programme that one organizes; NotFound, NotAllowed."""
    programme = programmes.get_programme(slug)
    policy.require(get_me(), "programme.manage", programme)
    return programme


def get_event(slug: str, permission: str = "invitations.see") -> Event:
    """Return an event that an organizer may work on in that way; NotFound, NotAllowed."""
    event = agenda.get_event(slug)
    policy.require(get_me(), permission, event)
    return event
