"""One city's days: worked or off, for which reason, with which hours, and the bridges between.

Decides how a city's own corrections, its country's law and its office hours make one answer: a
correction wins over the law, and the law over the weekday. Weekdays without office hours are
off; where no hours are known, the country's weekend is. Knows nothing of where hours and
corrections are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.core.holidays import law
from scheduler.core.holidays.law import Holiday

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scheduler.core.hours import Hours, Span

DAY_OFF = {"en": "Day off", "bg": "почивен ден", "ko": "휴무일"}
"""What a day is called that a city has off and gave no name."""
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True)
class Correction:
    """What a city says of one date: off, with its names by language, or worked."""

    off: bool
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Calendar:
    """The days of a city: its country (ISO 3166-1 alpha-2), its corrections, its office hours.

    For many days ask `days_off`, `bridge_days` and `worked_days` once: they look at the few days
    that differ, while the questions of one date cost about a microsecond each time.
    """

    country: str | None
    corrections: Mapping[date, Correction] = field(default_factory=dict)
    hours: Hours = field(default_factory=dict)

    def find_day_off(self, day: date) -> Holiday | None:
        """Return the public holiday or the city's own day off on that date, or None."""
        found = law.year(self.country, day.year).off.get(day)
        return self._corrected(day, found) if day in self.corrections else found

    def is_day_off(self, day: date) -> bool:
        """Tell whether a date is a public holiday or a day off of the city's own.

        A weekend is none: to ask whether the office works, ask `is_working`.
        """
        return self.find_day_off(day) is not None

    def days_off(self, first: date, last: date) -> dict[date, Holiday]:
        """Return the days off from the first day to the last, in order, weekends included."""
        found = {
            day: holiday
            for year in range(first.year, last.year + 1)
            for day, holiday in law.year(self.country, year).off.items()
            if first <= day <= last
        }
        for day in self.corrections:
            if first <= day <= last:
                holiday = self._corrected(day, found.pop(day, None))
                found |= {day: holiday} if holiday else {}
        return dict(sorted(found.items()))

    def bridge_days(self, first: date, last: date) -> list[date]:
        """Return the bridge days from the first day to the last, in order."""
        around = self.days_off(first - _DAY, last + _DAY)
        beside = {day + step for day in around for step in (-_DAY, _DAY)}
        return sorted(day for day in beside if first <= day <= last and self.is_bridge(day))

    def worked_days(self, first: date, last: date) -> list[date]:
        """Return the days that are worked from the first to the last, though their weekday is off.

        >>> from datetime import date
        >>> Calendar("CN").worked_days(date(2026, 10, 1), date(2026, 12, 31))
        [datetime.date(2026, 10, 10)]
        """
        years = range(first.year, last.year + 1)
        asked = {day for year in years for day in law.year(self.country, year).worked}
        asked |= self.corrections.keys()
        return sorted(
            day
            for day in asked
            if first <= day <= last and self.is_working(day) and not self.is_usual(day)
        )

    def is_usual(self, day: date) -> bool:
        """Tell whether that date's weekday is one that the city works, whatever the date is."""
        if self._weekdays:
            return day.weekday() in self._weekdays
        return day.weekday() not in law.year(self.country, day.year).weekend

    def is_working(self, day: date) -> bool:
        """Tell whether the city works on a date.

        >>> from datetime import date
        >>> china = Calendar("CN")
        >>> [china.is_working(date(2026, 10, day)) for day in (8, 9, 10, 11)]
        [True, True, True, False]
        """
        correction = self.corrections.get(day)
        if correction is not None:
            return not correction.off
        year = law.year(self.country, day.year)
        return day not in year.off and (self.is_usual(day) or day in year.worked)

    def is_bridge(self, day: date) -> bool:
        """Tell whether a date is the one working day between two days off.

        One of the two is off by more than its weekday: where an office opens on Wednesdays
        alone, no Wednesday is a bridge.

        >>> from datetime import date
        >>> korea = Calendar("KR")
        >>> korea.is_bridge(date(2026, 1, 2)), korea.is_bridge(date(2026, 1, 9))
        (True, False)
        """
        beside = (day - _DAY, day + _DAY)
        return (
            self.is_working(day)
            and not any(map(self.is_working, beside))
            and any(map(self.is_usual, beside))
        )

    def hours_on(self, day: date) -> Sequence[Span]:
        """Return the hours of the office on a date as spans; none where it is closed or unknown.

        A working Saturday has no hours of its own: it keeps those of the last weekday before it
        that has some, Friday's.
        """
        if not self.is_working(day):
            return ()
        return self.hours.get(day.weekday()) or self._hours_before(day.weekday())

    def _hours_before(self, weekday: int) -> Sequence[Span]:
        earlier = ((weekday - back) % _WEEK for back in range(1, _WEEK))
        return next((self.hours[each] for each in earlier if self.hours.get(each)), ())

    @cached_property
    def _weekdays(self) -> frozenset[int]:
        """The weekdays with office hours, where any are known."""
        return frozenset(weekday for weekday, spans in self.hours.items() if spans)

    def _corrected(self, day: date, by_law: Holiday | None) -> Holiday | None:
        said = self.corrections[day]
        if not said.off:
            return None
        return Holiday(said.names or (by_law.names if by_law else DAY_OFF), corrected=True)
