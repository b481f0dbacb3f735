"""The calendars that a programme follows: added, looked at, paused, changed and removed.

Decides how one is typed and how the last fetch is told. Nothing is fetched while a page is asked
for: a worker does it, and the page says what came of it. The address is never shown again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for
from wtforms import Form, FormField, HiddenField, SelectField, SelectMultipleField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import following, policy
from scheduler.actions.following import Outside
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import followed, programmes
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused, texts_field
from scheduler.web.planning.fields import pairs
from scheduler.web.planning.saving import version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from scheduler.models import FollowedCalendar, Programme

SHOWN = 10
"""So many of a calendar's next entries are shown."""
ONE = "/manage/programmes/<slug>/calendars/<int:number>"


class FollowingForm(PageForm):
    """A followed calendar; `name` has a field for each language."""

    name: FormField[Form]

    address = StringField(i18n.lazy("Address of the calendar"))
    cities = SelectMultipleField(i18n.lazy("Cities that it concerns"), validate_choice=False)
    zone = SelectField(i18n.lazy("Hours that name no time zone"), validate_choice=False)
    version = HiddenField()


@pages.get("/manage/programmes/<slug>/calendars")
@declare("manage")
def followed_calendars(slug: str) -> str:
    """List the calendars that a programme follows."""
    programme = _programme(slug)
    found = followed.calendars(programme)
    return render_template("following/list.html", found=found, **_shared(programme))


@pages.get("/manage/programmes/<slug>/calendars/new")
@declare("manage")
def new_followed(slug: str) -> ResponseReturnValue:
    """Show the empty form of a followed calendar."""
    programme = _programme(slug)
    first = next((city.zone for city in programme.cities if city.zone), "")
    return _page(_form(programme, data={"zone": first}), programme)


@pages.post("/manage/programmes/<slug>/calendars/new")
@declare("manage")
@form_checks_csrf
def follow_calendar(slug: str) -> ResponseReturnValue:
    """Follow one more calendar."""
    programme = _programme(slug)
    form = _form(programme)
    said, me, now = _read(form), get_me(), clock.now()
    return _save(form, programme, lambda: following.follow(programme, said, by=me, now=now))


@pages.get(ONE)
@declare("manage")
def followed_calendar(slug: str, number: int) -> str:
    """Show what was read of a calendar, when, and how that went."""
    programme = _programme(slug)
    found = followed.get_calendar(programme, number)
    coming = followed.coming(found, now=clock.now(), most=SHOWN)
    return render_template(
        "following/calendar.html", found=found, coming=coming, **_shared(programme)
    )


@pages.get(f"{ONE}/edit")
@declare("manage")
def edit_followed(slug: str, number: int) -> ResponseReturnValue:
    """Show the form of a followed calendar; its address is not in it."""
    programme = _programme(slug)
    found = followed.get_calendar(programme, number)
    return _page(_form(programme, data=_stored(found)), programme, found)


@pages.post(f"{ONE}/edit")
@declare("manage")
@form_checks_csrf
def change_followed(slug: str, number: int) -> ResponseReturnValue:
    """Write anew what is said of a followed calendar."""
    programme = _programme(slug)
    found, form = followed.get_calendar(programme, number), _form(programme)
    said, version, me, now = _read(form), version_of(form.version.data), get_me(), clock.now()

    def change() -> FollowedCalendar:
        following.change(found, said, version=version, by=me, now=now)
        return found

    return _save(form, programme, change, found)


@pages.post(f"{ONE}/fetch")
@declare("manage")
def fetch_followed(slug: str, number: int) -> ResponseReturnValue:
    """Have a worker fetch a calendar now."""
    found = _found(slug, number)
    with transaction():
        following.fetch_now(found, by=get_me(), now=clock.now())
    flash(_soon(), "success")
    return _back(slug, number)


@pages.post(f"{ONE}/pause")
@declare("manage")
def pause_followed(slug: str, number: int) -> ResponseReturnValue:
    """Stop following a calendar for a while."""
    found = _found(slug, number)
    with transaction():
        following.pause(found, by=get_me(), now=clock.now())
    flash(i18n.gettext("Paused. Its entries no longer count in planning."), "success")
    return _back(slug, number)


