"""The plainest slot finder: it tries every slot, minute by minute, with plain datetimes.

Written from the rules as they are documented, not from the finder, whose answers it is held
against. What it shares with the finder is the shape of question and answer, nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.core.slots import Answer, Burden, Pair, Reading, Reason, Slot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(2100, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
zone_of = cache(ZoneInfo)
AWKWARD = {"early", "late", "rest", "closed", "day_off", "night"}


def find(question, every=1):
    """Answer a question, looking at every so many minutes: all hours must be multiples of it."""
    zone = zone_of(question.anchor)
    start, end = beginning(question.first, zone), beginning(question.last + DAY, zone)
    starts = []
    while start < end:
        if start >= question.earliest:
            starts.append(start)
        start += timedelta(minutes=question.step)
    seen = {}
    slots = [slot(question, start, every, seen) for start in starts]
    allowed = [each for each in slots if not each.outside]
    common = any(each.common for each in slots)
    return Answer(
        slots=tuple(in_order(allowed or slots, question)),
        has_common=common,
        least_bad=bool(slots) and not allowed,
        pair=None if common else two_sessions(slots),
        burdens=carried(question),
        meetings=min(12, len(question.past)),
        left_out=tuple(question.left_out),
    )


def beginning(day, zone):
    """Return the first moment of a date in a zone."""
    moment = datetime.combine(day, time(), UTC) - DAY
    while moment.astimezone(zone).date() < day:
        moment += timedelta(minutes=15)
    return moment


# --- one slot in one city -------------------------------------------------------------------


def slot(question, start, every, seen=None):
    """Read a slot in each city; `seen` keeps what was found for each city and minute."""
    known = {} if seen is None else seen
    end = start + timedelta(minutes=question.length)
    readings = [
        reading(party, start, end, burden, min(12, len(question.past)), known, every)
        for party, burden in zip(question.parties, carried(question), strict=True)
    ]
    return Slot(start, end, tuple(readings), too_soon=start < question.earliest)


def reading(party, start, end, burden, meetings, known, every):
    zone = zone_of(party.zone)
    minutes, moment = [], start
    while moment < end:
        if (party.key, moment) not in known:
            wall = moment.astimezone(zone).replace(tzinfo=None)
            known[party.key, moment] = minute(party, wall, every)
        minutes.append(known[party.key, moment])
        moment += every * MINUTE
    reasons = worst_of([reason for each in minutes for reason in each.reasons])
    hours = max([reason.discomfort for reason in reasons], default=0)
    busy = [person for person in party.people if is_busy(person, start, end)]
    missing = sum(person.required for person in busy)
    required = sum(person.required for person in party.people)
    absent = share(missing, required)
    if missing:
        reasons.append(Reason("busy", absent, count=missing, of=required))
    reasons.sort(key=lambda reason: (-reason.discomfort, reason.code, reason.name))
    score = hours
    if burden.weight and any(reason.code in AWKWARD for reason in reasons):
        reasons.append(Reason("turn", burden.weight, count=burden.count, of=meetings))
        score += burden.weight
    score = max(score, absent)
    if any(each.beyond for each in minutes):
        reasons.append(Reason("outside", 320))
        score += 320
    return Reading(
        key=party.key,
        start=start.astimezone(zone).replace(tzinfo=None),
        end=end.astimezone(zone).replace(tzinfo=None),
        part=part_of_day(minutes),
        discomfort=max(hours, absent),
        score=score,
        reasons=tuple(reasons),
        busy=missing,
        required=required,
        optional_busy=len(busy) - missing,
        optional=len(party.people) - required,
    )


class Minute(NamedTuple):
    """What one minute of a city's clock is like."""

    reasons: list
    in_office: bool
    at_night: bool
    beyond: bool


def minute(party, wall, every):
    spans = office_hours(party, wall.date())
    now = wall.time()
    in_office = any(opens <= now < closes for opens, closes in spans)
    accepted = in_office or any(
        a <= now < b for a, b in acceptable_hours(party, wall.date(), spans)
    )
    reasons = list(of_the_date(party, wall.date(), spans))
    if spans:
        reasons += of_the_hour(party, wall, spans, in_office, every)
    at_night = not time(7) <= now < time(22)
    if at_night and not in_office:
        cost = 100 if now.hour < 5 else 90 if now.hour in (5, 23) else 80
        reasons.append(Reason("night", cost))
    return Minute(reasons, in_office, at_night, not accepted)


def office_hours(party, day):
    if day in party.days_off:
        return []
    if day in party.hours_on:
        return list(party.hours_on[day])
    return list(party.preferred.get(day.weekday(), []))


def acceptable_hours(party, day, spans):
    if day in party.days_off:
        return []
    if party.acceptable is not None:
        return list(party.acceptable.get(day.weekday(), []))
    return [(time(7), time(22))] if spans else []


def of_the_date(party, day, spans):
    if day in party.bridge:
        yield Reason("bridge", 15)
    if day in party.rest:
        yield Reason("rest", 50, name=party.rest[day])
    if day in party.days_off:
        yield Reason("day_off", 75, name=party.days_off[day])
    elif not spans:
        yield Reason("closed", 70)


