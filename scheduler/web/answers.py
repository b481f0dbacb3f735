"""Answering an invitation: the page behind a personal link, and the answer given on one's own.

The link is the proof of who answers, so that nobody needs a password to say "yes". Opening it
changes nothing: mail scanners open every link. What is over or withdrawn is said, not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, i18n
from scheduler.actions import inviting, registering
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import personal, series
from scheduler.queries.occurrences import when
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.series import meetings_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.models import Invitation

SAID = {
    "accepted": i18n.lazy("Your answer is noted: you take part."),
    "tentative": i18n.lazy("Your answer is noted: perhaps."),
    "declined": i18n.lazy("Your answer is noted: you do not take part."),
}


@pages.get("/invitations/<uuid:ref>/<token>")
@declare("public")
def answer(ref: UUID, token: str) -> ResponseReturnValue:
    """Show an invitation to whoever holds its link."""
    return _shown(personal.get_invitation_by_link(str(ref), token), token)


@pages.post("/invitations/<uuid:ref>/<token>")
@declare("public")
def give_answer(ref: UUID, token: str) -> ResponseReturnValue:
    """Take the answer of whoever holds the link."""
    with transaction():
        found = personal.get_invitation_by_link(str(ref), token)
        taken = _take(found)
    if not taken:
        return _shown(found, token), 409
    return redirect(url_for("web.answer", ref=ref, token=token), 303)


@pages.post("/me/invitations/<uuid:ref>")
@declare("self")
def give_my_answer(ref: UUID) -> ResponseReturnValue:
    """Take the answer of whoever is signed in to an invitation of theirs."""
    with transaction():
        found = personal.get_invitation(get_me(), str(ref))
        taken = _take(found)
    if not taken:
        return _shown(found, inviting.answer_token(found)), 409
    return redirect(url_for("web.me") + "#invitations", 303)


def _take(invitation: Invitation) -> bool:
    """Write the answer of the button down, and say so on the next page."""
    given = request.form.get("answer", "")
    taken = inviting.respond(invitation, given, now=clock.now())
    if taken:
        flash(i18n.gettext(SAID[given]), "success")
    return taken


def _shown(invitation: Invitation, token: str) -> str:
    event, now = invitation.event, clock.now()
    own = personal.find_registration(invitation.person, event)
    return render_template(
        "answers/answer.html",
        accent=event.programme.accent,
        invitation=invitation,
        token=token,
        event=event,
        when=when(series.current(event, now)),
        meetings=meetings_of(event, now),
        asks=inviting.asks(invitation, now=now),
        registration=own,
        registration_token=registering.manage_token(own) if own else "",
    )
