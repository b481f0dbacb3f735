"""A delegate's registration: the questions, the check of the answers, and the manage link.

The questions travel from page to page in the form itself, so that nothing is stored before the
last button, and "change" loses nothing. The browser that registered hears what it got, never
the manage link: that goes to the address alone. Opening a link changes nothing, ever.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, session, url_for
from wtforms import RadioField, StringField, ValidationError

from scheduler import clock, errors, i18n
from scheduler.actions import policy, registering
from scheduler.actions.policy import declare
from scheduler.actions.registering.application import checked
from scheduler.db import transaction
from scheduler.queries import agenda, openings, personal, roster
from scheduler.queries.occurrences import when
from scheduler.queries.vacancies import vacancies
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, me
from scheduler.web.forms import REFUSED, PageForm, put, refused
from scheduler.web.refusals import status_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue
    from wtforms import Field

    from scheduler.models import Event, Person, Registration

RECEIVED = "received"
"""Where the session remembers what was registered here: the event's slug, the registration's ref
(empty where the address had one already)."""


class Questions(PageForm):
    """What a delegate is asked. The choices are the visit's; what is none of them is refused."""

    name = StringField(i18n.lazy("Name"))
    city = RadioField(i18n.lazy("City"), choices=[], validate_choice=False)
    email = StringField(i18n.lazy("E-mail address"))
    language = RadioField(i18n.lazy("Language of our messages"), choices=[], validate_choice=False)

    def validate_name(self, field: Field) -> None:
        """Say that a name is missing, or that no border guard can read it."""
        if not (name := (field.data or "").strip()):
            raise ValidationError(i18n.gettext("Enter your name."))
        if not any(unicodedata.name(letter, "").startswith("LATIN ") for letter in name):
            raise ValidationError(
                i18n.gettext("Write the name in Latin letters, as in the passport.")
            )

    def validate_city(self, field: RadioField) -> None:
        """Say that no city of the visit was chosen."""
        if field.data not in (field.choices or ()):
            raise ValidationError(i18n.gettext("Choose your city."))

    def validate_email(self, field: Field) -> None:
        """Say that an address is missing."""
        if not (field.data or "").strip():
            raise ValidationError(i18n.gettext("Enter your e-mail address."))

    def validate_language(self, field: RadioField) -> None:
        """Say that no language of the programme was chosen."""
        if field.data not in (field.choices or ()):
            raise ValidationError(i18n.gettext("Choose the language of our messages."))

    def application(self) -> registering.Application:
        """Return what was typed; what was not sent is empty."""
        names = ("name", "email", "city", "language")
        return registering.Application(**{name: self[name].data or "" for name in names})

    def passes(self, event: Event) -> bool:
        """Tell whether everything can be registered; put on the fields what cannot."""
        self.fresh()
        try:
            checked(event, self.application())
        except errors.Several as several:
            told = {name for name, messages in self.errors.items() if messages}
            put(self, [each for each in several.refusals if each.field not in told])
        return not self.errors


@pages.get("/events/<slug>/registration")
@declare("public")
def register(slug: str) -> ResponseReturnValue:
    """Ask a delegate the questions, or say why nobody can register now."""
    event = _get_visit(slug)
    if openings.state(event, now=clock.now()) != "open":
        return _closed(event)
    return _asked(event, _questions(event))


@pages.post("/events/<slug>/registration")
@declare("public")
@form_checks_csrf
def send_registration(slug: str) -> ResponseReturnValue:
    """Take the answers one step further: to the check, back to the questions, or in."""
    event = _get_visit(slug)
    form = _questions(event)
    if openings.state(event, now=clock.now()) != "open":
        return _closed(event), 409
    if request.form.get("step") == "change":
        return _asked(event, form)
    if not form.passes(event):
        return _asked(event, form), REFUSED
    return _register(event, form) if request.form.get("step") == "register" else _check(event, form)


@pages.get("/events/<slug>/registration/received")
@declare("public")
def registered(slug: str) -> ResponseReturnValue:
    """Say what became of the registration that this browser has just sent."""
    of, ref = session.get(RECEIVED, ("", ""))
    if of != slug:
        return redirect(url_for("web.register", slug=slug))
    event = _get_visit(slug)
    found = roster.get_by_ref(ref) if ref else None
    return render_template("registrations/received.html", **_shown(event, found))


@pages.get("/registrations/<uuid:ref>/<token>")
@declare("public")
def registration(ref: UUID, token: str) -> ResponseReturnValue:
    """Show a registration to whoever holds its manage link."""
    return _managed(str(ref), token)


@pages.get("/registrations/<uuid:ref>/<token>/confirmation")
@declare("public")
def registration_confirmation(ref: UUID, token: str) -> ResponseReturnValue:
    """Ask the owner of an address whether the registration is theirs."""
    found = roster.get_by_link(str(ref), token)
    if not found.live or found.address_confirmed:
        return redirect(url_for("web.registration", ref=ref, token=token))
    return _managed(str(ref), token, page="confirmation")


