"""Publishing and cancelling, each by a button that says what happens, and to how many people.

Decides what is asked before something cannot be undone, and shows an invitation as it will be
read before anybody gets it. Whether it is possible, the scheduling verbs decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import inviting, policy, registering, scheduling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import managing, outbox, roster, series
from scheduler.queries.occurrences import when
from scheduler.web import desk, manage
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.letters import letter_page
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.documents.letters import Rendered
    from scheduler.models import Event, Person, Registration

INVITE, TENTATIVE = "invite", "tentative"


@pages.post("/manage/events/<slug>/publication")
@declare("manage")
def publish_event(slug: str) -> ResponseReturnValue:
    """Make a draft public: with invitations, without, or as tentative."""
    event = desk.get_event(slug, "event.publish")
    try:
        with transaction():
            invited = scheduling.publish(event, by=get_me(), now=clock.now(), **_how())
    except errors.EditedMeanwhile:
        return _overtaken(event)
    flash(_published(invited), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


@pages.post("/manage/events/<slug>/invitations")
@declare("manage")
def invite_rest(slug: str) -> ResponseReturnValue:
    """Invite to a published event whoever is not invited yet."""
    event = desk.get_event(slug, "event.publish")
    with transaction():
        invited = scheduling.invite(event, by=get_me(), now=clock.now())
    flash(_on_their_way(invited), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


@pages.get("/manage/events/<slug>/cancellation")
@declare("manage")
def ask_cancel_event(slug: str) -> str:
    """Say what cancelling does, and ask."""
    event = desk.get_event(slug, "event.cancel")
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    return render_template("manage/cancellation.html", **_what_cancelling_does(event))


@pages.post("/manage/events/<slug>/cancellation")
@declare("manage")
def cancel_event(slug: str) -> ResponseReturnValue:
    """Cancel an event, and tell whoever was invited."""
    event = desk.get_event(slug, "event.cancel")
    with transaction():
        before = outbox.newest()
        scheduling.cancel(event, by=get_me(), now=clock.now())
        told = desk.on_their_way(outbox.written(event, after=before))
    words = i18n.gettext("The event is cancelled.")
    flash(f"{words} {told}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


@pages.get("/manage/registrations/<uuid:ref>/cancellation")
@declare("manage")
def ask_cancel_place(ref: UUID) -> str:
    """Say whose place would be given back, and ask."""
    place = _place(ref)
    return render_template(
        "manage/place.html", place=place, event=place.event, accent=place.event.programme.accent
    )


@pages.post("/manage/registrations/<uuid:ref>/cancellation")
@declare("manage")
def cancel_place(ref: UUID) -> ResponseReturnValue:
    """Cancel a delegate's registration; the next in line moves up."""
    place = _place(ref)
    slug = place.event.slug
    with transaction():
        registering.cancel(place, by=get_me(), now=clock.now())
    flash(i18n.gettext("The registration is cancelled, and the delegate is told."), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


@pages.get("/manage/events/<slug>/invitation")
@declare("manage")
def invitation_preview(slug: str) -> str:
    """Show the invitation as somebody who reads that language first will get it."""
    event = desk.get_event(slug)
    return render_template("manage/invitation.html", **_invitation(event, _first_language(event)))


@pages.get("/manage/events/<slug>/invitation/page")
@declare("manage")
def invitation_page(slug: str) -> ResponseReturnValue:
    """Answer with the invitation's own HTML, which may run and load nothing."""
    event = desk.get_event(slug)
    return letter_page(_letter(event, _first_language(event)).html)


def _overtaken(event: Event) -> ResponseReturnValue:
    """Show the event as it is by now; the next press of a button knows of it."""
    content = manage.event_content(event, clock.now())
    return render_template("manage/event.html", stale=True, **content), 409


def _how() -> dict[str, Any]:
    """Return what the button says, and which version of the event its page showed."""
    how, seen = request.form.get("how"), request.form.get("version")
    return {
        "invite": how == INVITE,
        "tentative": how == TENTATIVE,
        "version": None if seen is None else version_of(seen),
    }


def _what_cancelling_does(event: Event) -> dict[str, Any]:
    now = clock.now()
    return {
        "event": event,
        "occurrence": when(series.current(event, now)),
        "ahead": series.dates(event, now).coming if event.repeats else [],
        "invited": managing.open_invitations(event),
        "registered": sum(place.live for place in roster.registrations(event)),
        "accent": event.programme.accent,
    }


def _first_language(event: Event) -> str:
    """Return the language that the address asks for, or the leading one."""
    known = inviting.letter_languages(event, event.programme.languages[0])
    asked = request.args.get("first", "")
    return asked if asked in known else known[0]


def _letter(event: Event, first: str) -> Rendered:
    """Return the letter, its links that belong to one person masked."""
    letter = inviting.preview(event, _reader(event, first), first, now=clock.now())
    return type(letter)(*(outbox.masked(text) for text in letter))


def _invitation(event: Event, first: str) -> dict[str, Any]:
    return {
        "event": event,
        "first": first,
        "orders": inviting.letter_languages(event, first),
        "letter": _letter(event, first),
        "calendar": outbox.masked(inviting.preview_calendar(event, _reader(event, first)).decode()),
        "accent": event.programme.accent,
    }


def _reader(event: Event, first: str) -> Person:
    """Return somebody who will get it in that language, else whoever looks."""
    people = inviting.audience(event)
    return next((person for person in people if person.language == first), get_me())


def _place(ref: UUID) -> Registration:
    place = roster.get_by_ref(str(ref))
    policy.require(get_me(), "registration.cancel", place)
    if not place.live:
        raise errors.RegistrationEnded
    return place


def _published(invited: int) -> str:
    told = _on_their_way(invited) if invited else i18n.gettext("Nobody has been invited.")
    published = i18n.gettext("The event is published.")
    return f"{published} {told}"


def _on_their_way(invited: int) -> str:
    return i18n.ngettext(
        "The invitation to %(num)s person is on its way.",
        "The invitations to %(num)s people are on their way.",
        invited,
    )
