"""Previewing: each entry of a file against what is here, and what would become of it.

Decides which event an entry is (by UID, also by the one under which our own feeds carry it), what
of it differs, and what is not taken: what breaks a rule, what is published, what is cancelled on
either side. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler import errors
from scheduler.actions import policy
from scheduler.actions.importing import exceptions, timing
from scheduler.actions.importing.planning import TEXTS, Reader, merged
from scheduler.actions.importing.values import (
    CANCELLED,
    CHANGED,
    MOST_LINES,
    MOST_WORK,
    NEW,
    REFUSED,
    SAME,
    Difference,
    Exceptions,
    Line,
    Preview,
    Remark,
    origin_of,
)
from scheduler.actions.policy import require
from scheduler.actions.scheduling import plan_of
from scheduler.actions.scheduling.checking import check, check_change
from scheduler.actions.scheduling.plan import TIME_FIELDS
from scheduler.documents import tables
from scheduler.models import Event, EventCity
from scheduler.queries import imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from scheduler.actions.importing.sources import Source
    from scheduler.actions.importing.values import Choices
    from scheduler.actions.scheduling import Plan
    from scheduler.documents.ical.incoming import Note, Refused
    from scheduler.documents.tables import Told
    from scheduler.models import Person, Programme

WHEN = {*TIME_FIELDS} - {"rule"}
FLOATING = "floating"
"""What the reader of calendars notes of hours that are on nobody's clock."""


def preview(
    source: Source, programme: Programme, choices: Choices, *, by: Person | None, now: datetime
) -> Preview:
    """Return what would become of each entry, the earliest first, what was not read behind them."""
    require(by, "event.create", programme)
    since = choices.since
    kept = [one for one in source.entries if not (since and timing.ends_before(one.entry, since))]
    kept.sort(key=lambda told: (_first_day(told), told.number))
    shown = kept[:MOST_LINES]
    uids = {origin_of(told.entry.uid) for told in shown if told.entry.uid}
    known = imports.events_by_uid(programme, uids)
    stops = imports.visits_by_stop(programme, uids - known.keys())
    judge = _Judge(Reader(programme, source, choices), known, stops, by, now)
    return Preview(
        lines=[*map(judge.line, shown), *map(_refused, source.refused[:MOST_LINES])],
        notes=_remarks(source.notes),
        before=len(source.entries) - len(kept),
        more=len(kept) - len(shown),
    )


@dataclass
class _Judge:
    """What is asked of every entry of one file."""

    reader: Reader
    known: Mapping[str, Sequence[Event]]
    stops: Mapping[str, Event]
    """Visits by the UIDs under which our own feeds carry their stops."""
    by: Person | None
    now: datetime
    seen: set[str] = field(default_factory=set)

    def line(self, told: Told) -> Line:
        """Return what becomes of one entry."""
        uid = origin_of(told.entry.uid)
        found = self.known.get(uid, ()) if uid else ()
        # A draft that was discarded is nobody's event any more.
        standing = [one for one in found if one.published or one.status != "cancelled"]
        event = standing[0] if standing else None
        line = Line(
            number=told.number,
            uid=uid,
            outcome=NEW,
            title=self.reader.texts(told, "title"),
            event=event,
            notes=self._notes(told),
            discarded=bool(found) and event is None,
        )
        if line.discarded:
            line = replace(line, notes=[*line.notes, _remark("discarded")])
        refused = self._refusal(told, line) or self._stop(line)
        self.seen.add(uid)
        return refused or self._compared(told, line)

    def _refusal(self, told: Told, line: Line) -> Line | None:
        """Return the line of what is not even compared, or None."""
        entry, event = told.entry, line.event
        gone = event is not None and event.status == "cancelled"
        if line.uid and line.uid in self.seen:
            return _not_taken(line, "uid_twice")
        if entry.status == exceptions.CANCELLED:
            return _cancelled(line, event)
        if gone:
            return _not_taken(line, "cancelled_here")
        if isinstance(entry.start, datetime) and self.reader.zone_of(entry) is None:
            return _not_taken(line, "zone_missing")
        return None

    def _stop(self, line: Line) -> Line | None:
        """Return the line of what is a stop of a visit here, which only its own page changes."""
        visit = self.stops.get(line.uid)
        if visit is None:
            return None
        return replace(line, outcome=SAME, event=visit, notes=[_remark("stop_of_visit")])

    def _compared(self, told: Told, line: Line) -> Line:
        """Return the line with its plan and what differs, or with the rules that it breaks."""
        try:
            plan, wanted = self._plan(told, line.event)
            found = [*differences(line.event, plan, wanted)] if line.event else []
        except errors.Invalid as refusal:
            several = refusal.refusals if isinstance(refusal, errors.Several) else [refusal]
            return replace(line, outcome=REFUSED, reasons=[_broken(one) for one in several])
        work = exceptions.weight(wanted, plan)
        line = replace(line, plan=plan, exceptions=wanted, differences=found, weight=work)
        if exceptions.are_all(wanted, plan):
            return _not_taken(line, "all_meetings_off")
        if work > MOST_WORK:
            return _not_taken(line, "exceptions_many")
        if line.event is None:
            # A draft may be for any cities; its single meetings are changed by their organizers.
            alone = wanted.other and not policy.may(self.by, "event.change", self._as_event(plan))
            return _not_taken(line, "not_yours") if alone else line
        return self._changed(line, line.event)

    def _as_event(self, plan: Plan) -> Event:
        """Return an event that is nowhere stored, for the table of who may do what."""
        programme = self.reader.programme
        links = [EventCity(city_id=c.id) for c in programme.cities if c.slug in plan.cities]
        return Event(programme_id=programme.id, city_links=links)

    def _changed(self, line: Line, event: Event) -> Line:
        """Return the line of an entry that is here, and may be changed or not."""
        if not line.differences:
            return replace(line, outcome=SAME)
        if event.status != "draft":
            return _not_taken(line, "published_otherwise")
        if not policy.may(self.by, "event.change", event):
            return _not_taken(line, "not_yours")
        return replace(line, outcome=CHANGED)

    def _plan(self, told: Told, event: Event | None) -> tuple[Plan, Exceptions]:
        """Return what an entry would be here, checked by the rules of events."""
        own = event if event is not None and event.uid == told.entry.uid else None
        plan, programme = self.reader.plan(told), self.reader.programme
        if event is not None:
            plan = merged(plan_of(event), plan, own=own is not None)
        elif not plan.title:
            plan = replace(plan, title=self.reader.untitled())
        check(plan, programme)
        wanted = exceptions.of_file(told, plan, self.reader, own=own)
        for meeting in exceptions.plans(wanted, plan):
            check(meeting, programme)
        if event is not None and event.status == "draft":
            check_change(event, plan, now=self.now)
        return plan, wanted

    def _notes(self, told: Told) -> list[Remark]:
        """Return what is told of an entry: what its reader changed, and on whose clock it is."""
        entry, zone = told.entry, self.reader.zone_of(told.entry)
        notes = [*entry.notes, *(note for one in entry.overrides for note in one.notes)]
        found = _remarks(note for note in notes if note.code != FLOATING)
        if not isinstance(entry.start, datetime) or zone is None:
            return found
        if entry.zone is None:
            found.append(_remark("zone_chosen"))
        elif timing.in_utc(zone):
            found.append(_remark("in_utc"))
        return found


