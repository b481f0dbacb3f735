"""Saving what was typed: a draft, a change, and the page that answers when it is not right yet.

Decides what the organizer sees next: the event, the same form with everything typed and what is
wrong, or both versions where somebody else has saved meanwhile. The rules are the verbs'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.queries import managing, outbox
from scheduler.web import desk
from scheduler.web.door import me
from scheduler.web.forms import REFUSED, put, refused
from scheduler.web.planning import choosing, conflict, echoing
from scheduler.web.planning.fields import HOURS, OTHER_ZONE, EventForm, pairs
from scheduler.web.planning.reading import Reading, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Event, Programme


def only_looks() -> bool:
    """Tell whether the times are to be checked, and nothing to be saved."""
    return "preview" in request.form or "take" in request.form


def look(form: EventForm, programme: Programme, event: Event | None = None) -> ResponseReturnValue:
    """Answer with the same form and the server's echo; an hour that was offered is taken."""
    current = scheduling.plan_of(event) if event else None
    reading = read(form, programme, current)
    if "take" in request.form:
        echoing.take(form, request.form["take"], reading)
        reading = read(form, programme, current)
    _tell(form, [r for r in reading.refusals if (r.field or "") in echoing.TIMES])
    return page(form, programme, event, reading=reading)


def draft(form: EventForm, programme: Programme) -> ResponseReturnValue:
    """Write the draft, or say what keeps it from being written."""
    reading = read(form, programme)
    if not form.fresh() or reading.refusals:
        return _again(form, programme, None, reading)
    try:
        with transaction():
            event = scheduling.draft(programme, reading.plan, by=me(), now=clock.now())
    except errors.Invalid as refusal:
        reading.refusals += refused(refusal)
        return _again(form, programme, None, reading)
    flash(
        i18n.gettext("The draft is saved. Only organizers see it, and nobody has been told."),
        "success",
    )
    return redirect(url_for("web.manage_event", slug=event.slug), 303)


def change(form: EventForm, event: Event) -> ResponseReturnValue:
    """Save the change, or say what keeps it from being saved; a newer version is never lost."""
    current = scheduling.plan_of(event)
    reading = read(form, event.programme, current)
    if choosing.is_asked():
        return _chosen(form, event, reading)
    if not form.fresh() or reading.refusals:
        return _again(form, event.programme, event, reading)
    return _save(form, event, reading, reading.plan, version_of(form.version.data))


def _chosen(form: EventForm, event: Event, reading: Reading) -> ResponseReturnValue:
    """Save what was chosen from two versions, if all is chosen and nobody saved a third."""
    against = version_of(request.form["against"])
    if reading.refusals:
        return _again(form, event.programme, event, reading)
    found = choosing.differences(form, event, reading.plan)
    if not form.fresh() or against != event.version or not all(part.chosen for part in found):
        return choosing.page(form, event, reading.plan, asked=against == event.version)
    plan = conflict.combined(reading.plan, scheduling.plan_of(event), found)
    return _save(form, event, reading, plan, against)


def _save(
    form: EventForm, event: Event, reading: Reading, plan: Plan, version: int
) -> ResponseReturnValue:
    slug, tell = event.slug, bool(form.tell.data)
    try:
        with transaction():
            before = outbox.newest()
            changed = scheduling.change(
                event, plan, version=version, by=me(), now=clock.now(), tell=tell
            )
            told = desk.on_their_way(outbox.written(event, after=before))
    except errors.EditedMeanwhile:
        return choosing.page(form, event, reading.plan)
    except errors.Invalid as refusal:
        reading.refusals += refused(refusal)
        return _again(form, event.programme, event, reading)
    words = i18n.gettext("Saved.") if changed else i18n.gettext("Nothing was changed.")
    flash(f"{words} {told}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=slug), 303)


def page(
    form: EventForm,
    programme: Programme,
    event: Event | None = None,
    *,
    reading: Reading | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the form's page with the echo of what stands in it."""
    reading = reading or read(form, programme, scheduling.plan_of(event) if event else None)
    return (
        render_template(
            "planning/form.html",
            form=form,
            pairs=pairs,
            programme=programme,
            event=event,
            echo=echoing.echo(reading, programme, told=bool(form.errors)),
            twice=echoing.offer_folds(form, reading),
            invited=managing.open_invitations(event) if event else 0,
            accent=programme.accent,
        ),
        status,
    )


def _again(
    form: EventForm, programme: Programme, event: Event | None, reading: Reading
) -> ResponseReturnValue:
    _tell(form, reading.refusals)
    return page(form, programme, event, reading=reading, status=REFUSED)


def _tell(form: EventForm, refusals: Iterable[errors.Refusal]) -> None:
    """Put refusals of a plan's parts on the fields in which they were typed."""
    timed = form.timing.data == HOURS
    put(
        form,
        refusals,
        {
            "": "start_date",
            "start": "start_time" if timed else "start_date",
            "end": "end_time" if timed else "end_date",
            "zone": "other_zone" if form.anchor.data == OTHER_ZONE else "anchor",
            "themes": "topics",
            "opens": "opens_time",
            "closes": "closes_time",
        },
    )


def version_of(text: str | None) -> int:
    """Return a version as a form carried it; 0, which none is, where it carried none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
