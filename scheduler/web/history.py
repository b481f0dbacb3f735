"""History as organizers read it: who did what, when, in words.

Decides how each verb that is recorded reads, and what of its details is told. An entry holds no
personal data; the name of who acted is read where that person still exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import render_template

from scheduler import i18n
from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.queries import changes, managing
from scheduler.queries import history as reads
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Event, HistoryEntry, Programme

VERBS = {
    "draft": i18n.lazy("drafted"),
    "publish": i18n.lazy("published"),
    "invite": i18n.lazy("sent invitations"),
    "change": i18n.lazy("changed"),
    "cancel": i18n.lazy("cancelled the event"),
    "register": i18n.lazy("registered for a visit"),
    "confirm address": i18n.lazy("confirmed a registration"),
    "cancel registration": i18n.lazy("cancelled a registration"),
    "promote": i18n.lazy("moved a delegate up from the waitlist"),
    "announce": i18n.lazy("announced a city"),
    "load": i18n.lazy("loaded the programme"),
    "add item": i18n.lazy("added to the programme of the visit"),
    "change item": i18n.lazy("changed the programme of the visit"),
    "remove item": i18n.lazy("removed from the programme of the visit"),
}
FIELDS = {
    **changes.LABELS,
    "kind": i18n.lazy("Kind"),
    "themes": i18n.lazy("Themes"),
    "visibility": i18n.lazy("Who may see it"),
    "capacity": i18n.lazy("Number of places"),
    "online_public": i18n.lazy("Link"),
    "opens": i18n.lazy("Registration"),
    "closes": i18n.lazy("Registration"),
    "all_day": i18n.lazy("How much is known"),
    "time_known": i18n.lazy("How much is known"),
}
IN_FULL = {"start", "end"}
"""The changes whose values are told; of others only that they changed."""


@dataclass(frozen=True)
class Line:
    """One entry in words of the current language."""

    at: datetime
    who: str
    """Empty where the system did it itself, or the person no longer exists."""
    did: str
    details: list[str]
    event: Event | None = None


@pages.get("/manage/history")
@declare("manage")
def programme_history() -> str:
    """Show the latest of what was done in a programme."""
    programme = desk.asked_programme()
    policy.require(get_me(), "history.see", programme)
    return render_template(
        "history/programme.html",
        programme=programme,
        programmes=desk.my_programmes(),
        accent=programme.accent,
        clock=desk.clock_of(programme.cities),
        lines=of_programme(programme),
    )


def of_programme(programme: Programme) -> list[Line]:
    """Return the latest of what was done in a programme, each with its event."""
    found = reads.of_programme(programme)
    return _lines(found, managing.events_of({entry.subject for entry in found}))


def of_event(event: Event) -> list[Line]:
    """Return what was done to an event, the latest first."""
    return _lines(reads.of_event(event), {})


def _lines(entries: Sequence[HistoryEntry], events: dict[str, Event]) -> list[Line]:
    names = reads.actors(entries)
    return [
        Line(
            at=entry.at,
            who=names.get(entry.actor_id or 0, ""),
            did=i18n.gettext(VERBS[entry.verb]) if entry.verb in VERBS else entry.verb,
            details=_details(entry.verb, entry.details),
            event=events.get(entry.subject),
        )
        for entry in entries
    ]


def _details(verb: str, details: dict[str, Any]) -> list[str]:
    if verb == "publish":
        return _published(details)
    if verb == "invite":
        return [_invited(int(details.get("invited") or 0))]
    if verb == "cancel":
        return [_people_told(int(details.get("told") or 0))]
    if verb == "change":
        return _changed(details.get("changes") or {})
    return []


def _published(details: dict[str, Any]) -> list[str]:
    invited = int(details.get("invited") or 0)
    found = [i18n.gettext("as tentative")] if details.get("status") == "tentative" else []
    if invited:
        return [*found, _invited(invited)]
    return [*found, i18n.gettext("without invitations")]


def _invited(invited: int) -> str:
    return i18n.ngettext("%(num)s person invited", "%(num)s people invited", invited)


def _people_told(told: int) -> str:
    return i18n.ngettext("%(num)s person told", "%(num)s people told", told)


def _changed(changed: dict[str, Any]) -> list[str]:
    found = []
    for name in (name for name in FIELDS if name in changed):
        label = i18n.gettext(FIELDS[name])
        if name in IN_FULL:
            before, now = (_moment(value) for value in changed[name])
            found.append(f"{label}: {before} → {now}")
        else:
            found.append(label)
    return list(dict.fromkeys(found))


def _moment(value: str | None) -> str:
    """Return a stored wall time or date in words."""
    if not value:
        return "–"
    if "T" not in value:
        return i18n.date_short_words(date.fromisoformat(value))
    wall = datetime.fromisoformat(value)
    return f"{i18n.date_short_words(wall.date())}, {i18n.time_words(wall.time())}"
