"""The organizer's programmes and events: what waits, what is coming, and all about one event.

Decides what stands on these pages and in which order: drafts first, then what needs attention.
Changes nothing; the buttons on them lead to `planning` and `publishing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from scheduler import clock
from scheduler.actions import inviting, scheduling
from scheduler.actions.policy import declare
from scheduler.queries import agenda, conflicts, managing, outbox, polls, roster, series, shifts
from scheduler.queries.occurrences import when
from scheduler.web import desk, history
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.planning.fields import visibility_words
from scheduler.web.series import meetings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Event, Invitation, Programme
    from scheduler.queries.conflicts import Conflict
    from scheduler.queries.occurrences import When

MOST_SAID = 3
AT_THE_TEXTS = {"translation_missing", "translation_outdated"}
"""What the marks of an event's languages say already."""


@dataclass(frozen=True)
class Entry:
    """An event in a list, with what an organizer has to know of it."""

    event: Event
    when: When
    remarks: list[Conflict]
    """What speaks against it and is not noted yet: the gravest few, without translations."""
    pressing: int
    """How many serious conflicts are not noted."""
    missing: list[str]
    """The languages in which some text is missing."""


@dataclass(frozen=True)
class Answers:
    """How the people of one city have answered."""

    city: str
    people: list[Invitation]

    @property
    def answered(self) -> int:
        """How many have answered in any way."""
        return sum(invitation.answer != "needs-action" for invitation in self.people)


@pages.get("/manage")
@declare("manage")
def manage() -> str:
    """Show the one programme that one organizes, or the list of them."""
    mine = desk.my_programmes()
    if len(mine) == 1:
        return programme_page(desk.get_programme(mine[0].slug), clock.now())
    tallies = managing.tallies(mine, now=clock.now())
    return render_template("manage/programmes.html", programmes=mine, tallies=tallies)


@pages.get("/manage/programmes/<slug>")
@declare("manage")
def manage_programme(slug: str) -> str:
    """Show the events of one programme."""
    return programme_page(desk.get_programme(slug), clock.now())


@pages.get("/manage/events/<slug>")
@declare("manage")
def manage_event(slug: str) -> str:
    """Show all that an organizer needs of one event."""
    event = desk.get_event(slug)
    return render_template("manage/event.html", **event_content(event, clock.now()))


def programme_page(programme: Programme, now: datetime) -> str:
    """Return a programme's page: what is to be done, or what is over if the address asks."""
    over = request.args.get("show") == "past"
    coming = [] if over else _entries(managing.coming(programme, now=now), now)
    return render_template(
        "manage/programme.html",
        programme=programme,
        accent=programme.accent,
        over=_past(managing.over(programme, now=now), now) if over else None,
        drafts=[] if over else _entries(managing.drafts(programme), now),
        coming=coming,
        attention=[entry for entry in coming if _waits(entry)],
        clock_changes=shifts.of_programme(programme, now=now, public=False),
        mails=outbox.counts(programme),
    )


def event_content(event: Event, now: datetime) -> dict[str, Any]:
    """Return what an event's management page shows."""
    plan, programme = scheduling.plan_of(event), event.programme
    audience, invited = inviting.audience(event), managing.invited_numbers(event)
    newcomers = [person for person in audience if person.id not in invited]
    current = series.current(event, now)
    against = conflicts.of_event(event, now=now, reader=get_me())
    return {
        "event": event,
        "accent": programme.accent,
        "occurrence": when(current),
        "meetings": meetings_of(event, now),
        "over": event.until_utc <= now,
        "clock_changes": shifts.of_event(event, now=now),
        "other_clocks": shifts.other_clocks(event, now=now),
        "conflicts": against,
        "remarks": _remarks(against),
        "polls": polls.undecided_about(event),
        "missing": scheduling.missing_for_publishing(plan, programme),
        "untranslated": scheduling.untranslated(plan, programme),
        "newcomers": len(newcomers),
        "shares": managing.shares(newcomers, programme),
        "answers": _answers(event),
        "messages": managing.messages_of(event),
        "registrations": roster.registrations(event),
        "positions": roster.positions(event),
        "taken": roster.facts(event).taken,
        "clock": desk.clock_of_event(event),
        "history": history.of_event(event),
        "visibility_words": visibility_words,
    }


def _entries(events: Sequence[Event], now: datetime) -> list[Entry]:
    """Return events in the order of their next dates, a series once."""
    shown = [(event, series.current(event, now)) for event in agenda.with_dates(events)]
    found = conflicts.of_events(events, now=now, reader=get_me())
    return [
        _entry(event, when(date), found[event.id])
        for event, date in sorted(shown, key=lambda pair: (pair[1].start_utc, pair[0].id))
    ]


def _entry(event: Event, date: When, found: list[Conflict]) -> Entry:
    pressing = sum(one.is_pressing for one in found)
    return Entry(event, date, _remarks(found)[:MOST_SAID], pressing, _missing(event))


def _remarks(found: list[Conflict]) -> list[Conflict]:
    """Return what another time or place would mend, as far as nobody knows of it yet."""
    return [one for one in found if one.acknowledged is None and one.kind not in AT_THE_TEXTS]


def _past(events: Sequence[Event], now: datetime) -> list[Entry]:
    """Return what is over, the last first: no word on its hour would still help."""
    shown = [(event, series.current(event, now)) for event in agenda.with_dates(events)]
    ordered = sorted(shown, key=lambda pair: pair[1].start_utc, reverse=True)
    return [Entry(event, when(date), [], 0, _missing(event)) for event, date in ordered]


def _missing(event: Event) -> list[str]:
    plan = scheduling.plan_of(event)
    found = scheduling.untranslated(plan, event.programme)
    return list(dict.fromkeys(code for _, code in found))


def _waits(entry: Entry) -> bool:
    return bool(entry.missing or entry.pressing) or entry.event.status == "tentative"


def _answers(event: Event) -> list[Answers]:
    """Return the invitations that stand, by city."""
    invitations = [found for found in outbox.invitations(event) if found.status == "open"]
    cities = managing.cities_of([found.person for found in invitations], event.programme)
    by_city: dict[str, list[Invitation]] = {}
    for found in invitations:
        city = cities.get(found.person_id)
        by_city.setdefault(managing.city_name(city), []).append(found)
    return [Answers(name, people) for name, people in by_city.items()]
