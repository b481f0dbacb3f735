"""Refusals about a person's own calendars."""

from __future__ import annotations

from scheduler.errors.parents import Conflict, Invalid, NotFound
from scheduler.i18n import lazy


class FeedNameTaken(Invalid):
    """Two calendars of one person are told apart by their names."""

    code = "feed_name_taken"
    text = lazy("You already have a calendar of this name. Choose another name.")


class FeedEmpty(Invalid):
    """A calendar that could never hold anything."""

    code = "feed_empty"
    text = lazy("Choose at least one: your events, a theme, or your deadlines.")


class TooManyFeeds(Conflict):
    """One person has a limited number of calendars that work."""

    code = "too_many_feeds"
    text = lazy(
        "You have %(most)s calendars, and there can be no more. Revoke one that you do not use."
    )


class FeedRevoked(NotFound):
    """Its owner has taken it back: it cannot be changed, and never works again."""

    code = "feed_revoked"
    text = lazy("This calendar has been revoked. Its address no longer works.")
