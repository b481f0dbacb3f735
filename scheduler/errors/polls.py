"""Refusals about polls: what cannot be offered, and what is decided already."""

from __future__ import annotations

from scheduler.errors.parents import Conflict, Invalid, NotFound
from scheduler.i18n import lazy


class PollOver(Conflict):
    """The deadline has passed, or the organizers have ended or decided it."""

    code = "poll_over"
    text = lazy("This poll takes no more answers.")


class NoLongerAsked(NotFound):
    """The organizers have taken this person off the list of those who are asked."""

    code = "no_longer_asked"
    text = lazy("You are no longer asked in this poll, and need do nothing.")


class PollDecided(Conflict):
    """A time has been chosen, or the poll was cancelled: nothing more can be done with it."""

    code = "poll_decided"
    text = lazy("This poll is decided or cancelled, and can no longer be changed.")


class NobodyToRemind(Conflict):
    """Everybody has answered, or was reminded within the last day."""

    code = "nobody_to_remind"
    text = lazy(
        "There is nobody to remind: everybody has answered, or was reminded within the last day."
    )


class TimeOver(Invalid):
    """A time that is over cannot be offered or chosen."""

    code = "time_over"
    text = lazy("This time is over already.")


class TimeOfferedTwice(Invalid):
    """The same moment in two lines."""

    code = "time_twice"
    text = lazy("This time is offered twice.")


class TimesMissing(Invalid):
    """A poll without a time asks nothing."""

    code = "times_missing"
    text = lazy("Offer at least one time.")


class TooManyTimes(Invalid):
    """Nobody answers so many."""

    code = "too_many_times"
    text = lazy("Offer at most %(most)s times, now %(count)s.")


class PeopleMissing(Invalid):
    """A poll that asks nobody."""

    code = "people_missing"
    text = lazy("Choose at least one person.")


class TooManyPeople(Invalid):
    """More people than a poll can ask."""

    code = "too_many_people"
    text = lazy("Choose at most %(most)s people, now %(count)s.")


class PersonNotInProgramme(Invalid):
    """Somebody was chosen who is not, or no longer, a member of the programme."""

    code = "person_not_in_programme"
    text = lazy("Somebody whom you have chosen is no longer in this programme. Choose again.")


class PersonWithoutCity(Invalid):
    """Nobody knows which clock to show to somebody without a city."""

    code = "person_without_city"
    text = lazy("%(name)s belongs to no city, so that it is not known which time to show.")


class DeadlineOver(Invalid):
    """A deadline that nobody can keep."""

    code = "deadline_over"
    text = lazy("The deadline must lie ahead.")


class DeadlineTooLate(Invalid):
    """Answers that come after the first of the times offered."""

    code = "deadline_too_late"
    text = lazy("The deadline must be before the first of the times offered.")


class AnswerMissing(Invalid):
    """Nothing was marked at all."""

    code = "answer_missing"
    text = lazy("Mark at least one time, or say that none of them suits you.")


class EventNotMovable(Invalid):
    """A poll finds an hour for one meeting: not for a visit, a series, or what is cancelled."""

    code = "event_not_movable"
    text = lazy("A poll finds a time for a single meeting: not for a visit or a series.")
