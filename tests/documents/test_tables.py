"""Tables: which files are read, what is too much of one, and what a row says of an event."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import errors, i18n
from scheduler.documents import tables
from scheduler.documents.tables import workbook

BOTH = ["bg", "en"]
ROWS = [["Заглавие", "Дата", "Час"], ["Топломери", "8.7.2026", "19:00"]]


def csv(delimiter: str = ",") -> str:
    """Return the rows as CSV."""
    return "\r\n".join(delimiter.join(row) for row in ROWS)


def xlsx(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    """Return a workbook with those rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(data: bytes) -> list[list[Any]]:
    """Return a table as plain rows, the header first."""
    table = tables.read(data)
    return [list(table.header), *(list(row.cells) for row in table.rows)]


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return file.getvalue()


def sheet(table: str | bytes, places: dict[str, str] | None = None) -> tables.Sheet:
    """Return what the rows of a table say, its columns guessed."""
    read = tables.read(table.encode() if isinstance(table, str) else table)
    return tables.entries(read, tables.guess(read, BOTH), places or {})


def why(row: str, header: str = "Title,Start date,Start time,End date,End time,Time zone") -> str:
    """Return the code for which a row is refused."""
    [refused] = sheet(f"{header}\n{row}\n").refused
    return refused.why.code


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_csv_is_read_as_excel_writes_it(delimiter: str, encoding: str) -> None:
    assert cells(csv(delimiter).encode(encoding)) == ROWS


def test_utf_16_is_known_without_its_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert cells("Title,Date\nHeat,8.7.2026\n".encode(encoding))[1] == ["Heat", "8.7.2026"]


def test_excel_may_name_its_delimiter() -> None:
    assert cells(b"sep=|\r\nTitle|Date, time\r\nHeat|8.7.2026\r\n")[0] == ["Title", "Date, time"]


def test_quotes_hold_delimiters_and_lines() -> None:
    data = b'"Title; and more, and, more";Text\r\n"Heat ""II""";"one\r\ntwo"\r\n'
    assert cells(data) == [["Title; and more, and, more", "Text"], ['Heat "II"', "one\r\ntwo"]]


def test_empty_rows_and_columns_are_left_out_and_rows_keep_their_number() -> None:
    table = tables.read(b"\n,,\nTitle,Date,\n,,\nHeat,8.7.2026,\nShort\n\n")
    assert table.header == ("Title", "Date")
    assert [(row.number, row.cells) for row in table.rows] == [
        (5, ("Heat", "8.7.2026")),
        (6, ("Short", "")),
    ]


def test_a_workbook_is_read_with_its_dates() -> None:
    data = xlsx(
        ["Title", "Date", "Time", "Both", "Length", "Number", "Part", None],
        [
            "Heat\u2028",
            date(2026, 7, 8),
            time(19, 0),
            datetime(2026, 7, 8, 19, 0),
            timedelta(hours=2),
            3,
            1.5,
        ],
    )
    assert cells(data)[1] == [
        "Heat",
        datetime(2026, 7, 8),
        time(19, 0),
        datetime(2026, 7, 8, 19, 0),
        time(2, 0),
        "3",
        "1.5",
    ]


def test_formulas_are_not_evaluated() -> None:
    assert cells(xlsx(["Title", "Sum"], ["Heat", "=1+1"]))[1] == ["Heat", ""]


def test_what_is_no_table_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("calendar.ics", "BEGIN:VCALENDAR")
    for data, refusal in (
        (b"", errors.TableEmpty),
        (b"Title,Date\n", errors.TableEmpty),
        (b"\xff\xfe\x00", errors.TableUnreadable),
        (b"PK\x03\x04and no more", errors.TableUnreadable),
        (xlsx(["Title"], ["Heat"])[:-200], errors.TableUnreadable),
        (archive.getvalue(), errors.ArchiveUnread),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", errors.OldWorkbook),
        (b'"' + b"x" * 200_000, errors.TableUnreadable),
    ):
        with pytest.raises(refusal):
            tables.read(data)


