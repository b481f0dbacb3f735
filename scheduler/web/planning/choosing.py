"""The page with two versions side by side, shown to whoever saved second.

Decides how each part of an event reads when it is compared, and carries everything that was
typed, so that choosing loses nothing. What differs is worked out by `conflict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from scheduler import i18n
from scheduler.core import zones
from scheduler.queries import history
from scheduler.queries.naming import kind_words
from scheduler.queries.occurrences import When, when
from scheduler.web.forms import REFUSED
from scheduler.web.planning import conflict
from scheduler.web.planning.echoing import imagined
from scheduler.web.planning.fields import visibility_words

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Event, Programme
    from scheduler.web.planning.editing import Editing
    from scheduler.web.planning.fields import TextsForm

CHOICE = "choice-"
CHOOSE = 409
NOT_CARRIED = {"csrf_token", "against", "preview", "take"}
LABELS = {
    "kind": i18n.lazy("Kind"),
    "title": i18n.lazy("Title"),
    "description": i18n.lazy("Description"),
    "when": i18n.lazy("When"),
    "venue": i18n.lazy("Place"),
    "host_city": i18n.lazy("Host city"),
    "online": i18n.lazy("Link"),
    "cities": i18n.lazy("Cities"),
    "themes": i18n.lazy("Themes"),
    "visibility": i18n.lazy("Who may see it"),
    "capacity": i18n.lazy("Number of places"),
    "registration": i18n.lazy("Registration"),
}


@dataclass(frozen=True)
class Part:
    """A part of the event in both versions, as it is shown."""

    name: str
    label: str
    lang: str | None
    chosen: str
    mine: str | When
    theirs: str | When


def is_asked() -> bool:
    """Tell whether this is the answer to the question which version to keep."""
    return "against" in request.form


def differences(form: TextsForm, editing: Editing, mine: Plan) -> list[conflict.Difference]:
    """Return what differs from the stored version, with what has been chosen so far."""
    choices = {
        name.removeprefix(CHOICE): value
        for name, value in request.form.items()
        if name.startswith(CHOICE) and value in {conflict.MINE, conflict.THEIRS}
    }
    return conflict.differences(mine, editing.plan(), form.seen.data or "", choices)


def page(
    form: TextsForm, editing: Editing, mine: Plan, *, asked: bool = False
) -> ResponseReturnValue:
    """Return the page with both versions; `asked` marks the parts still to be chosen."""
    event, theirs = editing.event, editing.plan()
    latest = history.of_event(event)[:1]
    parts = [_part(found, event, mine, theirs) for found in differences(form, editing, mine)]
    return (
        render_template(
            "planning/conflict.html",
            form=form,
            event=event,
            address=editing.address,
            parts=parts,
            missing=_missing(parts) if asked else [],
            carried=[
                (name, value)
                for name, value in request.form.items(multi=True)
                if name not in NOT_CARRIED and not name.startswith(CHOICE)
            ],
            who=next(iter(history.actors(latest).values()), ""),
            accent=event.programme.accent,
        ),
        REFUSED if asked or form.csrf_token.errors else CHOOSE,
    )


def _part(found: conflict.Difference, event: Event, mine: Plan, theirs: Plan) -> Part:
    name, _, code = found.name.partition(".")
    language = f" ({i18n.language_name(code)})" if code else ""
    words = [_words(found.name, plan, event.programme) for plan in (mine, theirs)]
    label = i18n.gettext(LABELS[name]) + language
    return Part(found.name, label, code or None, found.chosen, *words)


def _missing(parts: list[Part]) -> list[tuple[str, str]]:
    """Return a message for each part that is still to be chosen, with its place on the page."""
    return [
        (i18n.gettext("Choose what to keep: %(part)s", part=part.label), f"#{part.name}-mine")
        for part in parts
        if not part.chosen
    ]


def _words(name: str, plan: Plan, programme: Programme) -> str | When:
    """Return one version of a part as one reads it."""
    text, _, code = name.partition(".")
    if code:
        return str(getattr(plan, text).get(code, "")) or "–"
    if name == "when":
        return when(imagined(plan, programme))
    return _said(plan, programme)[name] or "–"


def _said(plan: Plan, programme: Programme) -> dict[str, str]:
    cities = {city.slug: i18n.pick(city.name or city.placeholder) for city in programme.cities}
    themes = {theme.slug: i18n.pick(theme.name) for theme in programme.themes}
    public = i18n.gettext("shown to everybody") if plan.online_public else ""
    return {
        "kind": kind_words(plan.kind),
        "host_city": cities.get(plan.host_city or "", ""),
        "online": "\n".join(words for words in (plan.online_url, public) if words),
        "cities": ", ".join(cities[slug] for slug in plan.cities),
        "themes": ", ".join(themes[slug] for slug in plan.themes),
        "visibility": visibility_words(plan.visibility),
        "capacity": "" if plan.capacity is None else str(plan.capacity),
        "registration": " – ".join(_moment(at, plan.zone) for at in (plan.opens, plan.closes)),
    }


def _moment(moment: datetime | None, zone: str | None) -> str:
    """Return a moment on the event's own clock."""
    if moment is None:
        return "…"
    wall = zones.to_wall(moment, zone or "UTC")
    return f"{i18n.date_long(wall.date())}, {i18n.time_words(wall.time())}"
