"""The cities of one's programmes, and the one form in which a city is announced.

Decides how a city's name, country, zone and office hours are typed. With the last button every
page that said „предстои обявяване“ says its name; nothing else has to be done.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from flask import flash, redirect, render_template, request, url_for
from wtforms import Form, FormField, SelectField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import announcing, policy
from scheduler.actions.announcing import Announcement
from scheduler.actions.policy import declare
from scheduler.core import dates, zones
from scheduler.core.hours import WEEKDAYS
from scheduler.db import transaction
from scheduler.queries import clocks, managing, programmes
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused, texts_field

if TYPE_CHECKING:
    from datetime import time

    from flask.typing import ResponseReturnValue

    from scheduler.models import City

WORKING_DAYS = WEEKDAYS[:5]
OPENS, CLOSES = "09:00", "17:00"
NEXT = i18n.lazy("Next, add the people of the city under “People” of the programme.")
COUNTRY = 2
"""The length of a country's code; longer ones are continents."""
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


class Span(Form):
    """From when until when."""

    opens = StringField(i18n.lazy("from"))
    closes = StringField(i18n.lazy("to"))


class AnnouncementForm(PageForm):
    """Which city it is; `name` has a field for each language."""

    name: FormField[Form]

    local_name = StringField(i18n.lazy("Name in its own script"))
    country = SelectField(i18n.lazy("Country"), validate_choice=False)
    zone = StringField(i18n.lazy("Time zone"))
    pause = FormField(Span, i18n.lazy("Break"))
    mon = FormField(Span, i18n.lazy("Monday"))
    tue = FormField(Span, i18n.lazy("Tuesday"))
    wed = FormField(Span, i18n.lazy("Wednesday"))
    thu = FormField(Span, i18n.lazy("Thursday"))
    fri = FormField(Span, i18n.lazy("Friday"))
    sat = FormField(Span, i18n.lazy("Saturday"))
    sun = FormField(Span, i18n.lazy("Sunday"))


@pages.get("/manage/cities")
@declare("manage")
def manage_cities() -> str:
    """List the cities of one's programmes with the time there now."""
    found = managing.cities_managed(desk.my_programmes())
    shown = list(zip(found, clocks.clocks(found, now=clock.now()), strict=True))
    return render_template(
        "cities/list.html",
        pending=[city for city in found if not city.announced],
        announced=[pair for pair in shown if pair[0].announced],
        countries=_country_names(),
    )


@pages.get("/manage/cities/<slug>/announcement")
@declare("manage")
def announce_city(slug: str) -> ResponseReturnValue:
    """Show the form in which a city is announced."""
    city = _city(slug)
    usual = {"opens": OPENS, "closes": CLOSES}
    return _page(_form(city, data=dict.fromkeys(WORKING_DAYS, usual)), city)


@pages.post("/manage/cities/<slug>/announcement")
@declare("manage")
@form_checks_csrf
def announce_city_as(slug: str) -> ResponseReturnValue:
    """Announce a city, or show what time it is there."""
    city = _city(slug)
    form = _form(city)
    if "preview" in request.form:
        return _page(form, city)
    said, wrong = _read(form)
    wrong += announcing.refusals(said)
    return _announce(form, city, said) if form.fresh() and not wrong else _again(form, city, wrong)


@pages.get("/manage/cities/<slug>/announcement/echo")
@declare("manage")
def city_echo(slug: str) -> str:
    """Answer with a fragment: what time it is now in the zone that was typed."""
    _city(slug)
    zone = _meant(request.args.get("zone", ""))
    return render_template("cities/_echo.html", told=False, **_now_in(zone))


def _announce(form: AnnouncementForm, city: City, said: Announcement) -> ResponseReturnValue:
    try:
        with transaction():
            announcing.announce(city, said, by=get_me(), now=clock.now())
    except errors.Invalid as refusal:
        return _again(form, city, refused(refusal))
    announced = i18n.gettext("%(city)s is announced.", city=i18n.pick(said.name))
    flash(f"{announced} {i18n.gettext(NEXT)}", "success")
    return redirect(url_for("web.manage_cities"), 303)


