"""Refusals of following an outside calendar."""

from __future__ import annotations

from scheduler.errors.parents import Conflict, Invalid
from scheduler.i18n import lazy


class AddressUnreadable(Invalid):
    """Not an address from which a calendar could be fetched."""

    code = "address_unreadable"
    text = lazy("Enter the full address of a calendar. It begins with https:// or webcal://")


class AddressWithPassword(Invalid):
    """A name and a password in an address would be shown to whoever sees it."""

    code = "address_with_password"
    text = lazy(
        "An address with a user name and a password in it is not taken. "
        "Ask for the calendar's own secret address."
    )


class AddressPort(Invalid):
    """A port at which other services listen than those that serve files."""

    code = "address_port"
    text = lazy("No calendar is fetched from this port: only from 80, 443 and those from 1024 up.")


class AddressInside(Invalid):
    """A machine of one's own network, which an address must not reach from here."""

    code = "address_inside"
    text = lazy("This address leads into an internal network. Nothing is fetched from there.")


class OwnCalendar(Invalid):
    """The product's own feed."""

    code = "own_calendar"
    text = lazy("This is a calendar of this site. Planning knows its events anyway.")


class FollowedAlready(Invalid):
    """One address is followed once in a programme."""

    code = "followed_already"
    text = lazy("The programme follows a calendar with this address already.")


class TooManyFollowed(Invalid):
    """A programme follows so many calendars at most."""

    code = "too_many_followed"
    text = lazy("A programme follows at most %(most)s calendars. Remove one that is not needed.")


class FollowingPaused(Conflict):
    """A calendar that is paused is not fetched."""

    code = "following_paused"
    text = lazy("This calendar is paused. Resume it, and it is fetched.")
