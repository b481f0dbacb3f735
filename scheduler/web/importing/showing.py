"""A preview in words: each line with its time in every city, its differences, its remarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler import i18n
from scheduler.actions import importing
from scheduler.core import timeblock
from scheduler.documents import tables
from scheduler.queries import series
from scheduler.queries.occurrences import zone_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scheduler.actions.importing import Difference, Line
    from scheduler.actions.importing.values import Exceptions
    from scheduler.actions.repeating import Meeting
    from scheduler.actions.scheduling import Plan
    from scheduler.models import City, Programme

MOST_DATES = 8
SHORT = 160
"""A text so long stands in full beside its new wording; a longer one is folded."""


@dataclass(frozen=True)
class At:
    """When a plan takes place, as the time block of one line takes it."""

    timed: bool
    rows: list[timeblock.Row]
    first: date
    last: date
    time_known: bool
    place_name: str


@dataclass(frozen=True)
class Change:
    """One thing that differs, in words."""

    label: str
    before: Any
    after: Any
    is_time: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Shown:
    """One line as the page has it."""

    line: Line
    title: dict[str, str]
    at: At | None
    repeats: str
    exceptions: str
    place: str
    changes: list[Change]


def shown(line: Line, programme: Programme) -> Shown:
    """Return a line in words of the current language."""
    plan = line.plan
    title = {code or "": text for code, text in line.title.items()}
    if not title and line.event is not None:
        title = line.event.title
    return Shown(
        line=line,
        title=title,
        at=at(plan, programme) if plan else None,
        repeats=_rule(plan) if plan else "",
        exceptions=_exceptions(line.exceptions),
        place=i18n.pick(plan.venue) if plan else "",
        changes=[_change(one, programme) for one in line.differences],
    )


def at(plan: Plan, programme: Programme) -> At:
    """Return when a plan takes place, on its own clock first and then in its other cities."""
    taking_part = [city for city in programme.cities if city.slug in plan.cities and city.zone]
    last = plan.end or plan.start
    return At(
        timed=plan.timed,
        rows=_rows(plan, taking_part) if plan.timed else [],
        first=_day(plan.start),
        last=_day(last),
        time_known=plan.time_known,
        place_name="",
    )


def _rows(plan: Plan, cities: Sequence[City]) -> list[timeblock.Row]:
    zone = plan.zone or "UTC"
    anchor = next((i18n.pick(city.name) for city in cities if city.zone == zone), "")
    places = [timeblock.Place(anchor or zone_city(zone), zone)]
    places += [
        timeblock.Place(i18n.pick(city.name), city.zone)
        for city in cities
        if city.zone and city.zone != zone
    ]
    start, end = plan.moments()
    return timeblock.rows(start, end if plan.end is not None else None, places)


def _rule(plan: Plan) -> str:
    rule = plan.series().rule
    return i18n.capitalised(series.rule_words(rule, _day(plan.start))) if rule else ""


def _change(one: Difference, programme: Programme) -> Change:
    if one.field == "when":
        sides = at(one.before, programme), at(one.after, programme)
        return Change(i18n.gettext("When"), *sides, is_time=True)
    if one.field == "rule":
        once = i18n.gettext("once")
        return Change(i18n.gettext("Repeats"), _rule(one.before) or once, _rule(one.after) or once)
    if one.field == "meetings":
        none = i18n.gettext("as the rule has them")
        before, after = _exceptions(one.before) or none, _exceptions(one.after) or none
        return Change(i18n.gettext("Single meetings"), before, after)
    is_long = max(len(one.before), len(one.after)) > SHORT
    return Change(tables.label(one.field), one.before, one.after, is_long=is_long)


def _exceptions(found: Exceptions) -> str:
    """Return which meetings of a series are otherwise: „отпадат: 17 март; …“."""
    parts = []
    if found.off:
        days = _listed([i18n.day_and_month(day) for day in sorted(found.off)])
        parts.append(i18n.gettext("called off: %(dates)s", dates=days))
    if found.other:
        meetings = [_meeting(day, found.other[day]) for day in sorted(found.other)]
        parts.append(i18n.gettext("otherwise: %(dates)s", dates=_listed(meetings)))
    return "; ".join(parts)


def _meeting(day: date, meeting: Meeting) -> str:
    now = i18n.day_and_month(meeting.start)
    if isinstance(meeting.start, datetime):
        now = f"{now}, {i18n.time_words(meeting.start.time())}"
    return i18n.gettext("%(now)s instead of %(before)s", now=now, before=i18n.day_and_month(day))


def _listed(words: list[str]) -> str:
    more = len(words) - MOST_DATES
    said = ", ".join(words[:MOST_DATES])
    return said if more <= 0 else i18n.gettext("%(names)s and %(rest)s more", names=said, rest=more)


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def summary(found: dict[str, list[Shown]]) -> str:
    """Return how many entries come out in which way: „5 нови, 2 променени“."""
    new, changed, same = (len(found[name]) for name in ("new", "changed", "same"))
    rest = sum(len(found[name]) for name in ("cancelled", "published", "refused"))
    said = {
        i18n.ngettext("%(num)s entry is new", "%(num)s entries are new", new): new,
        i18n.ngettext("%(num)s has changed", "%(num)s have changed", changed): changed,
        i18n.ngettext("%(num)s is the same", "%(num)s are the same", same): same,
        i18n.ngettext("%(num)s is not taken", "%(num)s are not taken", rest): rest,
    }
    words = i18n.list_words([text for text, count in said.items() if count])
    return f"{words}." if words else i18n.gettext("There is no event in this file.")


def sections(preview: importing.Preview, programme: Programme) -> dict[str, list[Shown]]:
    """Return the lines in words by what comes of them."""
    groups = {
        "new": preview.of(importing.NEW),
        "changed": preview.of(importing.CHANGED),
        "cancelled": preview.of(importing.CANCELLED),
        "published": [one for one in preview.of(importing.REFUSED) if one.differences],
        "refused": [one for one in preview.of(importing.REFUSED) if not one.differences],
        "same": preview.of(importing.SAME),
    }
    return {name: [shown(line, programme) for line in lines] for name, lines in groups.items()}
