"""What only the API says no to, and the status of every refusal.

Each has a stable code like those of `scheduler.errors`; `STATUS` is this edge's one table from
a refusal's parent to an answer.
"""

from __future__ import annotations

from scheduler import errors
from scheduler.i18n import lazy


class Unreadable(errors.Refusal):
    """The body is no JSON that could be kept."""

    code = "malformed"
    text = lazy("The body is not valid JSON in UTF-8.")


class TokenMissing(errors.Refusal):
    """Only somebody who is known may ask this."""

    code = "token_missing"
    text = lazy("Send an API token: “Authorization: Bearer …”.")


class TokenWrong(errors.Refusal):
    """The token belongs to nobody."""

    code = "token_wrong"
    text = lazy("This API token is not valid.")


class VersionMissing(errors.Refusal):
    """A change must say which version it was made from."""

    code = "version_missing"
    text = lazy("Send the ETag of what you read as “If-Match”, so that nothing is overwritten.")


class VersionDiffers(errors.Refusal):
    """Somebody else saved first."""

    code = "version_differs"
    text = lazy("This has changed since you read it. Read it again, and send the change anew.")


class UnknownField(errors.Invalid):
    """No such name, or one that cannot be written."""

    code = "unknown_field"
    text = lazy("There is no such field here, or it cannot be written.")


class WrongType(errors.Invalid):
    """A number where a text belongs, and the like."""

    code = "wrong_type"
    text = lazy("This value is not of the right type.")


class NotAChoice(errors.Invalid):
    """Not one of the few values that are possible."""

    code = "not_a_choice"
    text = lazy("Choose one of: %(choices)s.")


class NotWallTime(errors.Invalid):
    """Neither a wall time nor a date."""

    code = "not_a_wall_time"
    text = lazy("Write a wall time without an offset, like 2027-03-10T10:00, or a date.")


class NotMoment(errors.Invalid):
    """Not a moment in a form that is accepted."""

    code = "not_a_moment"
    text = lazy("Write a moment with its offset, like 2027-03-10T10:00:00+02:00.")


class HoursAndDates(errors.Invalid):
    """Hours where only dates may stand, or dates beside hours."""

    code = "hours_and_dates"
    text = lazy("“start” and “end” are both wall times, or both dates of a day without an hour.")


class NotSupportedYet(errors.Invalid):
    """Part of the format, and not of this version."""

    code = "not_supported_yet"
    text = lazy("This is not supported yet: leave it out.")


class VisitsOnly(errors.Invalid):
    """Registration for something that is no visit."""

    code = "visits_only"
    text = lazy("Only a city visit has a registration.")


class NotOfOne(errors.Invalid):
    """A field that one meeting of a series cannot have for itself."""

    code = "not_of_one_occurrence"
    text = lazy("One meeting of a series has no such field of its own: leave it out.")


class ScopeMissing(errors.Invalid):
    """An occurrence is named, and not what is to be done to it."""

    code = "scope_missing"
    text = lazy("Say whether “this” occurrence is meant, or it and the “following”.")


class ProgrammeUnknown(errors.Invalid):
    """No such programme."""

    code = "programme_unknown"
    text = lazy("There is no programme called “%(slug)s”.")


class CursorWrong(errors.Invalid):
    """Not a cursor that this list gave out."""

    code = "cursor_wrong"
    text = lazy("This cursor is not valid: begin the list again without it.")


class CalendarExpected(errors.Refusal):
    """A body that is no calendar file."""

    code = "not_calendar"
    text = lazy("Send the body as text/calendar.")


class EntriesTooMany(errors.Invalid):
    """More entries than are taken at once."""

    code = "too_many_entries"
    text = lazy("At most %(most)s entries are taken at once. Send them in parts, or use “since”.")


class KeyReused(errors.Invalid):
    """The same Idempotency-Key for something else."""

    code = "idempotency_key_reused"
    text = lazy("This Idempotency-Key was used for another request.")


STATUS: dict[type[errors.Refusal], int] = {
    Unreadable: 400,
    CalendarExpected: 415,
    TokenMissing: 401,
    TokenWrong: 401,
    VersionMissing: 428,
    VersionDiffers: 412,
    errors.EditedMeanwhile: 412,
    errors.TokenRevoked: 410,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
}

BY_CODE: dict[str, type[errors.Refusal]] = {
    refusal.code: refusal
    for refusal in (errors.Missing, UnknownField, WrongType, errors.ControlCharacters)
}
"""What a schema's own messages stand for: they are codes, never texts."""


def status_of(refusal: errors.Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for parent, status in STATUS.items() if isinstance(refusal, parent))
