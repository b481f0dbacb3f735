"""The addresses of the event form: a new event, a change, and the echo while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from scheduler import errors
from scheduler.actions import policy, scheduling
from scheduler.actions.policy import declare
from scheduler.queries import agenda, programmes
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.planning import conflict, echoing, saving
from scheduler.web.planning.fields import event_form
from scheduler.web.planning.filling import blank, filled
from scheduler.web.planning.reading import read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Programme


@pages.get("/manage/programmes/<slug>/events/new")
@declare("manage")
def new_event(slug: str) -> ResponseReturnValue:
    """Show an empty form."""
    programme = _programme(slug)
    form = event_form(programme, data=blank(programme, get_me()))
    return saving.page(form, programme)


@pages.post("/manage/programmes/<slug>/events/new")
@declare("manage")
@form_checks_csrf
def draft_event(slug: str) -> ResponseReturnValue:
    """Write a draft."""
    programme = _programme(slug)
    form = event_form(programme)
    return saving.look(form, programme) if saving.only_looks() else saving.draft(form, programme)


@pages.get("/manage/events/<slug>/edit")
@declare("manage")
def edit_event(slug: str) -> ResponseReturnValue:
    """Show the form of an event as it is stored."""
    event = _event(slug)
    plan = scheduling.plan_of(event)
    data = {"version": event.version, "seen": conflict.seen(plan)}
    form = event_form(event.programme, data=filled(plan, event.programme) | data)
    return saving.page(form, event.programme, event)


@pages.post("/manage/events/<slug>/edit")
@declare("manage")
@form_checks_csrf
def change_event(slug: str) -> ResponseReturnValue:
    """Save a changed event."""
    event = _event(slug)
    form = event_form(event.programme)
    if saving.only_looks():
        return saving.look(form, event.programme, event)
    return saving.change(form, event)


@pages.get("/manage/programmes/<slug>/times")
@declare("manage")
def echo(slug: str) -> ResponseReturnValue:
    """Answer with a fragment: the times that the fields mean, in every city."""
    programme = _programme(slug)
    form = event_form(programme, formdata=request.args)
    said = echoing.echo(read(form, programme), programme)
    return render_template("planning/_echo.html", echo=said)


def _programme(slug: str) -> Programme:
    programme = programmes.get_programme(slug)
    policy.require(get_me(), "event.create", programme)
    return programme


def _event(slug: str) -> Event:
    event = agenda.get_event(slug)
    policy.require(get_me(), "event.change", event)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    return event
