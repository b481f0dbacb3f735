"""What an import is made of: what was chosen, and a line for each entry that was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scheduler import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scheduler.actions.repeating import Meeting
    from scheduler.actions.scheduling import Plan
    from scheduler.models import Event

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
CANCELLED = "cancelled"
"""It is cancelled in the file, and a draft here, which may be discarded."""
TAKEN = (NEW, CHANGED)
"""What is taken unless somebody says otherwise."""
MOST_LINES = 500
MOST_WORK = 3_000
"""So many meetings may be taken at once: others who save wait meanwhile."""
UID_LIMIT = 255


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What an organizer says about a file as a whole."""

    language: str
    """Of its texts, where it does not say so itself."""
    zone: str | None = None
    """On whose clock hours without a zone are, and where hours in UTC are put."""
    kind: str = "event"
    cities: tuple[str, ...] = ()
    """Of new drafts, where an entry says nothing of either."""
    since: date | None = None
    """Entries that are over before that date are left out."""


@dataclass(frozen=True)
class Remark:
    """Something that is told of an entry or a file: a code for machines, words for people."""

    code: str
    text: str
    """In the language that was current."""


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise in the file: plans for "when" and "rule", else texts."""

    field: str
    """A field of a plan, "title.bg"; "when" for all of its time; "meetings" for exceptions."""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Exceptions:
    """What of a series takes place otherwise than its rule says."""

    off: frozenset[date] = frozenset()
    other: Mapping[date, Meeting] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of a file, and what would become of it."""

    number: int
    """What a tick names: of a table its row."""
    uid: str
    outcome: str
    title: Mapping[str, str]
    plan: Plan | None = None
    exceptions: Exceptions = Exceptions()
    event: Event | None = None
    """The one that is here already."""
    differences: Sequence[Difference] = ()
    notes: Sequence[Remark] = ()
    reasons: Sequence[Remark] = ()
    weight: int = 1
    """How much work it is to take it, in meetings."""
    discarded: bool = False
    """Whether a draft of it was discarded here before."""

    @property
    def version(self) -> int:
        """The version that is looked at; 0 where there is none yet."""
        return self.event.version if self.event else 0

    @property
    def can_be_taken(self) -> bool:
        """Whether it may be ticked."""
        return self.outcome in {NEW, CHANGED, CANCELLED}

    @property
    def is_proposed(self) -> bool:
        """Whether it is ticked to begin with."""
        return self.outcome in TAKEN and not self.discarded


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A file against what is here, in the order of its dates."""

    lines: Sequence[Line]
    notes: Sequence[Remark] = ()
    before: int = 0
    """How many were over before the date that was asked for."""
    more: int = 0
    """How many there are beyond those that are shown."""

    def of(self, *outcomes: str) -> list[Line]:
        """Return the lines that come out that way."""
        return [line for line in self.lines if line.outcome in outcomes]


def origin_of(uid: str) -> str:
    """Return a UID as it is stored and looked for; one that is no plain line, by its digest."""
    if len(uid) > UID_LIMIT or errors.has_control(uid) or errors.has_line_break(uid):
        return f"sha256-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()}"
    return uid
