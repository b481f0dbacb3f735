"""What is followed as an organizer says it, and what comes back from a fetch; values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True)
class Outside:
    """A calendar kept elsewhere, as an organizer names it."""

    name: dict[str, str]
    """By language; one of the programme's is enough."""
    address: str = field(repr=False)
    """As it was typed; empty leaves the stored one as it is."""
    cities: tuple[str, ...] = ()
    """The slugs of the cities that it concerns; none means all of them."""
    zone: str | None = None
    """On whose clock hours are meant that say no zone; None leaves such entries out."""


@dataclass(frozen=True)
class Claimed:
    """One calendar that is this worker's to fetch, for a while."""

    number: int
    attempt: int
    address: bytes = field(repr=False)
    """Sealed: whoever fetches it opens it."""
    zone: str | None
    near: tuple[str, ...] = ()
    """The zones of the programme's cities."""
    etag: str = ""
    last_modified: str = ""
    """What to ask by whether it has changed; empty to have all of it."""


@dataclass(frozen=True)
class Fetched:
    """An answer with a body; whether that is a calendar is seen by reading it."""

    data: bytes = field(repr=False)
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Unchanged:
    """The answer that it is as it was."""


@dataclass(frozen=True)
class Failed:
    """No answer, or none of use; what is stored stays."""

    code: str
    """What went wrong, as `queries.followed.result_words` knows it."""
    values: dict[str, str] = field(default_factory=dict)
    wait: timedelta = timedelta()
    """For how long the other side asks to be left alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of an entry: wall times in one zone, or dates, the last one inclusive."""

    uid: str
    title: str
    start: datetime | date
    end: datetime | date
    zone: str | None
    start_utc: datetime
    end_utc: datetime
    busy: bool


@dataclass(frozen=True)
class Contents:
    """A calendar as it was understood."""

    entries: list[Entry]
    left_out: int
    refusals: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    minutes: int
    """How long it is to be left alone."""
    digest: str
