"""Refusals of what a city says of its days."""

from __future__ import annotations

from scheduler.errors.parents import Invalid
from scheduler.i18n import lazy


class DayAlreadyOff(Invalid):
    """A day that is off by law or as every Sunday; `why` is the holiday's name or the weekday."""

    code = "day_already_off"
    text = lazy("This day is off anyway: %(why)s.")


class DayAlreadyWorked(Invalid):
    """A working day that is to become one."""

    code = "day_already_worked"
    text = lazy("This day is a working day anyway.")


class DayAlreadyCorrected(Invalid):
    """One date, one correction."""

    code = "day_already_corrected"
    text = lazy("This day has been corrected already. Remove that correction first.")


class DayOutOfReach(Invalid):
    """A day that nobody plans for any more, or not yet: most likely a mistyped year."""

    code = "day_out_of_reach"
    text = lazy("Choose a day from %(first)s to %(last)s.")


class TooManyCorrections(Invalid):
    """More days of its own than any city has."""

    code = "too_many_corrections"
    text = lazy("A city keeps at most %(most)s corrections. Remove some that are over first.")
