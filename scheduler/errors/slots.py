"""Refusals of a search for slots that has no answer, or whose answer would take too long."""

from __future__ import annotations

from scheduler.errors.parents import Invalid
from scheduler.i18n import lazy


class CitiesTooFewOrMany(Invalid):
    """A slot is sought for at least two cities, and for no more than a page can show."""

    code = "cities_out_of_range"
    text = lazy("Choose from %(least)s to %(most)s cities.")


class CityTwice(Invalid):
    """One city counts once, or its people would be heard twice."""

    code = "city_twice"
    text = lazy("Choose each city once.")


class LastBeforeFirst(Invalid):
    """A range of dates that ends before it begins."""

    code = "last_before_first"
    text = lazy("The last day must not lie before the first.")


class RangeTooLong(Invalid):
    """More days than anybody plans ahead."""

    code = "range_too_long"
    text = lazy("Choose a range of at most %(most)s days.")


class LengthUneven(Invalid):
    """A length that no agenda has: slots begin and end on whole fives."""

    code = "length_uneven"
    text = lazy("Give the length in steps of five minutes, such as 45, 60 or 90.")


class StepUneven(Invalid):
    """A step that would not come back to the full hour."""

    code = "step_uneven"
    text = lazy("Choose 5, 10, 15, 20, 30 or 60 minutes from one slot to the next.")


class TooManyDiaries(Invalid):
    """More people, or more of their events, than are compared at once."""

    code = "too_many_diaries"
    text = lazy("At most %(people)s people with %(spans)s events are compared at once.")


class PersonElsewhere(Invalid):
    """Somebody was chosen whose city is not among the chosen ones."""

    code = "person_elsewhere"
    text = lazy("%(name)s belongs to none of the chosen cities.")
