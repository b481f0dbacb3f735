"""Refusals of rules: what no series can be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors.parents import Conflict, Invalid
from scheduler.i18n import date_words, gettext, lazy

if TYPE_CHECKING:
    from datetime import date


class RuleUnreadable(Invalid):
    """Not a recurrence rule, or one whose parts contradict each other."""

    code = "rule_unreadable"
    text = lazy(
        "This is not a rule of recurrence. Example: FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630T080000Z"
    )


class RuleUnsupported(Invalid):
    """A part of a rule that this product does not make series of."""

    code = "rule_unsupported"
    text = lazy(
        "“%(part)s” cannot be used here: a series repeats daily, weekly, monthly or yearly, "
        "on weekdays or on a date."
    )


class RuleEndless(Invalid):
    """A rule without an end."""

    code = "rule_endless"
    text = lazy("Say how often it takes place, or until which date.")


class RuleEndsTwice(Invalid):
    """Both a number of meetings and a last date."""

    code = "rule_ends_twice"
    text = lazy("Say one of the two: how many meetings, or until which date.")


class RuleTooMany(Invalid):
    """A rule that makes more occurrences than one series may have."""

    code = "rule_too_many"
    text = lazy("This would be more than %(most)s meetings. Choose a nearer end.")


class RuleTooLong(Invalid):
    """A rule that reaches further than a series may."""

    code = "rule_too_long"
    text = lazy("A series may reach %(years)s years ahead at most. Choose a nearer end.")


class RuleEndsTooSoon(Invalid):
    """The end of a rule lies before its start, or leaves no date at all."""

    code = "rule_ends_too_soon"
    text = lazy("The series ends before it begins.")


class StartNotInRule(Invalid):
    """The first date is none of the dates of the rule (RFC 5545, 3.8.5.3). Carries the next one."""

    code = "start_not_in_rule"
    text = lazy("The first date is not one of the series. The first one by this rule is %(first)s.")

    def __init__(self, first: date, *, field: str | None = None) -> None:
        super().__init__(field=field)
        self.first = first

    @property
    def message(self) -> str:
        """The text with the date, in the language that is current when it is read."""
        return gettext(self.text, first=date_words(self.first))


class OccurrencesOverlap(Invalid):
    """A meeting is longer than the time until the next one."""

    code = "occurrences_overlap"
    text = lazy("A meeting would still be going on when the next one of the series begins.")


class StartRepeated(Invalid):
    """A series cannot be anchored to the second pass of an hour: a rule has no word for it."""

    code = "start_repeated"
    text = lazy(
        "A series cannot begin at the second of two equal hours. Choose the first, or another hour."
    )


class VisitsDoNotRepeat(Invalid):
    """A city visit has seats and days of its own."""

    code = "visits_do_not_repeat"
    text = lazy("A city visit does not repeat. Plan each visit by itself.")


class OccurrenceUnknown(Invalid):
    """The series has no occurrence with that original date."""

    code = "occurrence_unknown"
    text = lazy("The series has no meeting on this date.")


class SeriesBegun(Conflict):
    """A change of hour or rule would rewrite meetings that are over."""

    code = "series_begun"
    text = lazy(
        "The series has begun, and the meetings that are over stay as they were. "
        "Change one meeting, or this one and the following."
    )


class OccurrenceOver(Conflict):
    """The occurrence is over."""

    code = "occurrence_over"
    text = lazy("This meeting is over and stays as it was.")


class OtherDateThere(Conflict):
    """In the city to be anchored to, the meeting falls on another date than the rule's."""

    code = "other_date_there"
    text = lazy(
        "In that city the meeting falls on another date, which the rule of the series cannot say. "
        "Change the rule in the form."
    )
