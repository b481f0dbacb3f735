"""What is understood of single values: zones, rules, texts, letters."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduler import errors
from scheduler.core import recurrence, zones
from scheduler.documents import ical
from scheduler.documents.ical.reading import texts
from tests.documents import strange

wall = datetime.fromisoformat
SUMMER, WINTER = wall("2027-07-08 19:00"), wall("2027-12-08 19:00")


def _one(*parts, near=(), head=""):
    reading = ical.read(strange.calendar(*parts, head=head), near=near)
    assert reading.refused == ()
    (entry,) = reading.entries
    return entry


def _codes(entry):
    return [note.code for note in entry.notes]


# --- zones


@pytest.mark.parametrize("name", WINDOWS_TO_OLSON)
def test_every_name_of_windows_is_a_zone(name):
    entry = _one(strange.timed(f"DTSTART;TZID={name}:20270708T190000"))
    expected = zones.moment(SUMMER, WINDOWS_TO_OLSON[name])
    assert zones.moment(entry.start, entry.zone) == expected


@pytest.mark.parametrize("name", sorted(set(WINDOWS_TO_OLSON.values())))
@pytest.mark.parametrize("start", [SUMMER, WINTER], ids=["summer", "winter"])
def test_every_clock_is_known_by_what_its_vtimezone_says(name, start):
    stated = ical.vtimezone(name, 2026, 2034).decode().replace(f"TZID:{name}", "TZID:Own")
    line = strange.timed(f"DTSTART;TZID=Own:{start:%Y%m%dT%H%M%S}")
    entry, near = (_one(stated.strip(), line, near=near) for near in ((), (name,)))
    assert zones.moment(entry.start, entry.zone) == zones.moment(start, name)
    assert (near.start, near.zone, _codes(near)) == (start, name, ["zone_mapped"])


def test_a_zone_that_is_near_is_taken_only_where_it_keeps_the_same_clock():
    line = strange.timed("DTSTART;TZID=GTB Standard Time:20270708T190000")
    assert [_one(line, near=near).zone for near in ((), ("Europe/Sofia",), ("Asia/Seoul",))] == [
        "Europe/Bucharest",
        "Europe/Sofia",
        "Europe/Bucharest",
    ]


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("europe/sofia", "Europe/Sofia"),
        ('"Europe/Sofia"', "Europe/Sofia"),
        ("/citadel.org/20210210_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("EET", "EET"),
        ("Etc/UTC", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_a_zone_by_its_name(tzid, zone):
    entry = _one(strange.timed(f"DTSTART;TZID={tzid}:20270708T190000"))
    assert (entry.zone, entry.start, _codes(entry)) == (zone, SUMMER, [])


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [("UTC+2", "Etc/GMT-2"), ("gmt-0500", "Etc/GMT+5"), ("UTC+15", None), ("UTC+05:30", None)],
)
def test_a_zone_by_its_offset(tzid, zone):
    content = strange.calendar(strange.timed(f"DTSTART;TZID={tzid}:20270708T190000"))
    assert [each.zone for each in ical.read(content).entries] == ([zone] if zone else [])


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "BEGIN:STANDARD\nEND:STANDARD",
        strange.SOFIA.replace("+0300", "+9900"),
        strange.SOFIA.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        strange.SOFIA.replace("16010101T040000", "yesterday"),
        strange.SOFIA * 201,
        strange.SOFIA.replace("TZOFFSETTO", "RDATE:" + "20270101T000000," * 101 + "\nTZOFFSETTO"),
    ],
    ids=[
        "empty",
        "without values",
        "offset",
        "rule",
        "start",
        "too many changes",
        "too many dates",
    ],
)
def test_a_vtimezone_that_says_nothing_leaves_its_zone_unknown(stated):
    reading = ical.read(
        strange.calendar(
            strange.zone("Own", stated), strange.timed("DTSTART;TZID=Own:20270708T190000")
        )
    )
    assert [refused.why.code for refused in reading.refused] == ["zone_unknown"]


def test_a_vtimezone_of_single_years_is_read():
    stated = """
