"""Calendar files as bytes: what clients that notice nothing would otherwise swallow or drop."""

from __future__ import annotations

import unicodedata
from datetime import date

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.documents import ical, plain
from tests.documents import reading, samples
from tests.documents.samples import entry, feed

ICS = {name: content for name, content in samples.files().items() if name.endswith(".ics")}
SCRIPTS = st.text(alphabet="аяЩ한국어 é漢👩‍👩‍👧🇧🇬abc\\;,:\n\"'^", max_size=200)
# The whole of Unicode, with halves of pairs and every control.
ANYTHING = st.text(alphabet=st.characters(), max_size=200)


def lines(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    return content.removesuffix(b"\r\n").split(b"\r\n")


def assert_well_formed(content: bytes) -> None:
    for line in lines(content):
        assert len(line) <= 75
        text = line.decode()
        controls = [char for char in text if unicodedata.category(char) == "Cc" and char != "\t"]
        assert controls == []
    assert not set("\u2028\u2029\x85") & set(content.decode())


@pytest.mark.parametrize("name", sorted(ICS))
def test_every_golden_file_is_well_formed(name):
    assert_well_formed(ICS[name])


@pytest.mark.parametrize("char", ["я", "한", "e", "é", "👍", "\\", ";", "\n"])
@pytest.mark.parametrize("before", range(80))
def test_a_line_is_cut_between_characters_wherever_the_limit_falls(char, before):
    text = "x" * before + char * 80
    content = ical.piece(entry(summary="x", description=text))
    assert_well_formed(content)
    assert reading.read(content).text("DESCRIPTION") == plain.lines(text).strip("\n")


def test_the_space_of_a_fold_counts():
    content = ical.piece(entry(description="y" * 500))
    widths = [len(line) for line in lines(content) if line.startswith(b" y")]
    assert max(widths) <= 75
    assert widths[0] > 70


@given(summary=ANYTHING, description=ANYTHING, location=ANYTHING)
def test_whatever_is_typed_stays_a_calendar(summary, description, location):
    content = feed(entry(summary=summary, description=description, location=location))
    assert_well_formed(content)
    (event,) = reading.read(content).inside("VEVENT")
    assert event.text("SUMMARY") == plain.line(summary)


@given(description=SCRIPTS, category=SCRIPTS)
def test_texts_come_back_as_they_were(description, category):
    content = feed(entry(description=description, categories=(category, "b")))
    expected = plain.lines(description).strip("\n")
    (event,) = reading.read(content).inside("VEVENT")
    assert "\n".join(map(reading.unescaped, event.all("DESCRIPTION"))) == expected
    (other,) = icalendar.Calendar.from_ical(content).events
    assert str(other.get("DESCRIPTION", "")) == expected
    assert list(map(str, other.categories)) == [plain.line(category), "b"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a\\b", r"a\\b"),
        ("C:\\New", r"C:\\New"),
        ("a;b,c", r"a\;b\,c"),
        ("one\r\ntwo\rthree\nfour", r"one\ntwo\nthree\nfour"),
        ("one\x85two\u2028three\u2029four\x0bfive", r"one\ntwo\nthree\nfour\nfive"),
        ("nul\x00bell\x07escape\x1b\x7f\x9b", "nulbellescape"),
        ("half \ud83d pair", "half  pair"),
        ('"quoted": yes', '"quoted": yes'),
        ("tab\tstays", "tab\tstays"),
        ("2026\u00a0г.", "2026\u00a0г."),
    ],
)
def test_texts_are_escaped_and_cleaned(typed, written):
    assert reading.read(ical.piece(entry(description=typed))).one("DESCRIPTION") == written


def test_a_title_is_one_line_and_stands_once():
    event = reading.read(ical.piece(entry(summary=" First\r\nATTENDEE:mailto:x@y\n\tline ")))
    assert event.one("SUMMARY") == "First ATTENDEE:mailto:x@y line"
    assert event.all("ATTENDEE") == []


def test_a_comma_in_a_category_is_its_own():
    event = reading.read(ical.piece(entry(categories=("a,b", "c\\", "d;e"))))
    assert event.one("CATEGORIES") == r"a\,b,c\\,d\;e"


@pytest.mark.parametrize(
    ("given_address", "written"),
    [
        ("https://x.org/a?b=c,d;e#f", "https://x.org/a?b=c,d;e#f"),
        ("https://x.org/път", "https://x.org/%D0%BF%D1%8A%D1%82"),
        ("https://x.org/%D0%BF", "https://x.org/%D0%BF"),
        ("https://x.org/a b\r\nATTENDEE:mailto:x@y", "https://x.org/a%20b%20ATTENDEE:mailto:x@y"),
        ('https://x.org/"<>\\^`{|}', "https://x.org/%22%3C%3E%5C%5E%60%7B%7C%7D"),
    ],
)
def test_addresses_are_encoded_and_never_escaped(given_address, written):
    event = reading.read(ical.piece(entry(url=given_address, conference=given_address)))
    assert event.one("URL") == written
    assert event.one("CONFERENCE") == written


def test_properties_stand_in_one_order():
    assert reading.read(ical.piece(samples.SUMMER)).names() == [
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "CREATED",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "CONFERENCE",
        "CATEGORIES",
    ]


def test_the_calendars_own_properties_come_before_its_first_part():
    content = feed(samples.SUMMER, samples.ITEM).decode()
    assert reading.read(content.encode()).names() == [
        "VERSION",
        "PRODID",
        "CALSCALE",
        "NAME",
        "X-WR-CALNAME",
        "DESCRIPTION",
        "X-WR-CALDESC",
        "URL",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
        "COLOR",
        "X-APPLE-CALENDAR-COLOR",
    ]
    first = content.index("BEGIN:VTIMEZONE")
    assert content.index("X-APPLE-CALENDAR-COLOR") < first < content.index("BEGIN:VEVENT")


def test_the_same_entries_are_the_same_bytes():
    entries = [entry(uid=f"e{n}", start=date(2027, 1, 1 + n), end=None) for n in range(20)]
    assert feed(*entries) == feed(*entries)
    assert feed(*entries) != feed(*reversed(entries))
