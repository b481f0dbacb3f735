"""The addresses of an import: choose a file, look at what is in it, take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.documents import tables
from scheduler.queries import imports, programmes
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.importing import looking, sending
from scheduler.web.importing.fields import EmptyForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Programme


@pages.get("/manage/programmes/<slug>/imports")
@declare("manage")
def new_import(slug: str) -> ResponseReturnValue:
    """Ask for a file."""
    return sending.page(_programme(slug), EmptyForm())


@pages.post("/manage/programmes/<slug>/imports")
@declare("manage")
@form_checks_csrf
def send_import(slug: str) -> ResponseReturnValue:
    """Take in a file."""
    return sending.receive(_programme(slug))


@pages.get("/manage/programmes/<slug>/imports/template.csv")
@declare("manage")
def import_template(slug: str) -> Response:
    """Give a table to fill in."""
    body = tables.template(_programme(slug).languages)
    named = {"Content-Disposition": 'attachment; filename="events.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=named)


@pages.get("/manage/programmes/<slug>/imports/<ref>")
@declare("manage")
def show_import(slug: str, ref: str) -> ResponseReturnValue:
    """Show what a file holds, or what became of it."""
    programme = _programme(slug)
    return looking.page(programme, imports.get_file(programme, ref, get_me()))


@pages.post("/manage/programmes/<slug>/imports/<ref>")
@declare("manage")
@form_checks_csrf
def take_import(slug: str, ref: str) -> ResponseReturnValue:
    """Take what is ticked."""
    programme = _programme(slug)
    return looking.take(programme, imports.get_file(programme, ref, get_me()))


def _programme(slug: str) -> Programme:
    programme = programmes.get_programme(slug)
    policy.require(get_me(), "event.create", programme)
    return programme
