"""A stored event in the form's own words: dates and hours as they are typed.

Decides what the form shows when it is opened, for a new event and for one to be changed. The
way back is `reading`; the two are tested against each other.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scheduler import i18n
from scheduler.core import zones
from scheduler.web.planning import repeating
from scheduler.web.planning.fields import DAYS, HOURS, OTHER_ZONE, UNKNOWN

if TYPE_CHECKING:
    from scheduler.actions.scheduling import Plan
    from scheduler.models import City, Person, Programme

FEW_CITIES = 6
"""In a programme of so many cities a new event is for all of them, unless said otherwise."""


def blank(programme: Programme, person: Person) -> dict[str, Any]:
    """Return what a new event starts from: the organizer's own city and its clock."""
    own = own_city(programme, person)
    if len(programme.cities) <= FEW_CITIES:
        cities = [city.slug for city in programme.cities]
    else:
        cities = [own.slug] if own else []
    return {
        "kind": "thematic_discussion",
        "timing": HOURS,
        "anchor": own.slug if own else "",
        "cities": cities,
        "visibility": "public",
        "interval": "1",
        "tell": True,
    }


def filled(plan: Plan, programme: Programme) -> dict[str, Any]:
    """Return a plan as the form's fields hold it."""
    start_date, start_time = typed(plan.start)
    end_date, end_time = typed(plan.end) if plan.end else ("", "")
    areas = {theme.slug for theme in programme.areas}
    return {
        "kind": plan.kind,
        "title": plan.title,
        "description": plan.description,
        "venue": plan.venue,
        "timing": _timing(plan),
        "start_date": start_date,
        "start_time": start_time,
        "end_date": "" if end_date == start_date else end_date,
        "end_time": end_time,
        "fold": str(plan.fold or 0),
        "end_fold": str(plan.end_fold or 0),
        "host_city": plan.host_city or "",
        "online_url": plan.online_url,
        "online_public": plan.online_public,
        "cities": list(plan.cities),
        "areas": [slug for slug in plan.themes if slug in areas],
        "topics": [slug for slug in plan.themes if slug not in areas],
        "visibility": plan.visibility,
        "capacity": "" if plan.capacity is None else str(plan.capacity),
        "tell": True,
        **repeating.filled(plan),
        **_anchored(plan, programme),
        **_registration(plan),
    }


def own_city(programme: Programme, person: Person) -> City | None:
    """Return the city for which a person has a role in a programme, else its first announced."""
    theirs = {role.city_id for role in person.roles if role.programme_id == programme.id}
    announced = [city for city in programme.cities if city.announced]
    first = announced[0] if announced else None
    return next((city for city in announced if city.id in theirs), first)


def typed(moment: datetime | date) -> tuple[str, str]:
    """Return a wall time or a date as two fields hold it: „8.7.2026“ and „19:00“."""
    if isinstance(moment, datetime):
        return i18n.date_input(moment.date()), f"{moment:%H:%M}"
    return i18n.date_input(moment), ""


def _timing(plan: Plan) -> str:
    if plan.timed:
        return HOURS
    return DAYS if plan.time_known else UNKNOWN


def _anchored(plan: Plan, programme: Programme) -> dict[str, str]:
    """Return the city whose clock is meant: the host's, else one that takes part, else any."""
    if plan.zone is None:
        return {"anchor": "", "other_zone": ""}
    preferred = [plan.host_city, *plan.cities]
    cities = {city.slug: city.zone for city in programme.cities}
    slugs = [slug for slug in (*preferred, *cities) if slug and cities.get(slug) == plan.zone]
    return (
        {"anchor": slugs[0], "other_zone": ""}
        if slugs
        else {"anchor": OTHER_ZONE, "other_zone": plan.zone}
    )


def _registration(plan: Plan) -> dict[str, str]:
    """Return when registration opens and closes, on the clock of the event's zone."""
    found = {}
    for name, moment in (("opens", plan.opens), ("closes", plan.closes)):
        wall = zones.to_wall(moment, plan.zone or "UTC") if moment else None
        found[f"{name}_date"], found[f"{name}_time"] = typed(wall) if wall else ("", "")
    return found
