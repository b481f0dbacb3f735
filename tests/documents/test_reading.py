"""Strange calendar files: each row of the manual's table is a file, and what becomes of it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

import pytest

from scheduler import errors, i18n
from scheduler.documents import ical
from scheduler.errors.reading import CODES
from tests.documents import strange

wall = datetime.fromisoformat
MANUAL = Path(__file__).parents[2] / "docs" / "calendars.md"
NEAR = ("Europe/Sofia", "Asia/Seoul")
NINE, HALF_PAST_TEN = wall("2027-05-10 09:00"), wall("2027-05-10 10:30")


def _rows() -> dict[str, str]:
    """Return the table of the manual: what comes, and what becomes of it."""
    section = MANUAL.read_text().partition("## What is read")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return {row[0]: row[1].strip("| ") for row in cells[2:]}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


ROWS = _rows()
TOLD = {
    "20,000 reminders": "alarms",
    "a cancellation": "cancelling",
    "cut off in the middle": "cut_off entry_cut",
    "several calendars in one": "several_calendars",
    "no entry": "no_entries",
    "tasks, notes and busy times": "other_parts",
    "UTF-16": "utf16",
    "Cyrillic of Windows (1251)": "encoding_guessed",
    "Korean of Windows (949)": "encoding_guessed",
    "Latin letters of Windows (1252)": "encoding_guessed",
    "damaged letters": "letters_damaged",
    "broken folds": "folds_broken",
    "X-WR-TIMEZONE only": "zone_of_file",
    "floating times": "floating",
    "a name of Windows": "zone_mapped",
    "a name of its own, a known clock": "zone_mapped",
    "an offset for a name": "zone_mapped",
    "a clock that no city keeps": "zone_in_utc",
    "a series on such a clock": "zone_unknown",
    "an unknown zone": "zone_unknown",
    "a folder of zones": "zone_unknown",
    "an X-WR-TIMEZONE that is none": "file_zone_unknown floating",
    "an end in another zone": "end_elsewhere",
    "an end before the start": "end_before_start",
    "a date with an hour for its end": "end_of_other_kind",
    "an end that cannot be read": "end_unreadable",
    "seconds": "seconds_cut",
    "an hour that does not exist": "hour_skipped",
    "an hour that comes twice": "hour_twice",
    "no start": "start_missing",
    "a start that cannot be read": "start_unreadable",
    "the year 1889": "date_out_of_range",
    "two years long": "too_long_event",
    "an endless series": "rule_cut",
    "a million times": "rule_cut",
    "a series of ten years": "rule_cut",
    "every second": "rule_unsupported",
    "two rules": "rule_unsupported",
    "a rule that is none": "rule_unreadable",
    "a date that never comes": "rule_without_dates",
    "a first date beside the rule": "start_moved",
    "thousands of dates": "too_many_dates",
    "RDATE": "dates_left_out",
    "an EXDATE that cannot be read": "exceptions_left_out",
    "thousands of exceptions": "too_many_exceptions",
    "an exception without its series": "series_missing",
    "an exception on no date of its series": "not_in_series",
    "an exception of nobody knows when": "original_unreadable",
    "an exception that is a day": "other_kind_than_series",
    "this one and all that follow": "this_and_future",
    "duplicate UIDs": "older_duplicate",
    "no UID": "uid_missing",
    "a UID of 1,000 letters": "uid_long",
    "no title": "summary_missing",
    "a title of 1,000 letters": "title_cut",
    "a place of 1,000 letters": "place_cut",
    "a description of 20,000 letters": "description_cut",
    "HTML as text": "description_html",
    "a link that is none": "link_left_out",
    "two hundred categories": "categories_cut",
    "a private entry": "private",
    "an entry of 6,000 lines": "entry_too_large",
}
REFUSED = {
    "20 MB": errors.CalendarTooLarge,
    "a million reminders": errors.CalendarTooLarge,
    "more than 200,000 lines": errors.CalendarTooLong,
    "more than 2,000 entries": errors.CalendarTooMany,
    "an empty file": errors.CalendarEmpty,
    "a packed file": errors.CalendarIsArchive,
    "a web page": errors.CalendarIsWebPage,
    "a path": errors.NotACalendar,
    "something else": errors.NotACalendar,
    "an answer to an invitation": errors.CalendarIsAnswer,
    "vCalendar 1.0": errors.CalendarTooOld,
    "letters of no known kind": errors.CalendarUndecodable,
}
# What is different from the usual entry in the first one that is kept.
KEPT = {
    "a cancellation": {"status": "CANCELLED"},
    "Cyrillic of Windows (1251)": {"summary": "Среща на градовете"},
    "Korean of Windows (949)": {"summary": "서울특별시청 방문"},
    "Latin letters of Windows (1252)": {"summary": "Café Müller"},
    "damaged letters": {"summary": "С�еща"},
    "broken folds": {"description": "Първи ред\nвтори ред", "location": "Зала"},
    "floating times": {"zone": None},
    "an X-WR-TIMEZONE that is none": {"zone": None, "end": None},
    "a program's path before the name": {"end": None},
    "a name of its own, a known clock": {"end": None, "rule": "FREQ=WEEKLY;COUNT=4"},
    "an offset for a name": {"zone": "Etc/GMT-3", "end": None},
    "a clock that no city keeps": {"zone": "UTC", "end": None},
    "a date without DTEND": {"start": date(2027, 5, 10), "end": None, "zone": None},
    "a date that ends on itself": {"start": date(2027, 5, 10), "end": None, "zone": None},
    "a date with an hour for its end": {"start": date(2027, 5, 10), "end": None, "zone": None},
    "an end before the start": {"end": None},
    "an end that cannot be read": {"end": None},
    "seconds": {"end": None},
    "an hour that comes twice": {"start": wall("2027-10-31 03:30"), "end": None},
    "an endless series": {"rule": "FREQ=WEEKLY;UNTIL=20320510"},
    "a million times": {"rule": "FREQ=DAILY;UNTIL=20280920"},
    "a series of ten years": {"rule": "FREQ=MONTHLY;UNTIL=20320510"},
    "the second Monday, as BYSETPOS": {"rule": "FREQ=MONTHLY;BYDAY=2MO;COUNT=3"},
    "a first date beside the rule": {
        "start": wall("2027-05-11 09:00"),
        "end": wall("2027-05-11 10:30"),
        "rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
    },
    "thousands of dates": {"uid": "u-0", "rule": "FREQ=DAILY;COUNT=500"},
    "a list of EXDATE": {"excluded": (wall("2027-05-17 09:00"), wall("2027-05-24 09:00"))},
    "a meeting that was called off": {"excluded": (wall("2027-05-17 09:00"),)},
    "an exception without its series": {
        "uid": "u-1@example.org#20270517T0900",
        "start": wall("2027-05-17 11:00"),
        "end": wall("2027-05-17 12:30"),
    },
    "duplicate UIDs": {"summary": "Нова", "sequence": 1},
    "no UID": {"uid": "without-uid-" + _hash("20270510T090000\nСреща")},
    "a UID of 1,000 letters": {"uid": "u" * 214 + "-" + _hash("u" * 1_000)},
    "no title": {"summary": ""},
    "a title of 1,000 letters": {"summary": "с" * 300},
    "a place of 1,000 letters": {"location": "с" * 300},
    "a description of 20,000 letters": {"description": "с" * 10_000},
    "HTML as text": {"description": "Зала\N{NO-BREAK SPACE}3\nвход: тук (https://sofia.bg/v)"},
    "two hundred categories": {"categories": tuple(f"c{number}" for number in range(100))},
}
SERIES = (
    "RDATE",
    "a list of EXDATE",
    "an EXDATE that cannot be read",
    "a meeting that was moved",
    "a meeting that was called off",
    "an exception on no date of its series",
    "an exception of nobody knows when",
    "an exception that is a day",
    "this one and all that follow",
)


def _read(name):
    return ical.read(strange.file(name), near=NEAR, bounded=True)


def _told(reading):
    """Return every note of a file: of itself, of what was kept, of what was not."""
    entries = [each for entry in reading.entries for each in (entry, *entry.overrides)]
    notes = [*reading.notes, *(note for entry in entries for note in entry.notes)]
    return [*notes, *(refused.why for refused in reading.refused)]


def _becomes(name):
    """Return in the manual's words what becomes of a file."""
    try:
        reading = _read(name)
    except errors.CalendarRefused:
        return "refused"
    if reading.refused and not reading.entries:
        return "refused"
    return "kept with a warning" if _told(reading) else "kept"


