"""The door: who is asking, whether they may come in, and that every POST is their own.

Knows sessions and CSRF tokens; the rules themselves are the policy table's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app, g, redirect, request, session, url_for
from flask.globals import request_ctx
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.http import parse_date

from scheduler.actions import policy
from scheduler.queries import people

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.sessions import SessionMixin
    from werkzeug.wrappers import Response

    from scheduler.models import Person

csrf = CSRFProtect()
AT_THE_DOOR = ("self", "manage")
"""Permissions that need nothing but the person; all others are required where the thing is."""
View = TypeVar("View", bound="Callable[..., Any]")


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, which leave no cookie where nobody is asked for."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether this answer carries the session on."""
        return "nameless" not in g and super().should_set_cookie(app, session)


def install(app: Flask) -> None:
    """Check CSRF on every POST, and who comes in."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.session_interface = Sessions()
    csrf.init_app(app)
    app.before_request(forget_no_dates)
    app.before_request(check)


def forget_no_dates() -> None:
    """Drop a date beyond every calendar, on which werkzeug fails, so that it asks for nothing."""
    for name in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"):
        try:
            parse_date(request.environ.get(name))
        except OverflowError:
            del request.environ[name]


def form_checks_csrf(view: View) -> View:
    """Mark a view whose form checks the token itself, so that nothing typed is lost."""
    view.form_checks_csrf = True  # type: ignore[attr-defined] # read by `check`
    return view


def nameless(view: View) -> View:
    """Mark a view that asks nobody who they are: no session is read and no cookie is set."""
    view.nameless = True  # type: ignore[attr-defined] # read by `check`
    return view


def check() -> Response | None:
    """Refuse a POST without a token, and send whoever must be known to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.blueprint not in {"web", "root"} or view is None:
        return None
    if getattr(view, "nameless", False):
        g.nameless, g.me = True, None
    if not getattr(view, "form_checks_csrf", False):
        csrf.protect()
    permission = getattr(view, "permission", "")
    if permission not in AT_THE_DOOR:
        return None
    if me() is None:
        return to_sign_in()
    policy.require(me(), permission)
    return None


def to_sign_in() -> Response:
    """Lead to the sign-in page, and back here afterwards, where here is a page to be seen."""
    address = request_ctx.url_adapter
    is_page = address is not None and address.test(request.path, "GET")
    back = request.full_path if is_page else None
    return redirect(url_for("web.sign_in", next=back))


def me() -> Person | None:
    """Return who is signed in, read once a request; a session of an older generation is over."""
    if "me" not in g:
        g.me = _person_of_session()
    return cast("Person | None", g.me)


def get_me() -> Person:
    """Return who is signed in, behind a door that asked; RuntimeError elsewhere."""
    person = me()
    if person is None:
        raise RuntimeError
    return person


def let_in(person: Person) -> None:
    """Begin a session for that person."""
    session.clear()
    session["person"], session["generation"] = person.id, person.generation
    session.permanent = True
    g.me = person


def let_out() -> None:
    """End this session."""
    session.clear()
    g.me = None


def _person_of_session() -> Person | None:
    if "person" not in session:
        return None
    person = people.find_person(session["person"])
    if person is None or person.generation != session.get("generation"):
        return None
    return person
