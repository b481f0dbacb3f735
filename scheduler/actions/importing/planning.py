"""Planning: an entry of a file as the plan of an event, and as a change of one that is here.

Decides what a file may say of an event: its time, its texts in one language, its link; of a new
one also its kind, themes and cities, where the categories name them. What a file leaves empty
stays as it is here. The same moments on another clock are no change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scheduler import i18n
from scheduler.actions.importing import timing
from scheduler.actions.scheduling import Plan
from scheduler.core import recurrence
from scheduler.models.event import KINDS
from scheduler.queries.naming import kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.actions.importing.sources import Source
    from scheduler.actions.importing.values import Choices
    from scheduler.documents.ical.incoming import Incoming
    from scheduler.documents.tables import Told
    from scheduler.models import Programme

WEB = ("https://", "http://")
TEXTS = ("title", "description", "venue")


@dataclass(frozen=True)
class Reader:
    """How the entries of one file are read."""

    programme: Programme
    source: Source
    choices: Choices

    def zone_of(self, entry: Incoming) -> str | None:
        """Return on whose clock an entry is; None where nobody has said.

        Hours in UTC come to the clock that was chosen, but those of a series: its rule goes by
        the clock that it is written in.
        """
        chosen = self.choices.zone or self.source.zone
        if not isinstance(entry.start, datetime):
            return chosen
        if entry.zone is None or (timing.in_utc(entry.zone) and not entry.rule):
            return chosen or entry.zone
        return entry.zone

    def plan(self, told: Told) -> Plan:
        """Return an entry as a new event; Invalid for a time or a rule that there is none of."""
        entry, named = told.entry, self._named(told.entry.categories)
        zone = self.zone_of(entry)
        span = timing.span(entry, zone)
        cities = tuple(city.slug for city in self.programme.cities if city.slug in named)
        return Plan(
            kind=next((kind for kind in KINDS if kind in named), self.choices.kind),
            title=self.texts(told, "title"),
            start=span.start,
            end=span.end,
            zone=zone,
            fold=span.fold,
            end_fold=span.end_fold,
            all_day=not isinstance(span.start, datetime),
            rule=str(recurrence.parse(entry.rule, span.start, zone)) if entry.rule else "",
            description=self.texts(told, "description"),
            cities=cities or self.choices.cities,
            themes=tuple(t.slug for t in self.programme.themes if t.slug in named),
            venue=self.texts(told, "venue"),
            online_url=self.link(entry),
        )

    def texts(self, told: Told, name: str) -> dict[str, str]:
        """Return a text by language: as a table says it, else in the language of the file."""
        if told.texts:
            return told.texts.get(name, {})
        text = {"title": _title, "description": _description, "venue": _venue}[name](told.entry)
        return {self.choices.language: text} if text else {}

    def untitled(self) -> dict[str, str]:
        """Return what a draft is called until somebody writes a title."""
        with i18n.speaking(self.choices.language):
            return {self.choices.language: i18n.gettext("(without a title)")}

    @staticmethod
    def link(entry: Incoming) -> str:
        """Return the address to join at: some programs write it where the place belongs."""
        place = entry.location.strip()
        return entry.conference or (place if place.startswith(WEB) and " " not in place else "")

    def _named(self, categories: Iterable[str]) -> set[str]:
        """Return the kinds and slugs that categories name, in whatever language."""
        words = {
            part.strip().casefold() for category in categories for part in category.split(" / ")
        }
        return {slug for word in words for slug in self._known.get(word, ())}

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        return _names(self.programme)


def merged(before: Plan, after: Plan, *, own: bool) -> Plan:
    """Return what an event would be that is here, once the file's plan is taken over it.

    `own`: the file is a feed of ours, whose texts hold more than the event's own.
    """
    texts: dict[str, Any] = {} if own else {n: _merged(before, after, n) for n in TEXTS}
    if own and not _is_said(before.title, after.title):
        texts["title"] = _merged(before, after, "title")
    plan = replace(before, **texts)
    if after.online_url and not own:
        plan = replace(plan, online_url=after.online_url)
    if _same_time(before, after):
        return plan
    zone = after.zone if after.timed else (before.zone or after.zone)
    return replace(
        plan,
        start=after.start,
        end=after.end,
        zone=zone,
        fold=after.fold,
        end_fold=after.end_fold,
        rule=after.rule,
        all_day=after.all_day,
        time_known=True,
    )


def _merged(before: Plan, after: Plan, name: str) -> dict[str, str]:
    """Return a text with the languages that the file has put in their place."""
    here, there = getattr(before, name), getattr(after, name)
    said = {code: text for code, text in there.items() if not _is_text(here, code, text)}
    return {**here, **said}


def _is_text(here: Mapping[str, str], code: str, text: str) -> bool:
    """Tell whether that is what stands here already, in one language or in all of them."""
    both = {i18n.joined(here, order) for order in (list(here), list(here)[::-1])}
    return _plain(text) in {_plain(here.get(code, "")), *map(_plain, both)}


def _is_said(title: Mapping[str, str], there: Mapping[str, str]) -> bool:
    """Tell whether a feed's title, which may say more, is still that of the event."""
    return any(_plain(own) in _plain(text) for own in title.values() for text in there.values())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same_time(before: Plan, after: Plan) -> bool:
    """Tell whether all takes place when it did, on whatever clock it is told."""
    if before.timed != after.timed:
        return False
    if not before.timed and not before.rule and not after.rule:
        return (before.start, before.end or before.start) == (after.start, after.end or after.start)
    if bool(before.rule) != bool(after.rule):
        return False
    same_end = (before.end is None) == (after.end is None)
    return same_end and timing.moments(before) == timing.moments(after)


def _title(entry: Incoming) -> str:
    return _plain(entry.summary)


def _description(entry: Incoming) -> str:
    text, link = entry.description.strip(), entry.url
    return text if not link or link in text else f"{text}\n\n{link}".strip()


def _venue(entry: Incoming) -> str:
    place = _plain(entry.location)
    return "" if place and place in {Reader.link(entry), entry.conference} else place


def _names(programme: Programme) -> dict[str, set[str]]:
    """Return which kinds, cities and themes are called so, in small letters."""
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        for language in i18n.languages():
            with i18n.speaking(language):
                found.setdefault(kind_words(kind).casefold(), set()).add(kind)
    things = [(city.slug, city.name) for city in programme.cities]
    things += [(theme.slug, theme.name) for theme in programme.themes]
    for slug, names in things:
        for name in (slug, *(names or {}).values()):
            found.setdefault(name.casefold(), set()).add(slug)
    return found