def test_only_so_many_rows_and_columns_are_read() -> None:
    row = b"Heat,8.7.2026\n"
    assert len(tables.read(b"Title,Date\n" + row * tables.MOST_ROWS).rows) == tables.MOST_ROWS
    with pytest.raises(errors.TableTooLong):
        tables.read(b"Title,Date\n" + row * (tables.MOST_ROWS + 1))
    with pytest.raises(errors.TableTooLong):
        tables.read(xlsx(["Title"], *(["Heat"] for _ in range(tables.MOST_ROWS + 1))))
    wide = ["x"] * (tables.MOST_COLUMNS + 1)
    for data in (",".join(wide).encode() + b"\n1\n", xlsx(wide, ["1"])):
        with pytest.raises(errors.TableTooWide):
            tables.read(data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    small = xlsx(["Title"], ["Heat"])
    part = "xl/worksheets/sheet1.xml"
    large = repacked(small, part, lambda content: content + b" " * workbook.MOST_BYTES)
    assert len(large) < 100_000
    many = repacked(
        small,
        part,
        lambda content: content.replace(
            b"</sheetData>", b"<row/>" * (workbook.MOST_CELLS + 1_000) + b"</sheetData>"
        ),
    )
    styled = repacked(
        small,
        "xl/styles.xml",
        lambda content: content.replace(b"</cellXfs>", b"<xf/>" * 40_000 + b"</cellXfs>"),
    )
    sheet = b'<sheet name="x" sheetId="2"/>'
    sheets = repacked(
        small,
        "xl/workbook.xml",
        lambda content: content.replace(b"</sheets>", sheet * workbook.MOST_SHEETS + b"</sheets>"),
    )
    for data in (large, many, styled, sheets):
        with pytest.raises(errors.TableTooLong):
            tables.read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_defines_no_entities(encoding: str) -> None:
    def define(content: bytes) -> bytes:
        text = content.decode().partition("?>")[2] or content.decode()
        laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        return f'<?xml version="1.0" encoding="{encoding}"?>{laughs}{text}'.encode(encoding)

    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        with pytest.raises(errors.TableUnreadable):
            tables.read(repacked(xlsx(["Title"], ["Heat"]), part, define))


@pytest.mark.parametrize(("number", "read"), [(1_048_576, [["Heat"]]), (9_999_999_999, [])])
def test_a_row_far_below_is_found_where_excel_has_rows(number: int, read: list[Any]) -> None:
    far = repacked(
        xlsx(["Title"], ["Heat"], ["Heat"]),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b'<row r="3"', f'<row r="{number}"'.encode()).replace(
            b'"A3"', f'"A{number}"'.encode()
        ),
    )
    assert cells(far) == [["Title"], ["Heat"], *read]


def test_calendars_are_known_by_their_beginning() -> None:
    calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert tables.is_calendar(calendar.encode(encoding))
    assert tables.is_calendar(b"\n\n begin:vcalendar\n")
    assert not tables.is_calendar(csv().encode())


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("UID", "uid"),
        ("Subject", "title.en"),
        ("Title (Bulgarian)", "title.bg"),
        ("title_en", "title.en"),
        ("Заглавие (английски)", "title.en"),
        ("Тема", "title.en"),
        ("Start Date", "start"),
        ("Начална дата", "start"),
        ("Начален час", "start_time"),
        ("Start Time", "start_time"),
        ("край", "end"),
        ("Краен час", "end_time"),
        ("Location", "venue.en"),
        ("Място на български", ""),
        ("Description", "description.en"),
        ("Time zone", "zone"),
        ("Град", "zone"),
        ("Линк", "online_url"),
        ("Categories", "categories"),
        ("All Day Event", ""),
        ("", ""),
    ],
)
def test_columns_are_guessed_by_their_names(header: str, target: str) -> None:
    table = tables.read(f"{header},x\nwords,1\n".encode())
    assert tables.guess(table, BOTH)[0] == target


def test_a_text_is_in_the_language_of_its_letters() -> None:
    assert tables.guess(tables.read("Title,Date\nТопломери,1\n".encode()), BOTH)[0] == "title.bg"
    assert tables.guess(tables.read("Title,Date\n난방,1\n".encode()), ["bg", "ko"])[0] == "title.ko"
    assert tables.guess(tables.read(b"Title,Date\nHeat,1\n"), ["bg"])[0] == "title.bg"


def test_a_column_of_hours_is_no_column_of_dates() -> None:
    sent = "Заглавие;Дата;Начало;Край\nСреща;12.1.2027;10:00;11.30 ч.\nДруга;13.1.2027;;\n"
    guessed = tables.guess(tables.read(sent.encode()), BOTH)
    assert guessed == ["title.bg", "start", "start_time", "end_time"]
    days = tables.read(b"Title;Start;End\nA visit;10.5.2027;14.5.2027\n")
    assert tables.guess(days, BOTH) == ["title.en", "start", "end"]


def test_nothing_is_guessed_twice() -> None:
    table = tables.read("Title,Subject,Заглавие,Title BG\nHeat,x,Топло,y\n".encode())
    assert tables.guess(table, BOTH) == ["title.en", "", "title.bg", ""]


def test_columns_show_the_first_of_what_stands_in_them() -> None:
    table = tables.read(xlsx(["Date"], [date(2026, 7, 8)], [datetime(2026, 7, 8, 9, 5)], [time(9)]))
    assert [column.samples for column in tables.columns(table)] == [
        ("8.7.2026", "8.7.2026 09:05", "09:00")
    ]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_template_says_what_it_means(language: str) -> None:
    with i18n.speaking(language):
        table = tables.read(tables.template(BOTH))
    assert tables.guess(table, BOTH) == tables.targets(BOTH)
    [row] = sheet(tables.template(BOTH)).rows
    assert row.entry.start == datetime(2027, 3, 10, 10, 0)
    assert row.entry.zone == "Europe/Sofia"


