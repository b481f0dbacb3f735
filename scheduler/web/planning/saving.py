"""Saving what was typed: a draft, a change, and the page that answers when it is not right yet.

Decides what the organizer sees next: the event, the same form with everything typed and what is
wrong, or both versions where somebody else has saved meanwhile. The rules are the verbs'.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.queries import outbox
from scheduler.web import desk
from scheduler.web.conflicts import note
from scheduler.web.door import me
from scheduler.web.forms import REFUSED, refused
from scheduler.web.planning import choosing, conflict, echoing, showing
from scheduler.web.planning.offered import find_second
from scheduler.web.planning.reading import Reading, read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Programme
    from scheduler.web.planning.editing import Editing
    from scheduler.web.planning.fields import EventForm


def only_looks() -> bool:
    """Tell whether the times are to be checked, and nothing to be saved."""
    return "preview" in request.form or "take" in request.form


def look(form: Any, editing: Editing) -> ResponseReturnValue:
    """Answer with the same form and the server's echo; an hour that was offered is taken."""
    reading = editing.read(form)
    if "take" in request.form:
        echoing.take(form, request.form["take"], reading)
        reading = editing.read(form)
    editing.tell(form, _of_times(reading))
    return editing.page(form, reading)


def look_at_new(form: EventForm, programme: Programme) -> ResponseReturnValue:
    """Answer likewise for an event that does not exist yet."""
    reading = read(form, programme)
    if "take" in request.form:
        echoing.take(form, request.form["take"], reading)
        reading = read(form, programme)
    showing.tell(form, _of_times(reading).refusals)
    return showing.page(form, programme, reading)


def draft(form: EventForm, programme: Programme) -> ResponseReturnValue:
    """Write the draft, or say what keeps it from being written."""
    reading = read(form, programme)
    if not form.fresh() or reading.refusals:
        return _draft_again(form, programme, reading)
    try:
        with transaction():
            event = scheduling.draft(programme, reading.plan, by=me(), now=clock.now())
            note(event)
    except errors.Invalid as refusal:
        reading.refusals += refused(refusal)
        return _draft_again(form, programme, reading)
    flash(
        i18n.gettext("The draft is saved. Only organizers see it, and nobody has been told."),
        "success",
    )
    second = find_second(programme)
    return redirect(second.url if second else url_for("web.manage_event", slug=event.slug), 303)


def _draft_again(form: EventForm, programme: Programme, reading: Reading) -> ResponseReturnValue:
    showing.tell(form, reading.refusals)
    return showing.page(form, programme, reading, status=REFUSED)


def _of_times(reading: Reading) -> Reading:
    """Return what was read with the refusals of its times alone."""
    told = [refusal for refusal in reading.refusals if (refusal.field or "") in echoing.TIMES]
    return replace(reading, refusals=told)


def change(form: Any, editing: Editing) -> ResponseReturnValue:
    """Save the change, or say what keeps it from being saved; a newer version is never lost."""
    reading = editing.read(form)
    if choosing.is_asked():
        return _chosen(form, editing, reading)
    if not form.fresh() or reading.refusals:
        return _again(form, editing, reading)
    return _save(form, editing, reading, reading.plan, version_of(form.version.data))


def _chosen(form: Any, editing: Editing, reading: Reading) -> ResponseReturnValue:
    """Save what was chosen from two versions, if all is chosen and nobody saved a third."""
    against, stored = version_of(request.form["against"]), editing.event.version
    if reading.refusals:
        return _again(form, editing, reading)
    found = choosing.differences(form, editing, reading.plan)
    if not form.fresh() or against != stored or not all(part.chosen for part in found):
        return choosing.page(form, editing, reading.plan, asked=against == stored)
    plan = conflict.combined(reading.plan, editing.plan(), found)
    return _save(form, editing, reading, plan, against)


def _save(
    form: Any, editing: Editing, reading: Reading, plan: Plan, version: int
) -> ResponseReturnValue:
    try:
        with transaction():
            before, known = outbox.newest(), (editing.event.id, editing.event.version)
            event = editing.save(form, plan, version)
            note(event)
            written = outbox.written(editing.event, after=before)
            if event.id != editing.event.id:
                written += outbox.written(event, after=before)
            changed, slug = (event.id, event.version) != known, event.slug
    except errors.EditedMeanwhile:
        return choosing.page(form, editing, reading.plan)
    except (errors.Invalid, errors.SeriesBegun) as refusal:
        reading.refusals += refused(refusal)
        return _again(form, editing, reading)
    words = i18n.gettext("Saved.") if changed else i18n.gettext("Nothing was changed.")
    flash(f"{words} {desk.on_their_way(written)}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


def _again(form: Any, editing: Editing, reading: Reading) -> ResponseReturnValue:
    editing.tell(form, reading)
    return editing.page(form, reading, REFUSED)


def version_of(text: str | None) -> int:
    """Return a version as a form carried it; 0, which none is, where it carried none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
