"""Calendar feeds: a programme's public events, one event, what concerns one person.

Translates an address into the version and the content it stands for. No session, no cookie, no
redirect, never an empty or HTML answer: some programs take either for a calendar from which
everything has been deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import MethodNotAllowed

from scheduler import errors
from scheduler.feeds import personal, shared
from scheduler.feeds.blueprint import feeds
from scheduler.queries import feeding

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

__all__ = ["feeds", "install", "personal", "shared"]

GONE = "This calendar address is not valid.\n"
PLAIN = "text/plain; charset=utf-8"


def install(app: Flask) -> None:
    """Add the feeds, and what they answer when something is wrong."""
    app.register_blueprint(feeds)
    # Told now: a new release may take the place of these files while this one is at work.
    feeding.author()


@feeds.errorhandler(errors.NotFound)
def missing(refusal: errors.NotFound) -> ResponseReturnValue:
    """Nothing of that name; the same body for an address that never was and one taken back."""
    status = 410 if isinstance(refusal, errors.TokenRevoked) else 404
    return Response(GONE, status, content_type=PLAIN)


@feeds.errorhandler(DataError)
def unheard_of(_error: DataError) -> ResponseReturnValue:
    """Answer an address that no row can have: PostgreSQL refuses a NUL before it looks."""
    return Response(GONE, 404, content_type=PLAIN)


@feeds.errorhandler(Exception)
def trouble(error: Exception) -> ResponseReturnValue:
    """Ask the calendar to come again, and tell the log why."""
    current_app.logger.error("a feed could not be answered", exc_info=error)
    return Response("Try again later.\n", 503, {"Retry-After": "300"}, content_type=PLAIN)


@feeds.before_app_request
def unroutable() -> ResponseReturnValue | None:
    """Answer in plain text what no route here takes, PROPFIND and PUT among them."""
    error = request.routing_exception
    if error is None or not request.path.startswith("/feeds/"):
        return None
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Response(f"Only {allowed}.\n", 405, {"Allow": allowed}, content_type=PLAIN)
    return Response(GONE, 404, content_type=PLAIN)
