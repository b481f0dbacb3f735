"""Named refusals: what the product says no to, each with a stable code and a text.

A refusal knows nothing of HTTP or forms. It has a `code` (stable, for machines), a text that
is translated when it is read, and the name of the `field` it belongs to, if there is one. Each
edge has one small table from the four parents to its own kind of answer.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from scheduler.i18n import gettext, lazy

if TYPE_CHECKING:
    from datetime import datetime


class Refusal(Exception):
    """A rule said no. `message` is in the language that is current when it is read."""

    code: ClassVar[str] = "refused"
    text: ClassVar[str] = lazy("This is not possible.")

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.values = values

    @property
    def message(self) -> str:
        """The text for a person, in the current language."""
        return gettext(self.text, **self.values)


class NotFound(Refusal):
    """What was asked for does not exist, or this person may not know that it does."""

    code = "not_found"
    text = lazy("This page or entry does not exist, or you may not see it.")


class NotAllowed(Refusal):
    """The person is known, and may not do this."""

    code = "not_allowed"
    text = lazy("You may not do this. Ask an organizer of your city for the right to.")


class Conflict(Refusal):
    """It was possible once; the state has changed."""

    code = "conflict"
    text = lazy("This is no longer possible, because something has changed meanwhile.")


class Invalid(Refusal):
    """A value breaks a rule; `field` says which value."""

    code = "invalid"
    text = lazy("This value is not valid.")


# --- time -------------------------------------------------------------------------------


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


# --- values -----------------------------------------------------------------------------


class Missing(Invalid):
    """A required value is empty."""

    code = "missing"
    text = lazy("Fill in this field.")


class TooLong(Invalid):
    """A text is longer than its place."""

    code = "too_long"
    text = lazy("This text is too long: at most %(limit)s characters, now %(length)s.")


class TooLarge(Invalid):
    """A number is outside its range."""

    code = "out_of_range"
    text = lazy("Enter a number from %(least)s to %(most)s.")


class NotInProgramme(Invalid):
    """A city, theme or language that the programme does not have."""

    code = "not_in_programme"
    text = lazy("“%(value)s” is not part of this programme.")


class EmailInvalid(Invalid):
    """Not an e-mail address that a message could reach."""

    code = "email_invalid"
    text = lazy("This does not look like an e-mail address. Example: name@sofia.bg")


class LinkInvalid(Invalid):
    """Not a web address."""

    code = "link_invalid"
    text = lazy("Enter a full web address that begins with https://")


class SlugTaken(Invalid):
    """The address of a page is in use."""

    code = "slug_taken"
    text = lazy("This address is already in use.")


# --- states -----------------------------------------------------------------------------


class EditedMeanwhile(Conflict):
    """Somebody else saved first. Carries the version that is now stored."""

    code = "edited_meanwhile"
    text = lazy("Somebody else has changed this meanwhile. Choose for each field what to keep.")

    def __init__(self, current: int) -> None:
        super().__init__()
        self.current = current


class AlreadyCancelled(Conflict):
    """A cancelled event stays as it was."""

    code = "already_cancelled"
    text = lazy("This event is cancelled and can no longer be changed.")


class AlreadyPublished(Conflict):
    """It is public already."""

    code = "already_published"
    text = lazy("This event is already published.")


class NotReadyToPublish(Invalid):
    """Something that the public page needs is missing."""

    code = "not_ready"
    text = lazy("Before publishing, add: %(missing)s.")


class RegistrationClosed(Conflict):
    """Not open yet, closed, or the visit is cancelled or a draft."""

    code = "registration_closed"
    text = lazy("Registration for this visit is not open.")


class AlreadyRegistered(Conflict):
    """One live registration for an address and event."""

    code = "already_registered"
    text = lazy("There is already a registration with this address. We have sent its link by mail.")


class RegistrationEnded(Conflict):
    """Cancelled or declined: nothing more can be done with it."""

    code = "registration_ended"
    text = lazy("This registration has been cancelled.")


class CityAlreadyAnnounced(Conflict):
    """A city is announced once; later changes are ordinary edits."""

    code = "city_announced"
    text = lazy("This city has already been announced.")


class LinkExpired(Conflict):
    """A one-time link that was used, is too old, or was replaced."""

    code = "link_expired"
    text = lazy("This link has been used or has expired. Ask for a new one.")


class TooManyMails(Conflict):
    """The same address has been sent enough for now."""

    code = "too_many_mails"
    text = lazy("We have already sent several mails to this address. Please try again in an hour.")


class TokenUnknown(NotFound):
    """No such link or token was ever given out."""

    code = "token_unknown"
    text = lazy("This link is not valid. Check that you have copied all of it.")


class TokenRevoked(NotFound):
    """The link was valid once and has been taken back."""

    code = "token_revoked"
    text = lazy("This link is no longer valid: its owner has replaced it.")


# --- what was typed ---------------------------------------------------------------------


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


class Several(Invalid):
    """More than one value breaks a rule; each refusal names its field."""

    code = "invalid"

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals


class ControlCharacters(Invalid):
    """Characters that no screen shows and no calendar may carry."""

    code = "control_characters"
    text = lazy("This text holds invisible control characters. Type it again, or paste it as text.")


class TooFarApart(Invalid):
    """An event of more than a year is a programme."""

    code = "too_long_event"
    text = lazy("The end is more than %(days)s days after the start.")


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters other than a new line or a tab."""
    return any(unicodedata.category(c) == "Cc" and c not in "\n\r\t" for c in text)


def has_line_break(text: str) -> bool:
    """Tell whether a text that is one line holds a break, as a forged mail header would."""
    return any(c in "\n\r\v\f\x85\u2028\u2029" for c in text)
