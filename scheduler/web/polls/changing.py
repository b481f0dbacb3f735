"""Changing a poll that is not decided: other times, people, texts, a later deadline.

Decides what two organizers see who change the same poll at once: what was typed stays in the
fields, and what is stored by now is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import policy, polling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import polls
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import refused
from scheduler.web.planning.saving import version_of
from scheduler.web.polls import filling, sheet
from scheduler.web.polls.fields import poll_form
from scheduler.web.polls.reading import read

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.models import Poll
    from scheduler.web.polls.fields import PollForm


@pages.get("/manage/polls/<uuid:ref>/edit")
@declare("manage")
def edit_poll(ref: UUID) -> ResponseReturnValue:
    """Show the form of a poll as it is stored."""
    poll = _poll(ref)
    form = poll_form(poll.programme, data=filling.stored(poll))
    return sheet.page(form, poll.programme, poll.event, poll)


@pages.post("/manage/polls/<uuid:ref>/edit")
@declare("manage")
@form_checks_csrf
def change_poll(ref: UUID) -> ResponseReturnValue:
    """Save a changed poll."""
    poll = _poll(ref)
    form = poll_form(poll.programme)
    if sheet.only_looks():
        return sheet.look(form, poll.programme, poll.event, poll)
    return _save(form, poll)


@pages.get("/manage/polls/<uuid:ref>/times")
@declare("manage")
def change_echo(ref: UUID) -> str:
    """Answer with a fragment: the times that the fields mean, in every city."""
    poll = _poll(ref)
    form = poll_form(poll.programme, formdata=request.args)
    reading = read(form, poll.programme, poll.event, now=clock.now(), stored=sheet.moments(poll))
    lines = sheet.lines(reading, poll.programme)
    return render_template("polls/_echo.html", lines=lines, told=False)


def _save(form: PollForm, poll: Poll) -> ResponseReturnValue:
    programme, event, now = poll.programme, poll.event, clock.now()
    reading = read(form, programme, event, now=now, stored=sheet.moments(poll))
    if not form.fresh() or reading.refusals:
        return sheet.again(form, programme, event, poll, reading=reading)
    version = version_of(form.version.data)
    try:
        with transaction():
            told = polling.change(poll, reading.proposal, version=version, by=get_me(), now=now)
    except errors.EditedMeanwhile:
        return _overtaken(form, poll)
    except errors.Invalid as refusal:
        reading.refusals += refused(refusal)
        return sheet.again(form, programme, event, poll, reading=reading)
    words = i18n.gettext("Saved.")
    flash(f"{words} {desk.on_their_way(told)}".strip(), "success")
    return redirect(url_for("web.manage_poll", ref=poll.ref), 303)


def _overtaken(form: PollForm, poll: Poll) -> ResponseReturnValue:
    """Say that somebody was first; the next press of the button knows of it."""
    form.version.data = str(poll.version)
    form.form_errors.append(
        i18n.gettext(
            "Somebody else has changed this poll meanwhile. Look at it as it is now on its page, "
            "and press the button again if yours is right."
        )
    )
    return sheet.page(form, poll.programme, poll.event, poll, status=409)


def _poll(ref: UUID) -> Poll:
    poll = polls.get_poll(str(ref))
    policy.require(get_me(), "poll.change", poll)
    if not poll.undecided:
        raise errors.PollDecided
    return poll
