"""How uncomfortable a minute of a city's day is, and why.

Decides the one table that every slot is judged by:

| minute of the day in the city | discomfort | code |
| --- | --- | --- |
| within office hours | 0 | |
| lunch, or the break between two spans of office hours | 10 | lunch |
| any of a bridge day | 15 | bridge |
| the first hour before or after office hours; each further one 10 more | 20-70 | early, late |
| any of a day of rest after a long flight | 50 | rest |
| any of a day without office hours, such as a Sunday | 70 | closed |
| any of a public holiday | 75 | day_off |
| outside office hours from 22 to 23 and from 6 to 7 | 80 | night |
| outside office hours from 23 to 24 and from 5 to 6 | 90 | night |
| outside office hours from 0 to 5 | 100 | night |

Of several the worst counts. People who cannot come count by the square of their share, so that
a few missing are borne and a city that is not there at all is as bad as the night.

Knows one city and its wall clock; no other city, and no moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from scheduler.core.timeblock import NIGHT_BEGINS, NIGHT_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, time

    from scheduler.core.hours import Span
    from scheduler.core.slots.values import Code, Party

FINEST = 5
"""All discomfort is in steps of this."""
DAY = 24 * 60
OUTSIDE = 320
"""What a slot beyond a city's acceptable hours costs there: more than anything else can."""
AWAY, BEYOND = 1, 2
"""Marks of a minute: outside office hours; beyond the acceptable hours as well."""

AWKWARD = 20
"""From this on an hour is one that a city carries, and that its burden makes heavier."""

_LUNCH, _BRIDGE, _REST, _CLOSED, _DAY_OFF = 10, 15, 50, 70, 75
_GROWING = (AWKWARD, 30, 40, 50, 60, 70)
"""What each further hour outside office hours costs by day; the last one, and all after it."""
_HOUR = 60
_DAWN, _DUSK = (at.hour * _HOUR for at in (NIGHT_ENDS, NIGHT_BEGINS))
_NIGHT = ((0, 300, 100), (300, 360, 90), (360, _DAWN, 80), (_DUSK, 1380, 80), (1380, DAY, 90))

Minutes = tuple[int, int]
"""From a minute of the day, to another that is not included."""


class Run(NamedTuple):
    """Minutes of a day with one discomfort for one reason; `edge` is the hour missed by them."""

    begin: int
    end: int
    code: Code
    discomfort: int
    edge: int = 0


@dataclass(frozen=True, eq=False)
class Kind:
    """What a date is like in a city; dates of one kind share one object."""

    runs: tuple[Run, ...]
    """Why which minutes are not good ones; of several the worst counts."""
    marks: tuple[tuple[int, int, int], ...]
    """Which minutes are AWAY or BEYOND: begin, end, mark."""


def busy_discomfort(busy: int, required: int) -> int:
    """Return what it costs that so many of a city's required people cannot come.

    >>> [busy_discomfort(busy, 4) for busy in range(5)], busy_discomfort(1, 200)
    ([0, 10, 25, 60, 100], 5)
    """
    return FINEST * -(-(100 // FINEST) * busy * busy // required**2) if busy else 0


class Days:
    """The kinds of a city's dates: those of its seven weekdays, and of the few that differ."""

    def __init__(self, party: Party) -> None:
        self.party = party
        self.lunch = _minutes([party.lunch])[0] if party.lunch else None
        self.usual = [self._usual(weekday) for weekday in range(7)]
        differ = {*party.hours_on, *party.days_off, *party.bridge, *party.rest}
        self.special = {day: self._special(day) for day in differ}

    def kind(self, day: date) -> Kind:
        """Return what that date is like."""
        return self.special.get(day) or self.usual[day.weekday()]

    def _usual(self, weekday: int) -> Kind:
        office = self.party.preferred.get(weekday, ())
        return _kind(_minutes(office), self._acceptable(weekday, office), self.lunch)

    def _special(self, day: date) -> Kind:
        off, usual = day in self.party.days_off, self.party.preferred.get(day.weekday(), ())
        office = () if off else self.party.hours_on.get(day, usual)
        return _kind(
            _minutes(office),
            () if off else self._acceptable(day.weekday(), office),
            self.lunch,
            off=off,
            bridge=day in self.party.bridge,
            rest=day in self.party.rest,
        )

    def _acceptable(self, weekday: int, office: Sequence[Span]) -> tuple[Minutes, ...]:
        if self.party.acceptable is not None:
            return _minutes(self.party.acceptable.get(weekday, ()))
        return ((_DAWN, _DUSK),) if office else ()


@lru_cache(maxsize=1024)
def _kind(
    office: tuple[Minutes, ...],
    acceptable: tuple[Minutes, ...],
    lunch: Minutes | None,
    *,
    off: bool = False,
    bridge: bool = False,
    rest: bool = False,
) -> Kind:
    """Return the one object for dates with these hours."""
    runs = [Run(*part, "night", cost) for *band, cost in _NIGHT for part in _but(band, office)]
    if bridge:
        runs.append(Run(0, DAY, "bridge", _BRIDGE))
    if rest:
        runs.append(Run(0, DAY, "rest", _REST))
    if office:
        runs += [*_breaks(office, lunch), *_edges(office)]
    else:
        runs.append(Run(0, DAY, "day_off", _DAY_OFF) if off else Run(0, DAY, "closed", _CLOSED))
    away = _but((0, DAY), office)
    beyond = _but((0, DAY), sorted((*office, *acceptable)))
    marks = [(*gap, mark) for gaps, mark in ((away, AWAY), (beyond, BEYOND)) for gap in gaps]
    return Kind(tuple(runs), tuple(marks))


def is_night(begin: int, end: int) -> bool:
    """Tell whether any of these minutes of a day lies between 22:00 and 07:00."""
    return begin < _DAWN or end > _DUSK


def _breaks(office: tuple[Minutes, ...], lunch: Minutes | None) -> Iterator[Run]:
    """Give the lunch within office hours, and what lies between two spans of them."""
    opens, closes = office[0][0], office[-1][1]
    within = [(max(lunch[0], opens), min(lunch[1], closes))] if lunch else []
    for begin, end in (*_but((opens, closes), office), *within):
        if begin < end:
            yield Run(begin, end, "lunch", _LUNCH)


def _edges(office: tuple[Minutes, ...]) -> Iterator[Run]:
    """Give the hours of daylight before and after office hours, each by its distance from them."""
    opens, closes = office[0][0], office[-1][1]
    for n, cost in enumerate(_GROWING):
        near, far = _HOUR * n, _HOUR * (n + 1) if cost < _GROWING[-1] else DAY
        yield from _daylight(opens - far, opens - near, "early", cost, opens)
        yield from _daylight(closes + near, closes + far, "late", cost, closes)


def _daylight(begin: int, end: int, code: Code, cost: int, edge: int) -> Iterator[Run]:
    begin, end = max(begin, _DAWN), min(end, _DUSK)
    if begin < end:
        yield Run(begin, end, code, cost, edge)


def _but(span: Sequence[int], taken: Iterable[Minutes]) -> list[Minutes]:
    """Return the parts of a span that lie in none of those, which stand in order."""
    reach, end = span
    found = []
    for begin, until in taken:
        if reach < min(begin, end):
            found.append((reach, min(begin, end)))
        reach = max(reach, until)
    return [*found, (reach, end)] if reach < end else found


def _minutes(spans: Sequence[Span]) -> tuple[Minutes, ...]:
    return tuple((_minute(opens), _minute(closes)) for opens, closes in spans)


def _minute(at: time) -> int:
    return at.hour * _HOUR + at.minute
