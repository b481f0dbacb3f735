"""What makes a conflict: overlapping spans, one room, a bad hour, a long journey, an old text.

Decides which things clash and how gravely, as values: moments, wall times, texts. Knows no event,
no person and no database, and forbids nothing: whoever plans is told, and may leave it so.

>>> from datetime import UTC
>>> ten, eleven, noon = (datetime(2027, 3, 10, hour, tzinfo=UTC) for hour in (10, 11, 12))
>>> overlapping([Span(ten, eleven)], [Span(eleven, noon), Span(ten, noon)])
[(0, 1)]
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from scheduler.core.hours import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.core.holidays import Calendar
    from scheduler.core.timeblock import Row

Severity = Literal["serious", "mild"]
Travel = Literal["arrival", "away", "rest"]

KINDS: dict[str, Severity] = {
    "person_busy": "serious",
    "room_taken": "serious",
    "visits_overlap": "serious",
    "night": "serious",
    "day_off": "serious",
    "closed": "serious",
    "outside_hours": "mild",
    "arrival_day": "mild",
    "away": "mild",
    "rest_day": "mild",
    "bridge_day": "mild",
    "outside_entry": "mild",
    "translation_missing": "mild",
    "translation_outdated": "mild",
}
"""Every kind of conflict, in the order in which they are told, and how grave it is at most."""
ONLINE = frozenset({"online", "онлайн", "온라인"})
"""A place of that name is no room: any number of meetings are there at once."""
FAR = timedelta(hours=5)
"""Clocks that differ by so much lie a long flight apart."""
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """A stretch of time; the end does not belong to it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Saved:
    """One save of an event's texts, each named with its language: "title.bg"."""

    number: int
    """Tells this save from every other; later ones have greater numbers."""
    touched: frozenset[str]
    """The texts that are no longer what they were: written first, written anew or taken away."""
    rewritten: frozenset[str] = field(default_factory=frozenset)
    """Those of them that said something before and say something else now."""


def overlapping(mine: Sequence[Span], others: Sequence[Span]) -> list[tuple[int, int]]:
    """Return which spans overlap, as places in both lists, in the order of the later start.

    Sorted once and swept: the cost is that of sorting, and one step for each pair found.
    """
    sides = (mine, others)
    starts = sorted(
        (span.start, span.end, side, place)
        for side in (0, 1)
        for place, span in enumerate(sides[side])
    )
    running: tuple[list[tuple[datetime, int]], list[tuple[datetime, int]]] = ([], [])
    found = []
    for start, end, side, place in starts:
        beside = running[1 - side]
        beside[:] = [one for one in beside if one[0] > start]
        found += [(place, one) if side == 0 else (one, place) for _, one in beside]
        running[side].append((end, place))
    return found


def on_days(first: date, last: date) -> Span:
    """Return dates, the last one inclusive, as a stretch to be compared with stretches of dates.

    >>> whole = on_days(date(2027, 3, 10), date(2027, 3, 12))
    >>> overlapping([whole], [on_days(date(2027, 3, 12), date(2027, 3, 12))])
    [(0, 0)]
    """
    return Span(datetime.combine(first, time()), datetime.combine(last + _DAY, time()))


def is_same_room(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell whether two places, by language, are one by their names in any language.

    >>> is_same_room({"bg": "Зала  1", "en": "Hall 1"}, {"en": "hall 1"})
    True
    >>> is_same_room({"bg": "Онлайн", "en": "Online"}, {"en": "Online"})
    False
    """
    return bool(_rooms(one) & _rooms(other))


def is_same_link(one: str, other: str) -> bool:
    """Tell whether two meetings would be joined by one link; no link is nobody's."""
    return bool(one.strip()) and one.strip().rstrip("/") == other.strip().rstrip("/")


def against_hours(row: Row, calendar: Calendar) -> list[str]:
    """Return what speaks against a meeting as one city's clock shows it; in the order of `KINDS`.

    A day that is off or closed has no hours to be outside of, and a night is no mere edge.
    """
    day = row.start.date()
    found = ["night"] if row.night else []
    found += against_day(day, calendar)
    spans = calendar.hours_on(day)
    if spans and not row.night and not within(spans, row.start, row.end or row.start):
        found.append("outside_hours")
    return sorted(found, key=list(KINDS).index)


def against_day(day: date, calendar: Calendar) -> list[str]:
    """Return what speaks against a date in a city, whatever the hour: one thing or nothing."""
    if calendar.is_day_off(day):
        return ["day_off"]
    if calendar.hours and not calendar.is_working(day):
        return ["closed"]
    return ["bridge_day"] if calendar.is_bridge(day) else []


def is_far(there: timedelta, home: timedelta) -> bool:
    """Tell whether two offsets from UTC lie a long flight apart."""
    return abs(there - home) >= FAR


def days_of_travel(first: date, last: date, *, far: bool) -> dict[date, Travel]:
    """Return what a visit's days are to a city that travels there, and the day of rest after it.

    Who comes from near neither arrives tired nor needs a day after it.

    >>> list(days_of_travel(date(2027, 5, 10), date(2027, 5, 12), far=True).values())
    ['arrival', 'away', 'away', 'rest']
    """
    length = (last - first).days + 1
    days: dict[date, Travel] = {first + n * _DAY: "away" for n in range(length)}
    return days | ({first: "arrival", last + _DAY: "rest"} if far else {})


def untranslated(
    texts: Mapping[str, Mapping[str, str]], languages: Iterable[str]
) -> list[tuple[str, str]]:
    """Return which texts exist in one language and not in another, as (name, language).

    >>> untranslated({"title": {"bg": "Среща"}, "venue": {}}, ["bg", "en"])
    [('title', 'en')]
    """
    return [
        (name, code)
        for name, by_language in texts.items()
        for code in languages
        if any(by_language.values()) and not by_language.get(code)
    ]


def outdated(saves: Iterable[Saved], texts: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """Return the texts that stayed behind a change of the same text in another language.

    {"title.en": the number of the save that left it behind}. `saves` stand in their order,
    `texts` is what there is now, by name and language. Writing a missing translation, and
    bringing an old one up to date, leave no other behind.
    """
    behind: dict[str, int] = {}
    languages = {name: list(by_language) for name, by_language in texts.items()}
    for save in saves:
        leading = {text.partition(".")[0] for text in save.rewritten if text not in behind}
        for name in leading & languages.keys():
            behind |= {f"{name}.{code}": save.number for code in languages[name]}
        for text in save.touched:
            behind.pop(text, None)
    return {
        text: number
        for text, number in behind.items()
        for name, _, code in [text.partition(".")]
        if texts[name].get(code)
    }


def _rooms(venue: Mapping[str, str]) -> set[str]:
    """Return a place's names as they are compared, without those that name no room."""
    names = (unicodedata.normalize("NFKC", name) for name in venue.values())
    return {" ".join(name.casefold().split()) for name in names} - ONLINE - {""}
