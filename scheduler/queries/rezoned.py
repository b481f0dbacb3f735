"""Why an event is at another hour although nobody moved it: new rules of a time zone, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.queries.occurrences import anchor_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.models import Event


@dataclass(frozen=True)
class Reading:
    """What the clocks show when an event begins, by older or by newer zone data."""

    here: datetime
    """On the clock of its own zone."""
    elsewhere: Mapping[str, datetime]
    """On those of the other zones of its cities."""


@dataclass(frozen=True)
class Turn:
    """The first meeting to come that begins at another hour somewhere, and how many do."""

    before: Reading
    after: Reading
    meetings: int = 1


def in_words(event: Event, turn: Turn) -> str:
    """Return what happened, in the current language, for a letter to somebody invited."""
    said = [
        i18n.gettext("The rules of a time zone have been changed."),
        _here(event, turn),
        *_elsewhere(event, turn),
    ]
    if event.repeats:
        date = i18n.date_words(turn.after.here.date())
        said += [
            i18n.ngettext(
                "This concerns %(num)s meeting, on %(date)s.",
                "This concerns %(num)s meetings, the first on %(date)s.",
                turn.meetings,
                date=date,
            )
        ]
    return " ".join(said)


def _here(event: Event, turn: Turn) -> str:
    """Return that the clock time stays, or that no clock shows it on that date any more."""
    cities = [city for city in event.cities if city.announced]
    place = i18n.in_place(anchor_name(event, cities))
    before, after = turn.before.here, turn.after.here
    if before == after:
        return i18n.gettext(
            "The clock time stays %(time)s %(place)s.",
            time=i18n.time_words(after.time()),
            place=place,
        )
    return i18n.gettext(
        "%(before)s no longer exists %(place)s on that date; it begins at %(now)s.",
        before=i18n.time_words(before.time()),
        place=place,
        now=i18n.time_words(after.time()),
    )


def _elsewhere(event: Event, turn: Turn) -> list[str]:
    """Return the hours of the other cities that are other ones, those of one zone together."""
    return [
        i18n.gettext(
            "%(place)s it is now %(now)s instead of %(before)s.",
            place=i18n.capitalised(i18n.in_place(_names(event, zone))),
            now=_clock(after, turn.after.here),
            before=_clock(turn.before.elsewhere[zone], turn.before.here),
        )
        for zone, after in turn.after.elsewhere.items()
        if turn.before.elsewhere[zone] != after
    ]


def _names(event: Event, zone: str) -> str:
    return i18n.list_words([i18n.pick(city.name) for city in event.cities if city.zone == zone])


def _clock(wall: datetime, here: datetime) -> str:
    """Return an hour, with its date where that is not the event's own."""
    day = f"{i18n.date_no_year(wall.date())}, " if wall.date() != here.date() else ""
    return f"{day}{i18n.time_words(wall.time())}"
