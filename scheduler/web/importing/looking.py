"""Looking at a file: its columns, its entries against what is here, what became of it.

Decides which of these a page is, by what the address says of the file and whether it was taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from scheduler import clock, errors, i18n
from scheduler.actions import importing
from scheduler.db import lock, transaction
from scheduler.documents import tables
from scheduler.queries import imports
from scheduler.web.door import get_me
from scheduler.web.forms import REFUSED, refused
from scheduler.web.importing import mapping, showing
from scheduler.web.importing.fields import TakeForm, choices_of, settings_form

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from scheduler.actions.importing import Source
    from scheduler.models import ImportFile, Programme

CHANGED_MEANWHILE = 409
_DIGITS = 9


def page(programme: Programme, file: ImportFile) -> ResponseReturnValue:
    """Return what is to be seen of a file."""
    if file.taken is not None:
        return _result(programme, file, file.taken)
    found = _source(programme, file)
    return _preview(programme, file, found) if isinstance(found, importing.Source) else found


def take(programme: Programme, file: ImportFile) -> ResponseReturnValue:
    """Take what is ticked, or show the entries again with what is wrong."""
    form, ticks = TakeForm(), request.form.getlist("take")
    found = None if file.taken is not None else _source(programme, file)
    if found is None:
        return redirect(request.path, 303)
    if not isinstance(found, importing.Source):
        return found
    if not form.fresh():
        return _preview(programme, file, found, form=form, ticks=ticks)
    try:
        _take(programme, file, found, ticks)
    except (errors.Invalid, errors.ImportChanged) as refusal:
        form.form_errors += [one.message for one in refused(refusal)]
        return _preview(programme, file, found, form=form, ticks=ticks)
    flash(
        i18n.gettext("Taken. Drafts are seen by organizers only, and nobody was told."), "success"
    )
    return redirect(request.path, 303)


def _take(programme: Programme, file: ImportFile, source: Source, ticks: Collection[str]) -> None:
    choices = choices_of(settings_form(programme, source, request.args, get_me()), programme)
    picked = dict(pair for tick in ticks if (pair := _pair(tick)))
    with transaction():
        if lock(file).taken is None:
            taken = importing.take(source, programme, choices, picked, by=get_me(), now=clock.now())
            importing.finish(file, taken)


def _pair(tick: str) -> tuple[int, int] | None:
    """Return the number of an entry and the version that was seen, as a tick carries them."""
    number, _, version = tick.partition(".")
    right = all(n.isascii() and n.isdigit() and len(n) <= _DIGITS for n in (number, version))
    return (int(number), int(version)) if right else None


def _source(programme: Programme, file: ImportFile) -> Source | ResponseReturnValue:
    """Return what a file holds; of a table whose columns are not said yet, the page that asks."""
    data = importing.content(file)
    if tables.is_calendar(data):
        return importing.of_calendar(data, programme)
    table = tables.read(data)
    form = mapping.mapping_form(table, programme, request.args)
    asked = not mapping.is_said(request.args) or "columns" in request.args
    targets = [] if asked else mapping.targets_of(form, table)
    if not asked and not form.errors:
        return importing.of_table(table, targets, programme)
    page = render_template(
        "importing/columns.html",
        columns=[(column, form[mapping.name(column.number)]) for column in tables.columns(table)],
        rows=len(table.rows),
        form=form,
        **_shared(programme, file),
    )
    return page, REFUSED if form.errors else 200


def _preview(
    programme: Programme,
    file: ImportFile,
    source: Source,
    *,
    form: TakeForm | None = None,
    ticks: Collection[str] | None = None,
) -> ResponseReturnValue:
    said = settings_form(programme, source, request.args, get_me())
    choices = choices_of(said, programme)
    preview = importing.preview(source, programme, choices, by=get_me(), now=clock.now())
    if ticks is None:
        proposed = [line for line in preview.lines if line.is_proposed]
        none = request.args.get("tick") == "none"
        ticks = [] if none else [f"{line.number}.{line.version}" for line in proposed]
    sections = showing.sections(preview, programme)
    page = render_template(
        "importing/preview.html",
        source=source,
        settings_form=said,
        form=form if form is not None and form.errors else said,
        preview=preview,
        sections=sections,
        summary=showing.summary(sections),
        ticks=set(ticks),
        is_table=mapping.is_said(request.args),
        kept=_kept(),
        **_shared(programme, file),
    )
    return page, REFUSED if (form is not None and form.errors) or said.errors else 200


def _result(
    programme: Programme, file: ImportFile, taken: dict[str, list[int]]
) -> ResponseReturnValue:
    groups = {name: imports.events_of(numbers) for name, numbers in taken.items()}
    return render_template("importing/result.html", groups=groups, **_shared(programme, file))


def _kept() -> list[tuple[str, str]]:
    """Return what the address says of the columns, which the settings carry along."""
    return [(key, text) for key, text in request.args.items() if key.startswith("column-")]


def _shared(programme: Programme, file: ImportFile) -> dict[str, Any]:
    return {"programme": programme, "accent": programme.accent, "file": file}