BEGIN:STANDARD
DTSTART:20261025T040000
RDATE:20261025T040000,20271031T040000
TZOFFSETFROM:+0317
TZOFFSETTO:+0217
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20270328T030000
TZOFFSETFROM:+0217
TZOFFSETTO:+0317
END:DAYLIGHT
"""
    entries = [
        _one(strange.zone("Own", stated), strange.timed(f"DTSTART;TZID=Own:{at:%Y%m%dT%H%M%S}"))
        for at in (SUMMER, WINTER)
    ]
    assert [(each.start, each.zone) for each in entries] == [
        (wall("2027-07-08 15:43"), "UTC"),
        (wall("2027-12-08 16:43"), "UTC"),
    ]


# --- dates and hours


@pytest.mark.parametrize(
    ("length", "end"),
    [
        ("PT90M", wall("2027-03-27 13:30")),
        ("P1D", wall("2027-03-28 12:00")),
        ("PT24H", wall("2027-03-28 13:00")),
        ("P1DT2H", wall("2027-03-28 14:00")),
        ("P1W", wall("2027-04-03 12:00")),
        ("+PT1H", wall("2027-03-27 13:00")),
    ],
)
def test_a_duration_of_days_is_one_on_the_clock_and_of_hours_exact(length, end):
    entry = _one(strange.timed("DTSTART;TZID=Europe/Sofia:20270327T120000", f"DURATION:{length}"))
    assert (entry.end, _codes(entry)) == (end, [])


@pytest.mark.parametrize("length", ["-PT1H", "P", "PT", "1H", "P1Y", "PT99999999H", "P0D"])
def test_a_duration_that_is_none_is_left_out(length):
    entry = _one(strange.timed("DTSTART;TZID=Europe/Sofia:20270327T120000", f"DURATION:{length}"))
    assert (entry.end, len(entry.notes)) == (None, 1)


def test_days_have_their_last_day_for_an_end():
    days = [
        _one(strange.timed("DTSTART;VALUE=DATE:20270510", end)).end
        for end in ("DTEND;VALUE=DATE:20270514", "DURATION:P4D", "DURATION:P1D")
    ]
    assert days == [date(2027, 5, 13), date(2027, 5, 13), date(2027, 5, 10)]


def test_a_series_in_utc_stays_there():
    entry = _one(
        strange.timed("DTSTART:20270510T060000Z", "", "RRULE:FREQ=WEEKLY;COUNT=4"),
        head="X-WR-TIMEZONE:Europe/Sofia",
    )
    assert (entry.start, entry.zone) == (wall("2027-05-10 06:00"), "UTC")


def test_a_moment_that_a_clock_shows_twice_stays_in_utc():
    entry = _one(strange.timed("DTSTART:20271031T003000Z"), head="X-WR-TIMEZONE:Europe/Sofia")
    assert (entry.start, entry.zone) == (wall("2027-10-31 00:30"), "UTC")


# --- rules


def _parts():
    days = st.lists(
        st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3
    )
    some = {
        "INTERVAL": st.integers(1, 4).map(str),
        "BYDAY": days.map(lambda found: ",".join(dict.fromkeys(found)))
        | st.sampled_from(["1MO", "-1FR", "2TU"]),
        "BYMONTH": st.integers(1, 12).map(str),
        "BYMONTHDAY": st.integers(1, 31).map(str) | st.just("-1"),
        "BYSETPOS": st.sampled_from(["1", "2", "-1"]),
        "WKST": st.sampled_from(["MO", "SU", "WE"]),
        "UNTIL": st.sampled_from(["20290601T080000", "20290601T090000", "20290601T100000"]),
        "COUNT": st.integers(1, 30).map(str),
    }
    return st.fixed_dictionaries(
        {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])}, optional=some
    ).filter(lambda parts: not {"COUNT", "UNTIL"} <= parts.keys())


@given(_parts(), st.dates(date(2027, 1, 1), date(2028, 12, 31)))
def test_a_rule_that_is_kept_has_the_dates_that_dateutil_gives(parts, first):
    value = ";".join(f"{name}={part}" for name, part in parts.items())
    start = datetime(first.year, first.month, first.day, 9)
    line = strange.timed(f"DTSTART:{start:%Y%m%dT%H%M%S}", "", f"RRULE:{value}")
    last = date(2031, 1, 1)
    for entry in ical.read(strange.calendar(line)).entries:
        rule = recurrence.parse(entry.rule, start)
        found = recurrence.within(rule, first, first, last, 400)
        # `within` shows the first date also where the rule does not have it.
        engine = islice(rrule.rrulestr(value, dtstart=start), 400)
        expected = [at.date() for at in engine if at.date() < last]
        if expected and expected[0] == first:
            assert found == expected


# --- letters and texts


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_letters_and_line_ends_may_be_any(encoding, ends):
    content = strange.calendar(strange.event(SUMMARY="Среща 회의"), ends=ends)
    (entry,) = ical.read(content.decode().encode(encoding)).entries
    assert (entry.summary, entry.start) == ("Среща 회의", wall("2027-05-10 09:00"))


def test_utf_16_that_ends_within_a_letter_is_read_up_to_there():
    content = strange.calendar(strange.event()).decode().encode("utf-16") + b"\n"
    assert [entry.summary for entry in ical.read(content).entries] == ["Среща"]


def test_utf_16_without_sense_is_refused():
    with pytest.raises(errors.CalendarUndecodable):
        ical.read(b"\xff\xfe" + b"\x00\xd8" * 100)


def test_a_line_that_was_cut_at_its_full_length_is_joined_without_a_gap():
    entry = _one(strange.event("DESCRIPTION:" + "дума " * 8 + "раз", "рязана", "и нов ред"))
    assert entry.description == "дума " * 8 + "разрязана\nи нов ред"


def test_a_stray_line_spoils_no_date():
    entry = _one(strange.timed("DTSTART;TZID=Europe/Sofia:20270510T090000\nstray: line"))
    assert entry.start == wall("2027-05-10 09:00")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<b>Зала</b> 3", "Зала 3"),
        ("one<br/>two<BR >three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<style>p {}</style><p>x</p><script>alert(1)</script>", "x"),
        ("<script>never closed", ""),
        ('<a href="https://x.bg/?a=1&amp;b=2">x</a>', "x (https://x.bg/?a=1&b=2)"),
        ('<a href="https://x.bg">https://x.bg</a>', "https://x.bg"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        (
            "<p>1 &lt; 2 &amp;&#1073;&#x431; &unknown; &#99999999999;",
            "1 < 2 &бб &unknown; &#99999999999;",
        ),
        ("<p>a < b and b > c", "a < b and b > c"),
    ],
)
def test_a_page_is_what_it_says(page, said):
    assert (texts.is_page(page), texts.of_page(page)) == (True, said)


@pytest.mark.parametrize("text", ["1 < 2", "Петър <petar@sofia.bg>", "<3", "a<b>c<i", "AT&amp;T"])
def test_a_text_with_signs_in_it_is_no_page(text):
    assert texts.is_page(text) == (text == "a<b>c<i")


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://sofia.bg/a?b=c,d;e#f", "https://sofia.bg/a?b=c,d;e#f"),
        (r"https://sofia.bg/a\,b", "https://sofia.bg/a,b"),
        ("mailto:a@b.bg", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("https://x.bg:99999/", ""),
        ("https://x.bg/" + "a" * 2_000, ""),
    ],
)
def test_a_link_is_an_address_of_the_web(value, address):
    assert _one(strange.event(f"URL:{value}")).url == address


def test_the_address_to_join_is_not_repeated_in_the_description():
    entry = _one(
        strange.event(
            "CONFERENCE;VALUE=URI:https://meet.example.org/x",
            r"DESCRIPTION:Say hello.\n\nhttps://meet.example.org/x",
            "LOCATION:https://meet.example.org/x",
        )
    )
    assert (entry.conference, entry.description, entry.location) == (
        "https://meet.example.org/x",
        "Say hello.",
        "",
    )


# --- several entries


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (
            "SEQUENCE:1\nLAST-MODIFIED:20270101T000000Z",
            "SEQUENCE:2\nLAST-MODIFIED:20260101T000000Z",
        ),
        ("LAST-MODIFIED:20260101T000000Z", "LAST-MODIFIED:20260101T000001Z"),
    ],
    ids=["sequence", "moment"],
)
def test_the_newer_of_two_is_kept_wherever_it_stands(older, newer, turned):
    both = [strange.event(older, SUMMARY="older"), strange.event(newer, SUMMARY="newer")]
    reading = ical.read(strange.calendar(*(both[::-1] if turned else both)))
    assert [each.summary for each in reading.entries] == ["newer"]
    assert [each.summary for each in reading.refused] == ["older"]


def test_nothing_that_comes_after_a_broken_entry_is_lost():
    broken = [
        strange.event(UID="u-1").replace("END:VEVENT", ""),
        strange.event("BEGIN:VALARM", UID="u-2"),
    ]
    reading = ical.read(strange.calendar(*broken, strange.event(UID="u-3")))
    assert [each.uid for each in reading.entries] == ["u-2", "u-3"]
    assert [(each.number, each.uid, each.why.code) for each in reading.refused] == [
        (1, "u-1", "entry_cut")
    ]


def test_exceptions_beyond_the_cut_of_a_series_are_told_by_the_cut_alone():
    moved = strange.timed(
        "DTSTART;TZID=Europe/Sofia:20400510T110000",
        "",
        "RECURRENCE-ID;TZID=Europe/Sofia:20400507T090000",
    )
    both = strange.calendar(strange.event("RRULE:FREQ=WEEKLY"), moved)
    cut, whole = (ical.read(both, bounded=bounded) for bounded in (True, False))
    assert [(len(each.entries[0].overrides), each.refused) for each in (cut, whole)] == [
        (0, ()),
        (1, ()),
    ]


def test_a_meeting_that_would_move_out_of_the_years_is_refused():
    series = strange.timed(
        "DTSTART;TZID=Europe/Sofia:20991229T090000", "", "RRULE:FREQ=DAILY;COUNT=2"
    )
    moved = strange.timed(
        "DTSTART:20991231T235900Z", "", "RECURRENCE-ID;TZID=Europe/Sofia:20991230T090000"
    )
    reading = ical.read(strange.calendar(series, moved))
    assert [refused.why.code for refused in reading.refused] == ["date_out_of_range"]


@pytest.mark.parametrize("between", [b"", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_files_that_were_put_together_are_all_read(between):
    both = [strange.calendar(strange.event(UID=uid)) for uid in ("u-1", "u-2")]
    assert [each.uid for each in ical.read(between.join(both)).entries] == ["u-1", "u-2"]


def test_an_entry_after_the_end_of_its_calendar_is_read():
    content = strange.calendar(strange.event(UID="u-1")) + strange.event(UID="u-2").encode()
    assert [each.uid for each in ical.read(content).entries] == ["u-1", "u-2"]
