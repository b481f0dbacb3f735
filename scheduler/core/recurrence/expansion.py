"""From a rule and its exceptions to occurrences (RFC 5545, 3.8.5.3).

Decides on which dates a rule falls and what each occurrence is on the clock of the one zone that
the series is anchored to: the clock time stays through every change of the clocks, and the length
in minutes stays too. A date that a month does not have is left out, as the standard says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from dateutil import rrule

from scheduler import errors
from scheduler.core import timeblock, zones
from scheduler.core.recurrence.months import MONTHS, by_month
from scheduler.core.recurrence.rule import FIELD, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_OCCURRENCES = 500
LONGEST_YEARS = 5


@dataclass(frozen=True)
class Series:
    """A rule with its first occurrence: naive wall times in one zone, or dates."""

    rule: Rule | None
    """None: it takes place once."""
    start: datetime | date
    end: datetime | date | None
    """Exclusive for times; for dates the last day, inclusive."""
    zone: str | None
    fold: int = 0
    end_fold: int = 0


@dataclass(frozen=True)
class Override:
    """How one occurrence differs from the rule: it does not take place, or at another time."""

    start: datetime | date | None = None
    """None: cancelled."""
    end: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One occurrence, on the series' clock and in UTC; of dates the bounds of the days."""

    original: date
    start: datetime | date
    end: datetime | date | None
    start_utc: datetime
    end_utc: datetime


def dates(rule: Rule, first: date) -> list[date]:
    """Return the dates of a rule that begins on `first`, in order.

    Raises RuleEndless, RuleEndsTooSoon, RuleTooMany, RuleTooLong, and StartNotInRule where
    `first` is none of them.
    """
    if rule.count is None and rule.until is None:
        raise errors.RuleEndless(field=FIELD)
    if rule.until is not None and rule.until < first:
        raise errors.RuleEndsTooSoon(field=FIELD)
    furthest = _years_later(first, LONGEST_YEARS)
    if rule.until is not None and rule.until > furthest:
        raise errors.RuleTooLong(years=LONGEST_YEARS, field=FIELD)
    asked = min(rule.count or MOST_OCCURRENCES + 1, MOST_OCCURRENCES + 1)
    found = list(islice(running(rule, first, rule.until or furthest), asked))
    if not found or found[0] != first:
        raise _not_in_rule(found)
    if len(found) > MOST_OCCURRENCES:
        raise errors.RuleTooMany(most=MOST_OCCURRENCES, field=FIELD)
    if rule.count is not None and len(found) < rule.count:
        raise errors.RuleTooLong(years=LONGEST_YEARS, field=FIELD)
    return found


def running(rule: Rule, first: date, until: date) -> Iterator[date]:
    """Give the dates on which a rule falls, to `until` at the latest; its own end is not asked."""
    if rule.freq in MONTHS:
        return by_month(rule, first, until)
    return (at.date() for at in _rrule(rule, first, until))


def expand(series: Series, exceptions: Mapping[date, Override] | None = None) -> list[Instance]:
    """Return the occurrences that take place, in the order of their start.

    `exceptions` go by the date on which the rule puts an occurrence; one of a date that the rule
    does not have is left aside. An hour that the clocks skip on some date begins when they have
    moved on, one that comes twice means its first pass (RFC 5545, 3.3.5). Raises as `dates`.
    """
    known = exceptions or {}
    planned = _planned(series)
    if not known:
        return planned
    kept = [each for each in planned if each.original not in known]
    moved = [
        _single(replace(series, rule=None, start=own.start, end=own.end), each.original)
        for each in planned
        if (own := known.get(each.original)) is not None and own.start is not None
    ]
    return sorted(kept + moved, key=lambda each: (each.start_utc, each.original))


def remaining(rule: Rule, first: date, of: date) -> Rule:
    """Return the rule for what is left of it from the date `of` on; `first` began it."""
    if rule.count is None:
        return rule
    return replace(rule, count=sum(day >= of for day in dates(rule, first)))


def placed(series: Series, originals: Sequence[date]) -> list[Instance]:
    """Return the occurrences of those dates by the zone data in use; no hour is refused.

    For what was accepted once, perhaps with other data: also the first one's hour is read as
    `expand` reads the others'. Without a rule there is one, at the start of `series`.
    """
    start, zone = series.start, series.zone
    if not isinstance(start, datetime) or zone is None:
        return [_dated(series, day, start if series.rule is None else day) for day in originals]
    if series.rule is None:
        starts = [zones.moment(start, zone, series.fold)]
    else:
        starts = zones.moments([datetime.combine(day, start.time()) for day in originals], zone)
    length = _length(series)
    ends = [begin + length for begin in starts]
    end_walls: Sequence[datetime | None] = zones.walls(ends, zone)
    if series.end is None:
        end_walls = [None] * len(ends)
    columns = zip(originals, zones.walls(starts, zone), end_walls, starts, ends, strict=True)
    return [Instance(*each) for each in columns]


def _planned(series: Series) -> list[Instance]:
    """Return every occurrence of the rule as the rule puts it."""
    start = series.start
    first = start.date() if isinstance(start, datetime) else start
    days = [first] if series.rule is None else dates(series.rule, first)
    _require_hours(series)
    return placed(series, days)


def _single(series: Series, original: date) -> Instance:
    """Return the one occurrence that begins at the start of `series`."""
    _require_hours(series)
    return placed(series, [original])[0]


def _require_hours(series: Series) -> None:
    """Raise where no clock shows the start or the end that somebody typed."""
    for name, wall, fold in (
        ("start", series.start, series.fold),
        ("end", series.end, series.end_fold),
    ):
        if isinstance(wall, datetime) and series.zone is not None:
            zones.to_utc(wall, series.zone, fold, field=name)


def _length(series: Series) -> timedelta:
    """Return how long the first one takes; as its clocks say where its beginning is skipped."""
    start, end, zone = series.start, series.end, series.zone
    if not isinstance(start, datetime) or not isinstance(end, datetime) or zone is None:
        return timeblock.ASSUMED
    begins, ends = zones.moment(start, zone, series.fold), zones.moment(end, zone, series.end_fold)
    skipped = zones.to_wall(begins, zone) != start
    return end - start if skipped or ends <= begins else ends - begins


def _dated(series: Series, original: date, day: date) -> Instance:
    length = (series.end - series.start) if series.end is not None else timedelta()
    last = day + length
    return Instance(
        original,
        day,
        last if series.end is not None else None,
        *zones.day_bounds(day, last, series.zone),
    )


def _rrule(rule: Rule, first: date, until: date) -> rrule.rrule:
    """Return a rule of days or weeks, which is never long without a date."""
    return rrule.rrule(
        rrule.DAILY if rule.freq == "DAILY" else rrule.WEEKLY,
        dtstart=datetime.combine(first, time()),
        interval=rule.interval,
        byweekday=rule.weekdays or None,
        until=datetime.combine(until, time()),
    )


def _not_in_rule(found: list[date]) -> errors.Invalid:
    if not found:
        return errors.RuleEndsTooSoon(field=FIELD)
    return errors.StartNotInRule(found[0], field=FIELD)


def _years_later(day: date, years: int) -> date:
    """Return the same date some years later; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
