"""One's own page: what comes next, the answers, the registrations, the calendars, the settings.

Everything on it is the reader's own, and every change on it is a button. Looking at it makes
nothing: a calendar's address exists once it has been asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import membership, polling, registering
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import agenda, personal, polls, series, shifts
from scheduler.queries.occurrences import when
from scheduler.web import door
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.mine import feeds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from scheduler.models import Invitation, Person, PollVoter
    from scheduler.queries.occurrences import When


@pages.get("/me", endpoint="me")
@declare("self")
def my_page() -> ResponseReturnValue:
    """Show everything that is the reader's own."""
    person, now = get_me(), clock.now()
    return render_template(
        "mine/me.html",
        invitations=_invitations(person, now),
        polls=_polls(person, now),
        places=[_place(place) for place in personal.registrations(person, now)],
        roles=personal.roles(person),
        **_ahead(person, now),
        **feeds.of(person),
    )


@pages.post("/me/language")
@declare("self")
def choose_language() -> ResponseReturnValue:
    """Keep the language in which the reader is written to."""
    chosen = _chosen(i18n.languages())
    with transaction():
        membership.choose_language(get_me(), chosen)
    return _back("settings", i18n.gettext("The language of our messages to you is saved."))


@pages.post("/me/sessions")
@declare("self")
def end_sessions() -> ResponseReturnValue:
    """Sign the reader out on every device."""
    with transaction():
        membership.sign_out_everywhere(get_me(), now=clock.now())
    door.let_out()
    flash(i18n.gettext("You are signed out on all devices."), "success")
    return redirect(url_for("web.home"), 303)


def _polls(person: Person, now: datetime) -> list[tuple[PollVoter, str, When]]:
    """Return the polls that ask a person, each with the secret of its page and its deadline."""
    return [
        (voter, polling.answer_token(voter), polls.deadline(voter.poll))
        for voter in polls.asking(person, now=now)
    ]


def _ahead(person: Person, now: datetime) -> dict[str, Any]:
    """Return what comes next, and which hours the clocks are about to move."""
    return {"upcoming": _next(person, now), "clock_changes": shifts.of_person(person, now=now)}


def _next(person: Person, now: datetime) -> Any:
    """Return when the first thing takes place that concerns the person, or None."""
    coming = agenda.events_of(person, since=now)
    dates = [series.current(event, now) for event in coming if event.status != "cancelled"]
    return when(min(dates, key=lambda date: date.start_utc)) if dates else None


def _invitations(person: Person, now: datetime) -> list[tuple[Invitation, When]]:
    """Return a person's invitations with when each event is next, in that order."""
    found = personal.invitations(person, now)
    agenda.with_dates([invitation.event for invitation in found])
    dates = [(invitation, series.current(invitation.event, now)) for invitation in found]
    dates.sort(key=lambda pair: (pair[1].start_utc, pair[0].id))
    return [(invitation, when(date)) for invitation, date in dates]


def _place(place: personal.Place) -> dict[str, Any]:
    registration = place.registration
    return {
        "registration": registration,
        "position": place.position,
        "when": when(registration.event),
        "token": registering.manage_token(registration),
    }


def _chosen(allowed: Collection[str]) -> str:
    """Return the language that was chosen; Invalid for another."""
    chosen = request.form.get("language", "")
    if chosen not in allowed:
        raise errors.Invalid(field="language")
    return chosen


def _back(part: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("web.me") + f"#{part}", 303)
