"""The same files as bytes: what readers do not notice, and other programs break on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.clients.gathering import Source
from tests.clients.judging import report
from tests.documents import reading
from tests.documents.reading import Component
from tests.documents.test_bytes import assert_well_formed

HEAD = {
    "VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC",
    "URL", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "COLOR", "X-APPLE-CALENDAR-COLOR",
}  # fmt: skip
EVENT = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "CREATED",
    "LAST-MODIFIED", "STATUS", "TRANSP", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CONFERENCE",
    "CATEGORIES", "RELATED-TO", "ORGANIZER", "ATTENDEE",
}  # fmt: skip
ONCE = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "CREATED", "LAST-MODIFIED", "STATUS", "TRANSP",
    "SUMMARY",
}  # fmt: skip
PERSONAL = {"ORGANIZER", "ATTENDEE"}
RINGS = ("VALARM", True)
PAIRS = (
    ("NAME", "X-WR-CALNAME"),
    ("DESCRIPTION", "X-WR-CALDESC"),
    ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
)
MOMENT = re.compile(r"\d{8}T\d{6}Z")
WALL = re.compile(r"\d{8}T\d{6}")
DAY = re.compile(r"\d{8}")
RULE = re.compile(
    r"FREQ=YEARLY(;UNTIL=\d{8}T\d{6}Z)?;BYMONTH=\d+;BYDAY=-?\d(MO|TU|WE|TH|FR|SA|SU)(;UNTIL=\d{8}T\d{6}Z)?"
    r"|FREQ=YEARLY(;UNTIL=\d{8}T\d{6}Z)?;BYDAY=-?\d(MO|TU|WE|TH|FR|SA|SU);BYMONTH=\d+"
)


@pytest.fixture(scope="module")
def calendars(sources: list[Source]) -> dict[Path, Component]:
    return {source.path: reading.read(source.path.read_bytes()) for source in sources}


def test_lines_are_short_whole_and_end_as_they_should(sources) -> None:
    for source in sources:
        content = source.path.read_bytes()
        assert_well_formed(content)
        assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), source.path.name


def test_a_calendar_says_its_own_things_once_in_both_forms_and_first(calendars) -> None:
    report([f"{path.name}: {words}" for path, each in calendars.items() for words in _head(each)])


def _head(calendar: Component) -> Iterator[str]:
    names = calendar.names()
    yield from (f"{name} is nobody's" for name in set(names) - HEAD)
    yield from (f"{name} twice" for name, count in Counter(names).items() if count > 1)
    for standard, before in PAIRS:
        if calendar.all(standard) != calendar.all(before):
            yield f"{standard} is not {before}"
    kinds = [part.name for part in calendar.parts]
    if kinds != sorted(kinds, key=["VTIMEZONE", "VEVENT"].index):
        yield "an event before a zone"


def test_feeds_ask_nobody_anything_and_ring_only_where_their_owner_wants_it(
    sources, calendars
) -> None:
    found = []
    for source in sources:
        calendar = calendars[source.path]
        names = {name for event in calendar.inside("VEVENT") for name in event.names()}
        if not source.message:
            found += [f"{source.path.name}: {name}" for name in names & PERSONAL]
            found += [f"{source.path.name}: METHOD" for _ in calendar.all("METHOD")]
        parts = {part.name for event in calendar.inside("VEVENT") for part in event.parts}
        found += [f"{source.path.name}: {part}" for part in parts if (part, source.rings) != RINGS]
    report(found)
    assert any(s.rings and calendars[s.path].inside("VEVENT") for s in sources)


def test_an_alarm_says_what_it_must_once(sources, calendars) -> None:
    alarms = [
        part
        for source in sources
        for event in calendars[source.path].inside("VEVENT")
        for part in event.parts
    ]
    assert {tuple(alarm.names()) for alarm in alarms} == {("ACTION", "DESCRIPTION", "TRIGGER")}


def test_a_message_asks_one_person_by_one_method(sources, calendars) -> None:
    messages = [calendars[source.path] for source in sources if source.message]
    assert {each.one("METHOD") for each in messages} == {"REQUEST", "CANCEL"}
    for message in messages:
        assert len({event.text("UID") for event in message.inside("VEVENT")}) == 1
        assert len({event.one("ATTENDEE") for event in message.inside("VEVENT")}) == 1
        assert len({event.one("ORGANIZER") for event in message.inside("VEVENT")}) == 1


def test_properties_stand_in_one_order_everywhere(calendars) -> None:
    before = {
        pair
        for calendar in calendars.values()
        for event in calendar.inside("VEVENT")
        for pair in combinations(dict.fromkeys(event.names()), 2)
    }
    assert sorted(pair for pair in before if pair[::-1] in before) == []


def test_an_event_says_what_is_needed_once_and_nothing_else(calendars) -> None:
    report([f"{path.name}: {words}" for path, each in calendars.items() for words in _events(each)])


def _events(calendar: Component) -> Iterator[str]:
    seen = Counter()
    for event in calendar.inside("VEVENT"):
        uid, names = event.text("UID"), event.names()
        seen[uid, *event.all("RECURRENCE-ID")] += 1
        yield from (f"{uid}: {name} is nobody's" for name in set(names) - EVENT)
        counted = Counter(names)
        yield from (f"{uid}: {name} {counted[name]} times" for name in ONCE if counted[name] != 1)
        if event.one("DTSTAMP") != event.one("LAST-MODIFIED"):
            yield f"{uid}: DTSTAMP is not the row's"
    yield from (f"{key} stands {count} times" for key, count in seen.items() if count > 1)


def test_nothing_floats_and_every_end_is_later_than_its_start(calendars) -> None:
    report([f"{path.name}: {words}" for path, each in calendars.items() for words in _times(each)])


def _times(calendar: Component) -> Iterator[str]:
    stated = [zone.one("TZID") for zone in calendar.inside("VTIMEZONE")]
    used = set()
    for event in calendar.inside("VEVENT"):
        for name, params, value in event.lines:
            if name in {"DTSTART", "DTEND", "EXDATE", "RECURRENCE-ID"}:
                used |= {params["TZID"]} if "TZID" in params else set()
                if not _fixed(params, value):
                    yield f"{event.text('UID')}: {name};{params}:{value}"
        if not event.one("DTSTART")[:15] < event.one("DTEND")[:15] and _same_clock(event):
            yield f"{event.text('UID')}: ends before it starts"
    if sorted(stated) != sorted(used):
        yield f"states {stated}, uses {sorted(used)}"


def _fixed(params: dict[str, str], value: str) -> bool:
    """Tell whether a time is a date, a moment in UTC, or a wall time with its zone."""
    if "TZID" in params:
        return params.keys() == {"TZID"} and WALL.fullmatch(value) is not None
    if params == {"VALUE": "DATE"}:
        return DAY.fullmatch(value) is not None
    return params == {} and MOMENT.fullmatch(value) is not None


def _same_clock(event: Component) -> bool:
    return event.parameters("DTSTART") == event.parameters("DTEND")


def test_zones_are_stated_as_rules_that_outlook_reads(calendars) -> None:
    report([f"{path.name}: {words}" for path, each in calendars.items() for words in _zones(each)])


def _zones(calendar: Component) -> Iterator[str]:
    for zone in calendar.inside("VTIMEZONE"):
        if zone.names() != ["TZID"] or not zone.parts:
            yield f"{zone.lines}"
        for part in zone.parts:
            names = [name for name in part.names() if name != "RRULE"]
            if sorted(names) != ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"]:
                yield f"{zone.one('TZID')}: {names}"
            rules = part.all("RRULE")
            if len(rules) > 1 or not all(map(RULE.fullmatch, rules)):
                yield f"{zone.one('TZID')}: {rules}"
