"""What a refusal looks like to a script: `application/problem+json` (RFC 9457), nothing else.

Decides the answer to everything that goes wrong below /api/, an unknown path and a fault of
ours among them. The language of `detail` is the one that the request prefers; `code` is stable.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from scheduler import errors, i18n
from scheduler.api.refusals import TokenMissing, TokenWrong, status_of

if TYPE_CHECKING:
    from flask import Flask

MEDIA_TYPE = "application/problem+json"
FIELDS = {
    "opens": "registration.opens",
    "closes": "registration.closes",
    "start_time": "start",
}
"""Where a field of a plan stands in JSON, if elsewhere."""
TEXTS = {
    400: ("malformed", i18n.lazy("This request could not be understood.")),
    404: ("not_found", i18n.lazy("There is nothing at this address, or you may not see it.")),
    405: ("method_not_allowed", i18n.lazy("This address does not answer to this method.")),
    406: ("not_acceptable", i18n.lazy("This is not available in a form that you accept.")),
    413: ("too_large", i18n.lazy("What was sent is too large.")),
    415: ("not_json", i18n.lazy("Send the body as application/json.")),
    500: (
        "server_error",
        i18n.lazy("Something went wrong on our side. Please try again in a minute."),
    ),
    503: ("not_available", i18n.lazy("The service is not available just now. Please try again.")),
}


def install(app: Flask) -> None:
    """Answer for the whole of /api/, its unknown paths and methods too."""
    app.url_value_preprocessor(enter)


def enter(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Speak the request's language below /api/, and end what no route of the API serves.

    Nothing else runs earlier: /api/me would otherwise be a page in the language "api". An
    exception that carries its answer is handed out as it is, past every edge's handlers.
    """
    if not request.path.startswith("/api/"):
        return
    i18n.speak(request.accept_languages.best_match(i18n.languages(), i18n.SOURCE) or i18n.SOURCE)
    if (request.blueprint or "").startswith("api"):
        return
    error = request.routing_exception
    # A page that thinks the path its own, and a redirect to a tidier path, are nothing here.
    refused = isinstance(error, HTTPException) and not isinstance(error, RequestRedirect)
    abort(of_http(error if refused and error else NotFound()))


def of_refusal(refusal: errors.Refusal) -> Response:
    """Return the answer to a refusal; `errors` lists the fields that it is about."""
    found = refusal.refusals if isinstance(refusal, errors.Several) else [refusal]
    listed = [
        {"field": FIELDS.get(one.field or "", one.field), "code": one.code, "detail": one.message}
        for one in found
        if one.field is not None or len(found) > 1
    ]
    only = found[0] if len(found) == 1 else refusal
    answer = problem(status_of(refusal), only.code, only.message, listed)
    if isinstance(refusal, (TokenMissing, TokenWrong)):
        wrong = ', error="invalid_token"' if isinstance(refusal, TokenWrong) else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="api"{wrong}'
    return answer


def of_http(error: HTTPException) -> Response:
    """Return the answer to one of the server's own refusals, and to a fault of ours."""
    status = error.code or 500
    code, text = TEXTS.get(status, TEXTS[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
    answer = problem(status, code, i18n.gettext(text))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def of_database(_error: Exception) -> Response:
    """Return the answer while the database is away."""
    code, text = TEXTS[503]
    answer = problem(503, code, i18n.gettext(text))
    answer.headers["Retry-After"] = "10"
    return answer


def problem(
    status: int, code: str, detail: str, listed: list[dict[str, Any]] | None = None
) -> Response:
    """Return a problem; its title is the status in English, its detail in the current language."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": listed or [],
    }
    text = json.dumps(body, ensure_ascii=False)
    answer = Response(text, status=status, content_type=MEDIA_TYPE)
    answer.headers["Content-Language"] = i18n.locale()
    return uncached(answer)


def uncached(answer: Response) -> Response:
    """Say of an answer what it depends on, and that nobody between may keep it."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Authorization, Accept-Language"
    return answer
