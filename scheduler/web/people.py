"""The people of a programme: who they are, where and in which role; added, changed, taken out.

Decides how a person is typed. One line of the list is one role: somebody with two stands there
twice. An address is never changed here, because whoever has it can sign in by it.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for
from wtforms import BooleanField, Form, FormField, SelectField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import enrolling, policy
from scheduler.actions.enrolling import Details
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import people as reads
from scheduler.queries import programmes
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, PageForm, put, refused, texts_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from scheduler.models import Programme
    from scheduler.queries.people import Member


class PersonForm(PageForm):
    """One person in one role; `salutation` has a field for each language."""

    salutation: FormField[Form]

    email = StringField(i18n.lazy("E-mail address"))
    given_name = StringField(i18n.lazy("Given name"))
    family_name = StringField(i18n.lazy("Family name"))
    native_name = StringField(i18n.lazy("Name in its own script"))
    city = SelectField(i18n.lazy("City"), validate_choice=False)
    language = SelectField(i18n.lazy("Language of our messages"), validate_choice=False)
    role = SelectField(i18n.lazy("Role"), validate_choice=False)
    coordinator = BooleanField(i18n.lazy("Coordinator of the city"))


@pages.get("/manage/programmes/<slug>/people")
@declare("manage")
def people(slug: str) -> str:
    """List the people of a programme by city."""
    programme = _programme(slug, "people.see")
    members = reads.members(programme)
    groups = [(city, list(them)) for city, them in groupby(members, key=lambda one: one.city)]
    return render_template(
        "people/list.html",
        groups=groups,
        empty=[city for city in programme.cities if city not in dict(groups)],
        number=len({member.person.id for member in members}),
        **_shared(programme),
    )


@pages.get("/manage/programmes/<slug>/people/new")
@declare("manage")
def new_person(slug: str) -> ResponseReturnValue:
    """Show the empty form of a person."""
    programme = _programme(slug)
    given = {"role": "participant", "language": programme.languages[0]}
    return _page(_form(programme, data=given), programme)


@pages.post("/manage/programmes/<slug>/people/new")
@declare("manage")
@form_checks_csrf
def add_person(slug: str) -> ResponseReturnValue:
    """Add a person to the programme."""
    programme = _programme(slug)
    form = _form(programme)
    said, known = _read(form), reads.find_by_email(form.email.data or "") is not None

    def add() -> str:
        person = enrolling.add_person(programme, said, by=get_me(), now=clock.now())
        return _added(person.name, known=known)

    return _save(form, programme, add)


@pages.get("/manage/programmes/<slug>/people/<int:number>")
@declare("manage")
def edit_person(slug: str, number: int) -> ResponseReturnValue:
    """Show what is known of a person, to be changed."""
    programme = _programme(slug)
    member = reads.get_member(programme, number)
    return _page(_form(programme, data=_stored(member)), programme, member=member)


@pages.post("/manage/programmes/<slug>/people/<int:number>")
@declare("manage")
@form_checks_csrf
def change_person(slug: str, number: int) -> ResponseReturnValue:
    """Write anew what is known of a person."""
    programme = _programme(slug)
    member = reads.get_member(programme, number)
    form = _form(programme)
    form.email.data = member.person.email

    def change() -> str:
        enrolling.change_person(programme, number, _read(form), by=get_me(), now=clock.now())
        return i18n.gettext("Saved: %(name)s.", name=member.person.name)

    return _save(form, programme, change, member=member)


@pages.get("/manage/programmes/<slug>/people/<int:number>/removal")
@declare("manage")
def ask_removal(slug: str, number: int) -> str:
    """Ask whether that role is really to be taken away."""
    programme = _programme(slug)
    member = reads.get_member(programme, number)
    return render_template("people/removal.html", member=member, **_shared(programme))


@pages.post("/manage/programmes/<slug>/people/<int:number>/removal")
@declare("manage")
def remove_role(slug: str, number: int) -> ResponseReturnValue:
    """Take a role away; the person's entry stays."""
    programme = _programme(slug)
    name = reads.get_member(programme, number).person.name
    with transaction():
        enrolling.take_role(programme, number, by=get_me(), now=clock.now())
    flash(i18n.gettext("Removed: %(name)s.", name=name), "success")
    return redirect(url_for("web.people", slug=slug), 303)


def _save(
    form: PersonForm,
    programme: Programme,
    verb: Callable[[], str],
    *,
    member: Member | None = None,
) -> ResponseReturnValue:
    """Do it and say so, or show the form again with what was typed."""
    slug = programme.slug
    if not form.fresh():
        return _page(form, programme, member=member, status=REFUSED)
    try:
        with transaction():
            done = verb()
    except (errors.Invalid, errors.LastOrganizer) as refusal:
        put(form, refused(refusal))
        return _page(form, programme, member=member, status=REFUSED)
    flash(done, "success")
    return redirect(url_for("web.people", slug=slug), 303)


def _added(name: str, *, known: bool) -> str:
    if not known:
        return i18n.gettext("Added: %(name)s.", name=name)
    return i18n.gettext(
        "Added: %(name)s. This address was known already, so what is written of the person stays.",
        name=name,
    )


def _page(
    form: PersonForm, programme: Programme, *, member: Member | None = None, status: int = 200
) -> ResponseReturnValue:
    salutations = [(field.short_name, field) for field in form.salutation.form]
    content = {"form": form, "salutations": salutations, "member": member}
    return render_template("people/form.html", **content, **_shared(programme)), status


def _shared(programme: Programme) -> dict[str, Any]:
    return {"programme": programme, "accent": programme.accent, "role_words": _role_words()}


def _form(programme: Programme, **source: Any) -> PersonForm:
    form = _class(tuple(programme.languages))(**source)
    announced = [(c.slug, i18n.pick(c.name)) for c in programme.cities if c.announced]
    everywhere = ("", i18n.gettext("The whole programme (organizers only)"))
    form.city.choices = [*announced, everywhere]
    form.language.choices = [(code, i18n.language_words(code)) for code in programme.languages]
    form.role.choices = list(_role_words().items())
    return form


@cache
def _class(languages: tuple[str, ...]) -> type[PersonForm]:
    salutation = texts_field(i18n.lazy("Salutation"), languages)
    return type("PersonForm", (PersonForm,), {"salutation": salutation})


def _read(form: PersonForm) -> Details:
    def typed(name: str) -> str:
        return (form[name].data or "").strip()

    return Details(
        email=typed("email"),
        given_name=typed("given_name"),
        family_name=typed("family_name"),
        native_name=typed("native_name"),
        city=typed("city"),
        language=typed("language"),
        role=typed("role"),
        coordinator=bool(form.coordinator.data),
        salutation={f.short_name: (f.data or "").strip() for f in form.salutation.form},
    )


def _stored(member: Member) -> dict[str, Any]:
    person = member.person
    return {
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "native_name": person.native_name,
        "city": member.city.slug if member.city else "",
        "language": person.language,
        "role": member.role.kind,
        "coordinator": member.coordinator,
        "salutation": person.salutation,
    }


def _role_words() -> dict[str, str]:
    return {
        "participant": i18n.gettext("participant"),
        "organizer": i18n.gettext("organizer"),
        "delegate": i18n.gettext("delegate"),
    }


def _programme(slug: str, permission: str = "people.change") -> Programme:
    found = programmes.get_programme(slug)
    policy.require(get_me(), permission, found)
    return found
