"""What is said of an event, before it is written as JSCalendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta

    from scheduler.core.recurrence import Rule


@dataclass(frozen=True)
class Words:
    """The texts of an event in one language; none is an empty text."""

    title: str
    description: str = ""
    place: str = ""
    """The name of where it takes place."""
    way: str = ""
    """Where that is: an address, a city."""


@dataclass(frozen=True)
class Link:
    """A page or file about it; `rel` is a relation that IANA knows (RFC 8288)."""

    rel: str
    href: str
    content_type: str


@dataclass(frozen=True)
class Entry:
    """An event, a meeting of a series in its own way, or a stop of a visit."""

    uid: str
    sequence: int
    created: datetime
    updated: datetime
    words: Mapping[str, Words]
    """By language, the one that was asked for first. At least one."""
    start: datetime | date
    """A naive wall time in `zone`, or a date."""
    zone: str | None
    """None of a date: it is the same date everywhere."""
    duration: timedelta
    status: str
    """As RFC 8984 has it: "confirmed", "cancelled", "tentative"."""
    free: bool = False
    """Whether it leaves one's time free."""
    private: bool = False
    place_zone: str | None = None
    join: str = ""
    """The address at which one joins, where that may be seen."""
    keywords: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """Addresses that stand for what it is about."""
    links: tuple[Link, ...] = ()
    rule: Rule | None = None
    excluded: tuple[datetime | date, ...] = ()
    """When the rule would have meetings that do not take place."""
    overrides: Mapping[datetime | date, Entry] = field(default_factory=dict)
    """The meetings that differ, by when the rule puts them."""
    parent: str = ""
    """The UID of what it is part of."""
