"""One meeting of a series: at another time or place, with another text, called off, put back.

Decides what of it is its own and what still is the series'. The others stay as they are, and the
people hear of this one alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scheduler.actions import inviting, recording
from scheduler.actions.policy import require
from scheduler.actions.repeating.finding import get_coming
from scheduler.actions.scheduling import checking, occurring, verbs, versions
from scheduler.actions.scheduling.plan import Plan, plain, plan_of
from scheduler.core import recurrence
from scheduler.models.occurrence import OWN

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.models import Event, Occurrence, Person

TIMES = ("start", "end")
FOLDS = ("fold", "end_fold")
OF_ONE = (*TIMES, *FOLDS, *OWN)
"""What of a plan one meeting may have for itself."""


@dataclass(frozen=True)
class Meeting:
    """One meeting of a series as it is meant: what may differ from the series."""

    start: datetime | date
    """On the clock of the series' zone; a date where the series has no hours."""
    end: datetime | date | None
    fold: int | None = None
    end_fold: int | None = None
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    venue: dict[str, str] = field(default_factory=dict)
    online_url: str = ""

    def plan(self, event: Event) -> Plan:
        """Return the plan of a single event that this would be: what the rules check."""
        own = {name: getattr(self, name) for name in OF_ONE}
        return replace(plan_of(event), rule="", **own)

    @classmethod
    def of(cls, plan: Plan) -> Meeting:
        """Return the meeting that such a plan is of."""
        return cls(**{name: getattr(plan, name) for name in OF_ONE})


def meeting_of(row: Occurrence) -> Meeting:
    """Return an occurrence as it is stored."""
    return Meeting(
        start=row.start_wall,
        end=row.end_wall,
        fold=row.fold,
        end_fold=row.end_fold,
        title=dict(row.title),
        description=dict(row.description),
        venue=dict(row.venue),
        online_url=row.online_url,
    )


def change_one(
    event: Event,
    original: date,
    meeting: Meeting,
    *,
    version: int,
    by: Person | None,
    now: datetime,
) -> bool:
    """Change one meeting of a series; return whether anything changed.

    Raises OccurrenceUnknown, OccurrenceOver, EditedMeanwhile, AlreadyCancelled, errors.Several.
    """
    require(by, "event.change", event)
    event = versions.locked(event, version)
    row = get_coming(event, original, now=now)
    before = meeting_of(row).plan(event)
    plan = meeting.plan(event).in_the_pass_of(before)
    checking.check(plan, event.programme)
    changed = _differences(before, plan)
    if not changed:
        return False
    _write(row, plan, event)
    raised = event.published is not None and bool(changed.keys() - {"title", "description"})
    versions.raise_version(event, now, sequence=raised)
    _log(row, changed, by=by, now=now)
    if event.published:
        # Its times in any case: which pass of an hour they mean is not the event's to say.
        after = meeting_of(row)
        times = {n: (getattr(before, n), getattr(after, n)) for n in (*TIMES, *FOLDS)}
        inviting.tell_one(row, "update", before=changed | times, raised=raised, now=now)
    return True


def cancel_one(
    event: Event, original: date, *, version: int, by: Person | None, now: datetime
) -> None:
    """Call off one meeting of a series; the last one that is left ends the series."""
    require(by, "event.cancel", event)
    event = versions.locked(event, version)
    row = get_coming(event, original, now=now)
    if all(other is row or other.status == "cancelled" for other in event.occurrences):
        verbs.cancel(event, by=by, now=now)
        return
    row.status = "cancelled"
    versions.raise_version(event, now, sequence=event.published is not None)
    recording.record("cancel_one", event, by=by, now=now, original=plain(original))
    if event.published:
        inviting.tell_one(row, "cancellation", now=now)


def restore_one(
    event: Event, original: date, *, version: int, by: Person | None, now: datetime
) -> None:
    """Let a meeting take place that had been called off.

    Calendars keep one that was cancelled as left out of its series, and a message about it alone
    does not bring it back in all of them: people get the whole series anew.
    """
    require(by, "event.change", event)
    event = versions.locked(event, version)
    row = get_coming(event, original, now=now, cancelled=True)
    row.status = "scheduled"
    versions.raise_version(event, now, sequence=event.published is not None)
    recording.record("restore_one", event, by=by, now=now, original=plain(original))
    if event.published:
        restored = {"restored": (None, row.start_date)}
        inviting.tell(event, before=restored, moved=False, raised=True, now=now)


def _differences(before: Plan, after: Plan) -> dict[str, tuple[Any, Any]]:
    found = before.settled().differences(after.settled())
    return {name: pair for name, pair in found.items() if name in {*TIMES, *FOLDS, *OWN}}


def _write(row: Occurrence, plan: Plan, event: Event) -> None:
    """Put a meeting into its row; what is as the series has it is not its own."""
    row.own = {
        name: getattr(plan, name) for name in OWN if getattr(plan, name) != getattr(event, name)
    }
    [at] = recurrence.expand(plan.series())
    series = recurrence.expand(plan_of(event).series())
    planned = next(each for each in series if each.original == row.original)
    row.moved = (at.start_utc, at.end_utc) != (planned.start_utc, planned.end_utc)
    occurring.put(row, at, event.zone)
    occurring.settle(event)


def _log(
    row: Occurrence,
    changed: dict[str, tuple[Any, Any]],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Write down that a meeting changed; of texts which and in which language, not their words."""
    times = {name: [plain(at) for at in changed[name]] for name in TIMES if name in changed}
    texts = [
        f"{name}.{code}" if code else name
        for name in OWN
        if name in changed
        for code in versions.languages_changed(*changed[name])
    ]
    recording.record(
        "change_one",
        row.event,
        by=by,
        now=now,
        original=plain(row.original),
        changes=times,
        texts=texts,
    )