@pages.post("/registrations/<uuid:ref>/<token>/confirmation")
@declare("public")
def confirm_registration(ref: UUID, token: str) -> ResponseReturnValue:
    """Confirm the address."""
    said = i18n.lazy("Thank you. Your e-mail address is confirmed.")
    return _change(str(ref), token, registering.confirm, said)


@pages.post("/registrations/<uuid:ref>/<token>/denial")
@declare("public")
def deny_registration(ref: UUID, token: str) -> ResponseReturnValue:
    """End a registration that the owner of the address did not make."""
    said = i18n.lazy("Thank you for telling us. The registration has been cancelled.")
    return _change(str(ref), token, registering.deny, said)


@pages.get("/registrations/<uuid:ref>/<token>/cancellation")
@declare("public")
def registration_cancellation(ref: UUID, token: str) -> ResponseReturnValue:
    """Say what cancelling means before it is done."""
    found = roster.get_by_link(str(ref), token)
    if not found.live:
        return redirect(url_for("web.registration", ref=ref, token=token))
    return _managed(str(ref), token, page="cancellation")


@pages.post("/registrations/<uuid:ref>/<token>/cancellation")
@declare("public")
def cancel_registration(ref: UUID, token: str) -> ResponseReturnValue:
    """Give the place back."""
    said = i18n.lazy("Your registration is cancelled. Thank you for telling us.")
    return _change(str(ref), token, partial(registering.cancel, by=me(), link=True), said)


def _get_visit(slug: str) -> Event:
    """Return a visit that the reader may see; NotFound, of an event without registration too."""
    event = agenda.get_event(slug)
    policy.require(me(), "event.see", event)
    if event.visit is None:
        raise errors.NotFound
    return event


def _questions(event: Event) -> Questions:
    """Return the form with this visit's choices, filled in as far as the reader is known."""
    languages = event.programme.languages
    here = i18n.locale() if i18n.locale() in languages else languages[0]
    form = Questions(data={"language": here} | _known(event, me()))
    form.city.choices = {city.slug: i18n.pick(city.name) for city in _cities(event)}
    form.language.choices = {code: i18n.capitalised(i18n.language_name(code)) for code in languages}
    return form


def _cities(event: Event) -> list[Any]:
    """Return the announced cities a delegate may come from, the host last."""
    of_programme = [city for city in event.programme.cities if city.announced]
    theirs = [city for city in of_programme if city in event.cities] or of_programme
    return sorted(theirs, key=lambda city: city.id == event.host_city_id)


def _known(event: Event, person: Person | None) -> dict[str, str]:
    """Return what need not be asked; who is registered already registers somebody else."""
    if person is None or personal.find_registration(person, event):
        return {}
    known = {
        "name": person.name if person.name != person.email else "",
        "email": person.email,
        "language": person.language,
    }
    return known | ({"city": person.cities[0].slug} if person.cities else {})


def _register(event: Event, form: Questions) -> ResponseReturnValue:
    try:
        with transaction():
            made, new = registering.register(event, form.application(), by=me(), now=clock.now())
            session[RECEIVED] = (event.slug, made.ref if new else "")
    except errors.RegistrationClosed:
        return _closed(event), 409
    except (errors.Several, errors.TooManyMails) as refusal:
        put(form, refused(refusal))
        return _asked(event, form), status_of(refusal)
    return redirect(url_for("web.registered", slug=event.slug), 303)


def _asked(event: Event, form: Questions) -> str:
    person = me()
    mine = personal.find_registration(person, event) if person else None
    return render_template("registrations/questions.html", form=form, mine=mine, **_shown(event))


def _check(event: Event, form: Questions) -> str:
    return render_template("registrations/check.html", form=form, **_shown(event))


def _closed(event: Event) -> str:
    """Say in which of its states registration is that takes nobody in."""
    state = openings.state(event, now=clock.now())
    return render_template("registrations/closed.html", state=state, **_shown(event))


def _managed(ref: str, token: str, page: str = "registration") -> str:
    found = roster.get_by_link(ref, token)
    return render_template(
        f"registrations/{page}.html",
        token=token,
        over=found.event.end_utc <= clock.now(),
        **_shown(found.event, found),
    )


def _shown(event: Event, found: Registration | None = None) -> dict[str, Any]:
    """Return what the pages of a registration show of its visit."""
    return {
        "accent": event.programme.accent,
        "event": event,
        "when": when(event),
        "vacancy": vacancies([event])[event.id],
        "opens": openings.opens(event),
        "closes": openings.closes(event),
        "registration": found,
        "position": roster.position(found) if found else None,
        "hold_until": registering.hold_words(found) if found else "",
    }


def _change(ref: str, token: str, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    """Do what the holder of a manage link asks; one that has ended shows that, as a conflict."""
    try:
        with transaction():
            verb(roster.get_by_link(ref, token), now=clock.now())
    except errors.RegistrationEnded:
        return _managed(ref, token), 409
    flash(i18n.gettext(said), "success")
    return redirect(url_for("web.registration", ref=ref, token=token), 303)
