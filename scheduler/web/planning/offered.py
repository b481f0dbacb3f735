"""A time that an address brings along: what the planner chose, for the form of an event.

Decides how a chosen time is written in an address and read from it: on the clock of a city, with
its offset where that hour comes twice. What cannot be read is as if it were not there: whoever
opens an old or a broken address finds the form as it always is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from scheduler import i18n
from scheduler.core import zones
from scheduler.web.planning.fields import HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.models import City, Programme

_MOST_DIGITS = 4
_A_DAY = 24 * 60
_MOST_NAMES, _MOST_CLOCKS = 2, 4


@dataclass(frozen=True)
class Offered:
    """A time that was chosen elsewhere."""

    start: datetime
    """The moment, in UTC."""
    city: City
    """On whose clock it was chosen."""
    minutes: int | None
    cities: Sequence[str]
    """The cities that take part, by slug; none where nothing is said of them."""
    then: str
    """A second session that belongs to it, as an address writes its start."""
    then_cities: Sequence[str]

    def wall(self, zone: str) -> tuple[datetime, int]:
        """Return the start on the clock of a zone, and which of the two where it comes twice."""
        return zones.to_wall(self.start, zone), zones.fold_of(self.start, zone)

    def data(self) -> dict[str, Any]:
        """Return what the fields of a new event hold of it."""
        zone = self.city.zone or ""
        found: dict[str, Any] = {"timing": HOURS, "anchor": self.city.slug}
        found |= _fields("start", *self.wall(zone))
        if self.cities:
            found["cities"] = list(self.cities)
        if self.minutes:
            end = self.start + timedelta(minutes=self.minutes)
            found |= _fields("end", zones.to_wall(end, zone), zones.fold_of(end, zone))
            if found["end_date"] == found["start_date"]:
                found["end_date"] = ""
        return found


def find_offered(programme: Programme) -> Offered | None:
    """Return the time that this request's address brings along, or None."""
    asked = request.args
    announced = {city.slug: city for city in programme.cities if city.zone}
    city = announced.get(asked.get("anchor", ""))
    start = _moment(asked.get("start", ""), city)
    if city is None or start is None:
        return None
    return Offered(
        start,
        city,
        _minutes(asked.get("minutes", "")),
        _known(programme, "city"),
        asked.get("then", "") if _moment(asked.get("then", ""), city) else "",
        _known(programme, "then-city"),
    )


def written(start: datetime, zone: str) -> str:
    """Return a moment as an address has it: "2027-03-02T10:00", in UTC where that comes twice."""
    wall = zones.to_wall(start, zone)
    twice = zones.moment(wall, zone, 0) != zones.moment(wall, zone, 1)
    said = (start.astimezone(UTC) if twice else wall).isoformat(timespec="minutes")
    return said.replace("+00:00", "Z")


@dataclass(frozen=True)
class Second:
    """The second of two sessions that together reach every city."""

    url: str
    """The form that holds its time."""
    words: str


def find_second(programme: Programme) -> Second | None:
    """Return the session that this request's address wants planned after its own, or None."""
    offered = find_offered(programme)
    start = _moment(offered.then, offered.city) if offered else None
    if offered is None or start is None:
        return None
    url = url_for(
        "web.new_event",
        slug=programme.slug,
        start=offered.then,
        minutes=offered.minutes,
        anchor=offered.city.slug,
        city=list(offered.then_cities),
    )
    meant = [c for c in programme.cities if c.slug in offered.then_cities] or programme.cities
    ordered = sorted(meant, key=lambda each: each is not offered.city)
    wall = zones.to_wall(start, offered.city.zone or "")
    return Second(url, f"{i18n.date_short_words(wall.date())}, {start_words(start, ordered)}")


def start_words(start: datetime, cities: Iterable[City], *, between: str = " / ") -> str:
    """Return „10:00 ч. София / 16:00 ч. Сеул“, cities whose clocks agree together.

    Of many cities only the first few are named: it stands on a button.
    """
    names: dict[datetime, list[str]] = {}
    for city in cities:
        if city.zone:
            names.setdefault(zones.to_wall(start, city.zone), []).append(i18n.pick(city.name))
    told = [
        f"{i18n.time_words(wall.time())} {_few(found, _MOST_NAMES)}"
        for wall, found in names.items()
    ]
    return _few(told, _MOST_CLOCKS, between)


def _few(words: list[str], most: int, between: str = ", ") -> str:
    more = ["…"] if len(words) > most else []
    return between.join([*words[:most], *more])


def _known(programme: Programme, name: str) -> list[str]:
    """Return the cities of the programme that an address names."""
    return [city.slug for city in programme.cities if city.slug in request.args.getlist(name)]


def _fields(name: str, wall: datetime, fold: int) -> dict[str, str]:
    key = "fold" if name == "start" else f"{name}_fold"
    return {
        f"{name}_date": i18n.date_input(wall.date()),
        f"{name}_time": f"{wall:%H:%M}",
        key: str(fold),
    }


def _moment(text: str, city: City | None) -> datetime | None:
    """Return a moment that an address writes on the clock of a city; None where it is none."""
    try:
        read = datetime.fromisoformat(text).replace(second=0, microsecond=0)
    except ValueError:
        return None
    if city is None or not zones.FIRST_YEAR < read.year < zones.LAST_YEAR:
        return None
    return zones.moment(read, city.zone or "") if read.tzinfo is None else read.astimezone(UTC)


def _minutes(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return int(text) if 0 < int(text) <= _A_DAY else None
