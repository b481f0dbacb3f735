"""Refusals of what was possible once, or with another link."""

from __future__ import annotations

from scheduler.errors.parents import Conflict, Invalid, NotFound
from scheduler.i18n import lazy


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


class KindFixed(Invalid):
    """People have been invited to a visit or to a session, and are told of them differently."""

    code = "kind_fixed"
    text = lazy(
        "The kind of a published event cannot be changed between a visit and a session. "
        "Cancel it and plan a new one."
    )


class StopsBeyondEnd(Invalid):
    """A visit is to end before the last stop of its programme."""

    code = "stops_beyond_end"
    text = lazy("The programme of the visit has stops after this day. Move or remove them first.")


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


class AlreadyInProgramme(Invalid):
    """One person, one role, one city: once is enough."""

    code = "already_in_programme"
    text = lazy("This person has this role in this city already.")


class LastOrganizer(Conflict):
    """A programme keeps at least one organizer."""

    code = "last_organizer"
    text = lazy("This is the programme's last organizer. Make somebody else an organizer first.")


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


class PersonUnknown(NotFound):
    """Nobody has that address."""

    code = "person_unknown"
    text = lazy("Nobody here has the address %(email)s.")
