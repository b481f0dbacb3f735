"""Moving an event: one small form for another date and hour, its length kept.

Decides only how the new time is typed and echoed; that everybody invited is told, the verb
decides. Who moves what somebody else has changed meanwhile is shown the new state first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import HiddenField, RadioField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import scheduling
from scheduler.actions.policy import declare
from scheduler.core import dates
from scheduler.db import transaction
from scheduler.queries import managing, outbox
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.conflicts import note
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused
from scheduler.web.planning import echoing, saving
from scheduler.web.planning.filling import typed
from scheduler.web.planning.offered import find_offered
from scheduler.web.planning.reading import Reader, Reading, at, checked

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event


class MoveForm(PageForm):
    """Another date and hour for an event."""

    start_date = StringField(i18n.lazy("Start date"))
    start_time = StringField(i18n.lazy("Start time"))
    fold = RadioField(
        i18n.lazy("The start comes twice that night. Which one is meant?"), validate_choice=False
    )
    version = HiddenField()


@pages.get("/manage/events/<slug>/time")
@declare("manage")
def move_event(slug: str) -> ResponseReturnValue:
    """Show when an event is, and ask for another time; the address may bring one along."""
    event = _event(slug)
    if event.repeats:
        return _to_meetings(slug)
    data = {"version": event.version} | (_offered(event) or _stored(event))
    return _page(MoveForm(data=data), event)


@pages.post("/manage/events/<slug>/time")
@declare("manage")
@form_checks_csrf
def move_event_to(slug: str) -> ResponseReturnValue:
    """Move an event, or show what the new time would be."""
    event, form = _event(slug), MoveForm()
    if event.repeats:
        return _to_meetings(slug)
    reading = _reading(form, event)
    if saving.only_looks():
        return _look(form, event, reading)
    if not form.fresh() or reading.refusals:
        return _again(form, event, reading.refusals)
    return _move(form, event, reading)


@pages.get("/manage/events/<slug>/time/echo")
@declare("manage")
def move_echo(slug: str) -> str:
    """Answer with a fragment: the new time in every city."""
    event = _event(slug)
    reading = _reading(MoveForm(formdata=request.args), event)
    said = echoing.echo(reading, event.programme, event)
    return render_template("planning/_echo.html", echo=said, live=True)


def _to_meetings(slug: str) -> ResponseReturnValue:
    """Lead to the meetings of a series, each of which is moved by itself."""
    return redirect(url_for("web.manage_event", slug=slug) + "#meetings", 303)


def _stored(event: Event) -> dict[str, str]:
    day, hour = typed(scheduling.plan_of(event).start)
    return {"start_date": day, "start_time": hour}


def _offered(event: Event) -> dict[str, str] | None:
    """Return the time of the address on the event's own clock, or None if there is none."""
    offered = find_offered(event.programme)
    if offered is None or event.zone is None or not event.timed:
        return None
    wall, fold = offered.wall(event.zone)
    day, hour = typed(wall)
    return {"start_date": day, "start_time": hour, "fold": str(fold)}


def _move(form: MoveForm, event: Event, reading: Reading) -> ResponseReturnValue:
    slug, version = event.slug, saving.version_of(form.version.data)
    plan = reading.plan
    try:
        with transaction():
            before = outbox.newest()
            moved = scheduling.move(
                event, plan.start, version=version, by=get_me(), now=clock.now(), fold=plan.fold
            )
            note(event)
            told = desk.on_their_way(outbox.written(event, after=before))
    except errors.EditedMeanwhile:
        return _overtaken(form, event)
    except errors.Invalid as refusal:
        return _again(form, event, refused(refusal))
    words = i18n.gettext("The event is moved.") if moved else i18n.gettext("Nothing was changed.")
    flash(f"{words} {told}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


def _overtaken(form: MoveForm, event: Event) -> ResponseReturnValue:
    """Show the time that is stored by now; the next press of the button knows of it."""
    form.version.data = str(event.version)
    form.form_errors.append(
        i18n.gettext(
            "Somebody else has changed this event meanwhile. Look at its time as it is now, "
            "and press the button again if it should still be moved."
        )
    )
    return _page(form, event, status=409)


def _look(form: MoveForm, event: Event, reading: Reading) -> ResponseReturnValue:
    if "take" in request.form:
        echoing.take(form, request.form["take"], reading)
        reading = _reading(form, event)
    _tell(form, reading.refusals)
    return _page(form, event)


def _again(form: MoveForm, event: Event, refusals: list[errors.Refusal]) -> ResponseReturnValue:
    _tell(form, refusals)
    return _page(form, event, status=REFUSED)


def _tell(form: MoveForm, refusals: list[errors.Refusal]) -> None:
    hour = "start_time" if "start_time" in form else "start_date"
    put(form, refusals, {"": "start_date", "start": hour, "end": hour, "zone": hour})


def _page(form: MoveForm, event: Event, *, status: int = 200) -> ResponseReturnValue:
    reading = _reading(form, event)
    content: dict[str, Any] = {
        "form": form,
        "event": event,
        "occurrence": when(event),
        "echo": echoing.echo(reading, event.programme, event, told=bool(form.errors)),
        "twice": echoing.offer_folds(form, reading),
        "invited": managing.open_invitations(event),
        "clock": desk.clock_of_event(event),
        "accent": event.programme.accent,
    }
    return render_template("planning/move.html", **content), status


def _reading(form: MoveForm, event: Event) -> Reading:
    """Return the event's plan at the time that was typed, as long as it is now."""
    plan, reader = scheduling.plan_of(event), Reader()
    day = reader.take(dates.parse_date, form.start_date, "start_date", required=True)
    start: Any = day
    if plan.timed:
        hour = reader.take(dates.parse_time, form.start_time, "start_time", required=True)
        start = at(day, hour)
    if start is None:
        return Reading(plan, reader.refusals, has_start=False)
    fold = int(form.fold.data) if form.fold.data in {"0", "1"} else None
    end = None if plan.end is None else start + (plan.end - plan.start)
    moved = replace(plan, start=start, end=end, fold=fold, end_fold=fold)
    reading = Reading(moved, reader.refusals)
    reading.refusals += checked(reading, event.programme)
    return reading


def _event(slug: str) -> Event:
    event = desk.get_event(slug, "event.change")
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    return event
