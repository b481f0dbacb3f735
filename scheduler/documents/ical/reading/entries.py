"""One VEVENT into an `Incoming`, or the reason why it cannot be taken.

An entry is read by itself, and whatever goes wrong in it is its own trouble: none of the others
is held up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.core import recurrence, zones
from scheduler.documents.ical.incoming import Incoming, Note, Refused
from scheduler.documents.ical.reading import rules, texts, times
from scheduler.documents.ical.reading.describing import JOINING, described
from scheduler.documents.ical.reading.lines import Properties
from scheduler.documents.ical.reading.times import LONGEST_DAYS, LONGEST_VALUE, Unreadable

if TYPE_CHECKING:
    from scheduler.documents.ical.reading.naming import Zones
    from scheduler.documents.ical.reading.rules import Budget
    from scheduler.documents.ical.reading.splitting import Component
    from scheduler.documents.ical.reading.times import Point

MOST_LINES = 5_000
MOST_EXCEPTIONS = 2 * recurrence.MOST_OCCURRENCES
_TEXTS = {"CATEGORIES", "CLASS", "DESCRIPTION", "LOCATION", "STATUS", "SUMMARY", "TRANSP", "URL"}
_TIMES = {"DTEND", "DTSTAMP", "DTSTART", "DURATION", "EXDATE", "EXRULE", "RDATE", "RRULE"}
_NAMES = {"LAST-MODIFIED", "RECURRENCE-ID", "SEQUENCE", "UID", "X-ALT-DESC"}
_READ = frozenset({*_TEXTS, *_TIMES, *_NAMES, *JOINING})
_MOST = {"most": str(MOST_LINES)}
_HIGHEST_SEQUENCE = 2**31 - 1
_LONGEST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Read:
    """An entry that was read, with what only the reader needs to know of it."""

    number: int
    incoming: Incoming
    dates: tuple[date, ...] = ()
    broken: int = 0
    """How many of its lines were broken wrongly."""


def read(number: int, component: Component, known: Zones, budget: Budget) -> Read | Refused:
    """Return what a VEVENT says, or why it cannot be taken."""
    try:
        if component.lines.count("\n") > MOST_LINES:
            return _refused(number, None, Note(code="entry_too_large", values=_MOST))
        found = Properties(component.lines, _READ)
        if not component.whole:
            return _refused(number, found, Note(code="entry_cut"))
        return replace(_read(found, known, budget), number=number)
    except Unreadable as wrong:
        return _refused(number, found, wrong.note)
    except Exception:  # noqa: BLE001  # the edge of somebody else's file: no fault in it is ours
        return _refused(number, None, Note(code="entry_unreadable"))


def _refused(number: int, found: Properties | None, why: Note) -> Refused:
    uid = texts.line(found.value("UID")) if found else ""
    summary = texts.line(found.value("SUMMARY")) if found else ""
    return Refused(
        number=number,
        uid=uid[: texts.UID_LIMIT],
        summary=summary[: texts.TITLE_LIMIT],
        why=why,
    )


def _read(found: Properties, known: Zones, budget: Budget) -> Read:
    start, end, notes = _span(found, known)
    original = _original(found, start, known)
    repeated = _repeated(found, start, budget) if original is None else rules.Repeated("")
    if repeated.dates and repeated.dates[0] != start.day:
        start, end = _moved(start, end, repeated.dates[0])
    excluded, unread = _excluded(found, start, known, budget) if repeated.rule else ((), [])
    incoming = Incoming(
        uid="",
        summary="",
        start=start.at,
        end=end,
        zone=start.zone,
        fold=start.fold,
        excluded=excluded,
        rule=repeated.rule,
        original=original,
        status=_status(found),
        transparent=found.value("TRANSP").upper() == "TRANSPARENT",
        sequence=_sequence(found.value("SEQUENCE")),
        changed=_changed(found),
        notes=(*notes, *repeated.notes, *unread),
    )
    return Read(0, described(incoming, found), repeated.dates, found.broken)


def _span(
    found: Properties, known: Zones
) -> tuple[Point, datetime | date | None, tuple[Note, ...]]:
    """Return the start, the end as `Incoming` has it, and what is to be told of them."""
    written = found.find("DTSTART")
    if written is None or not written.value.strip():
        raise Unreadable(code="start_missing")
    start = times.read(written, known, code="start_unreadable")
    end, notes = _end(found, start, known)
    if not found.value("RRULE"):
        # The clock of a series is the one it is written in; of one moment any clock will do.
        start, end = times.shown(start, end, known.of_file)
    notes = [*start.notes, *notes]
    if end is None:
        return start, None, tuple(notes)
    return start, end.at if end.timed else end.at - timedelta(days=1), tuple(notes)


def _end(found: Properties, start: Point, known: Zones) -> tuple[Point | None, list[Note]]:
    """Return the end on the clock of the start, exclusive; None where it is none."""
    try:
        point, notes = _written_end(found, start, known)
    except Unreadable as wrong:
        if wrong.note.code not in {"end_unreadable", "zone_unknown"}:
            raise
        value = texts.line(found.value("DTEND") or found.value("DURATION"))[:LONGEST_VALUE]
        return None, [Note(code="end_unreadable", values={"value": value})]
    if point is None:
        return None, notes
    if point.day.year > zones.LAST_YEAR:
        raise Unreadable(code="date_out_of_range")
    length = point.moment() - start.moment()
    if length > timedelta(days=LONGEST_DAYS):
        raise Unreadable(code="too_long_event", days=str(LONGEST_DAYS))
    if length > timedelta():
        return point, notes
    if not start.timed and not length:
        # Written by programs that take the last day for the end: this one day.
        return None, notes
    return None, [*notes, Note(code="end_before_start", values={"value": str(point.at)[:16]})]


def _written_end(found: Properties, start: Point, known: Zones) -> tuple[Point | None, list[Note]]:
    """Return what DTEND or DURATION says."""
    end = found.find("DTEND")
    if end is None or not end.value.strip():
        length = found.value("DURATION")
        return (times.later(start, length) if length else None), []
    point = times.read(end, known, code="end_unreadable")
    if point.timed != start.timed:
        return None, [Note(code="end_of_other_kind")]
    if (point.zone is None) != (start.zone is None):
        raise Unreadable(code="end_unreadable")
    notes = [note for note in point.notes if note.code == "seconds_cut"]
    elsewhere = end.parameter("TZID")
    if point.zone != start.zone and elsewhere:
        told = texts.line(elsewhere)[:LONGEST_VALUE]
        notes.append(Note(code="end_elsewhere", values={"zone": told}))
    return point.on(start.zone), notes


def _original(found: Properties, start: Point, known: Zones) -> datetime | date | None:
    """Return when the series has this occurrence, on the clock of the override."""
    replaced = found.find("RECURRENCE-ID")
    if replaced is None:
        return None
    if replaced.parameter("RANGE"):
        raise Unreadable(code="this_and_future")
    value, tzid = replaced.value.strip(), replaced.parameter("TZID")
    return times.read_value(value, tzid, known, code="original_unreadable").on(start.zone).at


def _repeated(found: Properties, start: Point, budget: Budget) -> rules.Repeated:
    written = [rule.value.strip() for rule in found.all("RRULE") if rule.value.strip()]
    single = sum(1 + line.value.count(",") for line in found.all("RDATE") if line.value.strip())
    notes = (Note(code="dates_left_out", values={"count": str(single)}),) if single else ()
    if not written:
        return rules.Repeated("", notes=notes)
    for note in start.notes:
        if note.code == "zone_in_utc":
            # Its meetings would keep the hour in UTC and not on that zone's clock.
            raise Unreadable(code="zone_unknown", **note.values)
    if len(set(written)) > 1 or found.all("EXRULE"):
        raise Unreadable(code="rule_unsupported", rule="; ".join(written))
    repeated = rules.repeat(written[0], start, budget)
    return replace(repeated, notes=(*notes, *repeated.notes))


def _moved(
    start: Point, end: datetime | date | None, day: date
) -> tuple[Point, datetime | date | None]:
    """Return start and end on another day, at the same hours."""
    days = day - start.day
    return replace(start, at=start.at + days, fold=0), None if end is None else end + days


def _excluded(
    found: Properties, start: Point, known: Zones, budget: Budget
) -> tuple[tuple[datetime | date, ...], list[Note]]:
    """Return the starts that do not take place, as the start is written."""
    values = [
        (line.parameter("TZID"), value.strip())
        for line in found.all("EXDATE")
        for value in line.value.split(",", MOST_EXCEPTIONS)
    ]
    if len(values) > MOST_EXCEPTIONS:
        raise Unreadable(code="too_many_exceptions", most=str(MOST_EXCEPTIONS))
    budget.spend(len(values))
    points, unread = [], 0
    for tzid, value in values:
        try:
            point = times.read_value(value, tzid, known, code="exceptions_left_out")
            points.append(as_start(point.on(start.zone).at, start.at))
        except Unreadable:
            unread += bool(value)
    notes = [Note(code="exceptions_left_out", values={"count": str(unread)})] if unread else []
    return tuple(sorted(set(points))), notes


def as_start(at: datetime | date, start: datetime | date) -> datetime | date:
    """Return when an occurrence begins, written as its series: a date gets the series' hour."""
    if isinstance(start, datetime):
        return at if isinstance(at, datetime) else datetime.combine(at, start.time())
    return at.date() if isinstance(at, datetime) else at


def _status(found: Properties) -> str:
    status = found.value("STATUS").upper()
    return status if status in {"TENTATIVE", "CANCELLED"} else "CONFIRMED"


def _sequence(text: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= _LONGEST_DIGITS
    return min(int(text), _HIGHEST_SEQUENCE) if digits else 0


def _changed(found: Properties) -> datetime | None:
    """Return when the entry was changed last, where its file says so."""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        try:
            at = datetime.strptime(found.value(name)[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        return at
    return None
