"""Knowing of conflicts: the buttons beside each of an event's conflicts, and beside all of them.

Decides what is said after a button was pressed. What a conflict is, the engine decides; that a
page which was open for long names one that is gone by now is no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from scheduler import clock, i18n
from scheduler.actions import acknowledging
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event

FIELD = "acknowledge"
"""The field that names conflicts by their keys, here and in the forms of an event."""


@pages.post("/manage/events/<slug>/acknowledgements")
@declare("manage")
def acknowledge_conflicts(slug: str) -> ResponseReturnValue:
    """Note that an organizer knows of conflicts."""
    event = desk.get_event(slug, "event.change")
    with transaction():
        found = acknowledging.acknowledge(event, asked(), by=get_me(), now=clock.now())
    flash(_noted(len(found)), "success")
    return _back(slug)


@pages.post("/manage/events/<slug>/acknowledgements/removal")
@declare("manage")
def take_back_conflicts(slug: str) -> ResponseReturnValue:
    """Put conflicts up for review again."""
    event = desk.get_event(slug, "event.change")
    with transaction():
        acknowledging.take_back(event, asked(), by=get_me(), now=clock.now())
    return _back(slug)


def asked() -> set[str]:
    """Return the keys of the conflicts that the form of this request names."""
    return set(request.form.getlist(FIELD))


def note(event: Event) -> None:
    """Take note of what was ticked in a form, as part of the transaction that saves it."""
    acknowledging.acknowledge(event, asked(), by=get_me(), now=clock.now())


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("web.manage_event", slug=slug, _anchor="conflicts"), 303)


def _noted(number: int) -> str:
    if not number:
        return i18n.gettext("This is no longer so, or is noted already.")
    return i18n.ngettext("%(num)s conflict is noted.", "%(num)s conflicts are noted.", number)
