"""Feeds and messages: what stands above the entries, and what may never stand in either."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from scheduler.documents import ical
from scheduler.documents.ical import Calendar, Mailbox, colours
from scheduler.errors import EmailInvalid
from tests.documents import reading, samples
from tests.documents.samples import ORGANIZER, PETAR, SUMMER, entry, feed, wall


def test_a_feed_asks_nobody_anything():
    content = feed(SUMMER, samples.BAR, samples.ITEM, samples.CANCELLED)
    for word in (b"METHOD", b"ORGANIZER", b"ATTENDEE", b"VALARM"):
        assert word not in content


def test_the_metadata_stands_in_both_forms():
    calendar = reading.read(feed(SUMMER))
    assert calendar.text("NAME") == calendar.text("X-WR-CALNAME") == "София – Сеул: обмен"
    assert calendar.text("DESCRIPTION") == calendar.text("X-WR-CALDESC")
    assert calendar.one("REFRESH-INTERVAL") == calendar.one("X-PUBLISHED-TTL") == "PT1H"
    assert calendar.parameters("REFRESH-INTERVAL") == {"VALUE": "DURATION"}
    assert calendar.one("COLOR") == "darkslateblue"
    assert calendar.one("X-APPLE-CALENDAR-COLOR") == "#1d4f91"


def test_what_is_not_given_is_not_written():
    calendar = reading.read(ical.feed(Calendar(name="Bare", color="of the sea")))
    assert calendar.names() == [
        "VERSION",
        "PRODID",
        "CALSCALE",
        "NAME",
        "X-WR-CALNAME",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
    ]
    assert calendar.parts == []


@pytest.mark.parametrize(
    ("chosen", "name", "code"),
    [
        ("blue", "blue", "#0000ff"),
        ("#0000FE", "blue", "#0000fe"),
        ("#000000", "black", "#000000"),
        ("RebeccaPurple", None, None),
        ("#12345", None, None),
        ("", None, None),
    ],
)
def test_a_colour_is_a_name_for_some_and_a_code_for_others(chosen, name, code):
    found = colours.find(chosen)
    assert (found and found.name, found and found.code) == (name, code)


def test_zones_are_stated_once_each_before_the_entries():
    content = feed(SUMMER, samples.ITEM, replace(SUMMER, uid="2"), samples.FLIGHT)
    calendar = reading.read(content)
    assert [part.name for part in calendar.parts] == ["VTIMEZONE"] * 2 + ["VEVENT"] * 4
    assert [part.one("TZID") for part in calendar.inside("VTIMEZONE")] == [
        "Asia/Seoul",
        "Europe/Sofia",
    ]


def test_only_zones_that_are_named_are_stated():
    assert reading.read(feed(samples.REPEATED, samples.BAR)).inside("VTIMEZONE") == []


def test_the_years_in_question_are_those_of_start_and_end():
    new_year = entry(start=wall("2027-12-31 23:00"), end=wall("2028-01-01 01:00"))
    assert ical.spans([new_year, samples.ITEM, samples.BAR]) == {
        "Europe/Sofia": (2027, 2028),
        "Asia/Seoul": (2027, 2027),
    }


def test_a_feed_is_what_joining_its_pieces_makes():
    entries = (SUMMER, samples.BAR, samples.ITEM, samples.REPEATED, samples.CANCELLED)
    calendar = Calendar(name="x", entries=entries)
    pieces = [ical.piece(each) for each in entries]
    assert ical.join(calendar, pieces, ical.spans(entries)) == ical.feed(calendar)


def test_a_thousand_events_are_written_well_within_a_second():
    entries = tuple(replace(SUMMER, uid=f"{number}") for number in range(1000))
    begun = time.process_time()
    content = ical.feed(Calendar(name="x", entries=entries))
    assert time.process_time() - begun < 1
    assert content.count(b"BEGIN:VEVENT") == 1000


def test_a_request_asks_the_one_it_is_sent_to():
    calendar = reading.read(ical.message("REQUEST", SUMMER, ORGANIZER, PETAR))
    (event,) = calendar.inside("VEVENT")
    assert calendar.one("METHOD") == "REQUEST"
    assert event.one("ORGANIZER") == "mailto:scheduler+k3jx9q@exchange.example.org"
    assert event.parameters("ORGANIZER") == {"CN": "София – Сеул"}
    assert event.one("ATTENDEE") == "mailto:petar@sofia.example.org"
    assert event.parameters("ATTENDEE") == {
        "CN": "Петър 'Пешо' Петров; делегат",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_a_cancellation_asks_nothing():
    calendar = reading.read(ical.message("CANCEL", SUMMER, ORGANIZER, PETAR))
    (event,) = calendar.inside("VEVENT")
    assert calendar.one("METHOD") == "CANCEL"
    assert (event.one("STATUS"), event.one("TRANSP")) == ("CANCELLED", "TRANSPARENT")
    assert set(event.parameters("ATTENDEE")) == {"CN", "CUTYPE", "ROLE"}


def test_a_message_carries_the_same_entry_as_the_feed():
    message = ical.message("REQUEST", SUMMER, ORGANIZER, PETAR)
    piece = ical.piece(SUMMER).removesuffix(b"END:VEVENT\r\n")
    assert piece in message
    assert b"X-WR-CALNAME" not in message


@pytest.mark.parametrize("method", ["PUBLISH", "REPLY", "", "request"])
def test_other_methods_are_not_ours(method):
    with pytest.raises(ValueError, match="does not go with"):
        ical.message(method, SUMMER, ORGANIZER, PETAR)


def test_nobody_is_asked_to_come_to_what_is_cancelled():
    with pytest.raises(ValueError, match="REQUEST does not go with CANCELLED"):
        ical.message("REQUEST", samples.CANCELLED, ORGANIZER, PETAR)


@pytest.mark.parametrize(
    "address",
    ["", "no at", "a@b, c@d", "a@b\r\nBcc: x@y", "<a@b>", "иван@sofia.bg", '"a b"@c.d', "a@b;x"],
)
def test_what_is_no_address_stands_in_no_message(address):
    with pytest.raises(EmailInvalid):
        ical.message("REQUEST", SUMMER, ORGANIZER, Mailbox("X", address))


def test_a_domain_is_written_as_servers_spell_it():
    content = ical.message("REQUEST", SUMMER, ORGANIZER, Mailbox("", "a@община.бг"))
    (event,) = reading.read(content).inside("VEVENT")
    assert event.one("ATTENDEE") == "mailto:a@xn--80abvuc1e.xn--90ae"
    assert "CN" not in event.parameters("ATTENDEE")