def _again(
    form: AnnouncementForm, city: City, refusals: list[errors.Refusal]
) -> ResponseReturnValue:
    put(form, refusals, {"hours": "mon.opens"})
    return _page(form, city, status=REFUSED)


def _page(form: AnnouncementForm, city: City, *, status: int = 200) -> ResponseReturnValue:
    content: dict[str, Any] = {
        "form": form,
        "names": [(field.short_name, field) for field in form.name.form],
        "days": [(form[day], day) for day in WEEKDAYS],
        "city": city,
        "zones": _offered(form.country.data or ""),
        **_now_in(_meant(form.zone.data or "")),
        "told": bool(form.zone.errors),
    }
    return render_template("cities/announcement.html", **content), status


def _meant(typed: str) -> str:
    """Return the zone that was meant, or what was typed where it is none."""
    return zones.find_zone(typed) or typed.strip()


def _offered(country: str) -> list[str]:
    """Return the zones to choose from, those of the chosen country first."""
    return list(dict.fromkeys([*zones.zones_of_country(country), *zones.offered()]))


def _now_in(zone: str) -> dict[str, Any]:
    """Return what the echo shows: the wall time and offset now in a zone, or that it is none."""
    if not zones.is_zone(zone):
        return {"zone": zone, "wall": None, "offset": None}
    now = clock.now()
    return {"zone": zone, "wall": zones.to_wall(now, zone), "offset": zones.offset(now, zone)}


def _form(city: City, **source: Any) -> AnnouncementForm:
    form = _class(tuple(managing.languages_of(city)))(**source)
    form.country.choices = [("", "–"), *_countries()]
    return form


@cache
def _class(languages: tuple[str, ...]) -> type[AnnouncementForm]:
    name: Any = texts_field(i18n.lazy("Name"), languages)
    return type("AnnouncementForm", (AnnouncementForm,), {"name": name})


def _read(form: AnnouncementForm) -> tuple[Announcement, list[errors.Refusal]]:
    """Return what was typed, and what could not be read of it."""
    wrong: list[errors.Refusal] = []
    pause = _span(form, "pause", wrong)
    spans = {day: _span(form, day, wrong) for day in WEEKDAYS}
    names = {field.short_name: (field.data or "").strip() for field in form.name.form}
    said = Announcement(
        name=names,
        country=form.country.data or "",
        zone=_meant(form.zone.data or ""),
        local_name=(form.local_name.data or "").strip(),
        hours={day: _with_pause(span, pause) for day, span in spans.items() if span},
    )
    return said, wrong


def _span(
    form: AnnouncementForm, name: str, wrong: list[errors.Refusal]
) -> tuple[time, time] | None:
    """Return from when until when a field says; None where it is empty or cannot be read."""
    typed = {end: (form[name].form[end].data or "").strip() for end in ("opens", "closes")}
    if not any(typed.values()):
        return None
    try:
        opens, closes = (
            dates.parse_time(text, field=f"{name}.{end}") for end, text in typed.items()
        )
    except errors.Invalid as refusal:
        wrong.append(refusal)
        return None
    if opens >= closes:
        wrong.append(errors.HoursUnreadable(field=f"{name}.closes"))
    return opens, closes


def _with_pause(span: tuple[time, time], pause: tuple[time, time] | None) -> list[list[str]]:
    """Return a day's hours as they are stored, the break taken out where it falls within."""
    edges = [*span]
    if pause and span[0] < pause[0] and pause[1] < span[1]:
        edges = [span[0], *pause, span[1]]
    words = [f"{edge:%H:%M}" for edge in edges]
    return [words[at : at + 2] for at in range(0, len(words), 2)]


def _city(slug: str) -> City:
    city = programmes.get_city(slug)
    policy.require(get_me(), "city.announce", city)
    if city.announced:
        raise errors.CityAlreadyAnnounced
    return city


def _countries() -> list[tuple[str, str]]:
    return sorted(_country_names().items(), key=lambda item: item[1].casefold())


def _country_names() -> dict[str, str]:
    """Return every country by its code, in the current language (CLDR)."""
    territories = Locale.parse(i18n.CLDR.get(i18n.locale(), i18n.locale())).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == COUNTRY and code.isalpha() and code not in NO_COUNTRIES
    }
