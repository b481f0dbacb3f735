"""What was typed, as a plan: the one place where the form's words become dates, hours and slugs.

Decides what each field means and collects every refusal on the way, so that all of them are
told at once; a part that cannot be read is left out of the plan, and the rest is still checked.
Which plans are right, the verbs decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

from scheduler import errors
from scheduler.actions.scheduling import Plan
from scheduler.actions.scheduling.checking import MOST_PLACES, check
from scheduler.core import dates, zones
from scheduler.core.recurrence import WEEKDAYS, Rule
from scheduler.web.forms import refused
from scheduler.web.planning import repeating
from scheduler.web.planning.fields import (
    DAYS,
    HOURS,
    OTHER_ZONE,
    UNKNOWN,
    EventForm,
    TextsForm,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wtforms import Field

    from scheduler.models import Programme

SOME_DAY = date(2000, 1, 1)
"""Stands for a start that cannot be read, while the rest of the plan is checked."""
MOST_DIGITS = 9
VISIT = "city_visit"
Value = TypeVar("Value")


@dataclass
class Reading:
    """A plan as it was typed, and what is wrong with it."""

    plan: Plan
    refusals: list[errors.Refusal] = field(default_factory=list)
    has_start: bool = True
    """False where nothing says when it is: the plan then holds some day."""


def read(form: EventForm, programme: Programme, current: Plan | None = None) -> Reading:
    """Return what the form says, checked by every rule. `current` is the event as stored."""
    reader = Reader()
    zone = _zone(form, programme, reader)
    when = read_when(form, reader, timed=_is_timed(form, reader))
    plan = Plan(
        kind=text_of(form.kind),
        title=read_texts(form, "title", current),
        description=read_texts(form, "description", current),
        venue=read_texts(form, "venue", current),
        zone=zone,
        start=when.start or SOME_DAY,
        end=when.end if when.start else None,
        fold=read_choice(form.fold),
        end_fold=read_choice(form.end_fold),
        all_day=form.timing.data == DAYS,
        time_known=form.timing.data != UNKNOWN,
        rule=_rule(form, reader, when.start, current),
        host_city=text_of(form.host_city) or None,
        online_url=text_of(form.online_url),
        online_public=bool(form.online_public.data),
        cities=_cities(form, programme, current),
        themes=tuple(sorted({*(form.areas.data or ()), *(form.topics.data or ())})),
        visibility=text_of(form.visibility),
        capacity=reader.take(_capacity, form.capacity, "capacity"),
        **_registration(form, reader, zone, current),
    )
    reading = Reading(plan, reader.refusals, has_start=when.start is not None)
    found = checked(reading, programme)
    reading.refusals += repeating.at_fields(found, counted=bool(text_of(form.count)))
    return reading


@dataclass
class Reader:
    """Parses fields one by one, and keeps what is wrong with them."""

    refusals: list[errors.Refusal] = field(default_factory=list)

    def take(
        self, parse: Callable[..., Value], source: Field, name: str, *, required: bool = False
    ) -> Value | None:
        """Return the parsed value of a field; None where it is empty, or refused."""
        text = text_of(source)
        if not text:
            if required:
                self.refusals.append(errors.Missing(field=name))
            return None
        try:
            return parse(text, field=name)
        except errors.Invalid as refusal:
            self.refusals.append(refusal)
            return None


@dataclass(frozen=True)
class Span:
    """When something begins and ends, as far as it could be read."""

    start: datetime | date | None
    end: datetime | date | None


def _is_timed(form: EventForm, reader: Reader) -> bool:
    if form.timing.data not in {HOURS, DAYS, UNKNOWN}:
        reader.refusals.append(errors.Missing(field="timing"))
    return bool(form.timing.data == HOURS)


def read_when(form: TextsForm, reader: Reader, *, timed: bool) -> Span:
    """Return what the fields of start and end say: hours where it is `timed`, else dates."""
    first = reader.take(dates.parse_date, form.start_date, "start_date", required=True)
    last = reader.take(dates.parse_date, form.end_date, "end_date")
    if not timed:
        return Span(first, last)
    begins = reader.take(dates.parse_time, form.start_time, "start_time", required=True)
    ends_later = bool(text_of(form.end_date))
    ends = reader.take(dates.parse_time, form.end_time, "end_time", required=ends_later)
    if text_of(form.end_date) and last is None:
        return Span(at(first, begins), None)
    return Span(at(first, begins), at(last or first, ends))


def at(day: date | None, hour: time | None) -> datetime | None:
    """Return a date and an hour as one wall time, where both are known."""
    return None if day is None or hour is None else datetime.combine(day, hour)


def _rule(form: EventForm, reader: Reader, start: date | None, current: Plan | None) -> str:
    """Return how it repeats; nothing where it does not, or where that cannot be read."""
    name, known = text_of(form.repeats), len(reader.refusals)
    if not name:
        return ""
    if name not in repeating.SHAPES:
        reader.refusals.append(errors.Invalid(field="repeats"))
    interval = reader.take(repeating.read_interval, form.interval, "interval") or 1
    weekdays = _weekdays(form, reader) if name == "weekly" else ()
    count, until = _end(form, reader)
    if start is None or len(reader.refusals) > known:
        return ""
    first = start.date() if isinstance(start, datetime) else start
    typed = Rule("DAILY", interval, weekdays, count=count, until=until)
    return repeating.rule_text(name, typed, first, current)


def _weekdays(form: EventForm, reader: Reader) -> tuple[int, ...]:
    typed = set(form.weekdays.data or ())
    if not typed <= set(WEEKDAYS):
        reader.refusals.append(errors.Invalid(field="weekdays"))
    return tuple(number for number, code in enumerate(WEEKDAYS) if code in typed)


def _end(form: EventForm, reader: Reader) -> tuple[int | None, date | None]:
    """Return how many meetings there are, or until when: a series says one of the two."""
    count = reader.take(repeating.read_count, form.count, "count")
    until = reader.take(dates.parse_date, form.until, "until")
    if not text_of(form.count) and not text_of(form.until):
        reader.refusals.append(errors.RuleEndless(field="count"))
    elif text_of(form.count) and text_of(form.until):
        reader.refusals.append(errors.RuleEndsTwice(field="until"))
    return count, until


def _zone(form: EventForm, programme: Programme, reader: Reader) -> str | None:
    anchor = text_of(form.anchor)
    if not anchor:
        return None
    if anchor == OTHER_ZONE:
        return reader.take(zones.get_zone, form.other_zone, "other_zone", required=True)
    found = next((city.zone for city in programme.cities if city.slug == anchor), None)
    if found is None:
        reader.refusals.append(errors.NotInProgramme(field="anchor", value=anchor))
    return found


def _registration(
    form: EventForm, reader: Reader, zone: str | None, current: Plan | None
) -> dict[str, Any]:
    """Return when registration opens and closes; only a visit has one."""
    if form.kind.data != VISIT:
        return {name: getattr(current, name, None) for name in ("opens", "closes")}
    return {
        "opens": _moment(form, reader, "opens", zone, getattr(current, "opens", None)),
        "closes": _moment(form, reader, "closes", zone, getattr(current, "closes", None)),
    }


def _moment(
    form: EventForm, reader: Reader, name: str, zone: str | None, stored: datetime | None
) -> datetime | None:
    """Return a moment that was typed on the event's clock; the stored one where it reads so.

    Where the clocks make an hour come twice, registration opens at its first and closes at its
    second time: the reading that shuts nobody out.
    """
    day, hour = form[f"{name}_date"], form[f"{name}_time"]
    if not text_of(day) and not text_of(hour):
        return None
    at_day = reader.take(dates.parse_date, day, f"{name}_date", required=True)
    at_hour = reader.take(dates.parse_time, hour, f"{name}_time", required=True)
    wall, clock = at(at_day, at_hour), zone or "UTC"
    if wall is None:
        return None
    if stored and zones.to_wall(stored, clock).replace(second=0) == wall:
        return stored
    try:
        return zones.to_utc(wall, clock, int(name == "closes"), field=f"{name}_time")
    except errors.Invalid as refusal:
        reader.refusals.append(refusal)
        return None


def _capacity(text: str, *, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise errors.TooLarge(field=field, least=1, most=MOST_PLACES)
    return int(text)


def checked(reading: Reading, programme: Programme) -> list[errors.Refusal]:
    """Return what the verbs' own rules say of the plan, but for what could not be read."""
    try:
        check(reading.plan, programme)
    except errors.Several as several:
        return [r for r in refused(several) if reading.has_start or r.field not in _TIMES]
    return []


_TIMES = {"start", "end", "zone", "start_time", "recurrence"}


def read_texts(form: TextsForm, name: str, current: Plan | None) -> dict[str, str]:
    """Return a text by language, without the languages that are empty and were not so before."""
    typed = {field.short_name: text_of(field) for field in form[name].form}
    stored: dict[str, str] = getattr(current, name, {})
    return {code: text for code, text in typed.items() if text or stored.get(code) == ""}


def _cities(form: EventForm, programme: Programme, current: Plan | None) -> tuple[str, ...]:
    """Return the chosen cities, those from before in their order: the form shows another one."""
    known = [*(current.cities if current else ()), *(city.slug for city in programme.cities)]
    chosen = form.cities.data or []
    ordered = [slug for slug in known if slug in chosen]
    return tuple(dict.fromkeys([*ordered, *chosen]))


def text_of(source: Field) -> str:
    """Return what stands in a field, its line ends as they are stored."""
    return str(source.data or "").replace("\r\n", "\n").strip()


def read_choice(source: Field) -> int | None:
    """Return which of two equal hours is meant, None where nothing says so."""
    return int(source.data) if source.data in {"0", "1"} else None
