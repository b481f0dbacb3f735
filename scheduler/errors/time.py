"""Refusals of times and dates: what no clock shows, and what nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors.parents import Invalid
from scheduler.i18n import lazy

if TYPE_CHECKING:
    from datetime import datetime


class ZoneUnknown(Invalid):
    """No such IANA time zone."""

    code = "zone_unknown"
    text = lazy(
        "There is no time zone called “%(zone)s”. Choose a city, or a name like Asia/Seoul."
    )


class HourSkipped(Invalid):
    """The wall time does not exist: summer time skips it. Carries both neighbours."""

    code = "hour_skipped"
    text = lazy(
        "This time does not exist: on that night the clocks go forward. "
        "Choose %(before)s or %(after)s."
    )

    def __init__(self, before: datetime, after: datetime, *, field: str | None = None) -> None:
        super().__init__(field=field, before=f"{before:%H:%M}", after=f"{after:%H:%M}")
        self.before = before
        self.after = after


class HourRepeated(Invalid):
    """The wall time exists twice: summer time repeats it. Carries both moments (UTC)."""

    code = "hour_repeated"
    text = lazy(
        "This time comes twice on that night, because the clocks go back. "
        "Say whether you mean the first or the second."
    )

    def __init__(self, first: datetime, second: datetime, *, field: str | None = None) -> None:
        super().__init__(field=field)
        self.first = first
        self.second = second


class EndBeforeStart(Invalid):
    """The end is not after the start."""

    code = "end_before_start"
    text = lazy("The end must be after the start.")


class DateOutOfRange(Invalid):
    """A year that no calendar of an exchange programme holds."""

    code = "date_out_of_range"
    text = lazy("The date must lie between 1990 and 2099.")


class TooFarApart(Invalid):
    """An event of more than a year is a programme."""

    code = "too_long_event"
    text = lazy("The end is more than %(days)s days after the start.")


class DateUnreadable(Invalid):
    """Not a date in one of the forms that are accepted, or a day that no calendar has."""

    code = "date_unreadable"
    text = lazy("This is not a date. Write it like 8.7.2026 or 2026-07-08.")


class TimeUnreadable(Invalid):
    """Not a time of day."""

    code = "time_unreadable"
    text = lazy("This is not a time. Write it in 24 hours, like 19:00 or 9:30.")


class HoursUnreadable(Invalid):
    """Office hours that are no spans of a day, end before they begin, or overlap."""

    code = "hours_unreadable"
    text = lazy(
        "Write office hours like 08:30 to 17:00, each beginning after the one before has ended."
    )
