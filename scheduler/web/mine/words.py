"""One's calendars in words: what each holds, how it says it, who fetched it and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import i18n

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.models import Feed, Theme

CLIENTS = {
    "google": "Google Calendar",
    "outlook": "Outlook",
    "thunderbird": "Thunderbird",
    "evolution": "Evolution",
    "nextcloud": "Nextcloud",
    "icsx5": "ICSx⁵",
    "davx5": "DAVx⁵",
    "vdirsyncer": "vdirsyncer",
    "apple": i18n.lazy("a calendar of Apple's"),
    "browser": i18n.lazy("a browser"),
    "other": i18n.lazy("another program"),
}
"""Kinds of programs as a reader knows them; products keep their names in every language."""
MINE = {
    (False, False): i18n.lazy("my events"),
    (False, True): i18n.lazy("my visits"),
    (True, False): i18n.lazy("my events that are certain"),
    (True, True): i18n.lazy("my visits that are certain"),
}
REMINDERS = {
    10: i18n.lazy("10 minutes before"),
    30: i18n.lazy("30 minutes before"),
    60: i18n.lazy("an hour before"),
    1440: i18n.lazy("a day before"),
}


def content(feed: Feed, themes: Iterable[Theme]) -> list[str]:
    """Return what a calendar holds and how, in a few phrases; `themes` are those it may have."""
    return [*_holds(feed, themes), *_says(feed)]


def fetched(feed: Feed, now: datetime) -> str:
    """Return „преди 2 часа, Google Calendar“, or nothing where no program has come yet."""
    if feed.last_fetched is None:
        return ""
    ago = i18n.ago_words(now - feed.last_fetched)
    client = CLIENTS.get(feed.client)
    return f"{ago}, {i18n.gettext(client)}" if client else ago


def language(code: str) -> str:
    """Return a feed's language in words of the current one: „български“, “all languages”."""
    return i18n.gettext("all languages") if code == "both" else i18n.language_words(code)


def reminder(minutes: int | None) -> str:
    """Return when a calendar reminds."""
    return i18n.gettext(REMINDERS.get(minutes or 0, NO_REMINDER))


NO_REMINDER = i18n.lazy("no reminder")


def _holds(feed: Feed, themes: Iterable[Theme]) -> Iterator[str]:
    choice = feed.choice
    if choice["mine"]:
        yield i18n.gettext(MINE[choice["confirmed"], choice["visits"]])
    names = [i18n.pick(theme.name) for theme in themes if theme.slug in choice["themes"]]
    if names:
        # With commas alone: many a theme has an "and" in its own name.
        yield i18n.gettext("themes: %(themes)s", themes=", ".join(names))
    if choice["deadlines"]:
        yield i18n.gettext("my deadlines")


def _says(feed: Feed) -> Iterator[str]:
    if not feed.details:
        yield i18n.gettext("without details")
    if feed.reminder:
        yield i18n.gettext("reminder %(when)s", when=reminder(feed.reminder))
    yield language(feed.language)
