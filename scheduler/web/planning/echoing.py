"""The echo: what the server understood of the time, in every city, before anything is saved.

Decides what is said beside the fields while they are being filled in: the time block, what
speaks against the event, better hours, which of two equal hours is meant, and what could not be
read. An event that exists nowhere yet is shown by the same block as any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler import errors, i18n
from scheduler.actions.scheduling.plan import write
from scheduler.core import zones
from scheduler.core.timeblock import offset_words
from scheduler.models import Event
from scheduler.queries import conflicts, suitability
from scheduler.queries.occurrences import When, when
from scheduler.web.conflicts import asked
from scheduler.web.door import get_me
from scheduler.web.planning import repeating
from scheduler.web.planning.outlook import Outlook, find_outlook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Programme
    from scheduler.queries.conflicts import Conflict
    from scheduler.web.forms import PageForm
    from scheduler.web.planning.reading import Reading

TIMES = {
    *("", "start", "end", "zone", "timing", "anchor", "other_zone"),
    *("start_date", "start_time", "end_date", "end_time"),
    *repeating.FIELDS,
}
"""The fields whose refusals the echo tells; "" is a refusal of the days as a whole."""
OF_HOURS = {"night", "day_off", "closed", "outside_hours"}
"""What an hour within everybody's office hours is free of."""


@dataclass(frozen=True)
class Echo:
    """What is said of a time that is not saved yet."""

    occurrence: When | None = None
    outlook: Outlook | None = None
    """Where it is a series: all of its meetings."""
    conflicts: list[Conflict] = field(default_factory=list)
    ticked: set[str] = field(default_factory=set)
    """The keys of those that somebody is about to take note of."""
    mendable: bool = False
    """Whether another hour of that day may suit the cities better."""
    starts: list[suitability.Start] = field(default_factory=list)
    refusals: list[errors.Refusal] = field(default_factory=list)
    empty: bool = False
    """Nothing has been typed yet."""
    told: bool = False
    """The fields say already what is wrong."""

    @property
    def pressing(self) -> int:
        """How many serious conflicts nobody has taken note of."""
        return sum(one.is_pressing for one in self.conflicts)

    @property
    def suits(self) -> bool:
        """Whether every hour lies within office hours in every city."""
        return not any(one.kind in OF_HOURS for one in self.conflicts)

    @property
    def neighbours(self) -> list[tuple[str, datetime]]:
        """The hours before and after one that does not exist, as (start or end, wall time)."""
        return [
            (refusal.field or "start", wall)
            for refusal in self.refusals
            if isinstance(refusal, errors.HourSkipped)
            for wall in (refusal.before, refusal.after)
        ]


def echo(
    reading: Reading,
    programme: Programme,
    stored: Event | None = None,
    *,
    told: bool = False,
) -> Echo:
    """Return what is said of the time that was read; `told` where fields say what is wrong.

    `stored` is the event that is changed, which is no conflict to itself.
    """
    wrong = [refusal for refusal in reading.refusals if (refusal.field or "") in TIMES]
    said = [refusal for refusal in wrong if not isinstance(refusal, errors.Missing)]
    once = [refusal for refusal in wrong if refusal.field not in repeating.FIELDS]
    if once or not reading.has_start:
        return Echo(refusals=said, empty=True, told=told)
    # Of a series that cannot be read, the first meeting is still shown.
    event = imagined(replace(reading.plan, rule="") if wrong else reading.plan, programme)
    # No other hour makes a bridge day another day.
    mendable = any(one.kind != "bridge_day" for one in conflicts.of_time(event))
    return Echo(
        occurrence=when(event),
        outlook=find_outlook(event),
        conflicts=_conflicts(event, stored),
        ticked=asked(),
        mendable=mendable,
        starts=suitability.common_starts(event) if mendable else [],
        refusals=said,
        told=told,
    )


def _conflicts(event: Event, stored: Event | None) -> list[Conflict]:
    """Return what speaks against an event that is typed, but for what its fields say already."""
    one_meeting = stored is not None and stored.repeats and not event.repeats
    left_out = {"translation_missing"} | ({"translation_outdated"} if one_meeting else set())
    found = conflicts.of_draft(event, stored, reader=get_me())
    return [one for one in found if one.kind not in left_out]


def imagined(plan: Plan, programme: Programme) -> Event:
    """Return the event that a plan would be, kept nowhere; unknown cities are left out."""
    known = {city.slug for city in programme.cities}
    shown = replace(
        plan,
        kind="event",
        cities=tuple(slug for slug in plan.cities if slug in known),
        themes=(),
        host_city=plan.host_city if plan.host_city in known else None,
    )
    event = Event(programme=programme)
    write(shown, event, programme)
    event.kind = plan.kind
    return event


def offer_folds(form: PageForm, reading: Reading) -> Mapping[str, bool]:
    """Say which of the hours come twice, and name both times in the form's choices.

    A form that asks only once, for the start, asks there for the end too.
    """
    plan = reading.plan
    asked = {}
    for name, wall in (("fold", plan.start), ("end_fold", plan.end)):
        twice = _passes(wall, plan.zone) if reading.has_start else None
        asked[name] = twice is not None
        if twice and plan.zone:
            words = [offset_words(zones.offset(moment, plan.zone)) for moment in twice]
            form[name if name in form else "fold"].choices = [
                ("0", i18n.gettext("the first time (%(offset)s)", offset=words[0])),
                ("1", i18n.gettext("the second time (%(offset)s)", offset=words[1])),
            ]
    return asked


def take(form: PageForm, asked: str, reading: Reading) -> None:
    """Put an offered hour into the form, "start=2026-03-29T04:00"; the length stays the same."""
    name, _, text = asked.partition("=")
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return
    if name not in {"start", "end"} or wall.tzinfo is not None:
        return
    start, end = reading.plan.start, reading.plan.end
    if f"{name}_date" not in form:
        return
    if (
        name == "start"
        and "end_date" in form
        and isinstance(start, datetime)
        and isinstance(end, datetime)
        and zones.FIRST_YEAR <= wall.year <= zones.LAST_YEAR
    ):
        _put(form, "end", wall + max(end - start, timedelta()), same_day_as=wall)
    _put(form, name, wall)


def _put(form: PageForm, name: str, wall: datetime, *, same_day_as: datetime | None = None) -> None:
    """Put a wall time into its two fields; an end on the day of the start needs no date."""
    same = same_day_as is not None and same_day_as.date() == wall.date()
    form[f"{name}_date"].data = "" if same else i18n.date_input(wall.date())
    form[f"{name}_time"].data = f"{wall:%H:%M}"


def _passes(wall: object, zone: str | None) -> tuple[datetime, datetime] | None:
    """Return both moments of a wall time that comes twice, else None."""
    if not isinstance(wall, datetime) or not zones.is_zone(zone):
        return None
    try:
        zones.to_utc(wall, zone or "")
    except errors.HourRepeated as repeated:
        return repeated.first, repeated.second
    except errors.Invalid:
        return None
    return None
