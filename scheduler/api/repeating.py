"""Series in JSON: which of its meetings a request is about, and which do not take place.

Decides what of an event a single meeting may have of its own, and turns the list of exceptions
that is wanted into the verbs that lead there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scheduler import clock, errors
from scheduler.actions import repeating, scheduling
from scheduler.actions.repeating.following import plan_from
from scheduler.api import plans
from scheduler.api.bearer import me
from scheduler.api.refusals import NotOfOne, ScopeMissing

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.models import Event, Occurrence

ALL, FOLLOWING, THIS = "all", "following", "this"
SCOPES = (THIS, FOLLOWING, ALL)


def change(event: Event, query: dict[str, Any], body: dict[str, Any]) -> Event:
    """Change all meetings of an event, one, or one and the following; return what was changed."""
    now, version, scope = clock.now(), event.version, _scope(query)
    if scope == THIS:
        original = _original(event, query)
        meeting = _meeting(event, original, body)
        repeating.change_one(event, original, meeting, version=version, by=me(), now=now)
        return event
    wanted, others = body.pop("exceptions", None), set[date]()
    if scope == FOLLOWING:
        original = _original(event, query)
        before = {row.original for row in event.occurrences if row.original < original}
        plan = plans.changed(plan_from(event, original), body, event.programme)
        into = repeating.change_following(event, original, plan, version=version, by=me(), now=now)
        event, others = into, before if into is event else others
    else:
        plan = plans.changed(scheduling.plan_of(event), body, event.programme)
        scheduling.change(event, plan, version=version, by=me(), now=now, tell=query["tell"])
    if wanted is not None:
        leave_out(event, wanted, others=others)
    return event


def cancel(event: Event, body: dict[str, Any]) -> None:
    """Cancel all meetings of an event, one, or one and the following."""
    now, version, scope = clock.now(), event.version, _scope(body)
    if scope == ALL:
        scheduling.cancel(event, by=me(), now=now, tell=body["tell"])
        return
    verb = repeating.cancel_one if scope == THIS else repeating.cancel_following
    verb(event, _original(event, body), version=version, by=me(), now=now)


def leave_out(
    event: Event, wanted: list[datetime | date], *, others: Collection[date] = ()
) -> None:
    """Let exactly these meetings of a series not take place; OccurrenceUnknown.

    `others` are not spoken of: they stay as they are.
    """
    rows = {row.original: row for row in event.occurrences} if event.repeats else {}
    rows = {original: row for original, row in rows.items() if original not in others}
    off = {_known(event, at, rows, n) for n, at in enumerate(wanted)}
    for original, row in sorted(rows.items()):
        cancelled = row.status == "cancelled"
        if cancelled == (original in off):
            continue
        verb = repeating.restore_one if cancelled else repeating.cancel_one
        verb(event, original, version=event.version, by=me(), now=clock.now())


def exceptions(event: Event) -> list[datetime | date]:
    """Return when a series would have meetings that do not take place (EXDATE)."""
    rows = event.occurrences if event.repeats else []
    return sorted(row.original_wall for row in rows if row.status == "cancelled")


def overrides(event: Event, *, joins: bool) -> list[dict[str, Any]]:
    """Return the meetings that take place in another way than their series says."""
    rows = event.occurrences if event.repeats else []
    return [_override(row, joins=joins) for row in rows if row.differs]


def _override(row: Occurrence, *, joins: bool) -> dict[str, Any]:
    link = row.online_url if joins or row.event.online_public else ""
    return {
        "original": row.original_wall,
        "start": row.start_wall,
        "end": row.end_wall,
        "title": row.title,
        "description": row.description,
        "venue": row.venue,
        "online_url": link or None,
    }


def _meeting(event: Event, original: date, body: dict[str, Any]) -> repeating.Meeting:
    """Return one meeting with the fields of `body` in the place of its own."""
    foreign = sorted(body.keys() - set(repeating.OF_ONE))
    if foreign:
        raise errors.Several([NotOfOne(field=name) for name in foreign])
    row = repeating.find_meeting(event, original)
    if row is None:
        raise errors.OccurrenceUnknown(field="occurrence")
    plan = plans.changed(repeating.meeting_of(row).plan(event), body, event.programme)
    return repeating.Meeting.of(plan)


def _scope(said: dict[str, Any]) -> str:
    scope: str = said.get("scope") or ALL
    if scope == ALL and said.get("occurrence") is not None:
        raise ScopeMissing(field="scope")
    return scope


def _original(event: Event, said: dict[str, Any]) -> date:
    at = said.get("occurrence")
    if at is None:
        raise errors.Missing(field="occurrence")
    rows = {row.original: row for row in event.occurrences} if event.repeats else {}
    return _known(event, at, rows)


def _known(
    event: Event, at: datetime | date, rows: dict[date, Occurrence], number: int | None = None
) -> date:
    """Return the date on which the rule put a meeting, named by it or by its wall time."""
    field = "occurrence" if number is None else f"exceptions.{number}"
    day = at.date() if isinstance(at, datetime) else at
    if day not in rows or (isinstance(at, datetime) and at.time() != event.start_time):
        raise errors.OccurrenceUnknown(field=field)
    return day
