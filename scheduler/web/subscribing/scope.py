"""What is subscribed to: a programme, its filters, languages, visits and time, in one address.

The page's own address carries the choice, as every link on it does, and the feed's address is
made of it. Whatever the page shows of the feed (its next entries, its size) is read with the
same choice, so that it cannot differ from what a calendar will get.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from scheduler import i18n, links
from scheduler.queries import agenda, feeding
from scheduler.web import filters
from scheduler.web.subscribing.ways import FeedLinks

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.models import Programme

BOTH, BARS, ALL = "both", "bars", "1"


@dataclass(frozen=True)
class Scope:
    """One feed as an address of the page asks for it."""

    programme: Programme
    choice: filters.Choice
    language: str
    """One language of the programme, or both."""
    bars: bool
    """Whether visits are whole days alone."""
    window: feeding.Window
    """What part of the time the feed holds."""

    @property
    def whole(self) -> bool:
        """Whether the feed holds everything there is."""
        return self.window.whole

    @property
    def order(self) -> list[str]:
        """The languages of the feed's texts."""
        return (
            feeding.spoken(self.programme.languages) if self.language == BOTH else [self.language]
        )

    @property
    def wishes(self) -> filters.Pairs:
        """What the feed's address says beside the filters."""
        return _said(("lang", self.language), ("days", self._days), ("all", self._all))

    @property
    def rest(self) -> filters.Pairs:
        """What the page's address says beside the filters."""
        own = (("language", self.language), ("days", self._days), ("all", self._all))
        return (("programme", self.programme.slug), *_said(*own))

    @property
    def address(self) -> filters.Address:
        """Where the links of the page lead."""
        return filters.Address(request.path, self.choice, self.rest)

    @property
    def page(self) -> str:
        """The page's full address, with all that was chosen."""
        return filters.written(links.page(i18n.locale(), "subscribe"), self._pairs)

    @property
    def feed(self) -> FeedLinks:
        """The feed that was chosen."""
        return self.of(self.programme, (*self.choice.pairs, *self.wishes))

    @property
    def first(self) -> date:
        """The first day whose events the feed has, unless it has everything."""
        return self.window.since.date()

    @property
    def last(self) -> date:
        """The last day likewise."""
        return (self.window.until - timedelta(days=1)).date()

    @property
    def _days(self) -> str:
        return BARS if self.bars else ""

    @property
    def _all(self) -> str:
        return ALL if self.whole else ""

    @property
    def _pairs(self) -> filters.Pairs:
        return (*self.choice.pairs, *self.rest)

    def asked(self, since: datetime | None = None) -> agenda.Filters:
        """Return what the reads are asked for, from the feed's first moment or a later one."""
        start, until = (None, None) if self.whole else (self.window.since, self.window.until)
        return self.choice.asked(since or start, until)

    def only(self, name: str, value: str) -> str:
        """Return the page's address with one filter narrowed to that value."""
        kept = tuple(pair for pair in self.choice.pairs if pair[0] != name)
        return filters.written(request.path, (*kept, (name, value), *self.rest))

    def elsewhere(self, other: Programme) -> str:
        """Return the page's address for another programme; only the kinds mean the same there."""
        kinds = tuple(pair for pair in self.choice.pairs if pair[0] == "kind")
        own = tuple(pair for pair in self.rest if pair[0] != "programme")
        return filters.written(request.path, (*kinds, ("programme", other.slug), *own))

    @staticmethod
    def of(programme: Programme, pairs: filters.Pairs) -> FeedLinks:
        """Return a programme's feed whose address says that."""
        address = filters.written(links.programme_feed(programme.slug), pairs)
        return FeedLinks(i18n.pick(programme.name), address, programme)


def read(programme: Programme, now: datetime) -> Scope:
    """Return what the address of this page asks for; what cannot be read is left out."""
    known = [BOTH, *feeding.spoken(programme.languages)]
    return Scope(
        programme=programme,
        choice=filters.read(request.args, programme),
        language=filters.one_of(request.args, "language", known) or BOTH,
        bars=request.args.get("days") == BARS,
        window=feeding.Window.at(now, whole=request.args.get("all") == ALL),
    )


def _said(*pairs: tuple[str, str]) -> filters.Pairs:
    return tuple(pair for pair in pairs if pair[1] not in {"", BOTH})