@pages.post(f"{ONE}/resume")
@declare("manage")
def resume_followed(slug: str, number: int) -> ResponseReturnValue:
    """Follow a paused calendar again."""
    found = _found(slug, number)
    with transaction():
        following.resume(found, by=get_me(), now=clock.now())
    flash(_soon(), "success")
    return _back(slug, number)


@pages.get(f"{ONE}/removal")
@declare("manage")
def ask_unfollow(slug: str, number: int) -> str:
    """Ask whether a calendar is really to be removed."""
    programme = _programme(slug)
    found = followed.get_calendar(programme, number)
    return render_template("following/removal.html", found=found, **_shared(programme))


@pages.post(f"{ONE}/removal")
@declare("manage")
def unfollow_calendar(slug: str, number: int) -> ResponseReturnValue:
    """Remove a calendar and its entries."""
    found = _found(slug, number)
    name = i18n.pick(found.name)
    with transaction():
        following.unfollow(found, by=get_me(), now=clock.now())
    flash(i18n.gettext("Removed: %(name)s.", name=name), "success")
    return redirect(url_for("web.followed_calendars", slug=slug), 303)


def _save(
    form: FollowingForm,
    programme: Programme,
    verb: Callable[[], FollowedCalendar],
    found: FollowedCalendar | None = None,
) -> ResponseReturnValue:
    """Do it and show the calendar, or show the form again with what was typed."""
    if not form.fresh():
        return _page(form, programme, found, status=REFUSED)
    try:
        with transaction():
            number = verb().id
    except errors.EditedMeanwhile as overtaken:
        return _overtaken(form, programme, found, overtaken.current)
    except errors.Invalid as refusal:
        put(form, refused(refusal))
        return _page(form, programme, found, status=REFUSED)
    flash(i18n.gettext("Saved."), "success")
    return _back(programme.slug, number)


def _overtaken(
    form: FollowingForm, programme: Programme, found: FollowedCalendar | None, version: int
) -> ResponseReturnValue:
    form.version.data = str(version)
    form.form_errors.append(
        i18n.gettext(
            "Somebody else has changed this calendar meanwhile. Look at it on its page, "
            "and press the button again if yours is right."
        )
    )
    return _page(form, programme, found, status=409)


def _page(
    form: FollowingForm,
    programme: Programme,
    found: FollowedCalendar | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    content = {"form": form, "names": pairs(form.name), "found": found}
    return render_template("following/form.html", **content, **_shared(programme)), status


def _shared(programme: Programme) -> dict[str, Any]:
    return {
        "programme": programme,
        "accent": programme.accent,
        "clock": desk.clock_of(programme.cities),
        "announced": [city for city in programme.cities if city.announced],
        "followed": followed,
    }


def _form(programme: Programme, **source: Any) -> FollowingForm:
    form = _class(tuple(programme.languages))(**source)
    form.cities.choices = [
        (city.slug, i18n.pick(city.name) or i18n.pick(city.placeholder))
        for city in programme.cities
    ]
    clocks: dict[str, str] = {}
    for city in programme.cities:
        if city.zone:
            name = i18n.pick(city.name)
            clocks.setdefault(city.zone, i18n.gettext("on the clock of %(city)s", city=name))
    form.zone.choices = [*clocks.items(), ("", i18n.gettext("leave such entries out"))]
    return form


@cache
def _class(languages: tuple[str, ...]) -> type[FollowingForm]:
    name: Any = texts_field(i18n.lazy("Name"), languages)
    return type("FollowingForm", (FollowingForm,), {"name": name})


def _read(form: FollowingForm) -> Outside:
    return Outside(
        name={code: (field.data or "").strip() for code, field in pairs(form.name)},
        address=form.address.data or "",
        cities=tuple(form.cities.data or ()),
        zone=form.zone.data or None,
    )


def _stored(found: FollowedCalendar) -> dict[str, Any]:
    return {
        "name": found.name,
        "cities": [city.slug for city in found.cities],
        "zone": found.zone or "",
        "version": found.version,
    }


def _soon() -> str:
    return i18n.gettext("It is fetched within a minute. Open this page again to see what came.")


def _back(slug: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("web.followed_calendar", slug=slug, number=number), 303)


def _found(slug: str, number: int) -> FollowedCalendar:
    return followed.get_calendar(_programme(slug), number)


def _programme(slug: str) -> Programme:
    found = programmes.get_programme(slug)
    policy.require(get_me(), "calendar.follow", found)
    return found
