"""What a refusal looks like on a page: one small table from its parent to the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from scheduler import errors, i18n
from scheduler.web.blueprint import preferred_language
from scheduler.web.door import me, to_sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

STATUS: dict[type[errors.Refusal], int] = {
    errors.TokenRevoked: 410,
    errors.NoLongerAsked: 410,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
}
TEXTS = {
    400: i18n.lazy("The address or the form that was sent is not complete. Go back and try again."),
    404: i18n.lazy("This page or entry does not exist, or you may not see it."),
    405: i18n.lazy("This address cannot be opened in this way. Use the links and buttons."),
    413: i18n.lazy("What was sent is too large."),
}


def install(app: Flask) -> None:
    """Answer refusals and errors of the pages with a page."""
    app.register_error_handler(errors.Refusal, refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, wrong)
    app.register_error_handler(OperationalError, away)
    app.register_error_handler(500, broken)


def status_of(refusal: errors.Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for parent, status in STATUS.items() if isinstance(refusal, parent))


def refused(refusal: errors.Refusal) -> ResponseReturnValue:
    """Say why, on a page; whoever is not signed in and might then be allowed may sign in."""
    if isinstance(refusal, errors.NotAllowed) and me() is None:
        return to_sign_in()
    return page(refusal.message, status_of(refusal))


def stale(_error: CSRFError) -> ResponseReturnValue:
    """Refuse a POST without its token: the page was open for too long, or is not ours."""
    return page(
        i18n.gettext(
            "This page was open for too long, or you have signed out meanwhile. "
            "Nothing has been changed. Go back, reload the page and press the button again."
        ),
        400,
    )


def wrong(error: HTTPException) -> ResponseReturnValue:
    """Answer the server's own refusals in the reader's language."""
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    speak_to_reader()
    return page(i18n.gettext(TEXTS.get(code, TEXTS[400])), code)


def away(error: OperationalError) -> ResponseReturnValue:
    """Say that the database is away, or busy beyond patience, and that one may come again."""
    current_app.logger.error("the database did not answer", exc_info=error)
    g.me = None
    speak_to_reader()
    text = i18n.gettext("The service is not available just now. Please try again.")
    return *page(text, 503), {"Retry-After": "10"}


def broken(_error: Exception) -> ResponseReturnValue:
    """Say plainly that the fault is ours; the log has the rest."""
    g.me = None  # the page must not ask a database that may be what failed
    speak_to_reader()
    text = i18n.gettext("Something went wrong on our side. Please try again in a minute.")
    return page(text, 500)


def speak_to_reader() -> None:
    """Speak the address's language where no route has taken it, else the reader's own."""
    if "lang" not in g:
        first = request.path[1:].partition("/")[0]
        i18n.speak(first if first in i18n.languages() else preferred_language())


def page(text: str, status: int) -> tuple[str, int]:
    """Return the page that says it."""
    return render_template("refusal.html", text=text, status=status), status
