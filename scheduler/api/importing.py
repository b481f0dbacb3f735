"""Importing a calendar file: told entry by entry, and taken into drafts unless only asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler import clock, errors
from scheduler.actions import importing, policy
from scheduler.api.answering import Answer
from scheduler.api.bearer import me
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.reading import CALENDAR, read_calendar
from scheduler.api.refusals import EntriesTooMany
from scheduler.api.schemas import importing as shapes
from scheduler.core import zones
from scheduler.queries import programmes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.actions.importing import Line, Remark, Source
    from scheduler.models import Event, Programme


def read_source(slug: str, query: dict[str, Any]) -> Source:
    """Return what the file that was sent holds, for who may import it."""
    programme = programmes.get_programme(slug)
    policy.require(me(), "event.create", programme)
    _choices(programme, query)
    return importing.of_calendar(read_calendar(), programme)


@operation(
    "importCalendar",
    "POST /programmes/<slug>/import",
    "event.create",
    Gives(shapes.Import),
    Takes(query=shapes.ImportChoices, media=CALENDAR, prepare=read_source),
)
def import_calendar(slug: str, query: dict[str, Any], prepared: Source) -> Answer:
    """Take the entries of an iCalendar file into drafts, or with `dry_run` tell what would be.

    Entries find their events again by UID. What is published, or cancelled on either side, is
    refused and never overwritten; people are told nothing of drafts.
    """
    programme, now = programmes.get_programme(slug), clock.now()
    choices = _choices(programme, query)
    if query["dry_run"]:
        found = importing.Taken(importing.preview(prepared, programme, choices, by=me(), now=now))
    else:
        found = importing.take(prepared, programme, choices, None, by=me(), now=now)
    if found.preview.more:
        raise EntriesTooMany(most=importing.MOST_LINES)
    return Answer(
        {
            "dry_run": query["dry_run"],
            "notes": _remarks(found.preview.notes),
            "entries": [
                _entry(line, found.events.get(line.number)) for line in found.preview.lines
            ],
        }
    )


def _entry(line: Line, event: Event | None) -> dict[str, Any]:
    refused = line.outcome not in {importing.NEW, importing.CHANGED, importing.SAME}
    event = event or line.event
    return {
        "number": line.number,
        "uid": line.uid,
        "title": {code: text for code, text in line.title.items() if code},
        "outcome": importing.REFUSED if refused else line.outcome,
        "event": event.uid if event else None,
        "changes": [one.field for one in line.differences],
        "notes": _remarks(line.notes),
        "reasons": _remarks(line.reasons),
    }


def _remarks(remarks: Iterable[Remark]) -> list[dict[str, str]]:
    return [{"code": one.code, "detail": one.text} for one in remarks]


def _choices(programme: Programme, query: dict[str, Any]) -> importing.Choices:
    """Return what a query says of a file; errors.Several."""
    refusals = [*_refusals(programme, query)]
    if refusals:
        raise errors.Several(refusals)
    return importing.Choices(
        language=query.get("language") or programme.languages[0],
        zone=query.get("zone"),
        kind=query["kind"],
        cities=tuple(query.get("city", ())),
        since=query.get("since"),
    )


def _refusals(programme: Programme, query: dict[str, Any]) -> Sequence[errors.Refusal]:
    found: list[errors.Refusal] = []
    language, zone = query.get("language"), query.get("zone")
    known = {city.slug for city in programme.cities}
    if language and language not in programme.languages:
        found.append(errors.NotInProgramme(field="language", value=language))
    if zone and not zones.is_zone(zone):
        found.append(errors.ZoneUnknown(field="zone", zone=zone))
    strange = [slug for slug in query.get("city", ()) if slug not in known]
    return found + [errors.NotInProgramme(field="city", value=slug) for slug in strange]
