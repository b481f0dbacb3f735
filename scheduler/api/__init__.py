"""The JSON API: what scripts may do, described by /api/openapi.json, which is made from it.

Decides how a script says who it is, how a value is read and shown, and what a refusal looks
like to it. Each module of views adds its operations to one blueprint when it is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from scheduler import errors
from scheduler.api import bearer, problems
from scheduler.api.operations import Api, api

if TYPE_CHECKING:
    from flask import Flask

# The modules register their operations on the blueprint when they are imported.
from scheduler.api import (  # isort: skip
    events as events,
    feeds as feeds,
    importing as importing,
    me as me,
    programmes as programmes,
    registrations as registrations,
    slots as slots,
)

api.before_request(bearer.check)
api.register_error_handler(errors.Refusal, problems.of_refusal)
api.register_error_handler(OperationalError, problems.of_database)
api.register_error_handler(HTTPException, problems.of_http)
api.register_error_handler(500, problems.of_http)

ABOUT = """Programmes of exchange between cities, their events and registrations.

Times are wall times with an IANA zone; `start_utc` and `end_utc` are derived from them. Writes
take an `Idempotency-Key`; changes need `If-Match`. Errors are `application/problem+json` with a
stable `code`. New fields may be added to any answer."""


def install(app: Flask) -> None:
    """Add the API and its description to the app."""
    app.config.update(
        API_TITLE="Exchange scheduler",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
    )
    described = Api(app, spec_kwargs={"info": {"description": ABOUT}})
    described.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    described.register_blueprint(api)
    app.cli.commands.pop("openapi")  # the document has its address; the contract names the commands
    problems.install(app)
