"""One meeting of a series and all that follow, changed in the form of the event.

Decides what becomes of what was typed for the whole series, once it turns out that the series
has begun: it is kept, and counted from the next meeting on.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import request

from scheduler import errors, i18n
from scheduler.actions import scheduling
from scheduler.actions.policy import declare
from scheduler.core import dates
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf
from scheduler.web.meetings.finding import get_meeting
from scheduler.web.planning import repeating, saving
from scheduler.web.planning.editing import Following

if TYPE_CHECKING:
    from datetime import date, timedelta

    from flask.typing import ResponseReturnValue
    from wtforms import Field

    from scheduler.actions.scheduling import Plan
    from scheduler.web.planning.fields import EventForm


@pages.get("/manage/events/<slug>/meetings/<day>/following")
@declare("manage")
def edit_following(slug: str, day: str) -> ResponseReturnValue:
    """Show the form of the event, as the series goes on from that meeting."""
    return _editing(slug, day).opened()


@pages.post("/manage/events/<slug>/meetings/<day>/following")
@declare("manage")
@form_checks_csrf
def change_following(slug: str, day: str) -> ResponseReturnValue:
    """Save how the series goes on from that meeting."""
    editing = _editing(slug, day)
    form = editing.form()
    if "over" in request.form:
        return _taken_over(form, editing)
    return saving.look(form, editing) if saving.only_looks() else saving.change(form, editing)


def _editing(slug: str, day: str) -> Following:
    row = get_meeting(slug, day, "event.change")
    return Following(row.event, row.original)


def _taken_over(form: EventForm, editing: Following) -> ResponseReturnValue:
    """Show what was typed for the whole series, as it would be from this meeting on.

    The version stays the one that was looked at: what somebody else changed since is asked about.
    """
    stored, rest = scheduling.plan_of(editing.event), editing.plan()
    later = _first(rest) - _first(stored)
    for field in (form.start_date, form.end_date):
        _move(field, later)
    if form.count.data == repeating.filled(stored)["count"]:
        form.count.data = repeating.filled(rest)["count"]
    return editing.page(form)


def _first(plan: Plan) -> date:
    return plan.start.date() if isinstance(plan.start, datetime) else plan.start


def _move(field: Field, later: timedelta) -> None:
    """Put a date that was typed as many days later; what is no date stays as it was typed."""
    try:
        day = dates.parse_date(field.data or "") + later
    except (errors.Invalid, OverflowError):
        return
    field.data = i18n.date_input(day)
