"""The verbs: keep a file while it is looked at, take what was ticked, forget what is old.

Decides for how long a file is kept and how many of one person; that what is taken is what was
shown; and that all of it is taken or nothing. Publishes nothing and tells nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import errors
from scheduler.actions import recording, scheduling
from scheduler.actions.importing import exceptions
from scheduler.actions.importing.previewing import preview
from scheduler.actions.importing.values import CANCELLED, CHANGED, MOST_WORK, NEW
from scheduler.actions.policy import require
from scheduler.actions.scheduling import versions
from scheduler.db import db, lock
from scheduler.models import Event, ImportFile
from scheduler.sealing import new_token, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scheduler.actions.importing.sources import Source
    from scheduler.actions.importing.values import Choices, Line, Preview
    from scheduler.models import Person, Programme

KEEP = timedelta(days=1)
MOST_FILES = 10
"""So many files of one person are kept at once."""
NAME_LIMIT = 200


@dataclass
class Taken:
    """What was made of a file."""

    preview: Preview
    """All entries as they were compared before anything was taken."""
    events: dict[int, Event] = field(default_factory=dict)
    """What the entries that were taken have become, by their numbers in the file."""
    new: list[Event] = field(default_factory=list)
    changed: list[Event] = field(default_factory=list)
    discarded: list[Event] = field(default_factory=list)

    def numbers(self) -> dict[str, list[int]]:
        """Return the numbers of the events, by what happened to them."""
        groups = {"new": self.new, "changed": self.changed, "discarded": self.discarded}
        return {name: [event.id for event in events] for name, events in groups.items()}


def keep(
    programme: Programme, name: str, body: bytes, *, by: Person | None, now: datetime
) -> ImportFile:
    """Keep a file that is being imported, for a day; the oldest of too many goes."""
    require(by, "event.create", programme)
    if by is None:
        raise errors.NotAllowed
    file = ImportFile(
        ref=new_token()[:24],
        person_id=by.id,
        programme_id=programme.id,
        name=_line(name)[:NAME_LIMIT],
        body=seal(body),
        created=now,
    )
    db.session.add(file)
    db.session.flush()
    mine = sa.select(ImportFile.id).where(ImportFile.person_id == by.id)
    newest = db.session.scalars(mine.order_by(ImportFile.id.desc()).limit(MOST_FILES)).all()
    db.session.execute(
        sa.delete(ImportFile).where(ImportFile.person_id == by.id, ImportFile.id.not_in(newest))
    )
    return file


def content(file: ImportFile) -> bytes:
    """Return the bytes of a file; none once it was taken."""
    return unseal(file.body) if file.body is not None else b""


def take(
    source: Source,
    programme: Programme,
    choices: Choices,
    picked: Mapping[int, int] | None,
    *,
    by: Person | None,
    now: datetime,
) -> Taken:
    """Make drafts of entries, and change or discard those that are here; nobody is told.

    `picked` names the entries by their numbers, each with the version of the event that was
    shown beside it, 0 for none; None takes all that is proposed. Raises NothingChosen,
    TooMuchAtOnce, ImportChanged, errors.Several.
    """
    require(by, "event.create", programme)
    programme = lock(programme)  # of two who take the same file the later one finds the drafts
    shown = preview(source, programme, choices, by=by, now=now)
    taken, lines = Taken(shown), _picked(shown.lines, picked)
    if sum(line.weight for line in lines) > MOST_WORK:
        raise errors.TooMuchAtOnce(field="take", most=MOST_WORK)
    _hold(lines)
    for line in lines:
        _take(line, programme, taken, by=by, now=now)
    counts = {name: len(numbers) for name, numbers in taken.numbers().items()}
    recording.record("import", programme, by=by, now=now, **counts)
    return taken


def finish(file: ImportFile, taken: Taken) -> None:
    """Let go of a file's content, and keep what was made of it."""
    file.body, file.taken = None, taken.numbers()


def forget_old(*, now: datetime) -> None:
    """Delete the files of more than a day ago."""
    db.session.execute(sa.delete(ImportFile).where(ImportFile.created <= now - KEEP))


def _picked(lines: Sequence[Line], picked: Mapping[int, int] | None) -> list[Line]:
    """Return the entries that are to be taken, as they were looked at."""
    if picked is None:
        return [line for line in lines if line.is_proposed]
    if not picked:
        raise errors.NothingChosen(field="take")
    known = {line.number: line for line in lines if line.can_be_taken}
    if any(number not in known or known[number].version != picked[number] for number in picked):
        raise errors.ImportChanged
    return [line for number, line in known.items() if number in picked]


def _hold(lines: Sequence[Line]) -> None:
    """Lock the events that are to be changed, in one order, as they were looked at."""
    known = {line.event.id: line for line in lines if line.event is not None}
    for _, line in sorted(known.items()):
        if line.event is not None:
            try:
                versions.locked(line.event, line.version)
            except errors.EditedMeanwhile as meanwhile:
                raise errors.ImportChanged from meanwhile


def _take(
    line: Line, programme: Programme, taken: Taken, *, by: Person | None, now: datetime
) -> None:
    event, plan = line.event, line.plan
    if line.outcome == NEW and plan is not None:
        event = scheduling.draft(programme, plan, by=by, now=now)
        event.origin_uid = line.uid or None
        taken.new.append(event)
    elif line.outcome == CHANGED and plan is not None and event is not None:
        scheduling.change(event, plan, version=line.version, by=by, now=now)
        taken.changed.append(event)
    elif line.outcome == CANCELLED and event is not None:
        scheduling.cancel(event, by=by, now=now)
        taken.discarded.append(event)
        return
    if event is not None:
        taken.events[line.number] = event
        exceptions.put(event, line.exceptions, by=by, now=now)


def _line(name: str) -> str:
    """Return the name of a file without what no line holds."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
