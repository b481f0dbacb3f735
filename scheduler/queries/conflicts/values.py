"""What is asked and what is answered: an event with its dates, and one conflict of it.

Decides what a conflict is called, by which it is acknowledged: its keys name the matter and
nothing else, so that the same matter keeps its name and another one has another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.core.conflicts import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from scheduler.core.conflicts import Severity
    from scheduler.models import Acknowledgement, City, Event, Occurrence


@dataclass(frozen=True)
class Asked:
    """An event whose conflicts are asked for: a stored one, or one as it stands in a form."""

    event: Event
    dates: Sequence[Occurrence]
    """When it takes place, as far as that matters; the earliest first."""
    stored: Event | None
    """The event as it is kept; None for a new one."""

    @property
    def number(self) -> int | None:
        """The number of the stored event, which is no other event to itself."""
        return self.stored.id if self.stored else None

    @property
    def repeats(self) -> bool:
        """Whether it is a series, or one meeting of a stored one: both name matters alike."""
        return self.event.repeats or (self.stored is not None and self.stored.repeats)

    @property
    def is_visit(self) -> bool:
        """Whether people travel to it."""
        return self.event.kind == "city_visit"

    @property
    def is_draft(self) -> bool:
        """Whether nobody could have been invited to it yet."""
        return self.stored is None or self.stored.published is None

    @property
    def cities(self) -> list[City]:
        """The cities that take part and have a clock, the host among them."""
        host = [self.event.host_city] if self.event.host_city else []
        known = {city.slug: city for city in [*self.event.cities, *host] if city.announced}
        return list(known.values())


@dataclass(frozen=True)
class Conflict:
    """Something that speaks against an event as it is planned."""

    kind: str
    """One of `core.conflicts.KINDS`."""
    keys: tuple[str, ...]
    """The matters in it, one for each city and date; all of them are acknowledged at once."""
    say: Callable[[], str]
    cities: tuple[City, ...] = ()
    """Whose people it hits, where that is some cities'."""
    dates: tuple[date, ...] = ()
    """On which dates, on those cities' own calendars."""
    against: Event | None = None
    """The event that it clashes with, whoever looks. To be shown: `other`."""
    named: bool = False
    """Whether the reader may see that event."""
    mild: bool = False
    """Whether it is no more than mild, whatever its kind: the other event is only a draft."""
    acknowledged: Acknowledgement | None = None
    """The latest word of who knows of it; None where a matter in it is still unknown."""

    @property
    def severity(self) -> Severity:
        """How grave it is: serious or mild."""
        return "mild" if self.mild else KINDS[self.kind]

    @property
    def key(self) -> str:
        """What it is acknowledged by: its one matter, or a digest of all in it."""
        if len(self.keys) == 1:
            return self.keys[0]
        digest = hashlib.sha256("\n".join(self.keys).encode()).hexdigest()
        return f"{self.kind}:{digest[:20]}"

    @property
    def words(self) -> str:
        """What it says, in the current language."""
        return self.say()

    @property
    def other(self) -> Event | None:
        """The event that it clashes with, where the reader may see it."""
        return self.against if self.named else None

    @property
    def is_pressing(self) -> bool:
        """Whether it is serious and nobody has said that they know of it."""
        return self.severity == "serious" and self.acknowledged is None


def sign_of(event: Event) -> str:
    """Return what a key calls another event: not by its uid, which not everybody may know."""
    return hashlib.sha256(event.uid.encode()).hexdigest()[:16]


def in_order(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """Return conflicts the gravest first, those of a kind by their dates."""
    order = list(KINDS)
    return sorted(
        conflicts, key=lambda one: (one.severity == "mild", order.index(one.kind), one.dates[:1])
    )