def test_the_table_and_the_files_have_the_same_names():
    assert list(ROWS) == list(strange.FILES)


@pytest.mark.parametrize("name", strange.FILES)
def test_it_becomes_what_the_manual_says(name):
    assert _becomes(name) == ROWS[name]


@pytest.mark.parametrize("name", sorted(strange.FILES.keys() - REFUSED.keys()))
def test_what_is_told_of_it(name):
    assert sorted({note.code for note in _told(_read(name))}) == sorted(TOLD.get(name, "").split())


@pytest.mark.parametrize(("name", "refusal"), REFUSED.items())
def test_a_file_is_refused_by_name(name, refusal):
    with pytest.raises(refusal) as refused:
        _read(name)
    assert (type(refused.value), refused.value.field) == (refusal, "file")


@pytest.mark.parametrize("name", [name for name, becomes in ROWS.items() if becomes != "refused"])
def test_what_is_kept_of_it(name):
    usual = {
        "uid": "u-1@example.org",
        "summary": "Среща",
        "start": NINE,
        "end": HALF_PAST_TEN,
        "zone": "Europe/Sofia",
        "status": "CONFIRMED",
        "rule": "FREQ=WEEKLY;COUNT=4" if name in SERIES else "",
    }
    expected = usual | KEPT.get(name, {})
    kept = [{field: getattr(each, field) for field in expected} for each in _read(name).entries[:1]]
    assert kept == ([] if name == "no entry" else [expected])


