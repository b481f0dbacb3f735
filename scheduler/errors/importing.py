"""Refusals of files that are imported, and of what is to be taken from them."""

from __future__ import annotations

from scheduler.errors.parents import Conflict, Invalid
from scheduler.i18n import lazy


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


class ImportChanged(Conflict):
    """What was ticked is no longer what was shown."""

    code = "import_changed"
    text = lazy(
        "Meanwhile something has changed here. Look at the entries once more: "
        "nothing has been taken yet."
    )
