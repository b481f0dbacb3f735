"""The programme of a visit, day by day: stops are added, changed and removed one at a time.

Decides how a stop is typed and what two organizers see who change the same visit at once: the
stop as it is stored by now, and what was typed still in the fields. The rules are `itinerary`'s.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import Form, FormField, HiddenField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import itinerary
from scheduler.actions.policy import declare
from scheduler.core import dates
from scheduler.db import transaction
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused, texts_field
from scheduler.web.planning.fields import pairs
from scheduler.web.planning.reading import Reader
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Programme, VisitItem

MOST_DIGITS = 3
LOCAL = "local"
"""The key under which a place's name stands as it is written there."""


class StopForm(PageForm):
    """One stop; `title` and `place` have a field for each language."""

    title: FormField[Form]
    place: FormField[Form]

    day = StringField(i18n.lazy("Day"))
    start = StringField(i18n.lazy("Start time"))
    end = StringField(i18n.lazy("End time"))
    local = StringField(i18n.lazy("Place as it is written there"))
    address = StringField(i18n.lazy("Address"))
    version = HiddenField()


@pages.get("/manage/events/<slug>/days")
@declare("manage")
def edit_days(slug: str) -> str:
    """Show the stops of a visit, day by day."""
    event = _visit(slug)
    items = sorted(event.visit.items if event.visit else [], key=_place)
    by_day = [(day, list(stops)) for day, stops in groupby(items, key=lambda item: item.day)]
    return render_template(
        "planning/days.html",
        event=event,
        occurrence=when(event),
        days=by_day,
        accent=event.programme.accent,
    )


@pages.get("/manage/events/<slug>/days/new")
@declare("manage")
def new_stop(slug: str) -> ResponseReturnValue:
    """Show an empty stop, on the day that the address names."""
    event = _visit(slug)
    data = {"day": request.args.get("day", "1"), "version": event.version}
    return _page(_form(event.programme, data=data), event)


@pages.post("/manage/events/<slug>/days/new")
@declare("manage")
@form_checks_csrf
def add_stop(slug: str) -> ResponseReturnValue:
    """Add a stop."""
    event = _visit(slug)
    return _save(_form(event.programme), event)


@pages.get("/manage/events/<slug>/days/<int:number>")
@declare("manage")
def edit_stop(slug: str, number: int) -> ResponseReturnValue:
    """Show a stop as it is stored."""
    event = _visit(slug)
    item = _item(event, number)
    data = _typed(itinerary.stop_of(item)) | {"version": event.version}
    return _page(_form(event.programme, data=data), event, item)


@pages.post("/manage/events/<slug>/days/<int:number>")
@declare("manage")
@form_checks_csrf
def change_stop(slug: str, number: int) -> ResponseReturnValue:
    """Save a changed stop."""
    event = _visit(slug)
    return _save(_form(event.programme), event, _item(event, number))


@pages.post("/manage/events/<slug>/days/<int:number>/removal")
@declare("manage")
def remove_stop(slug: str, number: int) -> ResponseReturnValue:
    """Take a stop out of the programme."""
    event = _visit(slug)
    item, version = _item(event, number), version_of(request.form.get("version"))
    with transaction():
        itinerary.remove_item(event, item, version=version, by=get_me(), now=clock.now())
    flash(i18n.gettext("The stop is removed."), "success")
    return redirect(url_for("web.edit_days", slug=slug), 303)


def _save(form: StopForm, event: Event, item: VisitItem | None = None) -> ResponseReturnValue:
    slug, version = event.slug, version_of(form.version.data)
    stop, wrong = _read(form)
    if not form.fresh() or wrong:
        return _again(form, event, item, wrong)
    said: dict[str, Any] = {"version": version, "by": get_me(), "now": clock.now()}
    try:
        with transaction():
            if item is None:
                itinerary.add_item(event, stop, **said)
            else:
                itinerary.change_item(event, item, stop, **said)
    except errors.EditedMeanwhile:
        return _overtaken(form, event, item)
    except errors.Invalid as refusal:
        return _again(form, event, item, refused(refusal))
    flash(i18n.gettext("Saved."), "success")
    return redirect(url_for("web.edit_days", slug=slug), 303)


def _overtaken(form: StopForm, event: Event, item: VisitItem | None) -> ResponseReturnValue:
    """Show what is stored by now; the next press of the button knows of it."""
    form.version.data = str(event.version)
    form.form_errors.append(
        i18n.gettext(
            "Somebody else has changed this visit meanwhile. Look at what is stored now, "
            "and press the button again if yours is right."
        )
    )
    return _page(form, event, item, status=409, stored=True)


def _again(
    form: StopForm, event: Event, item: VisitItem | None, refusals: list[errors.Refusal]
) -> ResponseReturnValue:
    put(form, refusals)
    return _page(form, event, item, status=REFUSED)


def _page(
    form: StopForm,
    event: Event,
    item: VisitItem | None = None,
    *,
    status: int = 200,
    stored: bool = False,
) -> ResponseReturnValue:
    content = {
        "form": form,
        "pairs": pairs,
        "event": event,
        "item": item,
        "stored": item if stored else None,
        "most": itinerary.days(event),
        "clock": desk.clock_of_event(event),
        "accent": event.programme.accent,
    }
    return render_template("planning/stop.html", **content), status


def _read(form: StopForm) -> tuple[itinerary.Stop, list[errors.Refusal]]:
    """Return the stop that was typed, and what could not be read of it."""
    reader = Reader()
    place = _texts(form.place) | {LOCAL: (form.local.data or "").strip()}
    stop = itinerary.Stop(
        title=_texts(form.title),
        day=reader.take(_number, form.day, "day"),
        start=reader.take(dates.parse_time, form.start, "start"),
        end=reader.take(dates.parse_time, form.end, "end"),
        place={code: text for code, text in place.items() if text},
        address=(form.address.data or "").strip(),
    )
    return stop, reader.refusals


def _number(text: str, *, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise errors.TooLarge(field=field, least=1, most=366)
    return int(text)


def _texts(texts: FormField[Form]) -> dict[str, str]:
    return {code: text for code, field in pairs(texts) if (text := (field.data or "").strip())}


def _typed(stop: itinerary.Stop) -> dict[str, Any]:
    return {
        "title": stop.title,
        "place": {code: text for code, text in stop.place.items() if code != LOCAL},
        "local": stop.place.get(LOCAL, ""),
        "address": stop.address,
        "day": "" if stop.day is None else str(stop.day),
        "start": f"{stop.start:%H:%M}" if stop.start else "",
        "end": f"{stop.end:%H:%M}" if stop.end else "",
    }


def _form(programme: Programme, **source: Any) -> StopForm:
    return _class(tuple(programme.languages))(**source)


@cache
def _class(languages: tuple[str, ...]) -> type[StopForm]:
    texts: dict[str, Any] = {
        "title": texts_field(i18n.lazy("Title"), languages),
        "place": texts_field(i18n.lazy("Place"), languages, place=1),
    }
    return type("StopForm", (StopForm,), texts)


def _place(item: VisitItem) -> tuple[bool, int, int]:
    return item.day is None, item.day or 0, item.position


def _visit(slug: str) -> Event:
    event = desk.get_event(slug, "event.change")
    if event.visit is None:
        raise errors.NotFound
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    return event


def _item(event: Event, number: int) -> VisitItem:
    """Return a stop of that visit by its row's number; NotFound."""
    items = event.visit.items if event.visit else []
    found = next((item for item in items if item.id == number), None)
    if found is None:
        raise errors.NotFound
    return found