@pytest.mark.parametrize(
    ("row", "start", "end"),
    [
        ("Heat,8.7.2026,19.00 ч.,,20:30", datetime(2026, 7, 8, 19), datetime(2026, 7, 8, 20, 30)),
        ("Heat,2026-07-08T19:00:00,,9.7.2026 01:00,", datetime(2026, 7, 8, 19), datetime(2026, 7, 9, 1)),
        ("Heat,8.7.2026 г. 19:00,,,", datetime(2026, 7, 8, 19), None),
        ("Heat,8.7.2026,19,8.7.2026,", datetime(2026, 7, 8, 19), None),
        ("Heat,8.7.2026,,,", date(2026, 7, 8), None),
        ("Heat,8.7.2026,,10.7.2026,", date(2026, 7, 8), date(2026, 7, 10)),
    ],
)  # fmt: skip
def test_hours_and_days_are_read_as_they_are_typed(
    row: str, start: datetime | date, end: datetime | date | None
) -> None:
    [told] = sheet(f"Title,Start date,Start time,End date,End time\n{row}\n").rows
    assert (told.entry.start, told.entry.end) == (start, end)


def test_dates_of_excel_are_read() -> None:
    data = xlsx(
        ["Title", "Start date", "Start time", "End date"],
        ["Heat", date(2026, 7, 8), time(19), datetime(2026, 7, 8, 20, 30)],
        ["Days", date(2026, 7, 8), None, date(2026, 7, 10)],
    )
    assert [(told.entry.start, told.entry.end) for told in sheet(data).rows] == [
        (datetime(2026, 7, 8, 19), datetime(2026, 7, 8, 20, 30)),
        (date(2026, 7, 8), date(2026, 7, 10)),
    ]


def test_titles_and_places_are_one_line() -> None:
    data = 'Title,Date,Place,Description\n"Heat\nmeters",8.7.2026,"Town\n hall","One\ntwo"\n'
    [told] = sheet(data).rows
    assert told.texts == {
        "title": {"en": "Heat meters"},
        "venue": {"en": "Town hall"},
        "description": {"en": "One\ntwo"},
    }


def test_a_row_says_all_that_there_is_a_column_for() -> None:
    [told] = sheet(
        "UID,Title,Заглавие,Date,Time,City,Place,Описание,Link,Categories\n"
        '1,Heat,Топло,8.7.2026,19:00,Сеул,Hall,Думи,https://example.org,"innovation; Seoul"\n',
        {"сеул": "Asia/Seoul"},
    ).rows
    assert told.number == 2
    assert told.texts == {
        "title": {"en": "Heat", "bg": "Топло"},
        "venue": {"en": "Hall"},
        "description": {"bg": "Думи"},
    }
    entry = told.entry
    assert (entry.uid, entry.zone, entry.conference) == ("1", "Asia/Seoul", "https://example.org")
    assert entry.categories == ("innovation", "Seoul")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",8.7.2026", "title_missing"),
        ("Heat,", "start_missing"),
        ("Heat,8/7/2026", "date_unreadable"),
        ("Heat,8.7.1026", "date_out_of_range"),
        ("Heat,8.7.2026,7 PM", "time_unreadable"),
        ("Heat,8.7.2026,,,19:00", "start_time_missing"),
        ("Heat,8.7.2026,19:00,9.7.2026", "end_time_missing"),
        ("Heat,8.7.2026,19:00,,,Atlantis", "place_unknown"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_says_why(row: str, code: str) -> None:
    assert why(row) == code
    assert errors.import_text(code, {"typed": "x"})


@given(st.binary(max_size=400))
def test_whatever_bytes_come_they_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = tables.read(data)
    except errors.Invalid:
        return
    assert tables.entries(table, tables.guess(table, BOTH), {}) is not None


WORKBOOK = xlsx(["Title", "Start date"], ["Heat", date(2026, 7, 8)])
PARTS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]


@given(
    st.sampled_from(["", *PARTS]),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=8),
)
def test_a_damaged_workbook_is_a_table_or_refused(
    part: str, changes: list[tuple[int, int]]
) -> None:
    def damage(content: bytes) -> bytes:
        damaged = bytearray(content)
        for place, value in changes:
            damaged[place % len(damaged)] = value
        return bytes(damaged)

    try:
        table = tables.read(repacked(WORKBOOK, part, damage) if part else damage(WORKBOOK))
    except errors.Invalid:
        return
    assert tables.entries(table, tables.guess(table, BOTH), {}) is not None