def differences(event: Event, plan: Plan, wanted: Exceptions) -> Iterator[Difference]:
    """Yield what of an event would be otherwise, in the order of the form."""
    before = plan_of(event)
    changed = before.settled().differences(plan.settled())
    for name in TEXTS[:1]:
        yield from _of_text(name, changed)
    if WHEN & changed.keys():
        yield Difference("when", before, plan)
    if "rule" in changed:
        yield Difference("rule", before, plan)
    here = exceptions.of_event(event)
    if here != wanted:
        yield Difference("meetings", here, wanted)
    for name in TEXTS[1:]:
        yield from _of_text(name, changed)
    if "online_url" in changed:
        yield Difference("online_url", *changed["online_url"])


def _of_text(name: str, changed: Mapping[str, tuple[Any, Any]]) -> Iterator[Difference]:
    before, after = changed.get(name, ({}, {}))
    for code in sorted({*before, *after}):
        if before.get(code, "") != after.get(code, ""):
            yield Difference(f"{name}.{code}", before.get(code, ""), after.get(code, ""))


def _cancelled(line: Line, event: Event | None) -> Line:
    """Return the line of an entry that is cancelled in its file."""
    if event is None:
        return _not_taken(line, "cancelled_there")
    if event.status == "cancelled":
        return replace(line, outcome=SAME)
    if event.status != "draft":
        return _not_taken(line, "cancelled_and_published")
    return replace(line, outcome=CANCELLED, reasons=[_remark("cancelled_there")])


def _refused(refused: Refused) -> Line:
    """Return the line of what could not be read at all."""
    return Line(
        number=refused.number,
        uid=origin_of(refused.uid),
        outcome=REFUSED,
        title={"": refused.summary} if refused.summary else {},
        reasons=_remarks([refused.why]),
    )


def _not_taken(line: Line, code: str) -> Line:
    return replace(line, outcome=REFUSED, reasons=[_remark(code)])


def _broken(refusal: errors.Refusal) -> Remark:
    """Return a broken rule in words; of a text with the name of its field."""
    name = refusal.field or ""
    if name.partition(".")[0] in tables.LABELS and "." in name:
        return Remark(refusal.code, f"{tables.label(name)}: {refusal.message}")
    return Remark(refusal.code, refusal.message)


def _remark(code: str) -> Remark:
    return Remark(code, errors.import_text(code))


def _remarks(notes: Iterable[Note]) -> list[Remark]:
    """Return notes in words, none twice."""
    said = [Remark(note.code, errors.import_text(note.code, note.values)) for note in notes]
    return list(dict.fromkeys(said))


def _first_day(told: Told) -> date:
    start = told.entry.start
    return start.date() if isinstance(start, datetime) else start
