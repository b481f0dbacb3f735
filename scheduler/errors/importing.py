"""Refusals of files that are imported, and of what is to be taken from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors.parents import Conflict, Invalid
from scheduler.errors.reading import note_text
from scheduler.i18n import gettext, lazy

if TYPE_CHECKING:
    from collections.abc import Mapping


class FileMissing(Invalid):
    """Neither a file nor a text."""

    code = "file_missing"
    text = lazy("Choose a file, or paste the text of one.")


class FileTwice(Invalid):
    """A file and a text beside it."""

    code = "file_twice"
    text = lazy("Send one of the two: a file, or a text.")


class FileTooLarge(Invalid):
    """A file larger than what is taken in."""

    code = "too_large"
    text = lazy(
        "This is too large: a file may have 2 MB, a pasted text half a megabyte. "
        "Nothing was read. Send a part of it."
    )


class TableUnreadable(Invalid):
    """Neither CSV nor a whole workbook."""

    code = "table_unreadable"
    text = lazy("This file could not be read. Save it anew as .xlsx, .csv or .ics, and send that.")


class OldWorkbook(Invalid):
    """The binary format of Excel before 2007."""

    code = "old_workbook"
    text = lazy("This is an old or protected Excel file. Save it as .xlsx, and send that.")


class ArchiveUnread(Invalid):
    """A ZIP that is no workbook."""

    code = "archive_unread"
    text = lazy("This is an archive. Unpack it, and send the files in it one by one.")


class TableTooLong(Invalid):
    """More rows than can be looked through."""

    code = "table_too_long"
    text = lazy("This table is too large: at most %(most)s rows at once. Send it in parts.")


class TableTooWide(Invalid):
    """More columns than a table of events has."""

    code = "table_too_wide"
    text = lazy("This table has more than %(most)s columns. Send the columns that are needed.")


class TableEmpty(Invalid):
    """A header without rows, or not even that."""

    code = "table_empty"
    text = lazy("There is no event here: a first row with names is needed, and rows below it.")


class ColumnTwice(Invalid):
    """Two columns for one thing."""

    code = "column_twice"
    text = lazy("Two columns are to be “%(name)s”. Choose one of them.")


class ColumnMissing(Invalid):
    """No column for what every event needs."""

    code = "column_missing"
    text = lazy("Say which column holds: %(name)s.")


class NothingChosen(Invalid):
    """No entry is ticked."""

    code = "nothing_chosen"
    text = lazy("Tick what is to be taken.")


class TooMuchAtOnce(Invalid):
    """More meetings than one transaction may write while others wait."""

    code = "too_much_at_once"
    text = lazy(
        "Counting every meeting of each series, these are more than %(most)s meetings. "
        "Take fewer at once."
    )


class ImportChanged(Conflict):
    """What was ticked is no longer what was shown."""

    code = "import_changed"
    text = lazy(
        "Meanwhile something has changed here. Look at the entries once more: "
        "nothing has been taken yet."
    )


_OF_ROWS = {
    "title_missing": lazy("It has no title."),
    "start_time_missing": lazy("It has an hour for the end, and none for the start."),
    "end_time_missing": lazy("It begins at an hour and ends on another date without one."),
    "date_unreadable": lazy("“%(typed)s” is not a date. Write it like 8.7.2026 or 2026-07-08."),
    "time_unreadable": lazy("“%(typed)s” is not a time. Write it in 24 hours, like 19:00 or 9:30."),
    "place_unknown": lazy("There is no city here and no time zone called “%(typed)s”."),
}
_OF_ENTRIES = {
    "zone_missing": lazy("It names no time zone. Say on which city's clock its hours are."),
    "in_utc": lazy("Its hours are given in UTC. Say on which city's clock they are to be shown."),
    "zone_chosen": lazy("It names no time zone; it was read on the clock that was chosen."),
    "uid_twice": lazy("An entry above it has the same UID."),
    "published_otherwise": lazy(
        "It is published here and differs. A change would be sent to people: make it in the form."
    ),
    "cancelled_here": lazy("It is cancelled here."),
    "cancelled_there": lazy("It is cancelled in its calendar."),
    "cancelled_and_published": lazy(
        "It is cancelled in its calendar, and published here. To cancel it here as well, open it."
    ),
    "discarded": lazy("A draft of it was discarded here before."),
    "stop_of_visit": lazy("It is a stop of this visit, whose own page changes it."),
    "all_meetings_off": lazy("Every meeting of the series is called off."),
    "exceptions_many": lazy("The series has too many exceptions to be taken."),
    "not_yours": lazy("It belongs to other cities: their organizers may change it."),
}
_TEXTS = _OF_ROWS | _OF_ENTRIES


def import_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """Return what an import says under that code, in the current language.

    Codes of calendar files are `note_text`'s own.
    """
    return (
        gettext(_TEXTS[code], **values or {}) if code in _TEXTS else note_text(code, values or {})
    )