def of_the_hour(party, wall, spans, in_office, every):
    opens, closes = (datetime.combine(wall, t) for t in (spans[0][0], spans[-1][1]))
    if opens <= wall < closes:
        lunch = party.lunch and party.lunch[0] <= wall.time() < party.lunch[1]
        if lunch or not in_office:
            yield Reason("lunch", 10)
    elif time(7) <= wall.time() < time(22):
        early = wall < opens
        away = (opens - wall if early else wall + every * MINUTE - closes) // MINUTE
        begun = -(-away // 60)
        yield Reason("early" if early else "late", min(10 + 10 * begun, 70), count=away)


def part_of_day(minutes):
    if all(each.in_office for each in minutes):
        return "office"
    return "night" if any(each.at_night for each in minutes) else "edge"


def worst_of(reasons):
    """Return each reason once: as uncomfortable, and with as many minutes, as it gets."""
    found = {}
    for each in reasons:
        cost, count = found.get((each.code, each.name), (0, 0))
        found[each.code, each.name] = (max(cost, each.discomfort), max(count, each.count))
    return [Reason(code, cost, name, count) for (code, name), (cost, count) in found.items()]


def is_busy(person, start, end):
    return any(
        EPOCH + begin * MINUTE < end and start < EPOCH + until * MINUTE
        for begin, until in person.busy
    )


def share(missing, required):
    """Return the square of the share in per cent, up to the next five."""
    cost = 0
    while missing and cost * required * required < 100 * missing * missing:
        cost += 5
    return cost


# --- whose turn it is -----------------------------------------------------------------------


def carried(question):
    keys = [party.key for party in question.parties]
    last = [[key for key in keys if key in meeting] for meeting in list(question.past)[-12:]]
    counts = {key: sum(key in meeting for meeting in last) for key in keys}
    uneven = [meeting for meeting in last if 0 < len(meeting) < len(keys)]
    return tuple(
        Burden(
            key,
            counts[key],
            latest := bool(uneven) and key in uneven[-1],
            10 * (counts[key] - min(counts.values())) + (5 if latest else 0),
        )
        for key in keys
    )


# --- the order ------------------------------------------------------------------------------


def in_order(slots, question):
    zone = zone_of(question.anchor)
    found, taken = [], {}
    for score in sorted({each.score for each in slots}):
        left = sorted((each for each in slots if each.score == score), key=rank)
        while left and len(found) < question.most:
            chosen = []
            days = [each.start_utc.astimezone(zone).date() for each in left]
            for day in set(days):
                of_day = [each for each, its in zip(left, days, strict=True) if its == day]
                before = taken.setdefault(day, [])
                free = [e for e in of_day if not any(overlap(e, other) for other in before)]
                chosen.append((free or of_day)[0])
                before.append(chosen[-1])
            found += sorted(chosen, key=rank)
            gone = {each.start_utc for each in chosen}
            left = [each for each in left if each.start_utc not in gone]
    return found[: question.most]


def rank(slot):
    return (
        sum(each.busy for each in slot.readings),
        sum(each.score for each in slot.readings),
        sum(each.optional_busy for each in slot.readings),
        slot.start_utc,
    )


def overlap(one, other):
    return one.start_utc < other.end_utc and other.start_utc < one.end_utc


# --- two sessions ---------------------------------------------------------------------------


def two_sessions(slots):
    """Try every pair of slots, and for each pair every way to divide the cities."""
    best, pair = ((9999, 9999), True, END, END), None
    scores = [[reading.score for reading in each.readings] for each in slots]
    for first, firsts in zip(slots, scores, strict=True):
        for second, seconds in zip(slots, scores, strict=True):
            near = first.end_utc <= second.start_utc <= first.start_utc + DAY
            if near and max(map(min, firsts, seconds)) <= best[0][0]:
                both = list(zip(firsts, seconds, strict=True))
                score = levels(both)
                key = (score, not hosted(both, score), second.start_utc, first.start_utc)
                if key < best:
                    best, pair = key, (first, second)
    score = best[0][0]
    if pair is None or score >= min(each.score for each in slots):
        return None
    in_first, in_second = (
        tuple(reading.key for reading in each.readings if reading.score <= score) for each in pair
    )
    return Pair(*pair, in_first, in_second, score)


def hosted(scores, score):
    """Tell whether the first city can come to both, and the others to one of the sessions."""
    return any(
        all(a <= u or b <= w for a, b in scores) and scores[0][0] <= u and scores[0][1] <= w
        for u, w in (score, score[::-1])
    )


def levels(scores):
    """Return the worse and the better session's score, whatever the first one's may be.

    The second has to take those whom the first leaves out, and one whom it does not: the host.
    """
    found = []
    for first in {a for a, _ in scores}:
        left_out = [b for a, b in scores if a > first]
        second = max(*left_out, min(b for a, b in scores if a <= first), 0)
        found.append((max(first, second), min(first, second)))
    return min(found)
