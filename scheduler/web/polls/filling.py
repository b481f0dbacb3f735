"""What the poll form starts from: an empty poll, an event that is to be moved, or a stored poll.

Decides what an address may bring along (times from the planner, a city's clock, a length), and
that of a few people all participants are chosen at first. What the address says and nobody can
read is left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import request

from scheduler.actions import polling
from scheduler.core import zones
from scheduler.queries import polls
from scheduler.web.planning.filling import typed
from scheduler.web.polls.fields import MOST_ROWS

if TYPE_CHECKING:
    from scheduler.models import City, Event, Person, Poll, Programme

FEW_PEOPLE = 40
"""Of so many participants all are chosen at first; of more, nobody."""
USUAL_MINUTES = 60


def blank(programme: Programme, person: Person, event: Event | None) -> dict[str, Any]:
    """Return what a new poll starts from, with what the address brings along."""
    anchor = _anchor(programme, person, event)
    cities = [city.slug for city in _cities(programme, event) if city.announced]
    asked = [slug for slug in request.args.getlist("city") if slug in cities]
    data: dict[str, Any] = {
        "kind": "thematic_discussion",
        "visibility": "programme",
        "cities": asked or cities,
        "anchor": anchor,
        "deadline_city": anchor,
        "minutes": _minutes(event),
        "offers": [_row(wall) for wall in _walls()],
        "people": _participants(programme, asked or cities),
    }
    if event is not None:
        data |= {"title": event.title, "description": event.description}
    return data


def stored(poll: Poll) -> dict[str, Any]:
    """Return a stored poll as the form's fields hold it."""
    proposal = polling.proposal_of(poll)
    date, time = typed(proposal.deadline)
    return {
        "title": proposal.title,
        "description": proposal.description,
        "kind": proposal.kind,
        "visibility": proposal.visibility,
        "online_url": proposal.online_url,
        "cities": list(proposal.cities),
        "anchor": _with_zone(poll.programme, proposal.zone),
        "minutes": str(proposal.minutes),
        "offers": [_row(offer.start, offer.fold) for offer in proposal.offers],
        "people": [str(number) for number in proposal.people],
        "deadline_date": date,
        "deadline_time": time,
        "deadline_city": _with_zone(poll.programme, proposal.deadline_zone),
        "shows_answers": proposal.shows_answers,
        "version": poll.version,
    }


def _row(wall: datetime, fold: int | None = None) -> dict[str, str]:
    date, time = typed(wall)
    return {"date": date, "time": time, "fold": "" if fold is None else str(fold)}


def _walls() -> list[datetime]:
    """Return the wall times of the address, ?slot=2027-03-02T10:00."""
    found = []
    for text in request.args.getlist("slot")[:MOST_ROWS]:
        try:
            wall = datetime.fromisoformat(text)
        except ValueError:
            continue
        if wall.tzinfo is None and zones.FIRST_YEAR <= wall.year <= zones.LAST_YEAR:
            found.append(wall)
    return found


def _minutes(event: Event | None) -> str:
    asked = request.args.get("minutes", "")
    if asked.isascii() and asked.isdigit() and len(asked) <= len(str(polling.LONGEST)):
        return asked
    if event is not None and event.timed and event.end_date is not None:
        return str((event.end_utc - event.start_utc).seconds // 60)
    return str(USUAL_MINUTES)


def _anchor(programme: Programme, person: Person, event: Event | None) -> str:
    """Return the city whose clock is meant: the address's, the event's, or one's own."""
    announced = {city.slug: city for city in programme.cities if city.announced}
    if request.args.get("anchor") in announced:
        return request.args["anchor"]
    if event is not None and event.zone:
        return _with_zone(programme, event.zone)
    theirs = {role.city_id for role in person.roles if role.programme_id == programme.id}
    own = [slug for slug, city in announced.items() if city.id in theirs]
    return next(iter([*own, *announced]), "")


def _with_zone(programme: Programme, zone: str) -> str:
    return next((city.slug for city in programme.cities if city.zone == zone), "")


def _cities(programme: Programme, event: Event | None) -> list[City]:
    return (event.cities if event is not None else []) or programme.cities


def _participants(programme: Programme, cities: list[str]) -> list[str]:
    found = [
        str(one.person.id)
        for one in polls.askable(programme)
        if one.participates and one.city is not None and one.city.slug in cities
    ]
    return found if len(found) <= FEW_PEOPLE else []