def test_a_moved_meeting_stands_on_the_clock_of_its_series():
    (series,) = _read("a meeting that was moved").entries
    (moved,) = series.overrides
    assert (moved.original, moved.start, moved.end, moved.zone) == (
        wall("2027-05-17 09:00"),
        wall("2027-05-17 11:00"),
        wall("2027-05-17 12:30"),
        "Europe/Sofia",
    )


def test_both_entries_of_two_calendars_are_kept():
    reading = _read("several calendars in one")
    assert [each.uid for each in reading.entries] == ["u-1@example.org", "u-2"]


def test_what_is_refused_is_named_by_its_place_title_and_uid():
    reading = _read("duplicate UIDs")
    assert [(each.number, each.uid, each.summary) for each in reading.refused] == [
        (2, "u-1@example.org", "Стара")
    ]


def test_a_path_is_no_file(tmp_path):
    path = tmp_path / "calendar.ics"
    path.write_bytes(strange.calendar(strange.event()))
    with pytest.raises(errors.NotACalendar):
        ical.read(str(path).encode())


def test_every_note_is_told_of_some_file():
    told = {code for codes in TOLD.values() for code in codes.split()}
    # No file is known that the reader would stumble over.
    assert CODES - told == {"entry_unreadable"}


@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_note_has_its_words(language):
    with i18n.speaking(language):
        said = [
            errors.note_text(note.code, note.values)
            for name in strange.FILES.keys() - REFUSED.keys()
            for note in _told(_read(name))
        ]
    assert all(said)
    assert [text for text in said if "%(" in text] == []


def test_dates_in_notes_are_dates_in_words():
    values = {"until": "2032-05-10"}
    with i18n.speaking("bg"):
        assert errors.note_text("rule_cut", values) == (
            "Поредицата продължава по-дълго; запазени бяха срещите до 10 май 2032\N{NO-BREAK SPACE}г."
        )
