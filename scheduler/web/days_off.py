"""The days off of a city: what the law says, what the city corrects, and the bridges between.

Decides how a day off and a working day are typed. The rules are `correcting`'s; what was typed
stays in the fields when one of them says no, or when somebody else was quicker.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import Form, FormField, HiddenField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import correcting, policy
from scheduler.actions.policy import declare
from scheduler.core import dates
from scheduler.core.holidays import Correction
from scheduler.db import transaction
from scheduler.queries import clocks, managing, programmes
from scheduler.queries import days_off as reads
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused, texts_field
from scheduler.web.planning.fields import pairs
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import City

AFTER_DATE = 10**6
"""The place of the names among the fields, in the summary of what is wrong as on the page."""


class CorrectionForm(PageForm):
    """A day off with its name in each language, or a working day: two forms of one page."""

    name: FormField[Form]

    day = StringField(i18n.lazy("Date of the day off"))
    worked = StringField(i18n.lazy("Date of the working day"))
    version = HiddenField()


@pages.get("/manage/cities/<slug>/days-off")
@declare("manage")
def city_days_off(slug: str) -> ResponseReturnValue:
    """Show the days off of a city in this year and the next, and where it may add one."""
    city = _city(slug)
    return _page(_form(city, data={"version": city.version}), city)


@pages.post("/manage/cities/<slug>/days-off")
@declare("manage")
@form_checks_csrf
def correct_day(slug: str) -> ResponseReturnValue:
    """Add a day off or a working day."""
    city = _city(slug)
    form = _form(city)
    day, wrong = _read(form)
    if not form.fresh() or wrong or day is None:
        return _again(form, city, wrong)
    return _save(form, city, day)


@pages.post("/manage/cities/<slug>/days-off/<day>/removal")
@declare("manage")
def remove_correction(slug: str, day: str) -> ResponseReturnValue:
    """Take a correction back."""
    city, version = _city(slug), version_of(request.form.get("version"))
    corrected = _corrected(day)
    try:
        with transaction():
            correcting.remove(city, corrected, version=version, by=get_me(), now=clock.now())
    except errors.EditedMeanwhile as overtaken:
        return _overtaken(_form(city), city, overtaken.current)
    said = i18n.gettext("The correction of %(day)s is removed.", day=i18n.date_long(corrected))
    flash(said, "success")
    return redirect(url_for("web.city_days_off", slug=slug), 303)


def _save(form: CorrectionForm, city: City, day: date) -> ResponseReturnValue:
    said, version = _said(form), version_of(form.version.data)
    try:
        with transaction():
            correcting.correct(city, day, said, version=version, by=get_me(), now=clock.now())
    except errors.EditedMeanwhile as overtaken:
        return _overtaken(form, city, overtaken.current)
    except errors.Invalid as refusal:
        return _again(form, city, refused(refusal))
    words = {"city": i18n.pick(city.name), "day": i18n.date_words(day)}
    off = i18n.gettext("%(city)s is off on %(day)s.", **words)
    flash(off if said.off else i18n.gettext("%(city)s works on %(day)s.", **words), "success")
    return redirect(url_for("web.city_days_off", slug=city.slug), 303)


def _overtaken(form: CorrectionForm, city: City, version: int) -> ResponseReturnValue:
    """Show what is stored by now; the next press of the button knows of it."""
    form.version.data = str(version)
    form.form_errors.append(
        i18n.gettext(
            "Somebody else has changed this city meanwhile. Look at the days below, "
            "and press the button again if it is still needed."
        )
    )
    return _page(form, city, status=409)


def _again(form: CorrectionForm, city: City, refusals: list[errors.Refusal]) -> ResponseReturnValue:
    put(form, refusals, {} if _is_off() else {"day": "worked"})
    return _page(form, city, status=REFUSED)


def _page(form: CorrectionForm, city: City, *, status: int = 200) -> ResponseReturnValue:
    today = clocks.today_in([city], now=clock.now()).date()
    next_year = date(today.year + 1, 12, 31)
    found = reads.special_days(city, today, next_year)
    content: dict[str, Any] = {
        "city": city,
        "form": form,
        "names": pairs(form.name),
        "years": {
            year: [special for special in found if special.day.year == year]
            for year in (today.year, next_year.year)
        },
        "others": [
            special
            for special in reads.corrected_days(city)
            if not today <= special.day <= next_year
        ],
    }
    return render_template("cities/days_off.html", **content), status


def _read(form: CorrectionForm) -> tuple[date | None, list[errors.Refusal]]:
    """Return the date that was typed in the form that was sent, and what is wrong with it."""
    typed = (form.day if _is_off() else form.worked).data or ""
    if not typed.strip():
        return None, [errors.Missing(field="day")]
    try:
        return dates.parse_date(typed, field="day"), []
    except errors.Invalid as refusal:
        return None, [refusal]


def _said(form: CorrectionForm) -> Correction:
    names = {code: (field.data or "").strip() for code, field in pairs(form.name)}
    return Correction(off=True, names=names) if _is_off() else Correction(off=False)


def _is_off() -> bool:
    """Tell whether the form of a day off was sent, not the one of a working day."""
    return "worked" not in request.form


def _corrected(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError as no_date:
        raise errors.NotFound from no_date


def _form(city: City, **source: Any) -> CorrectionForm:
    return _class(tuple(managing.languages_of(city)))(**source)


@cache
def _class(languages: tuple[str, ...]) -> type[CorrectionForm]:
    name: Any = texts_field(i18n.lazy("Name of the day off"), languages, place=AFTER_DATE)
    return type("CorrectionForm", (CorrectionForm,), {"name": name})


def _city(slug: str) -> City:
    city = programmes.get_city(slug)
    policy.require(get_me(), "city.change", city)
    if not city.announced:
        raise errors.NotFound
    return city
