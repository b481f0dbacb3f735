"""What is said of somebody else's calendar: unreadable files, entries that cannot be taken.

A file as a whole is refused by a class. What is told of one entry (`documents.ical.Note`) has a
code and values; its words stand here once, for pages, the interface for programs and the worker.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scheduler.errors.parents import Invalid
from scheduler.i18n import date_long, gettext, lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD = "file"


class CalendarRefused(Invalid):
    """A file of which nothing can be taken."""

    code = "calendar_refused"
    text = lazy("This calendar file cannot be read.")

    def __init__(self, **values: str) -> None:
        super().__init__(field=FIELD, **values)


class CalendarTooLarge(CalendarRefused):
    """More bytes than are looked at."""

    code = "calendar_too_large"
    text = lazy("This file is larger than %(most)s MB. Export a shorter period.")


class CalendarTooLong(CalendarRefused):
    """More lines than are looked at."""

    code = "calendar_too_long"
    text = lazy("This file has more than %(most)s lines. Export a shorter period.")


class CalendarTooMany(CalendarRefused):
    """More entries than are taken at once."""

    code = "calendar_too_many"
    text = lazy("This calendar has more than %(most)s entries. Export a shorter period.")


class CalendarEmpty(CalendarRefused):
    """Nothing in it."""

    code = "calendar_empty"
    text = lazy("This file is empty.")


class CalendarIsArchive(CalendarRefused):
    """Packed: a calendar may be inside."""

    code = "calendar_is_archive"
    text = lazy("This is a packed file. Unpack it first and choose the .ics file inside.")


class CalendarIsWebPage(CalendarRefused):
    """HTML: a page that asks to sign in, or the page around a calendar."""

    code = "calendar_is_web_page"
    text = lazy(
        "This is a web page, not a calendar. Often it asks to sign in: take the calendar's own "
        "address, which ends in .ics"
    )


class NotACalendar(CalendarRefused):
    """Something else."""

    code = "not_a_calendar"
    text = lazy("This is not a calendar file: nothing in it begins with BEGIN:VCALENDAR.")


class CalendarUndecodable(CalendarRefused):
    """Bytes that are no text in an encoding that is known here."""

    code = "calendar_undecodable"
    text = lazy("The letters in this file cannot be read. Save it as UTF-8.")


class CalendarIsAnswer(CalendarRefused):
    """An answer to an invitation, which is no event of its own."""

    code = "calendar_is_answer"
    text = lazy("This file is an answer to an invitation (%(method)s), not a calendar.")


class CalendarTooOld(CalendarRefused):
    """VCALENDAR 1.0, whose rules and texts are written otherwise."""

    code = "calendar_too_old"
    text = lazy("This is a vCalendar 1.0 file. Export it as iCalendar (.ics, version 2.0).")


_OF_FILES = {
    "utf16": lazy("The file was written in UTF-16 and was read as such."),
    "encoding_guessed": lazy(
        "The file does not say how its letters are written; it was read as %(encoding)s. "
        "Check the titles."
    ),
    "letters_damaged": lazy("Some letters in the file are damaged: %(count)s. They show as �."),
    "folds_broken": lazy("Lines of the file are broken wrongly: %(count)s. They were joined."),
    "cut_off": lazy("The file ends in the middle: its end is missing."),
    "several_calendars": lazy("The file holds several calendars: %(count)s. All were read."),
    "no_entries": lazy("There is no event in this calendar."),
    "other_parts": lazy("Tasks, notes and busy times are not read: %(count)s."),
    "alarms": lazy("Reminders are not read: %(count)s."),
    "file_zone_unknown": lazy("The calendar names a time zone that does not exist: “%(zone)s”."),
    "cancelling": lazy("The file is a cancellation: its events were read as cancelled."),
}
_OF_ENTRIES = {
    "uid_missing": lazy("It has no identifier (UID). One was made of its title and start."),
    "uid_long": lazy("Its identifier (UID) is too long and was shortened."),
    "summary_missing": lazy("It has no title."),
    "title_cut": lazy("The title was longer than %(limit)s characters and was cut."),
    "place_cut": lazy("The place was longer than %(limit)s characters and was cut."),
    "description_cut": lazy("The description was longer than %(limit)s characters and was cut."),
    "description_html": lazy("The description was a piece of a web page; its text was kept."),
    "link_left_out": lazy("Its link is no web address and was left out: %(link)s"),
    "categories_cut": lazy("It had more than %(limit)s categories; the first were kept."),
    "private": lazy("It is marked as private in its calendar."),
    "zone_mapped": lazy("Its time zone is called “%(zone)s” there; it was read as %(read_as)s."),
    "zone_in_utc": lazy("Its time zone “%(zone)s” has no city here; its hours are kept in UTC."),
    "zone_of_file": lazy("It names no time zone; it was read in the calendar's own, %(zone)s."),
    "floating": lazy("It names no time zone. Choose one."),
    "end_elsewhere": lazy("Its end was given in another time zone, %(zone)s."),
    "end_unreadable": lazy("Its end cannot be read (%(value)s) and was left out."),
    "end_before_start": lazy("Its end is not after its start (%(value)s) and was left out."),
    "end_of_other_kind": lazy(
        "Of start and end one is a date and one an hour; the end was left out."
    ),
    "seconds_cut": lazy("Its seconds were cut off."),
    "hour_twice": lazy("Its hour comes twice on that night; it was read as the first."),
    "rule_cut": lazy("The series goes on for longer; its meetings up to %(until)s were kept."),
    "start_moved": lazy(
        "Its first date is none of the series; the first one by its rule is %(first)s."
    ),
    "dates_left_out": lazy("Further single dates of the series (RDATE) were left out: %(count)s."),
    "exceptions_left_out": lazy("Exceptions of the series that cannot be read: %(count)s."),
    "series_missing": lazy("It is one meeting of a series that is not in the file."),
}
_OF_REFUSED = {
    "entry_unreadable": lazy("This entry is damaged and cannot be read."),
    "entry_cut": lazy("This entry is cut off: its end is missing."),
    "entry_too_large": lazy("This entry has more than %(most)s lines."),
    "start_missing": lazy("It has no start."),
    "start_unreadable": lazy("Its start cannot be read: %(value)s"),
    "date_out_of_range": lazy("Its dates do not lie between 1990 and 2099."),
    "too_long_event": lazy("It is longer than %(days)s days."),
    "hour_skipped": lazy(
        "Its hour does not exist: on that night the clocks go forward (%(value)s)."
    ),
    "zone_unknown": lazy(
        "There is no time zone called “%(zone)s”, and the file does not say what it means."
    ),
    "rule_unreadable": lazy("Its rule of recurrence cannot be read: %(rule)s"),
    "rule_unsupported": lazy("A series cannot be made of its rule of recurrence: %(rule)s"),
    "rule_without_dates": lazy("No date fits its rule of recurrence: %(rule)s"),
    "too_many_dates": lazy("The series of this file have more than %(most)s dates together."),
    "too_many_exceptions": lazy("The series has more than %(most)s exceptions."),
    "older_duplicate": lazy("The file holds a newer entry with the same identifier (UID)."),
    "original_unreadable": lazy(
        "It is one meeting of a series, but which one cannot be read: %(value)s"
    ),
    "not_in_series": lazy("It is one meeting of a series that has none on that date: %(value)s"),
    "this_and_future": lazy("It changes a meeting and all that follow, which is not read."),
    "other_kind_than_series": lazy(
        "It has an hour and its series has none, or the other way round."
    ),
}
_TEXTS = _OF_FILES | _OF_ENTRIES | _OF_REFUSED
CODES = frozenset(_TEXTS)
"""Every code that a note may have."""
_DATES = {"until", "first"}


def note_text(code: str, values: Mapping[str, str]) -> str:
    """Return what a note of that code says, in the current language; dates come as ISO 8601."""
    said = {
        name: date_long(date.fromisoformat(value)) if name in _DATES else value
        for name, value in values.items()
    }
    return gettext(_TEXTS[code], **said)
