"""The planner's form: what may be asked, what it asks by itself, and what an address says of it.

Decides what stands in the fields when an address leaves them out: the next four weeks, an hour,
the cities of the event that is to be moved or else of the programme. Everything is text until
`reading` has understood it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, SelectField, SelectMultipleField, StringField

from scheduler import i18n
from scheduler.core import zones
from scheduler.web.planning.filling import FEW_CITIES, own_city

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from scheduler.models import City, Event, Person, Programme

USUAL = {"minutes": "60", "notice": "48", "step": "30"}
STEPS = ("15", "30", "60")
AHEAD, BEFORE = timedelta(days=27), timedelta(days=7)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_FIVE = 5


class PlannerForm(Form):
    """What is asked; `preferred` and `acceptable` have a field for each city that is chosen."""

    preferred: FormField[Form]
    acceptable: FormField[Form]

    first = StringField(i18n.lazy("From"), name="from")
    last = StringField(i18n.lazy("To"), name="to")
    minutes = StringField(i18n.lazy("Length in minutes"))
    cities = SelectMultipleField(i18n.lazy("Cities"), name="city", validate_choice=False)
    anchor = SelectField(i18n.lazy("Dates and hours of"), validate_choice=False)
    step = SelectField(i18n.lazy("It may begin"), validate_choice=False)
    notice = StringField(i18n.lazy("Notice in hours"))
    people = SelectMultipleField(i18n.lazy("People"), name="person", validate_choice=False)


def planner_form(programme: Programme, asked: MultiDict[str, str]) -> PlannerForm:
    """Return the form with what an address asks."""
    chosen = [city for city in programme.cities if city.slug in asked.getlist("city")]
    form = _class([city for city in chosen if city.announced])(asked)
    announced = [(c.slug, i18n.pick(c.name)) for c in programme.cities if c.announced]
    if len(announced) > FEW_CITIES:
        announced.sort(key=lambda choice: choice[1].casefold())
    pending = [(c.slug, i18n.pick(c.placeholder)) for c in programme.cities if not c.announced]
    form.cities.choices = [*announced, *pending]
    form.anchor.choices = announced
    form.step.choices = [
        ("15", i18n.gettext("at every quarter of an hour")),
        ("30", i18n.gettext("at the full and the half hour")),
        ("60", i18n.gettext("at the full hour")),
    ]
    return form


def completed(
    asked: MultiDict[str, str],
    programme: Programme,
    event: Event | None,
    by: Person,
    now: datetime,
) -> MultiDict[str, str]:
    """Return what an address asks, with the usual in place of what it leaves out."""
    found = MultiDict(asked)
    cities = _cities(programme, event, by)
    # A form that was sent without a city or a person leaves both out of its address.
    if "from" not in asked and "city" not in asked:
        found.setlist("city", [city.slug for city in cities])
    anchor = _anchor(cities, programme, event, by)
    first, last = _range(
        event, zones.to_wall(now, anchor.zone or "UTC").date() if anchor else now.date()
    )
    usual = USUAL | {
        "from": i18n.date_input(first),
        "to": i18n.date_input(last),
        "minutes": _length(event),
        "anchor": anchor.slug if anchor else "",
    }
    for name, value in usual.items():
        if name not in found:
            found[name] = value
    return found


def _cities(programme: Programme, event: Event | None, by: Person) -> Iterable[City]:
    if event is not None:
        return event.cities
    if len(programme.cities) <= FEW_CITIES:
        return programme.cities
    own = own_city(programme, by)
    return [own] if own else []


def _anchor(
    cities: Iterable[City], programme: Programme, event: Event | None, by: Person
) -> City | None:
    """Return whose dates are meant: the event's own city, else the organizer's, else the first."""
    announced = [city for city in cities if city.announced]
    if event is not None:
        hosts = [event.host_city, *announced]
        return next((city for city in hosts if city in announced and city.zone == event.zone), None)
    own = own_city(programme, by)
    return own if own in announced else next(iter(announced), None)


def _range(event: Event | None, today: date) -> tuple[date, date]:
    """Return the days that are looked through: four weeks, around the event where it lies ahead."""
    first = today + _DAY
    if event is not None:
        first = max(first, event.start_date - BEFORE)
    return first, first + AHEAD


def _length(event: Event | None) -> str:
    if event is None or not event.timed or event.end_date is None:
        return USUAL["minutes"]
    return str(max((event.end_utc - event.start_utc) // _MINUTE // _FIVE * _FIVE, _FIVE))


def _class(cities: Iterable[City]) -> type[PlannerForm]:
    """Return the form's class, with hours for each of the cities."""
    names = [(city.slug, i18n.pick(city.name)) for city in cities]
    hours: dict[str, Any] = {
        name: FormField(
            type("CityHours", (Form,), {slug: StringField(said) for slug, said in names}), label
        )
        for name, label in (
            ("preferred", i18n.lazy("Office hours")),
            ("acceptable", i18n.lazy("Acceptable hours")),
        )
    }
    return type("PlannerForm", (PlannerForm,), hours)
