"""Operations: what every route of the API is made of, and what OpenAPI says of it.

One decorator names the operation, its permission and its shapes; from that flask-smorest reads
the request and writes the document. A view gets values and returns an `Answer`; a write runs in
one transaction and is done once for each Idempotency-Key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import flask_smorest
from flask import Response

from scheduler.actions.policy import declare
from scheduler.api.answering import Answer, once, respond
from scheduler.api.bearer import FOR_ANYBODY
from scheduler.api.reading import StrictParser
from scheduler.api.schemas.base import Headers, MatchHeaders, Problem
from scheduler.documents.jscalendar import MEDIA_TYPE as CALENDAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from marshmallow import Schema

View = TypeVar("View", bound="Callable[..., Answer | Response]")
JSON = "application/json"
ETAG = {"ETag": {"description": "The version shown, for If-Match.", "schema": {"type": "string"}}}


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """A blueprint that reads strictly."""

    ARGUMENTS_PARSER = StrictParser()


class Api(flask_smorest.Api):  # type: ignore[misc] # flask-smorest has no types
    """The document, and the route that shows it. Errors are this package's own business."""

    ERROR_SCHEMA = Problem
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"

    def _register_error_handlers(self) -> None:
        """Leave the pages' errors to the pages."""

    def _register_pagination_header(self) -> None:
        """Leave it out: a list says in its body where it goes on."""

    @declare("public")
    def _openapi_json(self) -> Response:
        text = json.dumps(self.spec.to_dict(), ensure_ascii=False, indent=2)
        return Response(text, content_type=JSON)


api = Blueprint("api", __name__, url_prefix="/api/v1", description="The exchange scheduler.")


@dataclass(frozen=True)
class Takes:
    """What an operation reads, apart from its path."""

    query: type[Schema] | None = None
    body: type[Schema] | None = None
    match: bool = False
    """Whether it changes a version that If-Match must name."""
    media: str = ""
    """The media type of a body that is no JSON."""
    prepare: Callable[..., Any] | None = None
    """Reads such a body before the transaction, so that nobody waits meanwhile; gets what the
    view gets, and its answer is the view's `prepared`."""


@dataclass(frozen=True)
class Gives:
    """What an operation answers."""

    shape: type[Schema]
    status: int = 200
    etag: bool = False
    calendar: bool = False
    """Whether it is also to be had as JSCalendar, which the view answers by itself."""


def operation(
    name: str, route: str, permission: str, gives: Gives, takes: Takes | None = None
) -> Callable[[View], View]:
    """Make a view an operation: `operation("getEvent", "GET /events/<uid>", "event.see", ...)`."""
    method, path = route.split(" ", 1)

    def mark(view: View) -> View:
        run: Any = _read(view, gives) if method == "GET" else _written(view, gives, takes)
        for decorate in _described(name, route, permission, gives, takes or Takes()):
            run = decorate(run)
        api.route(path, methods=[method], tags=[path.split("/")[1]])(declare(permission)(run))
        return view

    return mark


def _read(view: Callable[..., Answer | Response], gives: Gives) -> Callable[..., Response]:
    @wraps(view)
    def run(**named: Any) -> Response:
        return _shown(view(**named), gives)

    return run


def _written(
    view: Callable[..., Answer | Response], gives: Gives, takes: Takes | None
) -> Callable[..., Response]:
    @wraps(view)
    def run(*, headers: dict[str, str], **named: Any) -> Response:
        if takes is not None and takes.prepare is not None:
            named["prepared"] = takes.prepare(**named)
        return once(lambda: _shown(view(**named), gives), headers.get("key"))

    return run


def _shown(answer: Answer | Response, gives: Gives) -> Response:
    if not isinstance(answer, Response):
        answer = respond(answer, gives.shape().dump(answer.value), gives.status)
    if gives.calendar:
        answer.vary.add("Accept")
    return answer


def _described(
    name: str, route: str, permission: str, gives: Gives, takes: Takes
) -> Iterator[Callable[[Any], Any]]:
    """Give flask-smorest's decorators, the innermost first: headers are read before the rest."""
    yield api.response(
        gives.status, gives.shape, content_type=JSON, headers=ETAG if gives.etag else None
    )
    if takes.body:
        needed = any(field.required for field in takes.body().fields.values())
        yield api.arguments(takes.body, location="json", arg_name="body", required=needed)
    if takes.media:
        text = {"content": {takes.media: {"schema": {"type": "string"}}}, "required": True}
        yield api.doc(requestBody=text)
    if takes.query:
        yield api.arguments(takes.query, location="query", arg_name="query")
    if not route.startswith("GET "):
        headers = MatchHeaders if takes.match else Headers
        yield api.arguments(headers, location="headers", arg_name="headers")
    if gives.calendar:
        other = {"content": {CALENDAR: {"schema": {"type": "object"}}}}
        yield api.doc(responses={gives.status: other})
        yield api.alt_response(406, HTTPStatus(406).name)
    for status in _refusals(route, permission, takes):
        yield api.alt_response(status, HTTPStatus(status).name)
    free = permission in FOR_ANYBODY
    yield api.doc(operationId=name, security=[{}, {"bearer": []}] if free else [{"bearer": []}])


def _refusals(route: str, permission: str, takes: Takes) -> list[int]:
    """Return the statuses by which an operation says no."""
    found = [401]
    if permission not in FOR_ANYBODY:
        found.append(403)
    if "<" in route:
        found.append(404)
    if not route.startswith("GET "):
        found += [400, 409, 413, 415]
    return found + ([412, 428] if takes.match else [])
