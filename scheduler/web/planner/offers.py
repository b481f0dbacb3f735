"""The suggestions: each with its time in every city, what is to be said of it, and its button.

Decides what a suggestion says and where choosing it leads: to the form of a new event that holds
the time already, or to the move of the event for which an hour is sought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import url_for

from scheduler import i18n
from scheduler.actions.scheduling import Plan
from scheduler.core import zones
from scheduler.queries import slots
from scheduler.queries.occurrences import When, when
from scheduler.web.planning.echoing import imagined
from scheduler.web.planning.offered import start_words, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.core.slots import Reading, Slot
    from scheduler.models import City, Event, Programme
    from scheduler.queries.slots import Finding, Mark, State
    from scheduler.web.filters import Pairs

_WORST_FIRST: dict[State, str] = {
    "night": i18n.lazy("At night %(where)s"),
    "off": i18n.lazy("Not a working day %(where)s"),
    "edge": i18n.lazy("Outside office hours %(where)s"),
}


@dataclass(frozen=True)
class Offer:
    """One slot, ready to be shown."""

    when: When
    mark: Mark
    verdict: str
    """„Извън работното време в Сеул“: the worst of it, in one line."""
    notes: Sequence[str]
    """Why it is not better, each reason once with all the cities concerned."""
    start: str
    """As an address has it, on the anchor's clock."""
    words: str
    """„10:00 ч. София / 16:00 ч. Сеул“."""
    cities: Sequence[City]
    """Those for which it is: all of them, or those that one of two sessions serves."""

    @property
    def served(self) -> str:
        """The names of its cities: „София и Сеул“."""
        return i18n.list_words([i18n.pick(city.name) for city in self.cities])


@dataclass(frozen=True)
class Choosing:
    """Where choosing leads, and what its address carries beside the start."""

    url: str
    carried: Pairs
    poll_url: str
    poll_carried: Pairs


def offers(finding: Finding, found: Iterable[Slot], programme: Programme) -> list[Offer]:
    """Return slots as they are suggested."""
    return [_offer(finding, slot, programme, finding.cities) for slot in found]


def pair(finding: Finding, programme: Programme) -> list[Offer]:
    """Return the two sessions that together reach every city; none where one is enough."""
    found = finding.answer.pair
    if found is None:
        return []
    return [
        _offer(finding, slot, programme, [c for c in finding.cities if c.slug in served])
        for slot, served in ((found.first, found.in_first), (found.second, found.in_second))
    ]


def choosing(finding: Finding, programme: Programme, event: Event | None) -> Choosing:
    """Return where a chosen time of that finding goes."""
    anchor = ("anchor", finding.anchor.slug)
    asked = (("minutes", str(finding.wish.minutes)), anchor, *_cities(finding.wish.cities))
    poll_url = url_for("web.new_poll", slug=programme.slug)
    if event is None:
        return Choosing(url_for("web.new_event", slug=programme.slug), asked, poll_url, asked)
    url, moved = url_for("web.move_event", slug=event.slug), ("event", event.slug)
    return Choosing(url, (anchor,), poll_url, (*asked, moved))


def choosing_two(
    finding: Finding, programme: Programme, event: Event | None, two: Sequence[Offer]
) -> Choosing | None:
    """Return where choosing two sessions goes: to the first one's form, which knows the second."""
    if not two:
        return None
    usual, (first, second) = choosing(finding, programme, event), two
    asked = (("minutes", str(finding.wish.minutes)), ("anchor", finding.anchor.slug))
    then = (
        *_cities(city.slug for city in first.cities),
        ("then", second.start),
        *(("then-city", city.slug) for city in second.cities),
    )
    both = (("slot", first.start), ("slot", second.start))
    return Choosing(
        usual.url,
        usual.carried if event else (*asked, *then),
        usual.poll_url,
        (*usual.poll_carried, *both),
    )


def _cities(slugs: Iterable[str]) -> Pairs:
    return tuple(("city", slug) for slug in slugs)


def _offer(finding: Finding, slot: Slot, programme: Programme, cities: Sequence[City]) -> Offer:
    theirs = {city.slug for city in cities}
    readings = tuple(reading for reading in slot.readings if reading.key in theirs)
    beside = _beside(finding, slot)
    return Offer(
        when=_when(slot, programme, cities),
        mark=slots.mark(replace(slot, readings=readings)),
        verdict=_verdict(finding, readings, free=not beside),
        notes=[*_notes(finding, readings), *beside],
        start=written(slot.start_utc, finding.question.anchor),
        words=start_words(slot.start_utc, cities),
        cities=cities,
    )


def _when(slot: Slot, programme: Programme, cities: Sequence[City]) -> When:
    """Return the time block of a meeting that is nowhere planned yet, the first city's first."""
    zone = cities[0].zone or "UTC"
    start, end = (zones.to_wall(moment, zone) for moment in (slot.start_utc, slot.end_utc))
    plan = Plan(
        kind="event",
        title={},
        start=start,
        end=end,
        zone=zone,
        fold=zones.fold_of(slot.start_utc, zone),
        end_fold=zones.fold_of(slot.end_utc, zone),
        host_city=cities[0].slug,
        cities=tuple(city.slug for city in cities),
    )
    return when(imagined(plan, programme))


def _notes(finding: Finding, readings: Iterable[Reading]) -> list[str]:
    """Return what is to be said of a slot, the worst city's first."""
    found: dict[str, list[str]] = {}
    for reading in sorted(readings, key=lambda each: -each.score):
        for reason in slots.reasons(finding, reading):
            found.setdefault(reason, []).append(i18n.pick(finding.by_slug[reading.key].name))
    return [f"{', '.join(cities)}: {reason}" for reason, cities in found.items()]


def _beside(finding: Finding, slot: Slot) -> list[str]:
    """Return what takes place elsewhere meanwhile, in one line; nothing of nothing."""
    found = slots.at_slot(finding, slot)
    return (
        [i18n.gettext("At the same time: %(entries)s", entries="; ".join(found))] if found else []
    )


def _verdict(finding: Finding, readings: Sequence[Reading], *, free: bool) -> str:
    """Return what a slot is to whoever has it worst, and where.

    `free`: nothing is known that takes people's time meanwhile.
    """
    where: dict[State, list[str]] = {}
    for reading in readings:
        name = i18n.pick(finding.by_slug[reading.key].name)
        where.setdefault(slots.state(reading), []).append(name)
    for state, words in _WORST_FIRST.items():
        if state in where:
            return i18n.gettext(words, where=i18n.in_place(i18n.list_words(where[state])))
    if free and finding.attending and not any(reading.busy for reading in readings):
        return i18n.gettext("Within office hours in every city, and nobody is busy")
    return i18n.gettext("Within office hours in every city")
