"""The demo's doors: sign in as one of its made-up people, with one button and no mail.

Only where the settings say that this is a demonstration; anywhere else the doors do not exist.
Each role is led to the first thing that it would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, url_for

from scheduler import clock, errors, i18n, settings
from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.demo import files, loading
from scheduler.queries import agenda, people, programmes
from scheduler.queries.occurrences import when
from scheduler.queries.vacancies import vacancies
from scheduler.web import door
from scheduler.web.blueprint import pages

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Person

LABELS = {
    "organizer-sofia": i18n.lazy("organizer in Sofia"),
    "organizer-seoul": i18n.lazy("organizer in Seoul"),
    "delegate": i18n.lazy("delegate"),
    "participant": i18n.lazy("participant"),
}


def install(app: Flask) -> None:
    """Give every page the doors that its banner shows."""
    app.context_processor(_doors)


@pages.post("/demo/sign-in/<role>")
@declare("public")
def demo_sign_in(role: str) -> ResponseReturnValue:
    """Let the reader in as the made-up person of that role."""
    if not settings.current().demo or role not in LABELS:
        raise errors.NotFound
    person = people.find_by_email(loading.guests()[role.replace("-", "_")])
    if person is None:
        raise errors.NotFound
    door.let_in(person)
    return redirect(_first_thing(person, role), 303)


def _doors() -> dict[str, Any]:
    if not settings.current().demo:
        return {"demo_roles": []}
    return {"demo_roles": [(key, i18n.gettext(label)) for key, label in LABELS.items()]}


def _first_thing(person: Person, role: str) -> str:
    """Return where that role's story begins: a bad hour, an open visit, the agenda."""
    if role == "participant":
        return url_for("web.agenda")
    if role == "delegate":
        visit = _open_visit()
        return url_for("web.event", slug=visit.slug) if visit else url_for("web.me")
    draft = _draft_at_night(person)
    return url_for("web.manage_event", slug=draft.slug) if draft else url_for("web.manage")


def _open_visit() -> Event | None:
    """Return the next open visit with a free seat, else the next one with a waitlist."""
    programme = programmes.get_programme(files.read("people")["programme"])
    visits = programmes.open_visits(programme, clock.now())
    seats = vacancies(visits)
    free = [visit for visit in visits if seats[visit.id].free != 0]
    return next(iter([*free, *visits]), None)


def _draft_at_night(person: Person) -> Event | None:
    """Return a coming draft of that organizer's that would be at night in one of its cities."""
    programme = programmes.get_programme(files.read("people")["programme"])
    drafts = agenda.managed_events(programme, agenda.Filters(since=clock.now(), statuses=["draft"]))
    return next(
        (
            event
            for event in drafts
            if policy.may(person, "event.change", event)
            and any(row.night for row in when(event).rows)
        ),
        None,
    )
