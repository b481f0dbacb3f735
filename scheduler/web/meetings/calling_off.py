"""Calling off a meeting of a series, alone or with all that follow, and taking that back.

Decides what is asked before, and says how many meetings and how many people it concerns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import HiddenField, RadioField

from scheduler import clock, errors, i18n
from scheduler.actions import repeating
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import managing, outbox
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.forms import REFUSED, PageForm
from scheduler.web.meetings.finding import get_meeting
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Occurrence

ONE, FOLLOWING = "one", "following"
CANCEL: dict[str, Callable[..., None]] = {
    ONE: repeating.cancel_one,
    FOLLOWING: repeating.cancel_following,
}
STALE = 409


class CallingOffForm(PageForm):
    """Which meetings are called off."""

    what = RadioField(i18n.lazy("What is cancelled"), validate_choice=False)
    version = HiddenField()


@pages.get("/manage/events/<slug>/meetings/<day>/cancellation")
@declare("manage")
def ask_cancel_meeting(slug: str, day: str) -> ResponseReturnValue:
    """Say what calling off a meeting does, and ask which ones are meant."""
    row = get_meeting(slug, day, "event.cancel")
    asked = request.args.get("what", ONE)
    return _page(CallingOffForm(data={"what": asked, "version": row.event.version}), row)


@pages.post("/manage/events/<slug>/meetings/<day>/cancellation")
@declare("manage")
def cancel_meeting(slug: str, day: str) -> ResponseReturnValue:
    """Call off a meeting, or it and all that follow, and tell whoever is invited."""
    row, form = get_meeting(slug, day, "event.cancel"), CallingOffForm()
    if form.what.data not in _offered(row):
        form.what.errors = [i18n.gettext("Choose which meetings are to be cancelled.")]
        return _page(form, row, status=REFUSED)
    return _cancel(form, row)


@pages.post("/manage/events/<slug>/meetings/<day>/restoration")
@declare("manage")
def restore_meeting(slug: str, day: str) -> ResponseReturnValue:
    """Let a meeting take place after all."""
    row = get_meeting(slug, day, "event.change")
    version = version_of(request.form.get("version"))
    try:
        told = _done(repeating.restore_one, row, version)
    except errors.EditedMeanwhile:
        return _to_meetings(slug, _look_again(), "warning")
    words = i18n.gettext("The meeting takes place.")
    return _to_meetings(slug, f"{words} {told}")


def _cancel(form: CallingOffForm, row: Occurrence) -> ResponseReturnValue:
    slug, what = row.event.slug, form.what.data
    try:
        told = _done(CANCEL[what], row, version_of(form.version.data))
    except errors.EditedMeanwhile:
        form.version.data = str(row.event.version)
        form.form_errors.append(_look_again())
        return _page(form, row, status=STALE)
    words = i18n.gettext("The meeting is cancelled.")
    if what == FOLLOWING:
        words = i18n.gettext("The meeting and all that follow are cancelled.")
    return _to_meetings(slug, f"{words} {told}")


def _done(verb: Callable[..., None], row: Occurrence, version: int) -> str:
    """Let a verb work on a meeting; say how many messages it wrote."""
    event, original = row.event, row.original
    with transaction():
        before = outbox.newest()
        verb(event, original, version=version, by=get_me(), now=clock.now())
        return desk.on_their_way(outbox.written(event, after=before))


def _look_again() -> str:
    return i18n.gettext(
        "Somebody else has changed this event meanwhile, and nothing is done yet. "
        "Look at it as it is now, and press the button again."
    )


def _to_meetings(slug: str, said: str, category: str = "success") -> ResponseReturnValue:
    flash(said.strip(), category)
    return redirect(url_for("web.manage_event", slug=slug) + "#meetings", 303)


def _page(form: CallingOffForm, row: Occurrence, *, status: int = 200) -> ResponseReturnValue:
    event = row.event
    content: dict[str, Any] = {
        "form": form,
        "event": event,
        "meeting": when(row),
        "invited": managing.open_invitations(event) if event.published else 0,
        "accent": event.programme.accent,
    }
    form.what.choices = list(_offered(row).items())
    return render_template("meetings/cancellation.html", **content, **_ends(row)), status


def _offered(row: Occurrence) -> dict[str, str]:
    """Return which meetings may be called off, in words; of one that is off, those behind it."""
    behind = _behind(row)
    following = i18n.ngettext(
        "This meeting and the following: %(num)s in all",
        "This meeting and the following: %(num)s in all",
        behind,
    )
    if row.status == "cancelled":
        return {FOLLOWING: following}
    return {ONE: i18n.gettext("Only this meeting")} | ({FOLLOWING: following} if behind > 1 else {})


def _behind(row: Occurrence) -> int:
    """Return how many meetings from that one on would take place."""
    return sum(
        each.original >= row.original and each.status == "scheduled"
        for each in row.event.occurrences
    )


def _ends(row: Occurrence) -> dict[str, bool]:
    """Return whether it would be the end of the whole event, by what is called off."""
    event: Event = row.event
    others = [each for each in event.occurrences if each is not row]
    return {
        "last_one": row.status == "scheduled" and all(e.status == "cancelled" for e in others),
        "from_first": all(each.original > row.original for each in others),
    }
