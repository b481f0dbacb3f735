"""The addresses of the event form: a new event, a change, and the echo while it is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import render_template, request

from scheduler import errors
from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.queries import agenda, programmes
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.planning import echoing, saving, showing
from scheduler.web.planning.editing import Editing
from scheduler.web.planning.fields import event_form
from scheduler.web.planning.filling import blank
from scheduler.web.planning.offered import find_offered
from scheduler.web.planning.reading import read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Programme


@pages.get("/manage/programmes/<slug>/events/new")
@declare("manage")
def new_event(slug: str) -> ResponseReturnValue:
    """Show an empty form, or one with the time that the address brings along."""
    programme = _programme(slug)
    offered = find_offered(programme)
    data = blank(programme, get_me()) | (offered.data() if offered else {})
    form = event_form(programme, data=data)
    return showing.page(form, programme, read(form, programme))


@pages.post("/manage/programmes/<slug>/events/new")
@declare("manage")
@form_checks_csrf
def draft_event(slug: str) -> ResponseReturnValue:
    """Write a draft."""
    programme = _programme(slug)
    form = event_form(programme)
    if saving.only_looks():
        return saving.look_at_new(form, programme)
    return saving.draft(form, programme)


@pages.get("/manage/events/<slug>/edit")
@declare("manage")
def edit_event(slug: str) -> ResponseReturnValue:
    """Show the form of an event as it is stored."""
    return Editing(_event(slug)).opened()


@pages.post("/manage/events/<slug>/edit")
@declare("manage")
@form_checks_csrf
def change_event(slug: str) -> ResponseReturnValue:
    """Save a changed event."""
    editing = Editing(_event(slug))
    form = editing.form()
    return saving.look(form, editing) if saving.only_looks() else saving.change(form, editing)


@pages.get("/manage/programmes/<slug>/times")
@declare("manage")
def echo(slug: str) -> ResponseReturnValue:
    """Answer with a fragment: the times that the fields mean, in every city."""
    programme = _programme(slug)
    form = event_form(programme, formdata=request.args)
    said = echoing.echo(read(form, programme), programme)
    return render_template("planning/_echo.html", echo=said, live=True)


@pages.get("/manage/events/<slug>/times")
@declare("manage")
def echo_of_event(slug: str) -> ResponseReturnValue:
    """Answer with a fragment likewise, for an event that is changed."""
    editing = Editing(_event(slug))
    reading, stored = editing.read(editing.form(formdata=request.args)), editing.plan()
    # Long texts are not sent along while one types: they are taken to be as they were.
    plan = replace(reading.plan, title=stored.title, description=stored.description)
    said = echoing.echo(replace(reading, plan=plan), editing.event.programme, editing.event)
    return render_template("planning/_echo.html", echo=said, live=True)


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
