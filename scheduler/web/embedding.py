"""The agenda for other people's sites: a page made to be framed, and the code that frames it.

Decides what a frame holds and that it knows nobody: no session, no cookie, no form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import make_response, render_template, request, url_for
from markupsafe import escape

from scheduler import clock, i18n, settings
from scheduler.actions.policy import declare
from scheduler.queries import agenda, programmes
from scheduler.queries.occurrences import when
from scheduler.web import filters
from scheduler.web.blueprint import pages
from scheduler.web.door import nameless

if TYPE_CHECKING:
    from flask import Response

    from scheduler.models import Programme

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
MOST = 12
"""A frame is a window on the agenda; the agenda itself is a link away."""
MINUTES_KEPT = 5
CODE = (
    '<iframe src="{src}" title="{title}" width="100%" height="600" loading="lazy" '
    'style="border:0"></iframe>'
)


@pages.get("/embed/<slug>")
@nameless
@declare("public")
def embedded(slug: str) -> Response:
    """Show the next dates of a programme, for a frame in any page."""
    programme = programmes.get_programme(slug)
    page = make_response(render_template("embed/agenda.html", **dates(programme)))
    page.headers["Content-Security-Policy"] = POLICY
    page.cache_control.public = True
    page.cache_control.max_age = MINUTES_KEPT * 60
    return page


@pages.get("/programmes/<slug>/embedding")
@declare("public")
def embedding(slug: str) -> str:
    """Give the code that puts the agenda, with its filters, into another page."""
    programme = programmes.get_programme(slug)
    return render_template("embed/code.html", **offer(programme))


def dates(programme: Programme) -> dict[str, Any]:
    """Return what stands in the frame."""
    choice = filters.read(request.args, programme)
    found = agenda.public_occurrences(programme, choice.asked(since=clock.now()), most=MOST)
    return frame(programme, choice) | {"coming": [when(each) for each in found]}


def offer(programme: Programme) -> dict[str, Any]:
    """Return the frame's address in the chosen language, and the code that holds it."""
    choice = filters.read(request.args, programme)
    language = filters.one_of(request.args, "language", i18n.languages()) or i18n.locale()
    path = filters.written(
        url_for("web.embedded", slug=programme.slug, lang=language), choice.pairs
    )
    with i18n.speaking(language):
        title = i18n.gettext("Agenda: %(programme)s", programme=i18n.pick(programme.name))
    src = f"{settings.current().base_url}{path}"
    return frame(programme, choice, ("language", language)) | {
        "language": language,
        "preview": path,
        "frame_title": title,
        "code": CODE.format(src=escape(src), title=escape(title)),
    }


def frame(programme: Programme, choice: filters.Choice, *rest: tuple[str, str]) -> dict[str, Any]:
    """Return what both pages say of the agenda that they are about."""
    return {
        "programme": programme,
        "accent": programme.accent,
        "most": MOST,
        "address": filters.Address(request.path, choice, rest),
        "in_words": filters.in_words(choice, programme),
    }
