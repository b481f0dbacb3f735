"""Signing in by a link that a mail brings: asking for it, the page with its button, signing out.

Whether an address is known is said to nobody. A link is used by the button alone, since mail
scanners open every link; where somebody wanted to go is remembered, if it is a page of ours.
Also what a link is answered that never worked, works no more, or was used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, session, url_for
from wtforms import HiddenField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import membership, policy
from scheduler.actions.policy import declare
from scheduler.actions.registering.application import checked_email
from scheduler.db import transaction
from scheduler.queries import people
from scheduler.web import door
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf
from scheduler.web.forms import REFUSED, PageForm, put
from scheduler.web.refusals import status_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Person

NEXT = "next"


class Address(PageForm):
    """Who wants to sign in, and where they were going."""

    email = StringField(i18n.lazy("E-mail address"))
    next = HiddenField()


@pages.get("/sign-in")
@declare("public")
def sign_in() -> ResponseReturnValue:
    """Ask for an address."""
    form = Address(data={"next": local(request.args.get("next", ""))})
    return render_template("sign_in/address.html", form=form)


@pages.post("/sign-in")
@declare("public")
@form_checks_csrf
def request_sign_in() -> ResponseReturnValue:
    """Mail a link to the address, if somebody has it; the answer is the same either way."""
    form = Address()
    if not form.fresh() or not (email := _address(form)):
        return render_template("sign_in/address.html", form=form), REFUSED
    session[NEXT] = local(form.next.data or "")
    with transaction():
        membership.request_sign_in(email, now=clock.now())
    return redirect(url_for("web.sign_in_message"), 303)


@pages.get("/sign-in/message")
@declare("public")
def sign_in_message() -> ResponseReturnValue:
    """Say where the link is found, if the address is known."""
    return render_template("sign_in/message.html")


@pages.get("/sign-in/<token>")
@declare("public")
def sign_in_link(token: str) -> ResponseReturnValue:
    """Show the button that uses a link; opening the page does not."""
    people.get_sign_in_link(token, now=clock.now())
    return render_template("sign_in/link.html", token=token)


@pages.post("/sign-in/<token>")
@declare("public")
def use_sign_in_link(token: str) -> ResponseReturnValue:
    """Use a link up and begin a session."""
    with transaction():
        person = membership.use_sign_in_link(token, now=clock.now())
    going = local(session.get(NEXT, ""))
    door.let_in(person)
    return redirect(going or _home_of(person), 303)


@pages.post("/sign-out")
@declare("public")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    door.let_out()
    flash(i18n.gettext("You are signed out."), "success")
    return redirect(url_for("web.home"), 303)


@pages.errorhandler(errors.TokenUnknown)
@pages.errorhandler(errors.TokenRevoked)
def link_unknown(refusal: errors.Refusal) -> ResponseReturnValue:
    """Say the same of a link that never was and of one taken back: only the status differs."""
    return render_template("sign_in/unknown.html"), status_of(refusal)


@pages.errorhandler(errors.LinkExpired)
def link_expired(refusal: errors.Refusal) -> ResponseReturnValue:
    """Say that a one-time link is over, and offer a new one."""
    return render_template("sign_in/expired.html", text=refusal.message), status_of(refusal)


def local(path: str) -> str:
    """Return the path if it is a page of ours, else nothing.

    Browsers read a backslash as a slash, and two slashes as another host.
    """
    pages_of_ours = tuple(f"/{code}/" for code in i18n.languages())
    strange = errors.has_control(path) or errors.has_line_break(path)
    if strange or "\\" in path or "//" in path.partition("?")[0]:
        return ""
    return path if path.startswith(pages_of_ours) else ""


def _address(form: Address) -> str:
    """Return the address as it is stored; put on the form what is wrong with it."""
    typed = (form.email.data or "").strip()
    try:
        return checked_email(typed) if typed else _missing(form)
    except errors.EmailInvalid as refusal:
        put(form, [refusal])
        return ""


def _missing(form: Address) -> str:
    form.email.errors = [i18n.gettext("Enter your e-mail address.")]
    return ""


def _home_of(person: Person) -> str:
    return url_for("web.manage" if policy.may(person, "manage") else "web.me")
