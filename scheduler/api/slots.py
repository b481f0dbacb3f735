"""Fair slots: the finder's answer for scripts, the same that the planner's page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler import clock, errors, i18n
from scheduler.actions import policy
from scheduler.api.answering import Answer
from scheduler.api.bearer import me
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.schemas import slots as shapes
from scheduler.api.showing import offset_text
from scheduler.core import zones
from scheduler.queries import programmes, slots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.core.hours import Span
    from scheduler.core.slots import Pair, Reading, Reason, Slot
    from scheduler.models import Programme
    from scheduler.queries.slots import Attendee, Finding, Wish

NAMES = {
    "cities": "city",
    "people": "person",
    "first": "from",
    "last": "to",
    "length": "minutes",
}
"""Where a refusal's field stands in the query, if it is called otherwise there."""
_AS_THEY_ARE = ("first", "last", "minutes", "step", "notice", "most", "anchor")


@operation(
    "findSlots",
    "GET /programmes/<slug>/slots",
    "programme.manage",
    Gives(shapes.Slots),
    Takes(query=shapes.SlotSearch),
)
def find_slots(slug: str, query: dict[str, Any]) -> Answer:
    """Find the fairest times for a meeting of several cities, each with its reasons.

    A slot is judged by its worst city. Who is busy when is personal: only organizers ask.
    """
    programme = programmes.get_programme(slug)
    policy.require(me(), "programme.manage", programme)
    try:
        known = slots.members(programme)
        finding = slots.find(programme, _wish(query, known), known, now=clock.now())
    except errors.Invalid as refusal:
        _rename(refusal)
        raise
    return Answer(_shown(finding, programme))


def _wish(query: dict[str, Any], known: Sequence[Attendee]) -> Wish:
    numbers = {one.email: one.number for one in known}
    people = [numbers.get(email.strip().lower()) for email in query["person"]]
    if None in people:
        raise errors.PersonNotInProgramme(field="person")
    return slots.Wish(
        cities=query["city"],
        people=[number for number in people if number is not None],
        preferred=_by_city(query, "preferred"),
        acceptable=_by_city(query, "acceptable"),
        **{name: query[name] for name in _AS_THEY_ARE},
    )


def _by_city(query: dict[str, Any], name: str) -> dict[str, Sequence[Span]]:
    pairs = query[name]
    found = dict(pairs)
    if len(found) < len(pairs):
        raise errors.CityTwice(field=name)
    return found


def _rename(refusal: errors.Invalid) -> None:
    """Let a refusal call its fields as the query does."""
    for one in refusal.refusals if isinstance(refusal, errors.Several) else [refusal]:
        one.field = NAMES.get(one.field or "", one.field)


def _shown(finding: Finding, programme: Programme) -> dict[str, Any]:
    answer = finding.answer
    return {
        "programme": programme.slug,
        "anchor": finding.anchor.slug,
        "people": len(finding.attending),
        "slots": [_slot(finding, slot) for slot in answer.slots],
        "has_common": answer.has_common,
        "least_bad": answer.least_bad,
        "two_sessions": _two(finding, answer.pair) if answer.pair else None,
        "fairness": _fairness(finding),
        "left_out": [city.slug for city in finding.left_out],
        "hours_assumed": [city.slug for city in finding.cities if slots.is_assumed(city)],
    }


def _slot(finding: Finding, slot: Slot) -> dict[str, Any]:
    names = ("start_utc", "end_utc", "common", "outside", "score", "busy")
    return {name: getattr(slot, name) for name in names} | {
        "cities": [_reading(finding, slot, reading) for reading in slot.readings]
    }


def _reading(finding: Finding, slot: Slot, reading: Reading) -> dict[str, Any]:
    names = ("start", "end", "part", "discomfort", "score", "busy")
    zone = finding.by_slug[reading.key].zone or "UTC"
    return {name: getattr(reading, name) for name in names} | {
        "city": reading.key,
        "zone": zone,
        "offset": offset_text(zones.offset(slot.start_utc, zone)),
        "people": reading.required,
        "reasons": [_reason(finding, reading, reason) for reason in reading.reasons],
    }


def _reason(finding: Finding, reading: Reading, reason: Reason) -> dict[str, Any]:
    city = finding.by_slug[reading.key]
    return {
        "code": reason.code,
        "discomfort": reason.discomfort,
        "count": reason.count,
        "of": reason.of,
        "text": _in_each_language(lambda: slots.reason_words(finding, city, reason, reading)),
    }


def _two(finding: Finding, pair: Pair) -> dict[str, Any]:
    return {
        "first": _slot(finding, pair.first),
        "second": _slot(finding, pair.second),
        "in_first": pair.in_first,
        "in_second": pair.in_second,
    }


def _fairness(finding: Finding) -> dict[str, Any]:
    return {
        "meetings": finding.answer.meetings,
        "cities": [
            {"city": burden.key, "awkward": burden.count, "weight": burden.weight}
            for burden in finding.answer.burdens
        ],
        "text": _in_each_language(lambda: slots.fairness(finding)),
    }


def _in_each_language(say: Callable[[], str]) -> dict[str, str]:
    found = {}
    for language in i18n.languages():
        with i18n.speaking(language):
            found[language] = say()
    return found
