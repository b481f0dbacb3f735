"""What every template may use, and the headers that every page carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
from flask import g, request, url_for

from scheduler import i18n, settings
from scheduler.actions import policy
from scheduler.core.timeblock import offset_words
from scheduler.queries import series
from scheduler.queries.naming import kind_words
from scheduler.web import filters, sharing
from scheduler.web.door import me

if TYPE_CHECKING:
    from flask import Flask
    from flask import Response as FlaskResponse

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
WORDS = (
    "gettext ngettext pgettext pick language_of language_name language_words capitalised "
    "date_words date_long date_short_words date_no_year date_range date_input weekday_words "
    "weekday_short month_words month_name time_words time_range moment_words"
)


def install(app: Flask) -> None:
    """Give the templates their words and the answers their headers."""
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for name in WORDS.split():
        app.jinja_env.globals[name] = getattr(i18n, name)
    app.jinja_env.globals.update(
        _=i18n.gettext,
        offset_words=offset_words,
        kind_words=kind_words,
        series_words=series.event_words,
        locale_name=sharing.locale_name,
    )
    app.context_processor(context)
    app.after_request(headers)


def context() -> dict[str, Any]:
    """Return what the frame of every page shows."""
    return {
        "lang": i18n.locale(),
        "languages": i18n.languages(),
        "language_url": language_url,
        "me": me(),
        "may": may,
        "settings": settings.current(),
    }


def may(permission: str, thing: object = None) -> bool:
    """Ask the policy table about whoever looks at the page."""
    return policy.may(me(), permission, thing)


def language_url(code: str) -> str:
    """Return this page in another language, its filters kept."""
    if request.endpoint is None or request.blueprint != "web" or "lang" not in g:
        return f"/{code}/"
    # The query is a reader's: "_anchor" or "endpoint" in it must not reach url_for by its name.
    path = url_for(request.endpoint, **(dict(request.view_args or {}) | {"lang": code}))
    return filters.written(path, tuple(request.args.items(multi=True)))


def headers(response: FlaskResponse) -> FlaskResponse:
    """Forbid what no page needs: foreign scripts, frames, guessed types, leaked addresses."""
    allowed = response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if allowed == POLICY:
        response.headers.setdefault("X-Frame-Options", "DENY")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
