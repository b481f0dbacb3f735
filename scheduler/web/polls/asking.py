"""Asking: an organizer offers times to people, sees them in every city, and then sends.

Decides that nobody is asked before everything that was typed has been shown once more, with the
number of people on the button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import policy, polling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import agenda, polls, programmes
from scheduler.queries.naming import kind_words
from scheduler.queries.occurrences import when
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import refused
from scheduler.web.planning.fields import visibility_words
from scheduler.web.polls import filling, sheet
from scheduler.web.polls.fields import groups, poll_form
from scheduler.web.polls.reading import read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Programme
    from scheduler.web.polls.fields import PollForm
    from scheduler.web.polls.reading import Reading

NOT_CARRIED = {"csrf_token", "send", *sheet.LOOKS}


@pages.get("/manage/programmes/<slug>/polls/new")
@declare("manage")
def new_poll(slug: str) -> ResponseReturnValue:
    """Show an empty poll, with the times that the address brings along."""
    programme = _programme(slug)
    event = _event(programme)
    form = poll_form(programme, data=filling.blank(programme, get_me(), event))
    return sheet.page(form, programme, event)


@pages.post("/manage/programmes/<slug>/polls/new")
@declare("manage")
@form_checks_csrf
def open_poll(slug: str) -> ResponseReturnValue:
    """Ask, once everything has been shown."""
    programme = _programme(slug)
    event = _event(programme)
    form = poll_form(programme)
    if sheet.only_looks():
        return sheet.look(form, programme, event)
    return _send(form, programme, event)


@pages.get("/manage/programmes/<slug>/polls/times")
@declare("manage")
def poll_echo(slug: str) -> str:
    """Answer with a fragment: the times that the fields mean, in every city."""
    programme = _programme(slug)
    form = poll_form(programme, formdata=request.args)
    reading = read(form, programme, _event(programme), now=clock.now())
    return render_template("polls/_echo.html", lines=sheet.lines(reading, programme), told=False)


def _send(form: PollForm, programme: Programme, event: Event | None) -> ResponseReturnValue:
    """Show what would be asked; where that has been seen, ask."""
    reading = read(form, programme, event, now=clock.now())
    if not form.fresh() or reading.refusals:
        return sheet.again(form, programme, event, reading=reading)
    if "send" not in request.form:
        return _check(form, programme, event, reading)
    try:
        with transaction():
            poll = polling.open_poll(
                programme, reading.proposal, by=get_me(), now=clock.now(), event=event
            )
    except errors.Invalid as refusal:
        reading.refusals += refused(refusal)
        return sheet.again(form, programme, event, reading=reading)
    flash(_sent(len(reading.proposal.people)), "success")
    return redirect(url_for("web.manage_poll", ref=poll.ref), 303)


def _check(
    form: PollForm, programme: Programme, event: Event | None, reading: Reading
) -> ResponseReturnValue:
    poll = polling.imagined(programme, reading.proposal)
    chosen = {str(number) for number in reading.proposal.people}
    return render_template(
        "polls/check.html",
        programme=programme,
        poll=poll,
        event=event,
        occurrence=when(event) if event else None,
        offered=polls.offered(poll),
        deadline=polls.deadline(poll),
        people=[
            (group.name, [option.label.text for option in group.options if option.data in chosen])
            for group in groups(form, programme)
        ],
        asked=len(chosen),
        kind=kind_words(poll.kind),
        visible=visibility_words(poll.visibility),
        carried=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in NOT_CARRIED
        ],
        accent=programme.accent,
    )


def _sent(asked: int) -> str:
    return i18n.ngettext(
        "The question to %(num)s person is on its way.",
        "The question to %(num)s people is on its way.",
        asked,
    )


def _programme(slug: str) -> Programme:
    programme = programmes.get_programme(slug)
    policy.require(get_me(), "poll.create", programme)
    return programme


def _event(programme: Programme) -> Event | None:
    """Return the event that the address wants moved; EventNotMovable, NotFound."""
    slug = request.args.get("event")
    if not slug:
        return None
    if errors.has_control(slug):
        raise errors.NotFound
    event = agenda.get_event(slug)
    policy.require(get_me(), "event.change", event)
    if event.programme_id != programme.id:
        raise errors.NotFound
    polling.check_event(event)
    return event
